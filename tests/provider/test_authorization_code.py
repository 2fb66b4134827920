"""A person lets a program in, and the program acts for him."""

from __future__ import annotations

import pytest

from portal.core.permissions import MemberRole
from tests.accounts.steps import create
from tests.people import Portal
from tests.provider.steps import ALL, bearer, id_token, program, public_program, returned

ACCOUNTS = "{ accounts { nodes { name } } }"


async def test_a_person_is_asked_and_the_program_acts_for_him(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    await create(alice)
    asked = await tool.asks(alice)
    assert (asked.status_code, asked.headers["content-type"].split(";")[0]) == (200, "text/html")
    seen = await alice.do("readAuthorization", "clientName byProgram scopes returnsTo", query=tool.question())
    assert seen == {
        "userErrors": [],
        "clientName": "Dashboard",
        "byProgram": True,
        "scopes": sorted(ALL.split()),
        "returnsTo": "dashboard.example",
    }
    approved = await alice.do("approveAuthorization", "redirectTo", query=tool.question())
    back = returned(approved["redirectTo"])
    assert approved["redirectTo"].startswith("https://dashboard.example/callback?")
    assert (back["state"], back["iss"]) == ("state-1", portal.runtime.settings.base_url)
    tokens = (await tool.redeem(back["code"])).json()
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == (
        "Bearer",
        3600,
        " ".join(sorted(ALL.split())),
    )
    assert tokens["access_token"].startswith("pp_at_")
    assert tokens["refresh_token"].startswith("pp_rt_")
    acting = bearer(portal, tokens["access_token"])
    assert await acting.read(ACCOUNTS) == await alice.read(ACCOUNTS)
    assert (await acting.ask("{ team { nodes { id } } }")).codes == ["FORBIDDEN"]


async def test_the_second_time_nobody_is_asked(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    await tool.tokens(alice)
    again = await tool.asks(alice, nonce="another")
    assert again.status_code == 303
    assert (await tool.redeem(returned(again.headers["location"])["code"])).status_code == 200
    # For more than he granted, he is; and where the program wants him to be.
    assert (await tool.asks(alice, nonce="third", prompt="consent")).status_code == 200


async def test_who_is_not_signed_in_signs_in_first(portal: Portal) -> None:
    tool = await program(portal)
    answer = await tool.asks(portal.nobody())
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?again=1&next=%2Foauth%2Fauthorize%3F")


async def test_the_id_token_says_who_it_is(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    said = await id_token(portal, tokens["id_token"])
    assert {name: said[name] for name in ("iss", "aud", "sub", "nonce", "name", "email", "email_verified")} == {
        "iss": portal.runtime.settings.base_url,
        "aud": tool.client_id,
        "sub": alice.user_id,
        "nonce": tool.nonce,
        "name": "Alice",
        "email": "alice@brightside.example",
        "email_verified": True,
    }
    assert (said["partner_id"], said["partner_name"]) == (alice.partner_id, "Brightside")
    assert said["exp"] - said["iat"] == 3600
    assert said["sid"].startswith("login_")
    assert "at_hash" in said
    assert "account_id" not in said
    info = await portal.nobody().http.get(
        "/oauth/userinfo", headers={"authorization": f"Bearer {tokens['access_token']}"}
    )
    assert info.json() == {
        name: said[name] for name in ("sub", "name", "email", "email_verified", "partner_id", "partner_name")
    }


async def test_only_what_was_asked_for_is_told(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice, scope="openid")
    said = await id_token(portal, tokens["id_token"])
    assert {"name", "email", "partner_id"} & set(said) == set()
    assert "refresh_token" not in tokens
    assert "id_token" not in await tool.tokens(alice, scope="accounts:read")


async def test_a_refresh_token_is_followed_by_the_next(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    first = await tool.tokens(alice)
    second = (await tool.refresh(first["refresh_token"])).json()
    third = (await tool.refresh(second["refresh_token"], scope="accounts:read")).json()
    assert third["scope"] == "accounts:read"
    assert len({first["refresh_token"], second["refresh_token"], third["refresh_token"]}) == 3
    assert (await bearer(portal, third["access_token"]).ask("{ leads { nodes { id } } }")).codes == ["FORBIDDEN"]
    assert (await bearer(portal, second["access_token"]).ask("{ leads { nodes { id } } }")).codes == []


async def test_a_program_without_a_secret_has_people_asked_each_time(portal: Portal) -> None:
    alice, tool = await portal.alice(), await public_program(portal)
    tokens = await tool.tokens(alice, scope="accounts:read openid")
    assert (await bearer(portal, tokens["access_token"]).ask(ACCOUNTS)).codes == []
    assert (await tool.asks(alice, scope="accounts:read openid", nonce="again")).status_code == 200
    assert (await tool.refresh(tokens["refresh_token"])).status_code == 200


async def test_who_may_give_less_gives_less(portal: Portal) -> None:
    tool = await program(portal, "accounts:read", "accounts:write", "operator:read")
    dora = await portal.member("Dora", "Brightside", MemberRole.DEVELOPER)
    asked = "accounts:read accounts:write operator:read openid"
    tokens = await tool.tokens(dora, scope=asked)
    assert tokens["scope"] == "accounts:read openid"
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert (await tool.tokens(vera, scope=asked))["scope"] == "accounts:read openid"
    back = returned((await tool.asks(vera, scope="accounts:write")).headers["location"])
    assert (back["error"], back["state"]) == ("access_denied", "state-1")


async def test_a_form_asks_as_a_link_does(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    sent = {"content-type": "application/x-www-form-urlencoded"}
    answer = await alice.http.post("/oauth/authorize", content=tool.question(), headers=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/oauth/authorize?{tool.question()}")
    assert (await alice.http.get(answer.headers["location"])).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://dashboard.example/asked"}, "request_uri_not_supported"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
    ],
)
async def test_what_is_not_supported_is_said(portal: Portal, changes: dict[str, str], error: str) -> None:
    alice, tool = await portal.alice(), await program(portal)
    assert returned((await tool.asks(alice, **changes)).headers["location"])["error"] == error
    assert (await tool.asks(alice, response_mode="query")).status_code == 200


async def test_an_operator_lets_a_program_act_for_him(portal: Portal) -> None:
    olga, tool = await portal.olga(), await program(portal, "operator:read")
    tokens = await tool.tokens(olga, scope="operator:read openid profile")
    acting = bearer(portal, tokens["access_token"])
    assert await acting.read("{ applications { totalCount } }") == {"applications": {"totalCount": 0}}
    assert "partner_id" not in await id_token(portal, tokens["id_token"])


async def test_he_declines(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    declined = await alice.do("declineAuthorization", "redirectTo", query=tool.question())
    back = returned(declined["redirectTo"])
    assert (back["error"], back["state"], back["iss"]) == (
        "access_denied",
        "state-1",
        portal.runtime.settings.base_url,
    )
    assert await alice.read("{ oauthGrants { totalCount } }") == {"oauthGrants": {"totalCount": 0}}


async def test_he_reads_and_takes_back_what_he_let_in(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    [grant] = (await alice.read("{ oauthGrants { nodes { id clientName scopes lastUsedAt } } }"))["oauthGrants"][
        "nodes"
    ]
    assert (grant["clientName"], grant["scopes"]) == ("Dashboard", sorted(ALL.split()))
    assert grant["lastUsedAt"] is not None
    await alice.do("revokeGrant", "ok", grantId=grant["id"])
    assert await alice.read("{ oauthGrants { totalCount } }") == {"oauthGrants": {"totalCount": 0}}
    assert (await bearer(portal, tokens["access_token"]).ask(ACCOUNTS)).codes == ["UNAUTHENTICATED"]
    refused = await tool.refresh(tokens["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    # He is asked again.
    assert (await tool.asks(alice, nonce="again")).status_code == 200
    events = await portal.events("oauth_grant.given", "oauth_grant.revoked")
    assert [(event[0], event[1]) for event in events] == [
        ("oauth_grant.given", "MEMBER"),
        ("oauth_grant.revoked", "MEMBER"),
    ]


async def test_a_stranger_sees_and_ends_nothing(portal: Portal) -> None:
    alice, tool = await portal.alice(), await program(portal)
    tokens = await tool.tokens(alice)
    [(grant_id,)] = await portal.rows("select id from oauth_grant")
    colleague = await portal.member("Carla", "Brightside")
    for stranger in (await portal.bob(), colleague, await portal.olga()):
        assert await stranger.read("{ oauthGrants { totalCount } }") == {"oauthGrants": {"totalCount": 0}}
        assert await stranger.refused("revokeGrant", grantId=f"grant_{grant_id.hex}") == [
            ("NOT_FOUND", "input.grantId")
        ]
    assert (await bearer(portal, tokens["access_token"]).ask(ACCOUNTS)).codes == []
