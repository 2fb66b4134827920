"""What every answer of the web carries, and what no request can bring about."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from portal.core.settings import Settings
from portal.web.app import App, make_app
from portal.web.limits import LARGEST_BODY
from tests.people import Portal

SECURITY = {"content-security-policy", "referrer-policy", "x-content-type-options", "x-frame-options"}


@pytest.fixture
def app(portal: Portal, settings: Settings, tmp_path: Path) -> App:
    """The web with a built app of a few files."""
    (tmp_path / "index.html").write_text("the app")
    (tmp_path / "client.html").write_text("the client's pages")
    (tmp_path / "favicon.svg").write_text("the picture")
    (tmp_path / "assets").mkdir()
    (tmp_path / ".hidden.txt").write_text("a secret")
    chosen = settings.model_copy(update={"spa_dir": tmp_path})
    return make_app(dataclasses.replace(portal.runtime, settings=chosen))


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that sees what a broken server answers."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.example") as client:
        yield client


@pytest.mark.parametrize(
    "path",
    ["/accounts", "/a/b/c.d", "/" + "a." * 200, "/" + "é" * 500, "/.hidden.txt", "/..%2f..%2fetc%2fpasswd", "/%00"],
)
async def test_every_other_path_is_the_app_s_entry_page(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert (answer.status_code, answer.text) == (200, "the app")


@pytest.mark.parametrize("path", ["/transfer/a-token", "/access/a-token", "/client/a-token", "/client", "/client/a/b"])
async def test_mailed_links_lead_to_the_client_s_pages_which_nobody_keeps(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert (answer.status_code, answer.text) == (200, "the client's pages")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    [policy] = answer.headers.get_list("content-security-policy")
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/clients", "/transfers/a-token", "/a/client", "/accessible"])
async def test_what_only_resembles_them_is_the_app_s(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.text == "the app"
    assert "style-src 'self' 'unsafe-inline'" in answer.headers["content-security-policy"]


async def test_a_file_of_the_app_s_root_is_served(http: httpx.AsyncClient) -> None:
    assert (await http.get("/favicon.svg")).text == "the picture"


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/nothing",
        "/.well-known/security.txt",
        "/webhooks/stripe",
        "/graphql/x",
        "/oauth/nothing",
        "/files/nothing.csv",
        "/assets/nothing.js",
        "/assets/" + "a." * 200,
    ],
)
async def test_a_program_s_path_that_is_none_is_not_found(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert "the app" not in answer.text


async def test_a_fault_carries_the_security_headers_and_says_nothing(app: App, http: httpx.AsyncClient) -> None:
    del app.state.api
    answer = await http.post("/graphql", json={"query": "{ program { name } }"})
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert set(answer.headers) >= SECURITY


async def test_a_body_that_grows_beyond_the_limit_is_refused(http: httpx.AsyncClient) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 100_000 + 1):
            yield b" " * 100_000

    for path in ("/graphql", "/oauth/token"):
        answer = await http.post(path, content=body(), headers={"content-type": "application/json"})
        assert (path, answer.status_code) == (path, 413)
        assert set(answer.headers) >= SECURITY


async def test_head_is_no_graphql_request(http: httpx.AsyncClient) -> None:
    answer = await http.head("/graphql")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


async def test_nothing_about_somebody_is_kept_by_a_cache(portal: Portal) -> None:
    alice = await portal.alice()
    answers = [
        await alice.http.post("/graphql", json={"query": "{ viewer { id } }"}, headers={"X-Portal-CSRF": "1"}),
        await alice.http.post("/graphql", content=b"rubbish"),
        await alice.http.get("/files/accounts.csv"),
        await portal.nobody().http.get("/files/accounts.csv"),
        await alice.http.get("/files/nothing"),
        await alice.http.post("/oauth/token", data={"grant_type": "client_credentials"}),
        await alice.http.get("/oauth/token"),
    ]
    assert [answer.headers.get_list("cache-control") for answer in answers] == [["no-store"]] * len(answers)
