"""withdrawAccess."""

from tests.accounts.steps import create
from tests.handover.steps import (
    NUMBER,
    UNKNOWN,
    accept,
    choose_plan,
    handed_over,
    let_in,
    offer,
    only_owners_and_managers,
    register,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

LEFT = "account { name website status accessLevel ownerEmail plan hasPlan ended { by at reason } }"


async def test_the_partner_leaves_and_keeps_name_and_website_as_they_were(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER, plan="Pro")
    account_id = await let_in(app, alice)
    made = await alice.do("withdrawAccess", LEFT, accountId=NUMBER, reason="All\ndone.")
    assert made["account"]["ended"].pop("at")
    expected = {
        "name": "Fabrikam",
        "website": "fabrikam.example",
        "status": "INACTIVE",
        "accessLevel": "NONE",
        "ownerEmail": None,
        "plan": None,
        "hasPlan": False,
        "ended": {"by": "PARTNER", "reason": "All\ndone."},
    }
    assert made["account"] == expected
    await register(app, NUMBER, name="Contoso", plan="Max")
    shown = await alice.read(f"query ($id: ID) {{ a: account(id: $id) {{ {LEFT[10:-2]} }} }}", id=account_id)
    assert shown["a"]["ended"].pop("at")
    assert shown["a"] == expected
    for words, count in {"fabrikam": 1, "contoso": 0}.items():
        found = await alice.read("query ($s: String) { accounts(filter: { search: $s }) { totalCount } }", s=words)
        assert found["accounts"]["totalCount"] == count
    for site, count in {"fabrikam.example": 1, "contoso.example": 0}.items():
        found = await alice.read("query ($s: String) { accounts(filter: { website: $s }) { totalCount } }", s=site)
        assert found["accounts"]["totalCount"] == count, site


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    await alice.do("withdrawAccess", LEFT, accountId=account["id"], reason="All done.")
    expected = {"account_id": account["accountId"], "by": "PARTNER", "ended_from": "COLLABORATOR"}
    told = await portal.events("account.access_ended")
    assert told == [("account.access_ended", "MEMBER", "All done.", expected)]


async def test_a_plan_never_revives_an_access_that_ended_while_it_was_waited_for(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await accept(portal, account)
    await alice.do("withdrawAccess", LEFT, accountId=account["id"])
    await choose_plan(app, account["accountId"])
    assert await status_of(alice, account["id"]) == ("INACTIVE", "NONE")
    refusal = await alice.refused("restoreAccount", accountId=account["id"])
    assert refusal == [("WRONG_STATUS", None)]


async def test_it_refuses_what_is_not_a_client_s_and_what_has_ended(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    building, offered = await create(alice), await offer(alice, "Contoso", "carla@store.example")
    left = await handed_over(portal, alice, app)
    async with unchanged(portal):
        for reason in ("x" * 1_001, "\0", "a\u202eb"):
            refusal = await alice.refused("withdrawAccess", accountId=left["id"], reason=reason)
            assert refusal == [("INVALID", "input.reason")]
    await alice.do("withdrawAccess", LEFT, accountId=left["id"])
    async with unchanged(portal):
        for account in (building, offered, left):
            assert await alice.refused("withdrawAccess", accountId=account["id"]) == [("WRONG_STATUS", None)]


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    async with unchanged(portal):
        for unknown in (account["id"], account["accountId"], *UNKNOWN):
            assert await bob.refused("withdrawAccess", accountId=unknown) == [("NOT_FOUND", "input.accountId")]


async def test_only_owners_and_managers_of_an_active_partner_withdraw(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    await only_owners_and_managers(portal, "withdrawAccess", accountId=account["id"])
    await suspend(portal, alice)
    async with unchanged(portal):
        assert await alice.refused("withdrawAccess", accountId=account["id"]) == [("PARTNER_SUSPENDED", None)]
