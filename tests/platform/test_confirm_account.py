"""confirmAccount and failAccount."""

from portal.core.permissions import Scope
from tests.accounts.steps import create
from tests.handover.steps import (
    CLARA,
    NUMBER,
    UNKNOWN,
    accept,
    bill,
    offer,
    only_with,
    register,
    set_program,
    status_of,
    unchanged,
    vendor,
)
from tests.people import Portal

READY = "account { accountId provisioning provisioningReason }"
READ = "query ($id: ID) { account(id: $id) { accountId status provisioning provisioningReason } }"


async def test_an_account_waits_until_the_vendor_s_product_has_made_it(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await set_program(portal, provisioning="VENDOR")
    account = await create(alice)
    waiting = {
        "accountId": account["accountId"],
        "status": "DEVELOPMENT",
        "provisioning": "PENDING",
        "provisioningReason": None,
    }
    assert (await alice.read(READ, id=account["id"]))["account"] == waiting
    made = await app.do("confirmAccount", READY, accountId=account["accountId"])
    ready = {"accountId": account["accountId"], "provisioning": "READY", "provisioningReason": None}
    assert made["account"] == ready
    async with unchanged(portal):
        assert (await app.do("confirmAccount", READY, accountId=account["id"]))["account"] == ready
        same = account["accountId"].upper()
        assert (await app.do("confirmAccount", READY, accountId=account["id"], newAccountId=same))["account"] == ready
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail=CLARA)


async def test_with_a_number_of_its_own_by_which_it_is_found_from_then_on(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await set_program(portal, provisioning="VENDOR", accountIdPattern="store-[0-9]+")
    account = await create(alice)
    made = await app.do("confirmAccount", READY, accountId=account["id"], newAccountId=" Store-77 ")
    assert made["account"]["accountId"] == "store-77"
    query = (
        "query ($n: String, $s: String) { account(accountId: $n) { id } accounts(filter: {search: $s}) { totalCount } }"
    )
    for number, found in (("STORE-77", True), (account["accountId"], False)):
        shown = await alice.read(query, n=number, s=number)
        assert shown["account"] == ({"id": account["id"]} if found else None)
        assert shown["accounts"]["totalCount"] == int(found)


async def test_what_was_billed_under_its_own_number_before_is_applied(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await set_program(portal, provisioning="VENDOR")
    account = await create(alice)
    assert (await bill(app, NUMBER, "PLAN_SELECTED", "a", plan="Pro"))["outcome"] == "UNMATCHED"
    await app.do("confirmAccount", READY, accountId=account["id"], newAccountId=NUMBER)
    assert await portal.rows("select account_id is not null from billing_event") == [(True,)]
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail=CLARA)
    await accept(portal, account)
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")


async def test_one_that_could_not_be_made_tells_why_and_may_come_at_the_second_try(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await set_program(portal, provisioning="VENDOR")
    account = await create(alice)
    made = await app.do("failAccount", READY, accountId=account["accountId"], reason="No\nroom.")
    assert (made["account"]["provisioning"], made["account"]["provisioningReason"]) == ("FAILED", "No\nroom.")
    assert (await alice.read(READ, id=account["id"]))["account"]["provisioningReason"] == "No\nroom."
    made = await app.do("confirmAccount", READY, accountId=account["id"])
    assert (made["account"]["provisioning"], made["account"]["provisioningReason"]) == ("READY", None)
    async with unchanged(portal):
        refusal = await app.refused("failAccount", accountId=account["id"], reason="Late.")
        assert refusal == [("WRONG_STATUS", None)]


async def test_they_tell_what_happened(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await set_program(portal, provisioning="VENDOR")
    account = await create(alice)
    await app.do("failAccount", READY, accountId=account["id"], reason="No room.")
    await app.do("confirmAccount", READY, accountId=account["id"], newAccountId=NUMBER)
    assert await portal.events("account.failed", "account.confirmed") == [
        ("account.failed", "TOOL", "No room.", {"account_id": account["accountId"]}),
        ("account.confirmed", "TOOL", None, {"account_id": NUMBER, "former_number": account["accountId"]}),
    ]
    timeline = "query ($id: ID) { account(id: $id) { timeline { nodes { event } } } }"
    nodes = (await alice.read(timeline, id=account["id"]))["account"]["timeline"]["nodes"]
    assert [node["event"] for node in nodes] == ["account.confirmed", "account.failed", "account.created"]


async def test_they_refuse_numbers_and_accounts_that_cannot_be_meant(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    ready = await offer(alice, to_email="carla@store.example")
    await set_program(portal, provisioning="VENDOR")
    account = await create(alice, "Contoso")
    async with unchanged(portal):
        for wrong in ("", "short", "\0", NUMBER + "0"):
            refusal = await app.refused("confirmAccount", accountId=account["id"], newAccountId=wrong)
            assert refusal == [("INVALID", "input.newAccountId")]
        refusal = await app.refused("confirmAccount", accountId=account["id"], newAccountId=NUMBER)
        assert refusal == [("TAKEN", "input.newAccountId")]
        refusal = await app.refused("confirmAccount", accountId=ready["id"], newAccountId="a" * 24)
        assert refusal == [("WRONG_STATUS", "input.newAccountId")]
        for reason in ("", "x" * 1_001, "\0"):
            refusal = await app.refused("failAccount", accountId=account["id"], reason=reason)
            assert refusal == [("INVALID", "input.reason")]
        for unknown in UNKNOWN:
            assert await app.refused("confirmAccount", accountId=unknown) == [("NOT_FOUND", "input.accountId")]
            refusal = await app.refused("failAccount", accountId=unknown, reason="x")
            assert refusal == [("NOT_FOUND", "input.accountId")]


async def test_only_the_vendor_s_product_confirms(portal: Portal) -> None:
    account = await create(await portal.alice())
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "confirmAccount", accountId=account["id"])


async def test_only_the_vendor_s_product_fails(portal: Portal) -> None:
    account = await create(await portal.alice())
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "failAccount", accountId=account["id"], reason="x")
