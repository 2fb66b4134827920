"""createOAuthClient, and what a partner's client sees."""

from typing import Any

import httpx

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.accounts.steps import create
from tests.people import Person, Portal

ACCOUNTS = "{ accounts { nodes { name accesses { partner { name } } } } }"
CLIENTS = "{ oauthClients { nodes { name clientId scopes status createdBy lastUsedAt } } }"


async def _clients(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.read(CLIENTS))["oauthClients"]["nodes"]
    return found


async def test_a_partner_s_client_acts_for_that_partner_alone(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await create(alice, "Northwind")
    theirs = await create(bob, "Contoso")
    tool = await portal.client_of(alice, "accounts:read", "accounts:write")
    assert [one["name"] for one in (await tool.read(ACCOUNTS))["accounts"]["nodes"]] == ["Northwind"]
    assert await tool.read("query ($id: ID) { account(id: $id) { id } }", id=theirs["id"]) == {"account": None}
    assert await tool.refused("archiveAccount", accountId=theirs["id"]) == [("NOT_FOUND", "input.accountId")]
    await create(tool, "Fabrikam")
    seen = {one["name"] for one in (await alice.read(ACCOUNTS))["accounts"]["nodes"]}
    assert seen == {"Northwind", "Fabrikam"}


async def test_it_is_a_program_and_nobody_of_the_team(portal: Portal) -> None:
    alice = await portal.alice()
    await create(alice, "Northwind")
    tool = await portal.client_of(alice, "accounts:read")
    viewer = await tool.read("{ viewer { member { name } partner { name } client { name createdBy } scopes } }")
    assert viewer["viewer"] == {
        "member": None,
        "partner": {"name": "Brightside"},
        "client": {"name": "Tool", "createdBy": None},
        "scopes": ["accounts:read"],
    }
    document = "{ accounts { nodes { timeline { nodes { actor { kind name } } } } } }"
    [account] = (await tool.read(document))["accounts"]["nodes"]
    assert account["timeline"]["nodes"] == [{"actor": {"kind": "MEMBER", "name": None}}]
    assert (await tool.ask("{ sessions { id } }")).codes == ["FORBIDDEN"]
    await create(await portal.client_of(alice, "accounts:write"), "Fabrikam")
    [(kind,)] = await portal.rows(
        "select actor_kind from event where type = 'account.created' order by id desc limit 1"
    )
    assert kind == "TOOL"


async def test_it_does_what_each_scope_says_without_a_person(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await portal.client_of(alice, "leads:write", "credit:write", "credit:read", "leads:read", "accounts:write")
    made = await tool.do("registerLead", "lead { registeredBy { email } }", website="shop.example", company="Shop")
    assert made["lead"] == {"registeredBy": None}
    link = await tool.do("createReferralLink", "referralLink { name createdBy { name } }", name="Autumn")
    assert link["referralLink"] == {"name": "Autumn", "createdBy": None}
    checked = await tool.read('{ creditCheck(input: { website: "shop.example" }) { outcome } }')
    assert checked["creditCheck"]["outcome"] == "YOURS"
    account = await create(tool, "Northwind")
    await tool.do("transferOwnership", "transfer { status }", accountId=account["id"], toEmail="carl@northwind.example")
    await portal.work([])


async def test_it_is_listed_and_told_without_its_secret(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do("createOAuthClient", "secret oauthClient { id }", name="Tool", scopes=["accounts:read"])
    [client] = await _clients(alice)
    assert (client["name"], client["status"], client["createdBy"]) == ("Tool", "ACTIVE", "Alice")
    assert client["lastUsedAt"] is None
    [(_, _, _, data)] = await portal.events("oauth_client.created")
    assert data == {"scopes": ["accounts:read"]}
    [(kept,)] = await portal.rows(
        "select json_agg(c)::text || (select json_agg(e)::text from event e) from oauth_client c"
    )
    assert made["secret"] not in kept
    tool = await portal.client_of(alice, "accounts:read")
    await tool.read(ACCOUNTS)
    assert (await _clients(alice))[0]["lastUsedAt"] is not None


async def test_a_stranger_sees_nothing_of_it(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await alice.do("createOAuthClient", "secret", name="Tool", scopes=["accounts:read"])
    assert (await _clients(bob), await _clients(olga)) == ([], [])


async def test_what_logs_people_in_may_say_so_and_needs_no_other_scope(portal: Portal) -> None:
    alice = await portal.alice()
    back = ["https://tool.example/back"]
    for asked, kept in ((["openid", "profile"], []), (["openid", "accounts:read"], ["accounts:read"]), ([], [])):
        made = await alice.do(
            "createOAuthClient", "oauthClient { scopes }", name="Tool", scopes=asked, redirectUris=back
        )
        assert made["oauthClient"]["scopes"] == kept
    # Without an address nobody is sent back to it.
    for asked in (["openid"], []):
        refused = await alice.refused("createOAuthClient", name="Tool", scopes=asked)
        assert refused == [("INVALID", "input.scopes")]


async def test_nobody_gives_it_more_than_he_has(portal: Portal) -> None:
    dora = await portal.member("Dora", "Brightside", MemberRole.DEVELOPER)
    mine = (await dora.read("{ viewer { oauthClientScopes } }"))["viewer"]["oauthClientScopes"]
    assert mine == ["accounts:read", "leads:read", "credit:read", "team:read"]
    for scope in set(Scope) - set(mine):
        refused = await dora.refused("createOAuthClient", name="Tool", scopes=[scope.value])
        assert refused == [("NOT_ALLOWED", "input.scopes")], scope
    max_ = await portal.member("Max", "Brightside", MemberRole.MANAGER)
    assert await max_.refused("createOAuthClient", name="Tool", scopes=["rewards:withdraw"]) == [
        ("NOT_ALLOWED", "input.scopes")
    ]


async def test_those_without_the_right_make_none(portal: Portal) -> None:
    given = {"name": "Tool", "scopes": ["accounts:read"]}
    people = [await portal.member(f"M{role}", "Brightside", role) for role in (MemberRole.FINANCE, MemberRole.VIEWER)]
    people += [await portal.olga(role) for role in OperatorRole if role is not OperatorRole.ADMIN]
    for person in people:
        assert await person.forbidden("createOAuthClient", **given) == ["FORBIDDEN"]
        assert (await person.ask(CLIENTS)).codes == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("createOAuthClient", **given) == ["UNAUTHENTICATED"]


async def _token(portal: Portal, auth: tuple[str, str]) -> httpx.Response:
    return await portal.nobody().http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)


async def test_revoked_it_ends_at_once_with_its_tokens(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await alice.do("createOAuthClient", "secret oauthClient { id clientId }", name="Tool", scopes=["leads:read"])
    key, auth = made["oauthClient"]["id"], (made["oauthClient"]["clientId"], made["secret"])
    tool = portal.nobody()
    tool.token = (await _token(portal, auth)).json()["access_token"]
    await tool.read("{ leads { totalCount } }")
    missing = [("NOT_FOUND", "input.oauthClientId")]
    assert await bob.refused("revokeOAuthClient", oauthClientId=key) == missing
    assert await (await portal.olga()).refused("revokeOAuthClient", oauthClientId=key) == missing
    done = await alice.do("revokeOAuthClient", "oauthClient { status }", oauthClientId=key)
    assert done["oauthClient"] == {"status": "REVOKED"}
    assert (await tool.ask("{ leads { totalCount } }")).codes == ["UNAUTHENTICATED"]
    assert (await _token(portal, auth)).json()["error"] == "invalid_client"
    assert await alice.refused("revokeOAuthClient", oauthClientId=key) == [("WRONG_STATUS", None)]
    assert [one[0] for one in await portal.events("oauth_client.revoked")] == ["oauth_client.revoked"]


async def test_a_closed_partner_s_client_gets_no_token(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    made = await alice.do("createOAuthClient", "secret oauthClient { clientId }", name="Tool", scopes=["leads:read"])
    await olga.do("closePartner", "partner { id }", partnerId=alice.partner_id, reason="Left.")
    answer = await _token(portal, (made["oauthClient"]["clientId"], made["secret"]))
    assert answer.json()["error"] == "invalid_client"


async def test_an_admin_s_client_is_the_program_s(portal: Portal) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    await create(alice, "Northwind")
    tool = await portal.client_of(olga, "platform:read")
    assert [one["name"] for one in (await tool.read(ACCOUNTS))["accounts"]["nodes"]] == ["Northwind"]
    assert [one["name"] for one in await _clients(olga)] == ["Tool"]
    assert await _clients(alice) == []
    program = await portal.client_of(olga, "accounts:write")
    assert await program.forbidden("createAccount", name="New", website="new.example") == ["FORBIDDEN"]


async def test_a_token_of_a_client_that_is_not_its_partner_s_is_worth_nothing(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    tool = await portal.client_of(alice, "accounts:read")
    await portal.superuser.execute(
        "update access_token set partner_id = %s", [(bob.partner_id or "").removeprefix("part_")]
    )
    assert (await tool.ask(ACCOUNTS)).codes == ["UNAUTHENTICATED"]
