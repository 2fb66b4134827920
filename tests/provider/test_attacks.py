"""What is tried against an OAuth2 provider: RFC 6819, RFC 9700, and OpenID Connect Core, section 16.

docs/security/attacks.md lists what stands here.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.people import Person, Portal
from tests.provider.steps import REDIRECT, Program, bearer, program, public_program, returned
from tests.racing import in_rounds

ACCOUNTS = "{ accounts { nodes { name } } }"
RACERS = 20


async def _works(portal: Portal, token: str) -> bool:
    return (await bearer(portal, token).ask(ACCOUNTS)).codes == []


# --- where a person is sent back to ---------------------------------------------------------------------------------

ELSEWHERE = {
    "suffix": REDIRECT + "/evil",
    "suffix without slash": REDIRECT + "evil",
    "query": REDIRECT + "?next=https://evil.example",
    "fragment": REDIRECT + "#evil",
    "user": "https://dashboard.example@evil.example/callback",
    "user with a port": "https://dashboard.example:443@evil.example/callback",
    "subdomain": "https://evil.dashboard.example/callback",
    "as a subdomain": "https://dashboard.example.evil.example/callback",
    "case of the host": "https://DASHBOARD.example/callback",
    "case of the path": "https://dashboard.example/Callback",
    "encoded slash": "https://dashboard.example%2Fcallback",
    "encoded letter": "https://dashboard.example/%63allback",
    "dot segments": "https://dashboard.example/x/../callback",
    "double slash": "https://dashboard.example//callback",
    "trailing dot": "https://dashboard.example./callback",
    "port": "https://dashboard.example:443/callback",
    "scheme": "http://dashboard.example/callback",
    "script": "javascript:alert(1)//dashboard.example/callback",
    "data": "data:text/html,<script>alert(1)</script>",
    "backslash": "https://evil.example\\@dashboard.example/callback",
    "space": REDIRECT + " ",
    "tab": "https://dashboard.example/\tcallback",
    "line": "https://dashboard.example/\r\nLocation: https://evil.example",
    "NUL": REDIRECT + "\0",
    "wide letters": "https://dashboard\u3002example/callback",
    "nothing": "",
    "relative": "/callback",
    "own page": "https://portal.vendor.example/login",
}


@pytest.mark.parametrize("what", ELSEWHERE)
async def test_nobody_is_sent_to_another_address(portal: Portal, what: str) -> None:
    alice, tool = await portal.alice(), await program(portal)
    answer = await tool.asks(alice, redirect_uri=ELSEWHERE[what])
    assert (answer.status_code, answer.headers.get("location")) == (400, None)
    question = tool.question(redirect_uri=ELSEWHERE[what])
    assert await alice.refused("approveAuthorization", query=question) == [("INVALID", "input.query")]
    assert await alice.refused("declineAuthorization", query=question) == [("INVALID", "input.query")]
    assert await portal.rows("select count(*) from oauth_authorization") == [(0,)]


async def test_a_missing_address_is_not_guessed(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    assert (await tool.asks(alice, redirect_uri=None)).status_code == 400


async def test_an_address_of_another_program_is_refused(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    other = await program(portal, redirect_uris=("https://other.example/callback",))
    assert (await tool.asks(alice, redirect_uri="https://other.example/callback")).status_code == 400
    code = await tool.code(alice)
    assert (await other.redeem(code, redirect_uri=REDIRECT)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "uri",
    [
        "http://dashboard.example/callback",
        "https://dashboard.example/callback#x",
        "https://user@dashboard.example/callback",
        "https://*.dashboard.example/callback",
        "https://dashboard.example\\evil",
        "https://",
        "javascript:alert(1)",
        "com.dashboard:/callback",
        "https://dashböard.example/callback",
        "https://dashboard.example:99999/",
        "https://dashboard.example/" + "x" * 2_000,
    ],
)
async def test_an_unsafe_address_is_not_registered(portal: Portal, uri: str) -> None:
    olga = await portal.olga()
    made = {"name": "Tool", "scopes": ["accounts:read"], "redirectUris": [uri]}
    assert await olga.refused("createOAuthClient", **made) == [("INVALID", "input.redirectUris")]


# --- what is asked ---------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[dict[str, str | None], str]] = {
    "no PKCE": ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    "PKCE without a challenge": ({"code_challenge": None}, "invalid_request"),
    "PKCE without a method": ({"code_challenge_method": None}, "invalid_request"),
    "plain PKCE": ({"code_challenge_method": "plain"}, "invalid_request"),
    "PKCE by another name": ({"code_challenge_method": "s256"}, "invalid_request"),
    "short PKCE": ({"code_challenge": "abc"}, "invalid_request"),
    "long PKCE": ({"code_challenge": "a" * 44}, "invalid_request"),
    "PKCE with padding": ({"code_challenge": "a" * 42 + "="}, "invalid_request"),
    "implicit flow": ({"response_type": "token"}, "unsupported_response_type"),
    "ID token at once": ({"response_type": "id_token"}, "unsupported_response_type"),
    "hybrid flow": ({"response_type": "code id_token"}, "unsupported_response_type"),
    "no response type": ({"response_type": None}, "unsupported_response_type"),
    "a scope that it has not": ({"scope": "accounts:read rewards:withdraw"}, "invalid_scope"),
    "a scope that there is not": ({"scope": "everything"}, "invalid_scope"),
    "a long nonce": ({"nonce": "n" * 501}, "invalid_request"),
    "a NUL in the nonce": ({"nonce": "n\0"}, "invalid_request"),
    "a NUL in the nonce of who only acts": ({"nonce": "n\0", "scope": "accounts:read"}, "invalid_request"),
    "prompt none with others": ({"prompt": "none login"}, "invalid_request"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_it_is_refused_and_the_program_told(portal: Portal, what: str) -> None:
    alice, tool = await portal.alice(), await program(portal)
    changes, error = REFUSED[what]
    answer = await tool.asks(alice, **changes)
    assert answer.status_code == 303, answer.text[:200]
    assert answer.headers["location"].startswith(f"{REDIRECT}?")
    back = returned(answer.headers["location"])
    assert (back["error"], back["state"], back["iss"]) == (error, "state-1", portal.runtime.settings.base_url)
    assert "code" not in back
    assert await alice.refused("approveAuthorization", query=tool.question(**changes)) == [("INVALID", "input.query")]


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "state", "code_challenge", "nonce"])
async def test_a_parameter_that_comes_twice_is_refused(portal: Portal, name: str) -> None:
    alice, tool = await portal.alice(), await program(portal)
    answer = await alice.http.get(f"/oauth/authorize?{tool.question()}&{name}=x")
    assert (answer.status_code, answer.headers.get("location")) == (400, None)


@pytest.mark.parametrize("client_id", ["", "unknown", "\0", "x" * 5_000, "' or 1=1 --"])
async def test_an_unknown_program_is_refused_here(portal: Portal, client_id: str) -> None:
    alice, tool = await portal.alice(), await program(portal)
    answer = await tool.asks(alice, client_id=client_id)
    assert (answer.status_code, answer.headers.get("location")) == (400, None)


@pytest.mark.parametrize("query", ["", "&&&", "client_id", "%", "%ff%fe", "a=b&" * 100, "client_id=" + "x" * 20_000])
async def test_rubbish_is_refused_calmly(portal: Portal, query: str) -> None:
    for person in (portal.nobody(), await portal.alice()):
        answer = await person.http.get(f"/oauth/authorize?{query}")
        assert answer.status_code in {400, 414, 431}
        assert "location" not in answer.headers


async def test_nobody_is_asked_where_the_program_wants_no_page(portal: Portal) -> None:
    tool = await program(portal)
    silent = returned((await tool.asks(portal.nobody(), prompt="none")).headers["location"])
    assert silent["error"] == "login_required"
    asked = returned((await tool.asks(await portal.alice(), prompt="none")).headers["location"])
    assert asked["error"] == "consent_required"


async def test_an_old_sign_in_does_not_do_where_a_new_one_is_asked_for(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    await tool.tokens(alice)
    await portal.superuser.execute("update session set created_at = now() - interval '61 seconds'")
    for changes in ({"prompt": "login"}, {"max_age": "60"}):
        answer = await tool.asks(alice, nonce=f"n{changes}", **changes)
        assert answer.headers["location"].startswith("/login?again=1&")
    assert (await tool.asks(alice, nonce="young", max_age="600")).status_code == 303
    await portal.superuser.execute("update session set created_at = now() - interval '30 seconds'")
    assert "/login" in (await tool.asks(alice, nonce="strict", max_age="20")).headers["location"]
    # Whoever has just signed in isn't sent to do it again.
    await portal.superuser.execute("update session set created_at = now() - interval '2 seconds'")
    assert "code" in returned((await tool.asks(alice, nonce="fresh", max_age="0")).headers["location"])
    # Whoever signs in for it has ten minutes to read the page.
    question = tool.question(nonce="read", prompt="login consent")
    await portal.superuser.execute("update session set created_at = now() - interval '601 seconds'")
    assert await alice.refused("approveAuthorization", query=question) == [("NOT_ALLOWED", None)]
    await portal.superuser.execute("update session set created_at = now() - interval '590 seconds'")
    await alice.do("approveAuthorization", "redirectTo", query=question)


async def test_a_page_in_a_frame_can_not_be_clicked_through(portal: Portal) -> None:
    answer = await (await program(portal)).asks(await portal.alice())
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] in {"no-referrer", "same-origin", "strict-origin-when-cross-origin"}
    assert answer.headers["cache-control"] == "no-store"


async def test_another_site_can_not_approve(portal: Portal) -> None:
    """The cookie alone does not do: requests by cookie are JSON and carry a header that no foreign form can set."""
    alice, tool = await portal.alice(), await program(portal)
    document = f'mutation {{ approveAuthorization(input: {{ query: "{tool.question()}" }}) {{ redirectTo }} }}'
    for answer in (
        await alice.http.post("/graphql", json={"query": document}),
        await alice.http.post("/graphql", data={"query": document}),
    ):
        assert answer.status_code in {400, 403, 415}
    assert (await alice.http.get("/oauth/authorize?" + tool.question() + "&approve=1")).status_code == 200
    assert await portal.rows("select count(*) from oauth_authorization") == [(0,)]


async def test_what_is_approved_is_what_was_shown(portal: Portal) -> None:
    """Another tab may have gone to another partner, or have signed in as somebody else."""
    alice, tool = await portal.alice(), await program(portal)
    seen = (await alice.do("readAuthorization", "seen", query=tool.question()))["seen"]
    bob = await portal.bob()
    bobs = (await bob.do("readAuthorization", "seen", query=tool.question()))["seen"]
    fewer = tool.question(scope="openid")
    for query, wrong in ((tool.question(), bobs), (fewer, seen), (tool.question(), "")):
        assert await alice.refused("approveAuthorization", query=query, seen=wrong) == [("WRONG_STATUS", None)]
    assert await portal.rows("select count(*) from oauth_authorization") == [(0,)]
    await alice.do("approveAuthorization", "redirectTo", query=tool.question(), seen=seen)


# --- codes -----------------------------------------------------------------------------------------------------------

WRONG: dict[str, Callable[[Program], dict[str, str | None]]] = {
    "another verifier": lambda tool: {"code_verifier": "A" * 43},
    "no verifier": lambda tool: {"code_verifier": None},
    "a short verifier": lambda tool: {"code_verifier": "abc"},
    "the challenge as the verifier": lambda tool: {"code_verifier": tool.challenge},
    "another address": lambda tool: {"redirect_uri": REDIRECT + "/"},
    "no address": lambda tool: {"redirect_uri": None},
    "another code": lambda tool: {"code": "pp_ac_unknown"},
    "no code": lambda tool: {"code": None},
    "a NUL": lambda tool: {"code": "\0"},
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_code_is_not_redeemed_with_something_wrong(portal: Portal, what: str) -> None:
    alice, tool = await portal.alice(), await program(portal)
    refused = await tool.redeem(await tool.code(alice), **WRONG[what](tool))
    assert (refused.status_code, refused.json()["error"]) in {(400, "invalid_grant"), (400, "invalid_request")}
    assert await portal.rows("select count(*) from access_token") == [(0,)]


async def test_a_wrong_try_uses_a_code_up(portal: Portal) -> None:
    """Nobody tries verifiers one after the other."""
    alice, tool = await portal.alice(), await program(portal)
    code = await tool.code(alice)
    await tool.redeem(code, code_verifier="x" * 43)
    assert (await tool.redeem(code)).json()["error"] == "invalid_grant"


async def test_a_code_is_over_after_a_minute(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    code = await tool.code(alice)
    await portal.superuser.execute("update oauth_authorization set expires_at = now() - interval '1 second'")
    assert (await tool.redeem(code)).json()["error"] == "invalid_grant"


async def test_a_jump_of_the_test_clock_ends_no_code(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    code = await tool.code(alice)
    await portal.advance(days=1)
    assert (await tool.redeem(code)).status_code == 200


async def test_another_program_does_not_redeem_a_code_nor_use_it_up(portal: Portal) -> None:
    alice, tool, other = await portal.alice(), await program(portal), await program(portal)
    code = await tool.code(alice)
    assert (await other.redeem(code, code_verifier=tool.verifier)).json()["error"] == "invalid_grant"
    assert (await tool.redeem(code)).status_code == 200


async def test_a_code_that_comes_again_ends_all_that_came_of_it(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    code = await tool.code(alice)
    tokens = (await tool.redeem(code)).json()
    assert await _works(portal, tokens["access_token"])
    assert (await tool.redeem(code)).json()["error"] == "invalid_grant"
    assert not await _works(portal, tokens["access_token"])
    assert (await tool.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    [told] = await portal.events("oauth_grant.token_used_twice")
    assert f"user_{told[3]['user_id'].replace('-', '')}" == alice.user_id


# --- refresh tokens --------------------------------------------------------------------------------------------------


async def test_a_refresh_token_that_comes_again_ends_the_family(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    first = await tool.tokens(alice)
    second = (await tool.refresh(first["refresh_token"])).json()
    assert (await tool.refresh(first["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await tool.refresh(second["refresh_token"])).json()["error"] == "invalid_grant"
    for tokens in (first, second):
        assert not await _works(portal, tokens["access_token"])
    assert len(await portal.events("oauth_grant.token_used_twice")) == 1


async def test_another_family_of_the_same_person_goes_on(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    stolen, mine = await tool.tokens(alice), await tool.tokens(alice)
    await tool.refresh(stolen["refresh_token"])
    await tool.refresh(stolen["refresh_token"])
    assert (await tool.refresh(mine["refresh_token"])).status_code == 200


async def test_another_program_does_not_use_a_refresh_token_nor_end_it(portal: Portal) -> None:
    alice, tool, other = await portal.alice(), await program(portal), await program(portal)
    tokens = await tool.tokens(alice)
    assert (await other.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await tool.refresh(tokens["refresh_token"])).status_code == 200


async def test_a_refresh_token_that_asks_for_less_goes_on(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    first = await tool.tokens(alice)
    second = (await tool.refresh(first["refresh_token"], scope="openid")).json()
    assert (await tool.refresh(second["refresh_token"])).status_code == 200
    assert await portal.events("oauth_grant.token_used_twice") == []


async def test_a_refresh_token_does_not_grow(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal, "accounts:read", "leads:read")
    tokens = await tool.tokens(alice, scope="accounts:read openid")
    refused = await tool.refresh(tokens["refresh_token"], scope="accounts:read leads:read")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize("token", ["", "\0", "pp_rt_unknown", "x" * 5_000])
async def test_an_unknown_refresh_token_is_refused(portal: Portal, token: str) -> None:
    refused = await (await program(portal)).refresh(token)
    assert (refused.status_code, refused.json()["error"]) in {(400, "invalid_grant"), (400, "invalid_request")}


async def test_a_refresh_token_is_over_after_a_month(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    await portal.superuser.execute("update refresh_token set expires_at = now()")
    assert (await tool.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_an_access_token_is_no_refresh_token_and_the_other_way_round(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    assert (await tool.refresh(tokens["access_token"])).json()["error"] == "invalid_grant"
    for other in (tokens["refresh_token"], tokens["id_token"]):
        assert (await bearer(portal, other).ask(ACCOUNTS)).codes == ["UNAUTHENTICATED"]
        info = await portal.nobody().http.get("/oauth/userinfo", headers={"authorization": f"Bearer {other}"})
        assert info.status_code == 401


# --- who the program is ----------------------------------------------------------------------------------------------


async def test_a_wrong_secret_gets_nothing(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    code, tokens = await tool.code(alice), await tool.tokens(alice)
    right, tool.secret = tool.secret, "wrong"
    for answer in (await tool.redeem(code), await tool.refresh(tokens["refresh_token"])):
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    tool.secret = right
    assert (await tool.redeem(code)).status_code == 200


async def test_a_program_with_a_secret_can_not_go_without(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    code, tool.secret = await tool.code(alice), None
    answer = await tool.redeem(code)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_public_program_has_no_secret_and_no_token_of_its_own(portal: Portal) -> None:
    tool = await public_program(portal)
    mine = await tool.post("/oauth/token", {"grant_type": "client_credentials"})
    assert mine.json()["error"] in {"unauthorized_client", "invalid_client"}
    tool.secret = ""
    guessed = await portal.nobody().http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(tool.client_id, "")
    )
    assert guessed.json()["error"] == "invalid_client"
    assert await portal.rows("select count(*) from access_token") == [(0,)]


async def test_a_revoked_program_has_nothing_any_more(portal: Portal) -> None:
    alice, olga, tool = await portal.alice(), await portal.olga(), await program(portal)
    tokens, code = await tool.tokens(alice), await tool.code(alice)
    [(key,)] = await portal.rows("select id from oauth_client where client_id = %s", tool.client_id)
    await olga.do("revokeOAuthClient", "oauthClient { status }", oauthClientId=f"oac_{key.hex}")
    assert not await _works(portal, tokens["access_token"])
    for answer in (await tool.redeem(code), await tool.refresh(tokens["refresh_token"])):
        assert answer.json()["error"] == "invalid_client"
    assert (await tool.asks(alice, nonce="new")).status_code == 400
    await portal.work()
    assert await alice.read("{ oauthGrants { totalCount } }") == {"oauthGrants": {"totalCount": 0}}
    info = await portal.nobody().http.get(
        "/oauth/userinfo", headers={"authorization": f"Bearer {tokens['access_token']}"}
    )
    assert info.status_code == 401


async def test_a_partners_program_is_for_its_own_people_alone(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await alice.do(
        "createOAuthClient",
        "oauthClient { clientId } secret",
        name="Ours",
        scopes=["accounts:read"],
        redirectUris=[REDIRECT],
    )
    tool = Program(portal, made["oauthClient"]["clientId"], made["secret"])
    # Nobody but its own people is sent to its address, or the portal would be a way to any site.
    for stranger, prompt in ((bob, None), (bob, "none"), (portal.nobody(), "none")):
        answer = await tool.asks(stranger, scope="accounts:read", prompt=prompt)
        assert (answer.status_code, answer.headers.get("location")) == (400, None)
    assert (await tool.redeem(await tool.code(alice, scope="accounts:read"))).status_code == 200


# --- who the person is -----------------------------------------------------------------------------------------------


async def _remove(portal: Portal, alice: Person, member: Person) -> None:
    await alice.do("removeMember", "member { id }", memberId=member.member_id)


async def test_a_removed_member_is_gone_everywhere(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    carla = await portal.member("Carla", "Brightside")
    tokens, code = await tool.tokens(carla), await tool.code(carla)
    await _remove(portal, alice, carla)
    assert not await _works(portal, tokens["access_token"])
    for answer in (await tool.redeem(code), await tool.refresh(tokens["refresh_token"])):
        assert answer.json()["error"] == "invalid_grant"
    info = await portal.nobody().http.get(
        "/oauth/userinfo", headers={"authorization": f"Bearer {tokens['access_token']}"}
    )
    assert info.status_code == 401


async def test_nothing_of_a_removed_member_comes_alive_with_him(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    carla = await portal.member("Carla", "Brightside")
    tokens = await tool.tokens(carla)
    await _remove(portal, alice, carla)
    await portal.work()
    await portal.superuser.execute("update team_member set status = 'ACTIVE', removed_at = null")
    assert not await _works(portal, tokens["access_token"])
    assert (await tool.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"
    assert await portal.rows("select count(*) from oauth_grant where revoked_at is null") == [(0,)]


async def test_rights_that_shrink_shrink_the_token(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal, "accounts:write", "accounts:read")
    carla = await portal.member("Carla", "Brightside")
    tokens = await tool.tokens(carla, scope="accounts:write accounts:read")
    acting = bearer(portal, tokens["access_token"])
    await acting.do("createAccount", "account { id }", name="One", website="one.example")
    await alice.do("updateMember", "member { id }", memberId=carla.member_id, role="VIEWER")
    assert await acting.forbidden("createAccount", name="Two", website="two.example") == ["FORBIDDEN"]
    assert await _works(portal, tokens["access_token"])


async def test_a_token_makes_no_session_and_no_other_token(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal, "accounts:read", "team:write")
    acting = bearer(portal, (await tool.tokens(alice, scope="accounts:read team:write"))["access_token"])
    assert await acting.forbidden("createAccessToken", name="Mine", scopes=["accounts:read"]) == ["FORBIDDEN"]
    assert await acting.forbidden("approveAuthorization", query=tool.question()) == ["FORBIDDEN"]
    assert (await acting.ask("{ oauthGrants { totalCount } }")).codes == ["FORBIDDEN"]
    answer = await acting.http.get(
        f"/oauth/authorize?{tool.question(nonce='x')}", headers={"authorization": f"Bearer {acting.token}"}
    )
    assert "code=" not in answer.headers.get("location", "")


async def test_a_bearer_that_is_none_is_refused_calmly_where_browsers_come(portal: Portal) -> None:
    tool = await program(portal)
    headers = {"authorization": "Bearer rubbish"}
    answer = await portal.nobody().http.get(f"/oauth/authorize?{tool.question()}", headers=headers)
    assert answer.headers["location"].startswith("/login?")


async def test_a_suspended_partner_lets_nobody_in(portal: Portal) -> None:
    alice, olga, tool = await portal.alice(), await portal.olga(), await program(portal)
    await olga.do("suspendPartner", "partner { status }", partnerId=alice.partner_id, reason="Bills.")
    back = returned((await tool.asks(alice)).headers["location"])
    assert back["error"] == "access_denied"


# --- tokens that are asked about or given back -----------------------------------------------------------------------


async def test_a_program_learns_nothing_of_others_tokens(portal: Portal) -> None:
    alice, tool, other = await portal.alice(), await program(portal), await program(portal)
    tokens = await tool.tokens(alice)
    for token in (tokens["access_token"], tokens["refresh_token"], "unknown", "\0"):
        assert (await other.post("/oauth/introspect", {"token": token})).json() == {"active": False}
        assert (await other.post("/oauth/revoke", {"token": token})).status_code == 200
    assert await _works(portal, tokens["access_token"])
    mine = (await tool.post("/oauth/introspect", {"token": tokens["access_token"]})).json()
    assert (mine["active"], mine["client_id"], mine["sub"]) == (True, tool.client_id, alice.user_id)


async def test_nobody_asks_or_gives_back_without_saying_who_he_is(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    for path in ("/oauth/introspect", "/oauth/revoke"):
        answer = await portal.nobody().http.post(path, data={"token": tokens["access_token"]})
        assert answer.json()["error"] == "invalid_client"
    assert await _works(portal, tokens["access_token"])


async def test_a_refresh_token_that_is_given_back_takes_all_with_it(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    assert (await tool.post("/oauth/revoke", {"token": tokens["refresh_token"]})).status_code == 200
    assert not await _works(portal, tokens["access_token"])
    assert (await tool.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_refresh_token_of_before_takes_all_with_it_too(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    newer = (await tool.refresh(tokens["refresh_token"])).json()
    assert (await tool.post("/oauth/introspect", {"token": tokens["refresh_token"]})).json() == {"active": False}
    assert (await tool.post("/oauth/revoke", {"token": tokens["refresh_token"]})).status_code == 200
    assert not await _works(portal, newer["access_token"])
    assert (await tool.refresh(newer["refresh_token"])).json()["error"] == "invalid_grant"


async def test_an_access_token_goes_alone(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    await tool.post("/oauth/revoke", {"token": tokens["access_token"], "token_type_hint": "access_token"})
    assert not await _works(portal, tokens["access_token"])
    assert (await tool.post("/oauth/introspect", {"token": tokens["access_token"]})).json() == {"active": False}
    assert (await tool.refresh(tokens["refresh_token"])).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
@pytest.mark.parametrize("body", [b"", b"null", b"\xff\xfe", b"token=" + b"x" * 50_000, b"a=b&a=c"])
async def test_rubbish_in_a_body_is_refused_calmly(portal: Portal, path: str, body: bytes) -> None:
    tool = await program(portal)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await portal.nobody().http.post(path, content=body, headers=headers, auth=tool.auth)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_request", "unsupported_grant_type"}
    assert answer.headers["cache-control"] == "no-store"


async def test_a_basic_header_of_rubbish_is_refused_calmly(portal: Portal) -> None:
    for value in (b"Basic", b"Basic !!!", b"Basic \xe9", b"Basic " + base64.b64encode(b"\xff\xfe:x")):
        headers = [(b"authorization", value)]
        answer = await portal.nobody().http.post("/oauth/introspect", data={"token": "x"}, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


# --- races -----------------------------------------------------------------------------------------------------------


async def _winners(tries: list[Any]) -> list[dict[str, Any]]:
    answers = await asyncio.gather(*tries)
    return [answer.json() for answer in answers if answer.status_code == 200]


async def _race_for_a_code(portal: Portal, rounds: int) -> None:
    alice, tool = await portal.alice(), await program(portal)
    for _round in range(rounds):
        code = await tool.code(alice)
        winners = await _winners([tool.redeem(code) for _racer in range(RACERS)])
        assert len(winners) == 1
        # Somebody stole it, so nobody keeps anything of it.
        assert not await _works(portal, winners[0]["access_token"])
    [(tokens,)] = await portal.rows("select count(*) from access_token")
    assert tokens == 0


async def _race_for_a_refresh_token(portal: Portal, rounds: int) -> None:
    alice, tool = await portal.alice(), await program(portal)
    for _round in range(rounds):
        token = (await tool.tokens(alice, scope="accounts:read"))["refresh_token"]
        winners = await _winners([tool.refresh(token) for _racer in range(RACERS)])
        assert len(winners) == 1
        assert not await _works(portal, winners[0]["access_token"])


async def _race_with_revoking(portal: Portal, rounds: int) -> None:
    """Taking back what was granted against fetching tokens for it: whoever is first, nothing is good afterwards."""
    alice, tool = await portal.alice(), await program(portal)
    for _round in range(rounds):
        token = (await tool.tokens(alice, scope="accounts:read"))["refresh_token"]
        [grant] = (await alice.read("{ oauthGrants { nodes { id } } }"))["oauthGrants"]["nodes"]
        code = await tool.code(alice, scope="accounts:read")
        tries = [tool.refresh(token), tool.redeem(code), alice.do("revokeGrant", "ok", grantId=grant["id"])]
        *answers, _revoked = await asyncio.gather(*tries)
        for answer in answers:
            if answer.status_code == 200:
                assert not await _works(portal, answer.json()["access_token"])


@in_rounds
@pytest.mark.parametrize("race", [_race_for_a_code, _race_for_a_refresh_token, _race_with_revoking])
async def test_one_wins(portal: Portal, race: Callable[[Portal, int], Any], rounds: int) -> None:
    await race(portal, rounds)
