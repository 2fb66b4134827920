"""updateProgram: how the vendor's product and the program take part in the hand-over."""

import pytest

from tests.accounts.steps import create
from tests.handover.steps import NUMBER, register, unchanged, vendor
from tests.people import Portal

SETTINGS = "provisioning accountIdPattern oneAccountPerEmail awaitingPlanAccess"
FRESH = {
    "provisioning": "PORTAL",
    "accountIdPattern": "[0-9a-f]{24}",
    "oneAccountPerEmail": True,
    "awaitingPlanAccess": "NONE",
}


async def test_a_fresh_installation_has_its_defaults_and_each_can_be_changed(portal: Portal) -> None:
    olga = await portal.olga()
    assert await portal.nobody().read(f"{{ program {{ {SETTINGS} }} }}") == {"program": FRESH}
    changes = {
        "provisioning": "VENDOR",
        "accountIdPattern": "store-[0-9]+",
        "oneAccountPerEmail": False,
        "awaitingPlanAccess": "ADMIN",
    }
    made = await olga.do("updateProgram", f"program {{ {SETTINGS} }}", **changes)
    assert made["program"] == changes
    [told] = await portal.events("program.updated")
    fields = ["account_id_pattern", "awaiting_plan_access", "one_account_per_email", "provisioning"]
    assert told == ("program.updated", "OPERATOR", None, {"fields": fields})
    async with unchanged(portal):
        await olga.do("updateProgram", "program { name }", **changes)


async def test_accounts_of_the_vendor_s_number_are_taken_and_no_others(portal: Portal) -> None:
    olga, app = await portal.olga(), await vendor(portal)
    await olga.do("updateProgram", "program { name }", provisioning="VENDOR", accountIdPattern="store-[0-9]+")
    assert (await register(app, "Store-12"))["outcome"] == "CREATED"
    for wrong in (NUMBER, "store-", "xstore-12", "store-12\n1"):
        refused = await register(app, wrong, "carla@store.example")
        assert (refused["outcome"], refused["userErrors"]) == (
            "REJECTED",
            [{"code": "INVALID", "field": ["accountId"]}],
        )
    account = await create(await portal.alice())
    assert await portal.rows("select provisioning from client_account where account_id = %s", account["accountId"]) == [
        ("PENDING",)
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"provisioning": None}, "provisioning"),
        ({"oneAccountPerEmail": None}, "oneAccountPerEmail"),
        ({"awaitingPlanAccess": None}, "awaitingPlanAccess"),
        ({"accountIdPattern": None}, "accountIdPattern"),
        ({"accountIdPattern": ""}, "accountIdPattern"),
        ({"accountIdPattern": "x" * 101}, "accountIdPattern"),
        ({"accountIdPattern": "[0-9"}, "accountIdPattern"),
        ({"accountIdPattern": "(a+)+", "provisioning": "VENDOR"}, "accountIdPattern"),
        ({"accountIdPattern": "\0"}, "accountIdPattern"),
        # The portal's own numbers must be of the pattern while it makes them.
        ({"accountIdPattern": "store-[0-9]+"}, "accountIdPattern"),
    ],
)
async def test_it_refuses_what_cannot_be_used(portal: Portal, changes: dict[str, object], field: str) -> None:
    olga = await portal.olga()
    async with unchanged(portal):
        refusal = await olga.refused("updateProgram", name="Changed", **changes)
        assert refusal == [("INVALID", f"input.{field}")]


async def test_the_portal_does_not_take_over_with_numbers_that_it_cannot_make(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("updateProgram", "program { name }", provisioning="VENDOR", accountIdPattern="store-[0-9]+")
    async with unchanged(portal):
        refusal = await olga.refused("updateProgram", provisioning="PORTAL")
        assert refusal == [("INVALID", "input.accountIdPattern")]
    both = {"provisioning": "PORTAL", "accountIdPattern": "[0-9A-Fa-f]{24}"}
    await olga.do("updateProgram", "program { name }", **both)
