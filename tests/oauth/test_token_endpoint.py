"""/oauth/token, and what a program's client sees by its scopes."""

import base64
import re
from typing import Any

import httpx
import pytest

from portal.core.actors import System
from portal.core.permissions import Scope
from portal.core.problems import InvalidInput
from portal.core.requests import Request
from portal.core.work import open_work
from portal.oauth.service import NewClient, create_client
from tests.people import Person, Portal

GRANT = {"grant_type": "client_credentials"}
ACCOUNTS = "{ accounts { totalCount } }"


async def _client(portal: Portal, *scopes: str) -> tuple[str, str]:
    async with open_work(portal.runtime, Request(), System()) as work:
        client, secret = await create_client(work, NewClient(name="Dashboard", scopes=list(scopes)))
    return client.client_id, secret


async def _token(portal: Portal, form: dict[str, Any], auth: tuple[str, str] | None = None) -> httpx.Response:
    return await portal.nobody().http.post("/oauth/token", data=form, auth=auth or httpx.USE_CLIENT_DEFAULT)


def _bearer(portal: Portal, token: str) -> Person:
    person = portal.nobody()
    person.token = token
    return person


async def test_a_client_gets_a_token_of_an_hour_by_the_basic_header(portal: Portal) -> None:
    client = await _client(portal, "accounts:read", "operator:read")
    answer = await _token(portal, GRANT, client)
    assert answer.status_code == 200
    body = answer.json()
    assert re.fullmatch(r"pp_at_[A-Za-z0-9_-]{43}_[0-9a-f]{8}", body["access_token"])
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "accounts:read operator:read")
    assert answer.headers["cache-control"] == "no-store"
    assert (await _bearer(portal, body["access_token"]).read(ACCOUNTS)) == {"accounts": {"totalCount": 0}}


async def test_a_client_gets_a_token_by_the_form(portal: Portal) -> None:
    client_id, secret = await _client(portal, "accounts:read")
    answer = await _token(portal, {**GRANT, "client_id": client_id, "client_secret": secret})
    assert answer.status_code == 200
    assert (await _bearer(portal, answer.json()["access_token"]).read(ACCOUNTS)) == {"accounts": {"totalCount": 0}}


async def test_a_client_asks_for_some_of_its_scopes(portal: Portal) -> None:
    client = await _client(portal, "accounts:read", "operator:read")
    answer = await _token(portal, {**GRANT, "scope": "operator:read"}, client)
    assert answer.json()["scope"] == "operator:read"
    tool = _bearer(portal, answer.json()["access_token"])
    assert (await tool.ask(ACCOUNTS)).codes == ["FORBIDDEN"]
    assert (await tool.read("{ applications { totalCount } }")) == {"applications": {"totalCount": 0}}


@pytest.mark.parametrize("scope", ["operator:read", "accounts:read operator:read", "no-such-scope", "\0"])
async def test_it_refuses_scopes_that_the_client_does_not_have(portal: Portal, scope: str) -> None:
    answer = await _token(portal, {**GRANT, "scope": scope}, await _client(portal, "accounts:read"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


async def test_it_refuses_a_wrong_secret_and_an_unknown_client_alike(portal: Portal) -> None:
    client_id, secret = await _client(portal, "accounts:read")
    by_header = [(client_id, "wrong"), ("pp_client_unknown", secret), ("\0", secret), (client_id, "")]
    for auth in by_header:
        answer = await _token(portal, GRANT, auth)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic")
    by_form = [(client_id, "wrong"), ("pp_client_unknown", secret), ("\0", secret), (client_id, "\0"), (client_id, "")]
    for name, wrong in by_form:
        answer = await _token(portal, {**GRANT, "client_id": name, "client_secret": wrong})
        # RFC 6749, 5.2: 401 is a must only where the header was tried.
        assert answer.status_code in {400, 401}
        assert answer.json()["error"] == "invalid_client"
    assert (await _token(portal, GRANT)).json()["error"] == "invalid_client"
    assert await portal.rows("select count(*) from access_token") == [(0,)]


@pytest.mark.parametrize(
    "header", ["Basic", "Basic ?", "Basic " + base64.b64encode(b"\xff\xfe:x").decode(), "Bearer x"]
)
async def test_it_refuses_headers_that_name_nobody(portal: Portal, header: str) -> None:
    answer = await portal.nobody().http.post("/oauth/token", data=GRANT, headers={"authorization": header})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "form", [{}, {"grant_type": "password"}, {"grant_type": "authorization_code"}, {"grant_type": "\0"}]
)
async def test_it_refuses_other_grants(portal: Portal, form: dict[str, str]) -> None:
    answer = await _token(portal, form, await _client(portal, "accounts:read"))
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request", "unauthorized_client"}


@pytest.mark.parametrize("body", [b"", b"null", b"\xff\xfe\x00", b'{"grant_type": "client_credentials"}'])
async def test_it_refuses_bodies_that_are_no_form(portal: Portal, body: bytes) -> None:
    answer = await portal.nobody().http.post("/oauth/token", content=body)
    assert answer.status_code in {400, 401}
    assert answer.json()["error"]


async def test_it_takes_post_alone(portal: Portal) -> None:
    assert (await portal.nobody().http.get("/oauth/token")).status_code == 404
    assert (await portal.nobody().http.delete("/oauth/token")).status_code == 405


async def test_only_hashes_of_secrets_and_tokens_are_kept(portal: Portal) -> None:
    client_id, secret = await _client(portal, "accounts:read")
    token = (await _token(portal, GRANT, (client_id, secret))).json()["access_token"]
    query = "select (select json_agg(c)::text from oauth_client c), (select json_agg(t)::text from access_token t)"
    [(clients, tokens)] = await portal.rows(query)
    assert secret not in clients
    assert secret.encode().hex() not in clients
    assert token.encode().hex() not in tokens


async def test_an_expired_token_is_refused_on_real_time_alone(portal: Portal) -> None:
    tool = await portal.tool(Scope.ACCOUNTS_READ)
    await portal.advance(days=2)
    assert await tool.read(ACCOUNTS) == {"accounts": {"totalCount": 0}}
    await portal.superuser.execute("update access_token set expires_at = now()")
    assert (await tool.ask(ACCOUNTS)).codes == ["UNAUTHENTICATED"]


async def test_a_revoked_client_s_token_is_refused_and_it_gets_no_other(portal: Portal) -> None:
    client = await _client(portal, "accounts:read")
    tool = _bearer(portal, (await _token(portal, GRANT, client)).json()["access_token"])
    await portal.superuser.execute("update oauth_client set revoked_at = now()")
    assert (await tool.ask(ACCOUNTS)).codes == ["UNAUTHENTICATED"]
    assert (await _token(portal, GRANT, client)).status_code == 401


@pytest.mark.parametrize("token", ["", "rubbish", "pp_at_rubbish", "\x7f", "x" * 10_000])
async def test_an_unknown_token_is_refused_also_beside_a_good_cookie(portal: Portal, token: str) -> None:
    alice = await portal.alice()
    headers = {"authorization": f"Bearer {token}", "x-portal-csrf": "1"}
    answer = await alice.http.post("/graphql", json={"query": ACCOUNTS}, headers=headers)
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


SEEN: dict[str, tuple[Scope, ...]] = {
    ACCOUNTS: (Scope.ACCOUNTS_READ, Scope.PLATFORM_READ),
    "{ applications { totalCount } }": (Scope.OPERATOR_READ,),
    '{ account(accountId: "1") { id } }': (Scope.ACCOUNTS_READ, Scope.PLATFORM_READ),
    '{ partnerApplication(id: "1") { id } }': (Scope.OPERATOR_READ,),
    "{ sessions { id } }": (),
    "{ quickLinks { id } }": (),
    "{ program { name } viewer { scopes } }": tuple(Scope),
}


@pytest.mark.parametrize("scope", list(Scope))
async def test_a_client_sees_what_its_scope_allows_and_nothing_else(portal: Portal, scope: Scope) -> None:
    tool = await portal.tool(scope)
    for query, scopes in SEEN.items():
        assert (await tool.ask(query)).codes == ([] if scope in scopes else ["FORBIDDEN"]), query


async def test_a_client_sees_the_accounts_of_all_partners(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await alice.do("createAccount", "account { id }", name="Northwind", website="northwind.example")
    await bob.do("createAccount", "account { id }", name="Contoso", website="contoso.example")
    tool = await portal.tool(Scope.PLATFORM_READ)
    seen = await tool.read("{ accounts(sort: NAME) { nodes { name status accesses { partner { name } status } } } }")
    assert seen["accounts"]["nodes"] == [
        {"name": "Contoso", "status": None, "accesses": [{"partner": {"name": "Northlight"}, "status": "DEVELOPMENT"}]},
        {
            "name": "Northwind",
            "status": None,
            "accesses": [{"partner": {"name": "Brightside"}, "status": "DEVELOPMENT"}],
        },
    ]


@pytest.mark.parametrize("scopes", [[], ["no-such-scope"], ["accounts:read", "x"]])
async def test_a_client_is_made_with_known_scopes_alone(portal: Portal, scopes: list[str]) -> None:
    with pytest.raises(InvalidInput):
        await _client(portal, *scopes)
