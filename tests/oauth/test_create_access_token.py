"""createAccessToken, and what tools may do by such a token."""

import re
from typing import Any

import pytest

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.accounts.steps import create
from tests.people import Person, Portal
from tests.team.steps import restrict

ACCOUNTS = "{ accounts { nodes { name } } }"
TOKENS = """{ accessTokens { totalCount nodes {
  name lastCharacters scopes status ownedBy mine lastUsedAt createdAt expiresAt revokedAt } } }"""


async def _tokens(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.read(TOKENS))["accessTokens"]["nodes"]
    return found


async def test_a_tool_acts_by_it_for_whoever_made_it(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await create(alice, "Northwind")
    await create(bob, "Contoso")
    made = await alice.do(
        "createAccessToken", "token accessToken { lastCharacters scopes }", name="Script", scopes=["accounts:read"]
    )
    assert re.fullmatch(r"pp_pat_[A-Za-z0-9_-]{43}_[0-9a-f]{8}", made["token"])
    assert made["accessToken"] == {"lastCharacters": made["token"][-4:], "scopes": ["accounts:read"]}
    tool = portal.nobody()
    tool.token = made["token"]
    assert await tool.read(ACCOUNTS) == {"accounts": {"nodes": [{"name": "Northwind"}]}}
    viewer = await tool.read("{ viewer { member { name } scopes permissions } }")
    assert viewer["viewer"] == {
        # It reads accounts and not the team, but whom it acts for.
        "member": {"name": "Alice"},
        "scopes": ["accounts:read"],
        "permissions": ["VIEW_ACCOUNTS"],
    }


async def test_whose_log_in_made_a_token_or_a_client_is_mailed(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await portal.token_of(alice, "accounts:read", "leads:read")
    await portal.client_of(alice, "accounts:read")
    await portal.token_of(olga, "operator:read")
    # By the command line: nobody to be told.
    await portal.tool(Scope.ACCOUNTS_READ)
    await portal.work()
    query = "select template, to_email, values ->> 'key_name', values ->> 'scopes' from outgoing_email order by 2, 3"
    assert await portal.rows(query) == [
        ("key_created", "alice@brightside.example", "Script", "accounts:read, leads:read"),
        ("key_created", "alice@brightside.example", "Tool", "accounts:read"),
        ("key_created", "olga.admin@vendor.example", "Script", "operator:read"),
    ]
    assert await portal.rows("select from outgoing_email where values::text ~ 'pp_'") == []


async def test_it_is_listed_with_its_end_and_when_it_was_used_and_never_in_full(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await portal.token_of(alice, "accounts:read", "leads:read")
    [token] = await _tokens(alice)
    assert token["lastUsedAt"] is None
    assert (token["name"], token["status"], token["ownedBy"], token["mine"]) == ("Script", "ACTIVE", "Alice", True)
    assert token["scopes"] == ["accounts:read", "leads:read"]
    [(days,)] = await portal.rows("select expires_at - created_at from access_token")
    assert days.days == 90
    await tool.read(ACCOUNTS)
    assert (await _tokens(alice))[0]["lastUsedAt"] is not None
    [(kept,)] = await portal.rows("select json_agg(t)::text from access_token t")
    assert tool.token is not None
    assert tool.token not in kept
    assert tool.token.encode().hex() not in kept


async def test_it_tells_without_the_token(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await portal.token_of(alice, "accounts:read")
    [(type_, kind, _, data)] = await portal.events("access_token.created")
    assert (type_, kind, data["scopes"]) == ("access_token.created", "MEMBER", ["accounts:read"])
    [(events,)] = await portal.rows("select json_agg(e)::text from event e")
    assert tool.token is not None
    assert tool.token not in events


async def test_what_is_done_by_it_is_done_by_the_person(portal: Portal) -> None:
    alice = await portal.alice()
    await create(await portal.token_of(alice, "accounts:write"), "Northwind")
    [(kind, actor)] = await portal.rows("select actor_kind, actor_id from event where type = 'account.created'")
    assert (kind, f"user_{actor.hex}") == ("MEMBER", alice.user_id)


async def test_sent_again_with_its_key_it_shows_the_same_token_which_is_kept_nowhere(portal: Portal) -> None:
    alice = await portal.alice()
    document = "mutation M($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { token } }"
    body = {"query": document, "variables": {"input": {"name": "Script", "scopes": ["accounts:read"]}}}
    headers = {"X-Portal-CSRF": "1", "Idempotency-Key": "a key of mine"}
    first, second = [await alice.http.post("/graphql", json=body, headers=headers) for _ in range(2)]
    token = first.json()["data"]["createAccessToken"]["token"]
    assert second.json() == first.json()
    [(kept,)] = await portal.rows("select json_agg(k)::text from idempotency_key k")
    assert token not in kept
    assert len(await _tokens(alice)) == 1


async def test_nobody_gives_it_more_than_he_has(portal: Portal) -> None:
    dora = await portal.member("Dora", "Brightside", MemberRole.DEVELOPER)
    for scope in ("accounts:write", "rewards:read", "rewards:withdraw"):
        assert await dora.refused("createAccessToken", name="Script", scopes=["accounts:read", scope]) == [
            ("NOT_ALLOWED", "input.scopes")
        ], scope
    alice = await portal.alice()
    for scope in ("platform:read", "operator:read", "operator:write", "team:write", "webhooks:manage"):
        refused = await alice.refused("createAccessToken", name="Script", scopes=[scope])
        assert refused == [("NOT_ALLOWED", "input.scopes")], scope
    # Of a scope of which he has a part, the token has that part.
    tool = await portal.token_of(await portal.member("Max", "Brightside", MemberRole.MANAGER), "accounts:write")
    assert (await tool.read("{ viewer { permissions } }"))["viewer"]["permissions"] == [
        "CREATE_ACCOUNTS",
        "EDIT_ACCOUNTS",
        "LEAVE_ACCOUNTS",
        "REQUEST_ACCESS",
        "TRANSFER_ACCOUNTS",
    ]


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"scopes": []}, "input.scopes"),
        ({"scopes": ["no-such-scope"]}, "input.scopes"),
        ({"expiresInDays": 0}, "input.expiresInDays"),
        ({"expiresInDays": -1}, "input.expiresInDays"),
        ({"expiresInDays": 366}, "input.expiresInDays"),
        ({"expiresInDays": 2**31 - 1}, "input.expiresInDays"),
        ({"name": " "}, "input.name"),
        ({"name": "x" * 201}, "input.name"),
    ],
)
async def test_it_refuses_what_is_no_token(portal: Portal, differs: dict[str, Any], field: str) -> None:
    alice = await portal.alice()
    given = {"name": "Script", "scopes": ["accounts:read"]} | differs
    assert await alice.refused("createAccessToken", **given) == [("INVALID", field)]
    assert await _tokens(alice) == []


async def test_those_without_the_right_make_none_and_no_token_makes_another(portal: Portal) -> None:
    given = {"name": "Script", "scopes": ["accounts:read"]}
    for role in (MemberRole.FINANCE, MemberRole.VIEWER):
        person = await portal.member(f"M{role}", "Brightside", role)
        assert await person.forbidden("createAccessToken", **given) == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("createAccessToken", **given) == ["UNAUTHENTICATED"]
    alice = await portal.alice()
    mine = (await alice.read("{ viewer { accessTokenScopes } }"))["viewer"]["accessTokenScopes"]
    tool = await portal.token_of(alice, *mine)
    assert await tool.forbidden("createAccessToken", **given) == ["FORBIDDEN"]
    assert await tool.forbidden("createOAuthClient", **given) == ["FORBIDDEN"]
    for query in ("{ accessTokens { totalCount } }", "{ oauthClients { totalCount } }", "{ sessions { id } }"):
        assert (await tool.ask(query)).codes == ["FORBIDDEN"], query
    for verb, sent in (("signOut", {"everywhere": True}), ("endSession", {"sessionId": "sess_1"})):
        await tool._call(verb, "__typename", sent)
    assert (await alice.read("{ viewer { scopes } }"))["viewer"] == {"scopes": []}


async def test_colleagues_don_t_see_it_but_owners_do_and_a_stranger_sees_nothing(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    max_ = await portal.member("Max", "Brightside", MemberRole.MANAGER)
    dora = await portal.member("Dora", "Brightside", MemberRole.DEVELOPER)
    await portal.token_of(max_, "accounts:read")
    seen = [(one["ownedBy"], one["mine"]) for one in await _tokens(alice)]
    assert (seen, await _tokens(dora), await _tokens(bob)) == ([("Max", False)], [], [])
    assert await _tokens(await portal.olga()) == []


async def test_an_operator_s_token_has_those_of_his_rights_that_it_names(portal: Portal) -> None:
    await create(await portal.alice(), "Northwind")
    sam = await portal.olga(OperatorRole.SUPPORT)
    tool = await portal.token_of(sam, "operator:read", "operator:write", "accounts:read")
    assert await tool.read(ACCOUNTS) == {"accounts": {"nodes": [{"name": "Northwind"}]}}
    assert await tool.forbidden("updateProgram", name="Mine") == ["FORBIDDEN"]
    viewer = (await tool.read("{ viewer { operator { name } client { name } } }"))["viewer"]
    assert viewer == {"operator": {"name": "Olga"}, "client": None}
    for scope in ("platform:read", "platform:write"):
        assert await sam.refused("createAccessToken", name="x", scopes=[scope]) == [("NOT_ALLOWED", "input.scopes")]
    await portal.superuser.execute("update \"user\" set operator_role = null where email like 'olga%'")
    assert (await tool.ask(ACCOUNTS)).codes == ["UNAUTHENTICATED"]


async def test_a_restricted_member_s_token_opens_his_chosen_accounts_alone(portal: Portal) -> None:
    alice = await portal.alice()
    chosen = await create(alice, "Northwind")
    await create(alice, "Contoso")
    max_ = await portal.member("Max", "Brightside", MemberRole.MANAGER)
    tool = await portal.token_of(max_, "accounts:read", "accounts:write")
    await restrict(alice, max_, chosen)
    assert await tool.read(ACCOUNTS) == {"accounts": {"nodes": [{"name": "Northwind"}]}}
    assert await tool.forbidden("createAccount", name="New", website="new.example") == ["FORBIDDEN"]
    assert [one["name"] for one in await _tokens(max_)] == ["Script"]
    assert (await max_.ask("{ oauthClients { totalCount } }")).codes == ["FORBIDDEN"]
