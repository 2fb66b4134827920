"""Where the program asks for a second factor: of operators, and before money moves."""

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.payouts.steps import IBAN, earn, usable_method
from tests.people import PASSWORD, Person, Portal
from tests.second_factors.steps import SIGNED_IN, App, set_up

PROGRAM = "program { secondFactorForOperators secondFactorForPayouts }"
WITHDRAWN = "withdrawal { id }"


async def _ask_operators(portal: Portal) -> tuple[Person, App]:
    """The program asks operators for a second factor; who turned it on has one."""
    olga = await portal.olga()
    app = await set_up(portal, olga)
    await olga.do("updateProgram", PROGRAM, secondFactorForOperators=True)
    return olga, app


async def test_an_operator_turns_it_on_who_has_a_second_factor_himself(portal: Portal) -> None:
    olga = await portal.olga()
    refused = await olga.refused("updateProgram", secondFactorForOperators=True)
    assert refused == [("NOT_ALLOWED", "input.secondFactorForOperators")]
    assert await olga.refused("updateProgram", secondFactorForPayouts=None) == [
        ("INVALID", "input.secondFactorForPayouts")
    ]
    await set_up(portal, olga)
    made = await olga.do("updateProgram", PROGRAM, secondFactorForOperators=True, secondFactorForPayouts=True)
    assert made["program"] == {"secondFactorForOperators": True, "secondFactorForPayouts": True}
    told = [event[3]["fields"] for event in await portal.events("program.updated")]
    assert told == [["second_factor_for_operators", "second_factor_for_payouts"]]


async def test_a_tool_cannot_lock_itself_out_so_it_turns_it_on(portal: Portal) -> None:
    tool = await portal.tool(Scope.OPERATOR_WRITE)
    await tool.do("updateProgram", PROGRAM, secondFactorForOperators=True)
    await tool.do("updateProgram", PROGRAM, secondFactorForOperators=False)


async def test_an_operator_without_one_can_only_set_one_up(portal: Portal) -> None:
    other = await portal.olga(OperatorRole.FINANCE)
    viewer = "{ viewer { secondFactorMissing permissions operator { email } member { id } } totp { confirmedAt } }"
    await _ask_operators(portal)
    seen = await other.read(viewer)
    assert seen["viewer"] == {
        "secondFactorMissing": True,
        "permissions": ["VIEW_PROFILE"],
        "operator": {"email": "olga.finance@vendor.example"},
        "member": None,
    }
    await portal.alice()
    for document in (
        "{ partners { nodes { id } } }",
        "{ auditEvents { nodes { id } } }",
        "{ applications { totalCount } }",
    ):
        assert (await other.ask(document)).codes == ["SECOND_FACTOR_REQUIRED"]
    assert await other.forbidden("advanceClock", seconds=1) == ["SECOND_FACTOR_REQUIRED"]
    assert await other.forbidden("updateProgram", secondFactorForOperators=False) == ["SECOND_FACTOR_REQUIRED"]
    assert len((await other.read("{ sessions { id } program { name } }"))["sessions"]) == 1
    await set_up(portal, other)
    assert (await other.read(viewer))["viewer"]["secondFactorMissing"] is False
    assert await other.read("{ partners { totalCount } }") == {"partners": {"totalCount": 1}}


async def test_without_one_he_reads_nothing_that_is_for_operators_alone(portal: Portal) -> None:
    other = await portal.olga(OperatorRole.FINANCE)
    olga, _app = await _ask_operators(portal)
    await olga.do("updateProgram", PROGRAM, payoutIban=IBAN)
    assert await other.read("{ program { payoutIban } }") == {"program": {"payoutIban": None}}


async def test_he_signs_in_without_one_and_is_let_in_once_he_has_one(portal: Portal) -> None:
    await _ask_operators(portal)
    other = await portal.olga(OperatorRole.SUPPORT)
    await portal.set_password(other)
    browser = portal.nobody()
    sent = {"email": "olga.support@vendor.example", "password": PASSWORD}
    assert (await browser.do("signIn", SIGNED_IN, **sent))["operator"]["id"]
    assert (await browser.ask("{ partners { totalCount } }")).codes == ["SECOND_FACTOR_REQUIRED"]
    await set_up(portal, browser_of(browser, other))
    assert await browser.read("{ partners { totalCount } }") == {"partners": {"totalCount": 0}}


def browser_of(browser: Person, person: Person) -> Person:
    """The same person at another browser."""
    browser.user_id = person.user_id
    return browser


async def test_who_turns_his_own_off_is_asked_for_a_new_one(portal: Portal) -> None:
    olga, app = await _ask_operators(portal)
    await olga.do("removeTotp", "ok", password=PASSWORD, code=app.recovery_codes[0])
    assert (await olga.ask("{ partners { totalCount } }")).codes == ["SECOND_FACTOR_REQUIRED"]
    await set_up(portal, olga)
    await olga.do("updateProgram", PROGRAM, secondFactorForOperators=False)


async def test_members_and_tools_go_on_as_before(portal: Portal) -> None:
    await _ask_operators(portal)
    alice = await portal.alice()
    assert (await alice.read("{ viewer { secondFactorMissing } accounts { totalCount } }"))["viewer"] == {
        "secondFactorMissing": False
    }
    tool = await portal.tool(Scope.OPERATOR_READ)
    assert await tool.read("{ partners { totalCount } }") == {"partners": {"totalCount": 1}}


async def test_money_moves_for_whoever_has_one(portal: Portal) -> None:
    alice = await portal.alice()
    await earn(portal, alice, "500")
    await usable_method(portal, alice)
    olga = await portal.olga()
    await olga.do("updateProgram", PROGRAM, secondFactorForPayouts=True)
    errors = await alice.fail("withdrawRewards", currencyCode="EUR", amount="50")
    assert (errors[0]["code"], errors[0]["field"]) == ("NOT_ALLOWED", None)
    assert "Settings, Security" in errors[0]["message"]
    await portal.set_password(alice)
    method = {"type": "PAYPAL", "email": "pay@brightside.example", "password": PASSWORD}
    assert await alice.refused("updatePayoutMethod", **method) == [("NOT_ALLOWED", None)]
    await set_up(portal, alice)
    await alice.do("withdrawRewards", WITHDRAWN, currencyCode="EUR", amount="50")
    await alice.do("updatePayoutMethod", "payoutMethod { id }", **method)


async def test_a_colleague_s_second_factor_is_not_one_s_own(portal: Portal) -> None:
    alice = await portal.alice()
    await earn(portal, alice, "500")
    await usable_method(portal, alice)
    await set_up(portal, alice)
    await (await portal.olga()).do("updateProgram", PROGRAM, secondFactorForPayouts=True)
    colleague = await portal.member("Fay", "Brightside", MemberRole.FINANCE)
    assert await colleague.refused("withdrawRewards", currencyCode="EUR", amount="50") == [("NOT_ALLOWED", None)]
