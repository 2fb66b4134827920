"""What the processes log tells where an error comes from, and nothing about people."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import structlog
from sqlalchemy.exc import IntegrityError, StatementError

from portal.core.duties import HOURLY, Duty
from portal.core.logs import plain_traceback
from portal.core.work import Work
from portal.worker import do_duties
from tests.e2e.installation import free_port
from tests.partners.steps import FORM, apply
from tests.people import Portal

CANARY = "canary@songbird.example"


def _traceback(error: BaseException) -> str:
    try:
        secret = CANARY
        raise error
    except BaseException as raised:
        assert secret
        return plain_traceback(raised)


def test_what_a_database_says_is_not_told() -> None:
    violation = psycopg.errors.UniqueViolation(f"DETAIL:  Key (email)=({CANARY}) already exists.")
    told = _traceback(IntegrityError(f"insert … '{CANARY}'", {"email": CANARY}, violation))
    assert "canary" not in told
    assert "UniqueViolation, SQLSTATE 23505" in told
    assert f'File "{__file__}"' in told
    assert "in _traceback" in told


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.UniqueViolation(CANARY),
        StatementError(CANARY, CANARY, {"email": CANARY}, ValueError(CANARY)),
        ValueError(f"the mailbox <{CANARY}> is full"),
        ExceptionGroup("several", [ValueError("one"), psycopg.errors.CheckViolation(CANARY)]),
    ],
)
def test_no_error_names_an_address(error: Exception) -> None:
    told = _traceback(error)
    assert "canary" not in told
    assert type(error).__name__ in told


def test_what_caused_an_error_is_told_with_it() -> None:
    try:
        try:
            raise psycopg.errors.UniqueViolation(CANARY)
        except psycopg.Error as cause:
            raise RuntimeError("no use") from cause
    except RuntimeError as error:
        told = plain_traceback(error)
    assert "canary" not in told
    assert told.index("UniqueViolation") < told.index("which led to") < told.index("RuntimeError: no use")


# --- the processes --------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _process(portal: Portal, log: Path, *arguments: str, port: int = 0) -> AsyncIterator[None]:
    environment = {
        "PATH": os.defpath,
        "PORTAL_DATABASE_URL": portal.database_url,
        "PORTAL_BASE_URL": f"http://localhost:{port}" if port else "http://portal.example",
        "PORTAL_PORT": str(port or 8000),
        "PORTAL_SECRET_KEY": portal.runtime.settings.secret_key,
        "PORTAL_SMTP_URL": "smtp://127.0.0.1:9",
        "PORTAL_MAIL_FROM": "partners@portal.example",
        "PORTAL_TEST_CLOCK": "1",
        "FORCE_COLOR": "1",
    }
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("portal"), *arguments, env=environment, stderr=out
        )
    try:
        yield
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)


@asynccontextmanager
async def _only_one(portal: Portal, table: str, column: str) -> AsyncIterator[None]:
    """While this is open, the database refuses a second row with the same value, and quotes it."""
    await portal.superuser.execute(f"create unique index canary on {table} ({column})".encode())
    try:
        yield
    finally:
        await portal.superuser.execute("drop index canary")


async def _lines(log: Path, with_text: str) -> list[dict[str, Any]]:
    """The log's lines, as soon as one has that text."""
    async with asyncio.timeout(20):
        while with_text not in (text := await asyncio.to_thread(log.read_text)):  # noqa: ASYNC110  # a file tells nobody that it grew
            await asyncio.sleep(0.1)
    assert "canary@" not in text
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.slow
async def test_an_error_in_a_verb_is_logged_without_whom_it_is_about(portal: Portal, tmp_path: Path) -> None:
    log, port = tmp_path / "serve.log", free_port()
    async with _only_one(portal, "partner_application", "email"), _process(portal, log, "serve", port=port):
        await _lines(log, '"serving"')
        fields = " ".join(f"{name}: {json.dumps(value)}" for name, value in (FORM | {"email": CANARY}).items())
        query = f"mutation {{ applyToProgram(input: {{{fields}}}) {{ userErrors {{ message }} }} }}"
        async with httpx.AsyncClient(base_url=f"http://localhost:{port}") as client:
            answers = [(await client.post("/graphql", json={"query": query})).json() for _ in range(2)]
        assert "errors" not in answers[0], answers
        assert answers[1]["errors"][0]["extensions"]["code"] == "INTERNAL"
        lines = await _lines(log, "operation_failed")
    [told] = [line["exception"] for line in lines if line["event"] == "operation_failed"]
    assert "UniqueViolation, SQLSTATE 23505" in told


@pytest.mark.slow
async def test_an_error_in_a_job_is_logged_without_whom_it_is_about(portal: Portal, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    async with _only_one(portal, "outgoing_email", "to_email"):
        for _ in range(2):
            await apply(portal, email=CANARY)
        async with _process(portal, log, "worker"):
            lines = await _lines(log, "23505")
    assert any("UniqueViolation, SQLSTATE 23505" in line.get("exception", "") for line in lines)


@pytest.mark.slow
async def test_a_mail_server_that_is_down_is_told(portal: Portal, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    await apply(portal, email=CANARY)
    async with _process(portal, log, "worker"):
        lines = await _lines(log, "mail.not_sent")
    [told] = [line for line in lines if line["event"] == "mail.not_sent"]
    assert (told["template"], told["attempts"], told["error"]) == ("application_received", 1, "SMTPConnectError")
    assert told["level"] == "warning"


async def test_a_duty_that_fails_tells_where(portal: Portal) -> None:
    async def fail(_work: Work) -> None:
        raise ValueError("a bug of ours")

    async def lose(_work: Work) -> None:
        raise psycopg.OperationalError("gone")

    duties = [Duty("fail", HOURLY, fail), Duty("lose", HOURLY, lose)]
    with structlog.testing.capture_logs() as lines:
        await do_duties(portal.runtime, duties)
    assert [(line["event"], line["duty"], line["error"], "exc_info" in line) for line in lines] == [
        ("duty.failed", "fail", "ValueError", True),
        ("duty.failed", "lose", "OperationalError", False),
    ]
