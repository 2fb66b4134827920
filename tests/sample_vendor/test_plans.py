"""Plans, payments, refunds and the end of an account."""

from __future__ import annotations

from typing import Any

from tests.handover.steps import accept, offer, status_of
from tests.people import Portal
from tests.sample_vendor.mailwave import Line, Mailwave


async def _billing(portal: Portal) -> list[tuple[Any, ...]]:
    query = "select type, plan, amount_minor, currency_code from billing_event order by occurred_at, id"
    return [tuple(row) for row in await portal.rows(query)]


async def test_the_plan_of_a_client_who_took_over_lets_the_partner_in(portal: Portal, mailwave: Mailwave) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    accepted = await accept(portal, account)
    mailwave.know_secret()
    assert (await mailwave.hear("account.transfer_accepted", accepted["accountId"])).status_code == 204
    await mailwave.until(lambda: mailwave.count("select count(*) from account where owner_email is not null"))
    await mailwave.press("/log-in", email="clara@store.example")
    assert await status_of(alice, account["id"]) == ("AWAITING_PLAN", "NONE")
    assert "Waits for your plan" in await mailwave.page("/account/access")
    page = await mailwave.press("/account/plan", plan="Free trial")
    assert "Your plan is Free trial now." in page
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")


async def test_a_payment_and_its_refund_are_recorded_once_though_sent_twice(
    portal: Portal, mailwave: Mailwave, line: Line
) -> None:
    await mailwave.sign_up()
    await mailwave.press("/account/plan", plan="Starter")
    payment = await mailwave.payment_button()
    line.lose_answers_to = "RecordBillingEvents"
    await mailwave.press("/account/payments", payment=payment)
    line.lose_answers_to = ""
    assert "That was done already." in await mailwave.press("/account/payments", payment=payment)
    await mailwave.until(lambda: not mailwave.count("select count(*) from letter where state = 'WAITING'"))
    assert "given back" in await mailwave.press(f"/account/payments/{payment}/refund")
    assert "That was done already." in await mailwave.press(f"/account/payments/{payment}/refund")
    assert await _billing(portal) == [
        ("PLAN_SELECTED", "Starter", None, None),
        ("PAYMENT", "Starter", 2900, "EUR"),
        ("REFUND", None, 2900, "EUR"),
    ]
    told = await portal.rows("select payment_external_id from billing_event where type = 'REFUND'")
    assert told == [(payment,)]
    assert len([1 for operation, _key in line.mutations if operation == "RecordBillingEvents"]) > 3


async def test_a_cancelled_plan_is_told(portal: Portal, mailwave: Mailwave) -> None:
    await mailwave.sign_up()
    await mailwave.press("/account/plan", plan="Pro")
    assert "Your plan is cancelled." in await mailwave.press("/account/plan/cancel")
    assert "That was done already." in await mailwave.press("/account/plan/cancel")
    assert await portal.rows("select has_plan from client_account") == [(False,)]


async def test_what_is_told_bears_the_portal_s_time_where_that_is_ahead(portal: Portal, mailwave: Mailwave) -> None:
    await portal.advance(days=40)
    await mailwave.sign_up()
    await mailwave.press("/account/plan", plan="Pro")
    query = "select abs(extract(epoch from occurred_at - work_now())) < 60 from billing_event"
    assert await portal.rows(query) == [(True,)]


async def test_nothing_is_paid_without_a_plan_that_costs(mailwave: Mailwave) -> None:
    await mailwave.sign_up()
    for plan in (None, "Free trial"):
        if plan:
            await mailwave.press("/account/plan", plan=plan)
        refused = await mailwave.browser.post("/account/payments", data={"payment": "pay-0123456789abcdef"})
        assert refused.status_code == 400
    assert (await mailwave.browser.post("/account/plan", data={"plan": "Gold"})).status_code == 400


async def test_nobody_gives_another_s_payment_back(portal: Portal, mailwave: Mailwave) -> None:
    await mailwave.sign_up()
    await mailwave.press("/account/plan", plan="Pro")
    payment = await mailwave.payment_button()
    await mailwave.press("/account/payments", payment=payment)
    mailwave.browser.cookies.clear()
    await mailwave.sign_up("dora@other.example", "Other")
    assert "That was done already." in await mailwave.press(f"/account/payments/{payment}/refund")
    assert [row[0] for row in await _billing(portal)] == ["PLAN_SELECTED", "PAYMENT"]


async def test_a_closed_account_frees_its_address(portal: Portal, mailwave: Mailwave) -> None:
    await mailwave.sign_up()
    number = await mailwave.number()
    assert "type its Account ID" in await mailwave.press("/account/close", number="something else")
    assert "is closed" in await mailwave.press("/account/close", number=number)
    assert await portal.rows("select closed_at is not null from client_account") == [(True,)]
    assert (await mailwave.browser.get("/account")).url.path == "/log-in"
    await mailwave.sign_up(name="A new beginning")
    assert await mailwave.number() != number
