"""A member who opens chosen accounts alone: whatever he reads, does and is told concerns these."""

from __future__ import annotations

import csv
import io
from typing import Any

from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.accounts.steps import create
from tests.delivery.steps import news
from tests.handover.steps import CLARA, NUMBER, accept, ask, let_in, offer, register, status_of, unchanged, vendor
from tests.people import Person, Portal
from tests.team.steps import MEMBER, restrict, restricted_team

LIST = "query($filter: AccountFilter) { accounts(sort: NAME, filter: $filter) { totalCount nodes { name } } }"
COUNTS = "{ accountCounts { development transferPending awaitingPlan collaborator inactive } }"
NODE = "query($id: ID!) { node(id: $id) { id } }"
ONE = "query($id: ID, $n: String) { account(id: $id, accountId: $n) { id } }"


async def _names(person: Person, **filter: Any) -> tuple[int, list[str]]:
    found = (await person.read(LIST, filter=filter))["accounts"]
    return found["totalCount"], [one["name"] for one in found["nodes"]]


async def test_lists_and_totals_cover_his_accounts_alone(portal: Portal) -> None:
    team = await restricted_team(portal)
    assert await _names(team.alice) == (3, ["Contoso", "Fabrikam", "Gone"])
    assert await _names(team.maria) == (1, ["Contoso"])
    for chosen, expected in (
        ({"archived": False}, ["Contoso"]),
        ({"archived": True}, []),
        ({"status": ["DEVELOPMENT"]}, ["Contoso"]),
        ({"status": ["TRANSFER_PENDING", "INACTIVE"]}, []),
        ({"search": "cont"}, ["Contoso"]),
        ({"search": "fabr"}, []),
        ({"website": "contoso.example"}, ["Contoso"]),
        ({"website": "gone.example"}, []),
    ):
        assert await _names(team.maria, **chosen) == (len(expected), expected)


async def test_counts_cover_his_accounts_alone(portal: Portal) -> None:
    team = await restricted_team(portal)
    zeros = {"development": 0, "transferPending": 0, "awaitingPlan": 0, "collaborator": 0, "inactive": 0}
    expected = {**zeros, "development": 1, "transferPending": 1, "inactive": 1}
    assert (await team.alice.read(COUNTS))["accountCounts"] == expected
    assert (await team.maria.read(COUNTS))["accountCounts"] == {**zeros, "development": 1}


async def test_the_export_covers_his_accounts_alone(portal: Portal) -> None:
    team = await restricted_team(portal)
    for params, expected in (({}, ["Contoso"]), ({"archived": "true"}, []), ({"search": "fabrikam"}, [])):
        answer = await team.maria.http.get("/files/accounts.csv", params=params)
        rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert [row["Name"] for row in rows] == expected


async def test_other_accounts_and_what_belongs_to_them_are_as_unknown_as_what_is_not_there(portal: Portal) -> None:
    team = await restricted_team(portal)
    hidden = (team.fabrikam["id"], team.fabrikam["transfer"]["id"], team.request_id)
    for other in hidden:
        assert (await team.alice.read(NODE, id=other))["node"] == {"id": other}
        assert await team.maria.read(NODE, id=other) == {"node": None}
    for named in ({"id": team.fabrikam["id"]}, {"n": team.fabrikam["accountId"]}):
        assert await team.maria.read(ONE, **named) == {"account": None}
    for named in ({"id": team.contoso["id"]}, {"n": team.contoso["accountId"]}):
        assert await team.maria.read(ONE, **named) == {"account": {"id": team.contoso["id"]}}


async def test_access_requests_for_other_accounts_are_not_listed(portal: Portal) -> None:
    team = await restricted_team(portal)
    query = "{ accessRequests { totalCount nodes { id } } }"
    assert (await team.alice.read(query))["accessRequests"] == {"totalCount": 1, "nodes": [{"id": team.request_id}]}
    assert (await team.maria.read(query))["accessRequests"] == {"totalCount": 0, "nodes": []}


async def test_he_reads_the_timeline_of_his_account_and_no_colleague_s_accounts(portal: Portal) -> None:
    team = await restricted_team(portal)
    emil = await portal.member("Emil", "Brightside", MemberRole.VIEWER)
    chosen = [team.contoso["id"], team.fabrikam["id"]]
    await team.alice.do("updateMember", MEMBER, memberId=emil.member_id, accountIds=chosen)
    query = "query($id: ID) { account(id: $id) { timeline { totalCount nodes { event } } } }"
    told = (await team.maria.read(query, id=team.contoso["id"]))["account"]["timeline"]
    assert told == {"totalCount": 1, "nodes": [{"event": "account.created"}]}
    of_team = "{ team { nodes { name restricted accounts { name } } } }"
    found = {one["name"]: one["accounts"] for one in (await team.maria.read(of_team))["team"]["nodes"]}
    assert found == {"Alice": [], "Maria": [{"name": "Contoso"}], "Emil": []}
    found = {one["name"]: one["accounts"] for one in (await team.alice.read(of_team))["team"]["nodes"]}
    assert found["Emil"] == [{"name": "Contoso"}, {"name": "Fabrikam"}]


async def test_what_concerns_more_than_his_accounts_is_forbidden(portal: Portal) -> None:
    team = await restricted_team(portal)
    async with unchanged(portal):
        for verb, sent in (
            ("createAccount", {"name": "New", "website": "new.example"}),
            ("requestAccess", {"accountId": NUMBER, "message": "Let us in."}),
            ("inviteMember", {"email": "emil@brightside.example"}),
            ("updateMember", {"memberId": team.alice.member_id, "allAccounts": True}),
            ("removeMember", {"memberId": team.alice.member_id}),
        ):
            assert await team.maria.forbidden(verb, **sent) == ["FORBIDDEN"], verb
        assert (await team.maria.ask("{ invitations { totalCount } }")).codes == ["FORBIDDEN"]
    rights = set((await team.maria.read("{ viewer { permissions } }"))["viewer"]["permissions"])
    lacking = {"CREATE_ACCOUNTS", "REQUEST_ACCESS", "EDIT_OWN_PARTNER", "EDIT_TEAM", "EDIT_ROLES"}
    assert not rights & lacking
    assert rights >= {"EDIT_ACCOUNTS", "TRANSFER_ACCOUNTS", "LEAVE_ACCOUNTS", "VIEW_TEAM"}


async def test_what_he_does_to_other_accounts_finds_none(portal: Portal) -> None:
    team = await restricted_team(portal)
    unknown = [("NOT_FOUND", "input.accountId")]
    async with unchanged(portal):
        for account_ref in (team.fabrikam["id"], team.fabrikam["accountId"]):
            of_it = {"accountId": account_ref}
            assert await team.maria.refused("updateAccount", **of_it, name="Mine") == unknown
            assert await team.maria.refused("archiveAccount", **of_it) == unknown
            assert await team.maria.refused("withdrawAccess", **of_it) == unknown
            assert await team.maria.refused("transferOwnership", **of_it, toEmail=CLARA) == unknown
            for verb in ("cancelTransfer", "resendTransfer"):
                assert await team.maria.refused(verb, **of_it) == unknown
        for verb in ("cancelAccessRequest", "resendAccessRequest"):
            assert await team.maria.forbidden(verb, accessRequestId=team.request_id) == ["FORBIDDEN"]


async def test_his_account_works_fully_for_him(portal: Portal) -> None:
    team = await restricted_team(portal)
    his = {"accountId": team.contoso["id"]}
    await team.maria.do("updateAccount", "account { id }", **his, name="Contoso Ltd", platform="Shopify")
    assert await _names(team.maria, search="ltd") == (1, ["Contoso Ltd"])
    await team.maria.do("transferOwnership", "transfer { id }", **his, toEmail="carla@contoso.example")
    await team.maria.do("resendTransfer", "transfer { id }", **his)
    await team.maria.do("cancelTransfer", "transfer { id }", **his)
    await team.maria.do("archiveAccount", "account { id }", **his)
    assert (await team.maria.read(COUNTS))["accountCounts"]["inactive"] == 1
    await team.maria.do("restoreAccount", "account { id }", **his)
    await team.maria.do("transferOwnership", "transfer { id }", **his, toEmail="carla@contoso.example")
    await accept(portal, team.contoso)
    assert await status_of(team.maria, team.contoso["id"]) == ("AWAITING_PLAN", "NONE")
    await team.maria.do("withdrawAccess", "account { status }", **his)
    # Whatever he did was counted for the partner as well.
    query = "select status, count(*) from account_access group by 1"
    counted = (await team.alice.read(COUNTS))["accountCounts"]
    assert (counted["transferPending"], counted["inactive"]) == (1, 2)
    assert dict(await portal.rows(query)) == {"TRANSFER_PENDING": 1, "INACTIVE": 2}


async def test_a_warning_names_none_of_the_accounts_that_are_hidden_from_him(portal: Portal) -> None:
    team = await restricted_team(portal)
    await create(team.alice, "Litware", website="litware.example")
    for person, codes in ((team.maria, []), (team.alice, ["WEBSITE_ALREADY_USED"])):
        sent = {"accountId": team.contoso["id"], "website": "www.litware.example"}
        made = await person.do("updateAccount", "warnings { code }", **sent)
        assert [warning["code"] for warning in made["warnings"]] == codes
        await team.alice.do("updateAccount", "account { id }", accountId=team.contoso["id"], website="contoso.example")


async def test_accounts_that_are_added_to_him_show_at_once(portal: Portal) -> None:
    team = await restricted_team(portal)
    assert await _names(team.maria) == (1, ["Contoso"])
    await restrict(team.alice, team.maria, team.contoso, team.fabrikam)
    assert await _names(team.maria) == (2, ["Contoso", "Fabrikam"])
    await restrict(team.alice, team.maria, team.fabrikam)
    assert await _names(team.maria) == (1, ["Fabrikam"])
    await create(team.alice, "Adatum")
    assert await _names(team.maria) == (1, ["Fabrikam"])
    await team.alice.do("updateMember", MEMBER, memberId=team.maria.member_id, allAccounts=True)
    assert (await _names(team.maria))[0] == 4


async def test_an_account_that_was_moved_to_another_partner_shows_as_ended(portal: Portal) -> None:
    team = await restricted_team(portal)
    bob, olga = await portal.bob(), await portal.olga()
    moved = {"accountId": team.contoso["accountId"], "toPartnerId": bob.partner_id, "reason": "Agreed."}
    await olga.do("moveAccount", "account { id }", **moved)
    await bob.do("updateAccount", "account { id }", accountId=team.contoso["id"], name="Renamed")
    query = "query($id: ID) { account(id: $id) { name status accessLevel ended { by reason } } }"
    assert (await team.maria.read(query, id=team.contoso["id"]))["account"] == {
        "name": "Contoso",
        "status": "INACTIVE",
        "accessLevel": "NONE",
        "ended": {"by": "OPERATOR", "reason": "Agreed."},
    }
    assert await _names(team.maria, archived=True) == (1, ["Contoso"])


async def test_a_restricted_reader_changes_nothing(portal: Portal) -> None:
    team = await restricted_team(portal)
    await team.alice.do("updateMember", MEMBER, memberId=team.maria.member_id, role="VIEWER")
    assert await _names(team.maria) == (1, ["Contoso"])
    forbidden = await team.maria.forbidden("updateAccount", accountId=team.contoso["id"], name="Mine")
    assert forbidden == ["FORBIDDEN"]


async def test_mails_about_accounts_that_he_opens_no_more_go_to_the_owners(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    hidden, his = await offer(maria, "Hidden"), await offer(maria, "His", "carla@store.example")
    await restrict(alice, maria, his)
    await news(portal, sink)
    await accept(portal, hidden)
    await accept(portal, his)
    told = [(to, subject) for to, subject in await news(portal, sink) if to.endswith("@brightside.example")]
    assert told == [
        ("alice@brightside.example", "Hidden: your client accepted the transfer"),
        ("maria@brightside.example", "His: your client accepted the transfer"),
    ]


async def test_so_do_answers_to_requests_for_access_that_he_sent_before(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    contoso = await create(alice, "Contoso")
    await register(app, NUMBER)
    request_id = await ask(maria)
    await restrict(alice, maria, contoso)
    await news(portal, sink)
    await app.do("declineAccess", "accessRequest { id }", accessRequestId=request_id)
    told = [to for to, _ in await news(portal, sink) if to.endswith("@brightside.example")]
    assert told == ["alice@brightside.example"]


async def test_an_account_that_a_colleague_was_let_into_is_not_his(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    await restrict(alice, maria, await create(alice, "Contoso"))
    await register(app, NUMBER)
    let = await let_in(app, alice)
    assert await _names(maria) == (1, ["Contoso"])
    assert await maria.read(NODE, id=let) == {"node": None}
