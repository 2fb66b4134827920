"""auditEvents."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from portal.audit.graphql import subject_id_of
from portal.core.permissions import OperatorRole, Scope
from portal.house import all_happenings
from tests.accounts.steps import create
from tests.people import Person, Portal
from tests.provider.steps import program

AUDIT = """
query($filter: AuditFilter, $first: Int, $after: String) {
  auditEvents(filter: $filter, first: $first, after: $after) {
    totalCount
    pageInfo { endCursor hasNextPage }
    nodes { id at type actor { kind id name email } partner { id name } subjectId ipAddress reason data }
  }
}
"""
NODE = "query($id: ID!) { node(id: $id) { ... on AuditEvent { type } } }"
# Whose subject may be one of several things, or is the one program.
WITHOUT_A_KIND = {
    "billing.paid_accounts_told",
    "billing.payments_told",
    "password.reset_requested",
    "program.clock_advanced",
    "program.updated",
}


async def found(who: Person, **filter: Any) -> list[Any]:
    answer = await who.read(AUDIT, filter=filter)
    nodes: list[Any] = answer["auditEvents"]["nodes"]
    assert answer["auditEvents"]["totalCount"] == len(nodes)
    return nodes


async def test_it_says_what_happened_to_what_by_whom_and_from_where(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice, "Northwind")
    olga = await portal.olga()
    await alice.do("archiveAccount", "account { id }", accountId=account["id"], reason="No longer needed")
    [event] = await found(olga, type=["account.archived"])
    assert event["id"].startswith("evt_")
    assert event["at"] > "2020"
    assert event["actor"] == {
        "kind": "MEMBER",
        "id": alice.user_id,
        "name": "Alice",
        "email": "alice@brightside.example",
    }
    assert event["partner"] == {"id": alice.partner_id, "name": "Brightside"}
    assert event["subjectId"] == account["id"]
    assert (event["ipAddress"], event["reason"]) == ("192.0.2.2", "No longer needed")
    assert json.loads(event["data"]) == {"accountId": account["accountId"]}
    assert (await olga.read(NODE, id=event["id"]))["node"] == {"type": "account.archived"}


async def test_the_latest_stand_first_and_pages_go_on_where_the_last_ended(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    for name in ("One", "Two", "Three"):
        await create(alice, name)
        await portal.advance(hours=1)
    names, after = [], None
    for _page in range(3):
        page = (await olga.read(AUDIT, filter={"type": "account.created"}, first=1, after=after))["auditEvents"]
        names += [json.loads(node["data"])["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert names == ["Three", "Two", "One"]
    assert not page["pageInfo"]["hasNextPage"]


async def test_each_filter_finds_what_it_says(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    first = await create(alice, "Northwind")
    await portal.advance(days=2)
    await create(bob, "Contoso")
    [later, earlier] = await found(olga, type=["account.created"])
    expectations: list[tuple[dict[str, Any], list[Any]]] = [
        ({"actorKind": ["MEMBER"]}, [later, earlier]),
        ({"actorKind": "OPERATOR"}, []),
        ({"actorId": bob.user_id}, [later]),
        ({"actorEmail": " Alice@Brightside.example "}, [earlier]),
        ({"actorEmail": "nobody@brightside.example"}, []),
        ({"partnerId": bob.partner_id}, [later]),
        ({"subjectId": first["id"]}, [earlier]),
        ({"ipAddress": "192.0.2.2"}, [later, earlier]),
        ({"ipAddress": "192.0.2.99"}, []),
        ({"from": later["at"]}, [later]),
        ({"to": later["at"]}, [earlier]),
        ({"from": earlier["at"], "to": later["at"], "partnerId": bob.partner_id}, []),
    ]
    for chosen, expected in expectations:
        assert await found(olga, type=["account.created"], **chosen) == expected, chosen
    assert await found(olga, type=["account.archived"]) == []


@pytest.mark.parametrize("name", ["actorId", "partnerId", "subjectId"])
@pytest.mark.parametrize("id", ["part_" + "0" * 32, "0" * 32, "rubbish", "", "\0"])
async def test_an_id_of_nothing_finds_nothing(portal: Portal, name: str, id: str) -> None:
    await create(await portal.alice())
    assert await found(await portal.olga(), **{name: id}) == []


def test_every_event_s_subject_is_shown_by_its_public_id() -> None:
    types = {happening.type for happening in all_happenings()}
    assert {one for one in types if "_" not in subject_id_of(one, uuid.uuid4())} == WITHOUT_A_KIND


@pytest.mark.parametrize("wrong", ["rubbish", "", "9999-12-31T23:59:59-12:00", "20"])
async def test_what_is_no_moment_is_the_caller_s_mistake_wherever_it_stands(portal: Portal, wrong: str) -> None:
    olga = await portal.olga()
    written = await olga.ask(f'{{ auditEvents(filter: {{ from: "{wrong}" }}) {{ totalCount }} }}')
    sent = await olga.ask("query ($m: DateTime) { auditEvents(filter: { from: $m }) { totalCount } }", m=wrong)
    assert written.codes == sent.codes == ["BAD_USER_INPUT"]


async def test_the_portal_s_own_doing_has_no_actor_and_a_program_s_has_its_name(portal: Portal) -> None:
    olga, tool = await portal.olga(), await portal.tool(Scope.OPERATOR_WRITE)
    await tool.do("updateProgram", "program { name }", name="Agencies")
    [event] = await found(olga, type=["program.updated"])
    assert event["actor"]["kind"] == "TOOL"
    assert event["actor"]["id"].startswith("oac_")
    assert (event["actor"]["name"], event["actor"]["email"]) == ("Dashboard", None)
    assert json.loads(event["data"]) == {"fields": ["name"]}
    await portal.advance(days=1)
    [advanced] = await found(olga, type=["program.clock_advanced"])
    assert advanced["actor"] == {"kind": "SYSTEM", "id": None, "name": None, "email": None}


async def test_a_program_reads_ids_and_no_names_of_people(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.OPERATOR_READ)
    await create(alice)
    [event] = await found(tool, type=["account.created"])
    assert event["actor"] == {"kind": "MEMBER", "id": alice.user_id, "name": None, "email": None}


async def test_every_operator_reads_it_and_nobody_else(portal: Portal) -> None:
    alice = await portal.alice()
    await create(alice)
    [(key,)] = await portal.rows("select id from event where type = 'account.created'")
    for role in OperatorRole:
        assert len(await found(await portal.olga(role), type=["account.created"])) == 1
    others = [scope for scope in Scope if scope is not Scope.OPERATOR_READ]
    strangers = [alice, await portal.bob(), await portal.tool(*others)]
    for person, code in [(portal.nobody(), "UNAUTHENTICATED"), *((one, "FORBIDDEN") for one in strangers)]:
        answer = await person.ask(AUDIT)
        assert answer.codes == [code]
        assert (await person.ask(NODE, id=f"evt_{key.hex}")).data["node"] is None


async def test_what_a_tool_was_let_do_is_named_by_the_ids_of_grant_tool_and_person(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await (await program(portal)).code(alice)
    [event] = await found(olga, type=["oauth_grant.given"])
    [(grant, tool)] = await portal.rows("select id, client_id from oauth_grant")
    assert event["subjectId"] == f"grant_{grant.hex}"
    data = json.loads(event["data"])
    assert (data["clientId"], data["userId"]) == (f"oac_{tool.hex}", alice.user_id)
    assert await found(olga, subjectId=event["subjectId"]) == [event]
