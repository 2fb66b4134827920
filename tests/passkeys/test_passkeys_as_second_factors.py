"""What a passkey is worth where the program asks for a second factor: of operators, and before money moves."""

from portal.core.permissions import MemberRole, OperatorRole
from tests.passkeys.authenticator import Device
from tests.passkeys.steps import SIGNED_IN, add, id_of_passkey, sign_in, start_adding
from tests.payouts.steps import earn, usable_method
from tests.people import PASSWORD, Person, Portal
from tests.second_factors.steps import set_up

FINANCE = "olga.finance@vendor.example"
TOTAL = "{ partners { totalCount } }"
PROGRAM = "program { secondFactorForOperators secondFactorForPayouts }"
WITHDRAWN = "withdrawal { id }"
MONEY = {"currencyCode": "EUR", "amount": "50"}
NOT_ALLOWED = [("NOT_ALLOWED", None)]


async def _asked_operator(portal: Portal) -> tuple[Person, Device]:
    """An operator with a passkey and no app, whom the program asks for a second factor."""
    olga = await portal.olga()
    await set_up(portal, olga)
    other = await portal.olga(OperatorRole.FINANCE)
    device = await add(portal, other)
    await olga.do("updateProgram", PROGRAM, secondFactorForOperators=True)
    return other, device


async def _asked_member(portal: Portal) -> tuple[Person, Device]:
    """A member with a passkey and something to withdraw, whom the program asks for a second factor."""
    alice = await portal.alice()
    await earn(portal, alice, "500")
    await usable_method(portal, alice)
    device = await add(portal, alice)
    await (await portal.olga()).do("updateProgram", PROGRAM, secondFactorForPayouts=True)
    return alice, device


async def _signs_in_by_password(portal: Portal, email: str) -> Person:
    browser = portal.nobody()
    await browser.do("signIn", SIGNED_IN, email=email, password=PASSWORD)
    return browser


async def test_an_operator_who_came_with_a_passkey_may_do_all(portal: Portal) -> None:
    _other, device = await _asked_operator(portal)
    browser = portal.nobody()
    assert (await sign_in(browser, device))["operator"]
    assert (await browser.read("{ viewer { secondFactorMissing } }"))["viewer"] == {"secondFactorMissing": False}
    assert await browser.read(TOTAL) == {"partners": {"totalCount": 0}}


async def test_that_he_has_a_passkey_is_not_enough_where_he_came_with_his_password(portal: Portal) -> None:
    other, _device = await _asked_operator(portal)
    session = await _signs_in_by_password(portal, FINANCE)
    assert (await session.ask(TOTAL)).codes == ["SECOND_FACTOR_REQUIRED"]
    assert (await session.read("{ viewer { secondFactorMissing } }"))["viewer"] == {"secondFactorMissing": True}
    # In the one in which he added it he has shown it.
    assert await other.read(TOTAL) == {"partners": {"totalCount": 0}}


async def test_a_stolen_password_gives_itself_no_other_factor(portal: Portal) -> None:
    other, device = await _asked_operator(portal)
    thief = await _signs_in_by_password(portal, FINANCE)
    passkey_id = await id_of_passkey(other)
    assert await thief.refused("enrollTotp", password=PASSWORD) == NOT_ALLOWED
    assert await thief.refused("startAddingPasskey", password=PASSWORD) == NOT_ALLOWED
    assert await thief.refused("removePasskey", passkeyId=passkey_id, password=PASSWORD) == NOT_ALLOWED
    await sign_in(browser := portal.nobody(), device)
    await browser.do("enrollTotp", "secret", password=PASSWORD)
    new = Device()
    await browser.do("addPasskey", "passkey { id }", name="New", credential=new.make(await start_adding(browser)))
    await browser.do("removePasskey", "ok", passkeyId=passkey_id, password=PASSWORD)


async def test_an_operator_without_any_factor_adds_a_passkey_and_goes_on(portal: Portal) -> None:
    await _asked_operator(portal)
    support = await portal.olga(OperatorRole.SUPPORT)
    assert (await support.ask(TOTAL)).codes == ["SECOND_FACTOR_REQUIRED"]
    begun_before = await portal.olga(OperatorRole.SUPPORT)
    device = await add(portal, support)
    assert await support.read(TOTAL) == {"partners": {"totalCount": 0}}
    assert (await begun_before.ask(TOTAL)).codes == ["SECOND_FACTOR_REQUIRED"]
    await sign_in(begun_before, device)
    assert await begun_before.read(TOTAL) == {"partners": {"totalCount": 0}}


async def test_who_removes_the_passkey_he_came_with_is_asked_for_a_factor(portal: Portal) -> None:
    other, device = await _asked_operator(portal)
    await sign_in(browser := portal.nobody(), device)
    await browser.do("removePasskey", "ok", passkeyId=await id_of_passkey(browser), password=PASSWORD)
    assert (await browser.ask(TOTAL)).codes == ["SECOND_FACTOR_REQUIRED"]
    await add(portal, browser_of(browser, other), "Next")
    assert await browser.read(TOTAL) == {"partners": {"totalCount": 0}}


async def test_one_with_a_passkey_may_ask_all_operators_for_a_factor(portal: Portal) -> None:
    olga = await portal.olga()
    field = "input.secondFactorForOperators"
    assert await olga.refused("updateProgram", secondFactorForOperators=True) == [("NOT_ALLOWED", field)]
    await add(portal, olga)
    await olga.do("updateProgram", PROGRAM, secondFactorForOperators=True)
    assert (await olga.read("{ program { secondFactorForOperators } }"))["program"] == {
        "secondFactorForOperators": True
    }


async def test_money_moves_in_a_session_that_began_with_a_passkey(portal: Portal) -> None:
    _alice, device = await _asked_member(portal)
    # She has one, and came otherwise.
    session = await _signs_in_by_password(portal, "alice@brightside.example")
    assert await session.refused("withdrawRewards", **MONEY) == NOT_ALLOWED
    method = {"type": "PAYPAL", "email": "pay@brightside.example", "password": PASSWORD}
    assert await session.refused("updatePayoutMethod", **method) == NOT_ALLOWED
    await sign_in(browser := portal.nobody(), device)
    await browser.do("withdrawRewards", WITHDRAWN, **MONEY)
    await browser.do("updatePayoutMethod", "payoutMethod { id }", **method)


async def test_a_stolen_password_leads_to_no_money(portal: Portal) -> None:
    alice, _device = await _asked_member(portal)
    thief = await _signs_in_by_password(portal, "alice@brightside.example")
    passkey_id = await id_of_passkey(alice)
    assert await thief.refused("enrollTotp", password=PASSWORD) == NOT_ALLOWED
    assert await thief.refused("startAddingPasskey", password=PASSWORD) == NOT_ALLOWED
    assert await thief.refused("removePasskey", passkeyId=passkey_id, password=PASSWORD) == NOT_ALLOWED
    script = await portal.token_of(thief, "rewards:read", "rewards:withdraw")
    assert await script.refused("withdrawRewards", **MONEY) == NOT_ALLOWED
    address = {"email": "thief@elsewhere.example", "password": PASSWORD}
    assert await thief.refused("changeEmail", **address) == NOT_ALLOWED


async def test_an_app_that_the_owner_adds_is_none_that_the_thief_has_shown(portal: Portal) -> None:
    alice, device = await _asked_member(portal)
    thief = await _signs_in_by_password(portal, "alice@brightside.example")
    script = await portal.token_of(thief, "rewards:read", "rewards:withdraw")
    await sign_in(owner := portal.nobody(), device)
    await set_up(portal, browser_of(owner, alice))
    assert await thief.forbidden("withdrawRewards", **MONEY) == ["UNAUTHENTICATED"]
    assert await script.refused("withdrawRewards", **MONEY) == NOT_ALLOWED
    await owner.do("withdrawRewards", WITHDRAWN, **MONEY)


async def test_a_colleague_s_passkey_is_not_one_s_own(portal: Portal) -> None:
    await _asked_member(portal)
    colleague = await portal.member("Fay", "Brightside", MemberRole.FINANCE)
    assert await colleague.refused("withdrawRewards", **MONEY) == NOT_ALLOWED
    await add(portal, colleague)
    await colleague.do("withdrawRewards", WITHDRAWN, **MONEY)


async def test_where_the_program_asks_for_nothing_the_password_is_enough(portal: Portal) -> None:
    alice = await portal.alice()
    await add(portal, alice)
    browser = await _signs_in_by_password(portal, "alice@brightside.example")
    await add(portal, browser_of(browser, alice), "Second")
    await browser.do("removePasskey", "ok", passkeyId=await id_of_passkey(browser), password=PASSWORD)
    await browser.do("enrollTotp", "secret", password=PASSWORD)


def browser_of(browser: Person, person: Person) -> Person:
    """The same person at another browser."""
    browser.user_id = person.user_id
    return browser
