"""account, node, timeline and accountCounts."""

from typing import Any

import pytest

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.accounts.steps import create, put
from tests.people import Portal

BY_ID = "query($id: ID) { account(id: $id) { id name } }"
BY_NUMBER = "query($n: String) { account(accountId: $n) { id name } }"
NODE = "query($id: ID!) { node(id: $id) { __typename id ... on ClientAccount { name } } }"
COUNTS = "{ accountCounts { development transferPending awaitingPlan collaborator inactive } }"


async def test_it_is_found_by_its_id_by_its_number_and_as_a_node(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice, "Northwind")
    found = {"id": account["id"], "name": "Northwind"}
    assert await alice.read(BY_ID, id=account["id"]) == {"account": found}
    assert await alice.read(BY_NUMBER, n=f" {account['accountId'].upper()} ") == {"account": found}
    assert await alice.read(NODE, id=account["id"]) == {"node": {"__typename": "ClientAccount", **found}}


async def test_both_ways_at_once_must_name_the_same(portal: Portal) -> None:
    alice = await portal.alice()
    one, other = await create(alice, "One"), await create(alice, "Other")
    query = "query($id: ID, $n: String) { account(id: $id, accountId: $n) { name } }"
    assert await alice.read(query, id=one["id"], n=one["accountId"]) == {"account": {"name": "One"}}
    assert await alice.read(query, id=one["id"], n=other["accountId"]) == {"account": None}


async def test_it_wants_to_be_named(portal: Portal) -> None:
    alice = await portal.alice()
    for query in ("{ account { id } }", "{ account(id: null) { id } }", "{ partnerApplication { id } }"):
        person = alice if "account" in query else await portal.olga()
        assert (await person.ask(query)).codes == ["BAD_USER_INPUT"]


UNKNOWN = ["acct_" + "0" * 32, "app_" + "0" * 32, "ACCT_" + "0" * 32, "acct_", "0" * 24, "rubbish", "", " ", "\0", "é"]


@pytest.mark.parametrize("unknown", [*UNKNOWN, "x" * 100_000], ids=range(len(UNKNOWN) + 1))
async def test_an_unknown_or_malformed_id_is_null_without_an_error(portal: Portal, unknown: str) -> None:
    for person in (await portal.alice(), await portal.olga(), await portal.tool(*Scope)):
        assert await person.read(BY_ID, id=unknown) == {"account": None}
        assert await person.read(BY_NUMBER, n=unknown) == {"account": None}
        assert await person.read(NODE, id=unknown) == {"node": None}
    olga = await portal.olga(OperatorRole.SUPPORT)
    query = "query($id: ID) { partnerApplication(id: $id) { id } }"
    assert await olga.read(query, id=unknown) == {"partnerApplication": None}


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await create(alice)
    assert await bob.read(BY_ID, id=account["id"]) == {"account": None}
    assert await bob.read(BY_NUMBER, n=account["accountId"]) == {"account": None}
    charlie, tool = await portal.charlie(), await portal.tool(Scope.OPERATOR_READ)
    for person in (bob, portal.nobody(), charlie, tool):
        assert await person.read(NODE, id=account["id"]) == {"node": None}
    for nobody in (portal.nobody(), charlie):
        assert (await nobody.ask(BY_ID, id=account["id"])).codes == ["UNAUTHENTICATED"]
    assert (await tool.ask(BY_ID, id=account["id"])).codes == ["FORBIDDEN"]


async def test_partners_and_members_of_others_are_no_nodes_either(portal: Portal) -> None:
    alice, bob, olga, charlie = await portal.alice(), await portal.bob(), await portal.olga(), await portal.charlie()
    for id_ in (alice.partner_id, alice.member_id):
        assert await alice.read(NODE, id=id_) == {"node": {"__typename": _type(id_), "id": id_}}
        assert await olga.read(NODE, id=id_) == {"node": {"__typename": _type(id_), "id": id_}}
        for person in (bob, portal.nobody(), charlie):
            assert await person.read(NODE, id=id_) == {"node": None}


def _type(id_: str | None) -> str:
    return "Partner" if (id_ or "").startswith("part_") else "TeamMember"


async def test_each_partner_reads_his_own_status_of_an_account_that_two_may_enter(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    account = await create(alice, "Northwind")
    await portal.superuser.execute(
        "insert into account_access (id, account_id, partner_id, status, name, website, sort_name, since, ended_from,"
        " ended_by, ended_at, ended_reason) select gen_random_uuid(), account_id, %s, 'INACTIVE', 'Old Name',"
        " 'old.example', 'old name', since, 'COLLABORATOR', 'CLIENT', now(), 'Goodbye.' from account_access",
        [(bob.partner_id or "").removeprefix("part_")],
    )
    query = """query($id: ID) { account(id: $id) {
      name website status accessLevel ended { by reason } accesses { partner { name } status accessLevel ended { by } }
      timeline { totalCount }
    } }"""
    active = {"partner": {"name": "Brightside"}, "status": "DEVELOPMENT", "accessLevel": "OWNER", "ended": None}
    over = {"partner": {"name": "Northlight"}, "status": "INACTIVE", "accessLevel": "NONE", "ended": {"by": "CLIENT"}}
    assert (await alice.read(query, id=account["id"]))["account"] == {
        "name": "Northwind",
        "website": "northwind.example",
        "status": "DEVELOPMENT",
        "accessLevel": "OWNER",
        "ended": None,
        "accesses": [active],
        "timeline": {"totalCount": 1},
    }
    assert (await bob.read(query, id=account["id"]))["account"] == {
        "name": "Old Name",
        "website": "old.example",
        "status": "INACTIVE",
        "accessLevel": "NONE",
        "ended": {"by": "CLIENT", "reason": "Goodbye."},
        "accesses": [over],
        "timeline": {"totalCount": 0},
    }
    seen = (await olga.read(query, id=account["id"]))["account"]
    assert (seen["name"], seen["status"], seen["accessLevel"], seen["ended"]) == ("Northwind", None, "NONE", None)
    assert sorted(seen["accesses"], key=lambda one: one["status"]) == [active, over]


async def test_the_timeline_reads_the_latest_first_in_pages(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    for number in range(6):
        await alice.do("updateAccount", "account { id }", accountId=account["id"], name=f"Store {number}")
    query = """query($id: ID, $first: Int, $after: String) { account(id: $id) { timeline(first: $first, after: $after) {
      nodes { id at event actor { kind name } reason changes } totalCount pageInfo { hasNextPage endCursor }
    } } }"""
    variables: dict[str, Any] = {"id": account["id"], "first": 3}
    events: list[str] = []
    for _ in range(3):
        timeline = (await alice.read(query, **variables))["account"]["timeline"]
        events += [node["event"] for node in timeline["nodes"]]
        assert timeline["totalCount"] == 7
        variables["after"] = timeline["pageInfo"]["endCursor"]
    assert events == ["account.updated"] * 6 + ["account.created"]
    assert not timeline["pageInfo"]["hasNextPage"]
    assert timeline["nodes"][0]["actor"] == {"kind": "MEMBER", "name": "Alice"}
    for wrong in ({"first": 101}, {"first": -1}, {"after": "rubbish"}):
        assert (await alice.ask(query, **{**variables, **wrong})).codes == ["BAD_USER_INPUT"]


async def test_the_counts_are_the_partner_s_own(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    accounts = [await create(alice) for _ in range(6)]
    await put(portal, accounts[0], "TRANSFER_PENDING")
    await put(portal, accounts[1], "AWAITING_PLAN")
    await put(portal, accounts[2], "COLLABORATOR")
    await alice.do("archiveAccount", "account { id }", accountId=accounts[3]["id"])
    counts = {"development": 2, "transferPending": 1, "awaitingPlan": 1, "collaborator": 1, "inactive": 1}
    for person in (alice, await portal.member("Vera", "Brightside", MemberRole.VIEWER)):
        assert await person.read(COUNTS) == {"accountCounts": counts}
    assert await bob.read(COUNTS) == {"accountCounts": dict.fromkeys(counts, 0)}


async def test_the_counts_are_null_for_whoever_is_no_partner_and_refused_to_nobody(portal: Portal) -> None:
    await create(await portal.alice())
    for person in (await portal.olga(), await portal.tool(Scope.ACCOUNTS_READ)):
        assert await person.read(COUNTS) == {"accountCounts": None}
    for nobody in (portal.nobody(), await portal.charlie()):
        answer = await nobody.ask(COUNTS)
        assert (answer.codes, answer.body["data"]) == (["UNAUTHENTICATED"], {"accountCounts": None})
