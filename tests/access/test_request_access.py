"""requestAccess."""

from portal.core.links import LinkKind
from tests.accounts.steps import create
from tests.handover.steps import (
    CLARA,
    NUMBER,
    UNKNOWN,
    ask,
    handed_over,
    let_in,
    newest_link,
    offer,
    only_owners_and_managers,
    open_link,
    register,
    register_link,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

REQUEST = (
    "accessRequest { id accountId account { id } partner { name } message status createdAt sentAt expiresAt mailsSent"
    " canResendAt endedAt reason }"
)
TWENTY = [f"{index:024x}" for index in range(21)]


async def test_it_asks_the_owner_by_a_link_and_until_he_answers_shows_the_number_only(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    made = await alice.do("requestAccess", REQUEST, accountId=f" {NUMBER.upper()} ", message="Let\nus in.")
    request = made["accessRequest"]
    assert request | {"id": "", "createdAt": "", "sentAt": "", "expiresAt": "", "canResendAt": ""} == {
        "id": "",
        "accountId": NUMBER,
        "account": None,
        "partner": {"name": "Brightside"},
        "message": "Let\nus in.",
        "status": "PENDING",
        "createdAt": "",
        "sentAt": "",
        "expiresAt": "",
        "mailsSent": 1,
        "canResendAt": "",
        "endedAt": None,
        "reason": None,
    }
    assert await portal.rows(
        "select expires_at - created_at = '90 days', sent_at = created_at from access_request"
    ) == [(True, True)]
    query = "query ($n: String) { account(accountId: $n) { id } accounts { totalCount } }"
    assert await alice.read(query, n=NUMBER) == {"account": None, "accounts": {"totalCount": 0}}
    shown = await open_link(
        portal,
        await newest_link(portal, LinkKind.ACCESS, NUMBER),
        "kind status message partner { name } account { name openRequests { partner { name } message } }",
    )
    assert shown == {
        "kind": "ACCESS",
        "status": "OPEN",
        "message": "Let\nus in.",
        "partner": {"name": "Brightside"},
        "account": {
            "name": "Fabrikam",
            "openRequests": [{"partner": {"name": "Brightside"}, "message": "Let\nus in."}],
        },
    }


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await ask(alice)
    [(link, request)] = await portal.rows("select id::text, subject_id::text from client_link")
    expected = {"account_id": NUMBER, "request_id": request, "link_id": link}
    assert await portal.events("account.access_requested") == [("account.access_requested", "MEMBER", None, expected)]


async def test_what_no_client_owns_answers_as_unknown(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    building, offered = await create(bob), await offer(bob, "Contoso")
    archived = await create(alice, "Gone")
    await alice.do("archiveAccount", "account { id }", accountId=archived["id"])
    await register(app, NUMBER, "carla@store.example")
    await app.do("closeAccounts", "results { outcome }", accountIds=[NUMBER])
    answers = set()
    async with unchanged(portal):
        for account in (building, offered, archived):
            for ref in (account["id"], account["accountId"]):
                [error] = await alice.fail("requestAccess", accountId=ref, message="Let us in.")
                answers.add((error["code"], *error["field"], error["message"]))
        for ref in (NUMBER, *UNKNOWN):
            [error] = await alice.fail("requestAccess", accountId=ref, message="Let us in.")
            answers.add((error["code"], *error["field"], error["message"]))
    [(code, *field, _message)] = answers
    assert (code, field) == ("NOT_FOUND", ["input", "accountId"])


async def test_who_guesses_numbers_is_stopped_after_30_in_an_hour(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    for number in range(30):
        refusal = await alice.refused("requestAccess", accountId=f"{number:024x}", message="Let us in.")
        assert refusal == [("NOT_FOUND", "input.accountId")]
    async with unchanged(portal):
        for any_number in (NUMBER, "f" * 24):
            assert await alice.forbidden("requestAccess", accountId=any_number, message="Let us in.") == ["THROTTLED"]
    await ask(bob)


async def test_an_account_of_his_own_needs_no_request(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    building, offered = await create(alice), await offer(alice, "Contoso", "carla@store.example")
    collaborating = await handed_over(portal, alice, app)
    async with unchanged(portal):
        for account in (building, offered, collaborating):
            for ref in (account["id"], account["accountId"]):
                refusal = await alice.refused("requestAccess", accountId=ref, message="Let us in.")
                assert refusal == [("WRONG_STATUS", "input.accountId")]


async def test_one_open_request_for_each_partner_and_account(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    async with unchanged(portal):
        refusal = await alice.refused("requestAccess", accountId=NUMBER, message="Please.")
        assert refusal == [("WRONG_STATUS", "input.accountId")]
    await ask(bob)
    await alice.do("cancelAccessRequest", "accessRequest { id }", accessRequestId=request)
    again = await ask(alice)
    # Past its 90 days it stands in nobody's way, whether or not that is written down yet.
    await portal.advance(days=90)
    third = await ask(alice)
    key = "select status from access_request where id = %s"
    assert await portal.rows(key, again.removeprefix("req_")) == [("EXPIRED",)]
    assert await portal.rows(key, third.removeprefix("req_")) == [("PENDING",)]


async def test_20_open_requests_at_most(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    for index, number in enumerate(TWENTY):
        await register(app, number, f"client{index}@store.example")
    requests = [await ask(alice, number) for number in TWENTY[:20]]
    async with unchanged(portal):
        refusal = await alice.refused("requestAccess", accountId=TWENTY[20], message="Let us in.")
        assert refusal == [("LIMIT_REACHED", None)]
    await alice.do("cancelAccessRequest", "accessRequest { id }", accessRequestId=requests[0])
    await ask(alice, TWENTY[20])
    await portal.advance(days=90)
    await ask(alice, TWENTY[0])


async def test_a_client_who_blocks_a_partner_takes_no_requests_of_his(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await app.do("declineAccess", "accessRequest { id }", accessRequestId=request, block=True)
    async with unchanged(portal):
        refusal = await alice.refused("requestAccess", accountId=NUMBER, message="Please.")
        assert refusal == [("NOT_ALLOWED", "input.accountId")]
    await ask(bob)


async def test_who_had_access_asks_anew_by_id_or_number(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    await alice.do("withdrawAccess", "account { id }", accountId=account_id)
    async with unchanged(portal):
        refusal = await bob.refused("requestAccess", accountId=account_id, message="Let us in.")
        assert refusal == [("NOT_FOUND", "input.accountId")]
    await ask(alice, account_id)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("approveAccess", "account { id }", token=token)
    read = "query ($id: ID) { account(id: $id) { status accessLevel ended { by } accessRequest { status } } }"
    assert (await alice.read(read, id=account_id))["account"] == {
        "status": "COLLABORATOR",
        "accessLevel": "ADMIN",
        "ended": None,
        "accessRequest": {"status": "APPROVED"},
    }


async def test_it_refuses_a_message_that_cannot_be_kept(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    async with unchanged(portal):
        for message in ("", " ", "x" * 5_001, "\0", "a\u202eb"):
            refusal = await alice.refused("requestAccess", accountId=NUMBER, message=message)
            assert refusal == [("INVALID", "input.message")]


async def test_a_rival_sees_nothing_of_it(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    query = "query ($id: ID!) { node(id: $id) { id } accessRequests { totalCount nodes { id } } }"
    assert await bob.read(query, id=request) == {"node": None, "accessRequests": {"totalCount": 0, "nodes": []}}
    mine = {"node": {"id": request}, "accessRequests": {"totalCount": 1, "nodes": [{"id": request}]}}
    assert await alice.read(query, id=request) == mine
    assert (await portal.nobody().ask(query, id=request)).codes == ["UNAUTHENTICATED"]
    assert CLARA not in str(await alice.read("{ accessRequests { nodes { message accountId reason } } }"))


async def test_only_owners_and_managers_of_an_active_partner_ask(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await only_owners_and_managers(portal, "requestAccess", accountId=NUMBER, message="Let us in.")
    await suspend(portal, alice)
    async with unchanged(portal):
        refusal = await alice.refused("requestAccess", accountId=NUMBER, message="Let us in.")
        assert refusal == [("PARTNER_SUSPENDED", None)]
    assert await register_link(portal, app)
