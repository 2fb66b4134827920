"""What an operator of the software meets: wrong settings, a taken port, a database that restarts under load."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from pathlib import Path

import httpx
import pytest

from portal.core.embedded import start_embedded
from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("PORTAL_BASE_URL", "", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_BASE_URL", "partners.vendor.example", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_SECRET_KEY", "short", "PORTAL_SECRET_KEY is wrong"),
        ("PORTAL_SMTP_URL", "mail.vendor.example:25", "PORTAL_SMTP_URL is wrong"),
        ("PORTAL_MAIL_FROM", "partners", "PORTAL_MAIL_FROM is wrong"),
        ("PORTAL_PORT", "eighty", "PORTAL_PORT is wrong"),
        ("PORTAL_DATABASE_URL", "mysql://db/portal", "PORTAL_DATABASE_URL is wrong"),
        ("PORTAL_DATABASE_URL", "postgresql://127.0.0.1:9/portal", "the database can't be reached"),
        ("PORTAL_BASE_URL", "https://partners.vendor.example", "PORTAL_TEST_CLOCK is refused under https"),
        ("PORTAL_BASE_URL", "http://localhost:abc", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_BASE_URL", "http://localhost:0", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_BASE_URL", "http://localhost:8000/sub/path", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_BASE_URL", "http://user:secret@localhost", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_BASE_URL", "http://user:secret@loc alhost", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_BASE_URL", "http://[::1", "PORTAL_BASE_URL is wrong"),
        ("PORTAL_VENDOR_APP_URL", "http://localhost:abc", "PORTAL_VENDOR_APP_URL is wrong"),
        ("PORTAL_WEBHOOK_PRIVATE_HOSTS", "user:secret@app.internal", "PORTAL_WEBHOOK_PRIVATE_HOSTS is wrong"),
        ("PORTAL_SMTP_URL", "smtp://user:secret@localhost:abc", "PORTAL_SMTP_URL is wrong"),
        ("PORTAL_SMTP_URL", "smtp://user:secret@mail server", "PORTAL_SMTP_URL is wrong"),
        ("PORTAL_DATABASE_URL", "postgresql://user:secret@127.0.0.1:abc/portal", "PORTAL_DATABASE_URL is wrong"),
        ("PORTAL_DATABASE_URL", "postgresql://user:secret@127.0.0.1/portal?foo=bar", "PORTAL_DATABASE_URL is wrong"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_one_line(
    installation: Installation, setting: str, value: str, says: str
) -> None:
    status, out, err = await installation.run("serve", **{setting: value})
    assert status == 1
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith("portal: ")
    assert says in line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://127.0.0.1:9/portal", "the database can't be reached"),
        ("postgresql://127.0.0.1:abc/portal", "PORTAL_DATABASE_URL is wrong"),
        ("postgresql://127.0.0.1/portal?foo=bar", "PORTAL_DATABASE_URL is wrong"),
    ],
)
async def test_a_wrong_database_stops_its_migration_with_one_line(
    installation: Installation, url: str, says: str
) -> None:
    status, _out, err = await installation.run("migrate", PORTAL_DATABASE_URL=url)
    assert status == 1
    [line] = err.splitlines()
    assert line.startswith("portal: ")
    assert says in line


async def test_two_migrations_at_once_both_succeed(tmp_path: Path, installation: Installation) -> None:
    with start_embedded(tmp_path) as server:
        url = server.url()
        for _again in range(2):
            ended = await asyncio.gather(
                *(installation.run("migrate", PORTAL_DATABASE_URL=url) for _ in range(2)),
            )
            assert [(status, out) for status, out, _err in ended] == [(0, "")] * 2, ended
            assert all("Traceback" not in err for _status, _out, err in ended)


async def test_a_test_clock_that_was_advanced_is_not_switched_off_in_silence(
    tmp_path: Path, installation: Installation
) -> None:
    home = str(tmp_path)
    assert (await installation.run("migrate", PORTAL_DATA_DIR=home))[0] == 0
    # At 0 the setting is free; `--drain` ends by itself.
    assert (await installation.run("worker", "--drain", PORTAL_DATA_DIR=home, PORTAL_TEST_CLOCK="0"))[0] == 0
    assert (await installation.run("advance-clock", "86400", PORTAL_DATA_DIR=home))[0] == 0
    for arguments in (["serve"], ["worker", "--drain"]):
        status, out, err = await installation.run(*arguments, PORTAL_DATA_DIR=home, PORTAL_TEST_CLOCK="0")
        assert (status, out) == (1, "")
        [line] = err.splitlines()
        assert line.startswith("portal: ")
        assert "PORTAL_TEST_CLOCK" in line


@pytest.mark.parametrize("setting", ["PORTAL_BASE_URL", "PORTAL_SECRET_KEY", "PORTAL_SMTP_URL", "PORTAL_MAIL_FROM"])
async def test_a_needed_setting_that_is_missing_is_named(installation: Installation, setting: str) -> None:
    status, _out, err = await installation.run("serve", without=setting)
    assert status == 1
    assert err == f"portal: {setting} is needed and not set\n"


async def test_a_taken_port_is_named(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _out, err = await installation.run("serve", PORTAL_PORT=str(port))
    assert status == 1
    [line] = err.splitlines()
    assert f"can't listen on 127.0.0.1:{port}" in line
    assert "PORTAL_PORT" in line


async def test_a_database_that_is_not_migrated_is_named(installation: Installation, tmp_path: Path) -> None:
    status, _out, err = await installation.run("serve", PORTAL_DATA_DIR=str(tmp_path))
    assert status == 1
    assert "portal migrate" in err
    assert len(err.splitlines()) == 1


async def test_a_made_up_password_is_printed_and_a_client_is_one_line(installation: Installation) -> None:
    status, out, err = await installation.run(
        "create-operator", "finn@vendor.example", without="PORTAL_OPERATOR_PASSWORD"
    )
    assert status == 0, err
    assert len(out.strip()) >= 12
    status, out, err = await installation.run("create-client", "Tool", "--scopes", "accounts:read", "accounts:write")
    assert status == 0, err
    assert out.splitlines()[-1].startswith('{"clientId": ')
    status, out, err = await installation.run("create-client", "Site", "--redirect-uris", "https://site.example/back")
    assert (status, out.splitlines()[-1][:14]) == (0, '{"clientId": "'), err
    status, _out, err = await installation.run("create-client", "Tool", "--scopes", "everything")
    assert status == 1
    assert "Unknown scope everything" in err


async def test_a_database_that_restarts_under_load_loses_nothing(installation: Installation) -> None:
    """Every application that was acknowledged is there once; what failed says so; afterwards all is well."""
    taken: asyncio.Queue[str] = asyncio.Queue()
    done = asyncio.Event()

    async def apply(client: httpx.AsyncClient, worker: int) -> None:
        number = 0
        while not done.is_set():
            number += 1
            email = f"load@load{worker}x{number}z.example"
            # Each from an address of its own, or the throttle would stop the load.
            address = {"X-Forwarded-For": f"198.51.{worker}.{number % 250}"}
            body = {"query": _APPLY, "variables": {"email": email}}
            answer = (await client.post("/graphql", json=body, headers=address)).json()
            if "errors" in answer:
                assert answer["errors"][0]["extensions"]["code"] == "INTERNAL", answer
                await asyncio.sleep(0.05)
            else:
                taken.put_nowait(email)

    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as client:
        load = [asyncio.create_task(apply(client, worker)) for worker in range(4)]
        acknowledged = [await taken.get() for _ in range(8)]
        await asyncio.to_thread(_restart_database, installation.home)
        acknowledged += [await taken.get() for _ in range(taken.qsize() + 8)]
        done.set()
        await asyncio.gather(*load)
        acknowledged += [taken.get_nowait() for _ in range(taken.qsize())]
        await _sign_in(client)
        query = "query($s: String) { applications(filter: {search: $s}) { totalCount } }"
        for email in acknowledged:
            name = email.split("@")[1].removesuffix(".example")
            answer = await client.post(
                "/graphql", json={"query": query, "variables": {"s": name}}, headers={"X-Portal-CSRF": "1"}
            )
            assert answer.json()["data"] == {"applications": {"totalCount": 1}}, (email, answer.json())


_APPLY = """mutation($email: String!) { applyToProgram(input: {companyName: "Load", website: "load.example",
  contactName: "Load", email: $email, country: "DE"}) { application { id } userErrors { message } } }"""


async def _sign_in(client: httpx.AsyncClient) -> None:
    document = "mutation($input: SignInInput!) { signIn(input: $input) { userErrors { message } } }"
    body = {"query": document, "variables": {"input": {"email": OPERATOR, "password": OPERATOR_PASSWORD}}}
    answer = await client.post("/graphql", json=body)
    assert answer.json()["data"] == {"signIn": {"userErrors": []}}


def _restart_database(home: Path) -> None:
    """Ends the embedded server at once, as a crash does, and brings it up again."""
    [pid_file] = home.glob("postgres/**/postmaster.pid")
    pid = int(pid_file.read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    with start_embedded(home) as server:
        server.url()
