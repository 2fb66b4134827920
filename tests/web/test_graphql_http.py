"""/graphql over HTTP: what is no request, what is no right, and that no answer shows the inside."""

import json
import urllib.parse
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from portal.core.permissions import Scope
from portal.web.limits import LARGEST_BODY
from tests.people import Person, Portal

JSON = {"content-type": "application/json", "x-portal-csrf": "1"}
MODERN = "application/graphql-response+json"
QUERY = {"query": "{ program { name } }"}
NAME = {"program": {"name": "Partner Program"}}


async def _post(person: Person, content: Any, **headers: str) -> httpx.Response:
    return await person.http.post("/graphql", content=content, headers=JSON | headers)


def _code(answer: httpx.Response) -> str:
    [error] = answer.json()["errors"]
    assert error["message"]
    return str(error["extensions"]["code"])


# --- bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b'"text"',
        b"17",
        b"true",
        b"[]",
        b'[{"query": "{ program { name } }"}]',
        b"{}",
        b"{",
        b'{"query": "{ program { name } }"',
        b"\xff\xfe",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": " "}',
        b'{"query": 5}',
        b'{"query": ["{ program { name } }"]}',
        b'{"query": "{ program { name } }", "variables": []}',
        b'{"query": "{ program { name } }", "variables": "{}"}',
        b'{"query": "{ program { name } }", "operationName": 5}',
        b'{"query": "{ program { name } }", "extensions": "none"}',
        b'{"query": "query($t: String!) { application(token: $t) { id } }", "variables": {"t": "\\ud800"}}',
        b'{"query": "{ application(token: \\"\xed\xa0\x80\\") { id } }"}',
        b'{"query": "query($n: Int) { accounts(first: $n) { totalCount } }", "variables": {"n": NaN}}',
        b'{"query": "query($n: Int) { accounts(first: $n) { totalCount } }", "variables": {"n": 1e400}}',
        b'{"query": "query($n: Int) { accounts(first: $n) { totalCount } }", "variables": {"n": '
        + b"9" * 400_000
        + b"}}",
        b'{"query": "{ program { name } } #\x00"}',
        b'\xef\xbb\xbf{"query": "{ program { name } }"}',
        b"[" * 100_000,
        b'{"query": "{ a }", "variables": ' + b'{"a":' * 2_000 + b"1" + b"}" * 2_000 + b"}",
    ],
    ids=range(29),
)
async def test_a_body_that_is_no_request_is_a_400_with_a_code(portal: Portal, body: bytes) -> None:
    for person in (portal.nobody(), await portal.alice()):
        for accept in ("application/json", MODERN):
            answer = await _post(person, body, accept=accept)
            assert answer.status_code == 400
            assert _code(answer) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "program",
        "{ nothing }",
        "{ program }",
        "{ program { name { x } } }",
        "query A { program { name } } query B { program { name } }",
        "subscription { accountChanged { id } }",
        "query($x: Int!) { accounts(first: $x) { totalCount } }",
        "query($x: Nothing) { program { name } }",
        "fragment F on Program { name }",
        "fragment F on Program { ...F } { program { ...F } }",
        '{ application(token: "\\uD800") { id } }',
        "{ program { name(x: 1) } }",
        "\0",
        "{" * 5_000,
        "{ a: program { name } " * 1 + "x" * 10 + " }",
        "{" + " program { name }" * 11_000 + "}",
        "{ accounts(first: " + "9" * 5_000 + ") { totalCount } }",
        "{ accounts(first: 1" + "0" * 5_000 + ".5) { totalCount } }",
    ],
    ids=range(19),
)
async def test_a_document_that_does_not_hold_is_refused_with_a_code(portal: Portal, document: str) -> None:
    answer = await _post(portal.nobody(), json.dumps({"query": document}), accept=MODERN)
    assert answer.status_code == 400
    body = answer.json()
    assert "data" not in body
    assert {error["extensions"]["code"] for error in body["errors"]} == {"BAD_USER_INPUT"}
    assert answer.headers["content-type"] == f"{MODERN}; charset=utf-8"
    older = await _post(portal.nobody(), json.dumps({"query": document}))
    assert (older.status_code, older.headers["content-type"]) == (200, "application/json; charset=utf-8")


async def test_a_zero_character_in_a_text_finds_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    search = "query($t: String!, $i: ID!) { accounts(filter: {search: $t}) { totalCount } node(id: $i) { id } }"
    assert await alice.read(search, t="a\0b", i="a\0b") == {"accounts": {"totalCount": 0}, "node": None}
    assert (await portal.nobody().read("query($t: String!) { application(token: $t) { id } }", t="\0")) == {
        "application": None
    }


async def test_variables_and_operation_names_may_be_null(portal: Portal) -> None:
    body = {"query": "query A { program { name } }", "variables": None, "operationName": None, "extensions": None}
    assert (await _post(portal.nobody(), json.dumps(body))).json()["data"] == NAME
    named = {"query": "query A { program { name } } query B { viewer { scopes } }", "operationName": "A"}
    assert (await _post(portal.nobody(), json.dumps(named))).json()["data"] == NAME


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/graphql", ""],
)
async def test_another_content_type_is_a_415(portal: Portal, content_type: str) -> None:
    answer = await _post(portal.nobody(), json.dumps(QUERY), **{"content-type": content_type})
    assert (answer.status_code, _code(answer)) == (415, "BAD_USER_INPUT")


async def test_json_may_name_its_charset(portal: Portal) -> None:
    for content_type in ("application/json; charset=utf-8", "Application/JSON;charset=UTF-8"):
        answer = await _post(portal.nobody(), json.dumps(QUERY), **{"content-type": content_type})
        assert answer.json()["data"] == NAME


async def test_a_body_that_is_too_large_is_a_413_with_and_without_its_length(portal: Portal) -> None:
    large = json.dumps({**QUERY, "variables": {"x": "x" * LARGEST_BODY}}).encode()
    assert (await _post(portal.nobody(), large)).status_code == 413

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    assert (await _post(portal.nobody(), chunks())).status_code == 413
    fits = json.dumps({**QUERY, "variables": {"x": "x" * 900_000}}).encode()
    assert (await _post(portal.nobody(), fits)).json()["data"] == NAME


# --- who asks -------------------------------------------------------------------------------------------------------


async def test_a_request_by_cookie_needs_the_header_that_other_sites_cannot_send(portal: Portal) -> None:
    alice = await portal.alice()
    mutation = {"query": "mutation { signOut(input: {}) { ok } }"}
    for value in (None, "0", "true", ""):
        headers = {"content-type": "application/json"} | ({} if value is None else {"x-portal-csrf": value})
        answer = await alice.http.post("/graphql", content=json.dumps(mutation), headers=headers)
        assert (answer.status_code, _code(answer)) == (403, "FORBIDDEN")
    assert (await alice.read("{ viewer { permissions } }"))["viewer"]


async def test_without_a_cookie_the_header_is_not_needed(portal: Portal) -> None:
    headers = {"content-type": "application/json"}
    answer = await portal.nobody().http.post("/graphql", content=json.dumps(QUERY), headers=headers)
    assert answer.json()["data"] == NAME
    tool = await portal.tool(Scope.ACCOUNTS_READ)
    answer = await tool.http.post("/graphql", json=QUERY, headers={"authorization": f"bearer {tool.token}"})
    assert answer.json()["data"] == NAME


async def test_get_is_for_queries_with_a_token(portal: Portal) -> None:
    tool = await portal.tool(Scope.ACCOUNTS_READ)
    headers = {"authorization": f"Bearer {tool.token}"}
    query = {"query": "query A($first: Int) { accounts(first: $first) { totalCount } }", "variables": '{"first": 1}'}
    answer = await tool.http.get("/graphql", params=query | {"operationName": "A"}, headers=headers)
    assert (answer.status_code, answer.json()["data"]) == (200, {"accounts": {"totalCount": 0}})
    extended = await tool.http.get("/graphql", params=query | {"extensions": "{}"}, headers=headers)
    assert extended.json()["data"] == {"accounts": {"totalCount": 0}}


async def test_get_without_a_token_is_a_401_also_with_a_cookie(portal: Portal) -> None:
    for person in (portal.nobody(), await portal.alice()):
        answer = await person.http.get("/graphql", params=QUERY, headers={"x-portal-csrf": "1"})
        assert (answer.status_code, _code(answer)) == (401, "UNAUTHENTICATED")


async def test_get_changes_nothing(portal: Portal) -> None:
    tool = await portal.tool(Scope.OPERATOR_WRITE)
    headers = {"authorization": f"Bearer {tool.token}"}
    params = {"query": "mutation { advanceClock(input: { seconds: 60 }) { now } }"}
    for accept, status in (("application/json", 200), (MODERN, 400)):
        answer = await tool.http.get("/graphql", params=params, headers=headers | {"accept": accept})
        assert (answer.status_code, _code(answer)) == (status, "BAD_USER_INPUT")
    assert await portal.rows("select offset_seconds from clock") == [(0,)]


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"query": ""},
        {"query": "{ program { name } }", "variables": "text"},
        {"query": "{ program { name } }", "variables": "[]"},
        {"query": "{ program { name } }", "variables": "{"},
        {"query": "{ program { name } }", "extensions": "{"},
    ],
)
async def test_a_get_that_is_no_request_is_a_400(portal: Portal, params: dict[str, str]) -> None:
    tool = await portal.tool(Scope.ACCOUNTS_READ)
    url = f"/graphql?{urllib.parse.urlencode(params)}"
    answer = await tool.http.get(url, headers={"authorization": f"Bearer {tool.token}"})
    assert (answer.status_code, _code(answer)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_a_405(portal: Portal, method: str) -> None:
    assert (await portal.nobody().http.request(method, "/graphql")).status_code == 405


# --- hosts, headers, other pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "portal.example.evil.example", "", "portal.example@evil.example"])
async def test_another_host_is_a_421(portal: Portal, host: str) -> None:
    answer = await _post(portal.nobody(), json.dumps(QUERY), host=host)
    assert answer.status_code == 421


@pytest.mark.parametrize("host", ["portal.example", "portal.example:8000", "Portal.EXAMPLE", "127.0.0.1:8000", "[::1]"])
async def test_its_own_names_are_answered(portal: Portal, host: str) -> None:
    assert (await _post(portal.nobody(), json.dumps(QUERY), host=host)).json()["data"] == NAME


@pytest.mark.parametrize("path", ["/graphql", "/healthz", "/oauth/token", "/files/accounts.csv", "/nothing", "/"])
async def test_every_answer_bears_the_security_headers(portal: Portal, path: str) -> None:
    headers = (await portal.nobody().http.get(path)).headers
    assert "script-src 'self';" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


async def test_probes_answer(portal: Portal) -> None:
    nobody = portal.nobody()
    assert (await nobody.http.get("/healthz", headers={"host": "10.0.0.7"})).text == "ok"
    assert (await nobody.http.get("/readyz")).text == "ready"
    assert "portal_http_seconds" in (await nobody.http.get("/metrics")).text


async def test_the_metrics_and_paths_keep_tokens_of_links_to_themselves(portal: Portal) -> None:
    await portal.nobody().http.get("/register/secret-token-of-a-link")
    assert "secret-token" not in (await portal.nobody().http.get("/metrics")).text


@pytest.mark.parametrize(
    "path", ["/files/nothing", "/oauth/nothing", "/assets/nothing.js", "/assets/%2e%2e/%2e%2e/etc/passwd"]
)
async def test_what_programs_ask_for_and_is_not_there_is_a_404(portal: Portal, path: str) -> None:
    assert (await portal.nobody().http.get(path)).status_code == 404


# --- no answer shows the inside -------------------------------------------------------------------------------------


async def test_a_bug_is_one_coded_error_that_says_nothing_of_its_inside(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.superuser.execute("alter table quick_link rename column title to gone")
    try:
        answer = await alice.ask("{ quickLinks { title } }")
    finally:
        await portal.superuser.execute("alter table quick_link rename column gone to title")
    assert answer.status == 200
    assert answer.codes == ["INTERNAL"]
    said = json.dumps(answer.body)
    for inside in ("select", "quick_link", "psycopg", "Traceback", "column"):
        assert inside not in said.replace("quickLinks", "")
    assert await alice.read("{ quickLinks { kind } }")


async def test_one_field_s_refusal_leaves_the_others(portal: Portal) -> None:
    answer = await portal.nobody().ask("{ program { name } accountCounts { development } }")
    assert answer.codes == ["UNAUTHENTICATED"]
    assert answer.body["data"] == {"program": {"name": "Partner Program"}, "accountCounts": None}
    assert answer.body["errors"][0]["path"] == ["accountCounts"]
