"""Rewards as an agency lives them: earned, held, withdrawn, paid by the bank's file, and owed again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree import ElementTree

import httpx
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.e2e.handover import join, send
from tests.e2e.installation import Installation
from tests.e2e.payments import balance_becomes, client_of, move_clock, operator_of, tell, vendors_app

NUMBER = "c0ffee0000000000000000a1"
IBAN = "DE89370400440532013000"
PASSWORD = "long enough for me"
WIDE: ViewportSize = {"width": 1360, "height": 900}


@asynccontextmanager
async def _browser(chromium: Browser, url: str, http: httpx.AsyncClient) -> AsyncIterator[Page]:
    """A browser of whoever is signed in there; nothing may go wrong unseen."""
    wrong: list[str] = []
    context = await chromium.new_context(base_url=url, viewport=WIDE)
    await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in http.cookies.items()])
    page = await context.new_page()
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    await context.close()
    assert wrong == []


async def test_a_reward_is_earned_withdrawn_and_paid_and_what_goes_back_is_met_first(
    chromium: Browser, installation: Installation
) -> None:
    agency = await join(installation, "Harbour Light")
    async with (
        vendors_app(installation) as app,
        operator_of(installation) as olga,
        _browser(chromium, installation.url, agency.http) as partner,
        _browser(chromium, installation.url, olga) as operator,
    ):
        await _pays_from(olga)
        await client_of(agency, app, NUMBER, "Salt and Sail")
        await tell(agency, app, NUMBER, "PAYMENT", "salt-1", "1500.00")
        await balance_becomes(agency, pending="300.00", available="0.00")
        await _sees_it_held(partner)
        await _gives_a_bank_account(partner)

        await move_clock(installation, days=31)
        await balance_becomes(agency, pending="0.00", available="300.00")
        await _withdraws_all(partner)
        await _approves(operator)
        assert await _makes_a_batch(operator) == {"300.00", IBAN}
        await _marks_paid(operator)
        await _sees_it_paid(partner)

        refund = {"paymentExternalId": "salt-1"}
        await tell(agency, app, NUMBER, "REFUND", "salt-1-back", "400.00", **refund)
        await balance_becomes(agency, debt="80.00")
        await _sees(partner, "Owed", "€80.00")
        await expect(partner.get_by_role("main").get_by_role("link", name="Withdraw", exact=True)).to_have_count(0)

        await tell(agency, app, NUMBER, "PAYMENT", "salt-2", "1500.00")
        await balance_becomes(agency, pending="300.00")
        await move_clock(installation, days=31)
        await balance_becomes(agency, available="220.00", debt="0.00")
        await _sees(partner, "Available", "€220.00")
    await agency.http.aclose()


async def _pays_from(operator: httpx.AsyncClient) -> None:
    """The program says from which account it pays."""
    await send(
        operator,
        "updateProgram",
        "program { name }",
        payoutName="Vendor Ltd",
        payoutIban="DE75512108001245126199",
        payoutBic="SOGEDEFFXXX",
    )


async def _sees(partner: Page, label: str, amount: str) -> None:
    """On the page of rewards, in the balance in euros."""
    await partner.goto("/rewards")
    figure = partner.get_by_label("What you have: EUR").locator("div", has_text=label)
    await expect(figure.first).to_contain_text(amount)


async def _sees_it_held(partner: Page) -> None:
    await _sees(partner, "Coming", "€300.00")
    await expect(partner.get_by_text("20 % of €1,500.00")).to_be_visible()
    await expect(partner.get_by_text("Held until").first).to_be_visible()
    await expect(partner.get_by_text("next on").first).to_be_visible()


async def _gives_a_bank_account(partner: Page) -> None:
    add = partner.get_by_role("link", name="Add a payout method")
    await add.click()
    dialog = partner.get_by_role("dialog", name="Payout method")
    await expect(dialog.get_by_text("your first too, waits 72 hours")).to_be_visible()
    await partner.keyboard.press("Escape")
    await expect(add).to_be_focused()
    await add.click()
    await dialog.get_by_label("Account holder").fill("Harbour Light GmbH")
    await dialog.get_by_label("IBAN", exact=True).fill(IBAN)
    await dialog.get_by_label("Your password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Save payout method").click()
    await expect(partner.get_by_text("DE89 •••• 3000")).to_be_visible()
    await expect(partner.get_by_text("Can be used from").first).to_be_visible()


async def _withdraws_all(partner: Page) -> None:
    await _sees(partner, "Available", "€300.00")
    await partner.get_by_role("link", name="Withdraw", exact=True).click()
    dialog = partner.get_by_role("dialog", name="Withdraw rewards")
    await dialog.get_by_role("button", name="Withdraw €300.00").click()
    await expect(partner.get_by_text("€300.00 is reserved for you")).to_be_visible()
    # What is on the page follows at once.
    figures = partner.get_by_label("What you have: EUR")
    await expect(figures.locator("div", has_text="In withdrawal").first).to_contain_text("€300.00")
    await expect(partner.get_by_text("Requested", exact=True)).to_be_visible()


async def _approves(operator: Page) -> None:
    await operator.goto("/operator/withdrawals")
    await expect(operator.get_by_text("First withdrawal").first).to_be_visible()
    await operator.get_by_label("Select the withdrawal of Harbour Light").check()
    await operator.get_by_role("button", name="Approve").click()
    await operator.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await expect(operator.get_by_text("Approved 1 withdrawal")).to_be_visible()


async def _makes_a_batch(operator: Page) -> set[str]:
    """Of what is approved; what the bank's file says of it: amounts and accounts."""
    await operator.get_by_role("link", name="To pay").click()
    await operator.get_by_label("Select the withdrawal of Harbour Light").check()
    await operator.get_by_role("button", name="Batch in EUR (1)").click()
    await operator.get_by_role("dialog").get_by_role("button", name="Make batch").click()
    await operator.wait_for_url("**/operator/payout-batches/pob_*")
    async with operator.expect_download() as download:
        await operator.get_by_role("link", name="Download file of €300.00").click()
    told = ElementTree.parse(await (await download.value).path())
    payment = told.find(".//{*}CdtTrfTxInf")
    assert payment is not None
    return {str(payment.findtext(path)) for path in (".//{*}InstdAmt", ".//{*}CdtrAcct//{*}IBAN")}


async def _marks_paid(operator: Page) -> None:
    await operator.get_by_role("link", name="Mark as paid: Harbour Light").click()
    dialog = operator.get_by_role("dialog", name="Mark €300.00 as paid")
    await dialog.get_by_label("Reference").fill("NB-2027-0001")
    await dialog.get_by_role("button", name="Mark as paid").click()
    await expect(operator.get_by_role("heading", name="It is paid")).to_be_visible()
    await operator.get_by_role("link", name="Payout batch", exact=True).click()
    await operator.wait_for_url("**/operator/payout-batches/pob_*")


async def _sees_it_paid(partner: Page) -> None:
    await _sees(partner, "Paid", "€300.00")
    await partner.get_by_role("list", name="Withdrawals").get_by_role("link", name="€300.00").click()
    await expect(partner.get_by_role("heading", name="It is paid")).to_be_visible()
    await expect(partner.get_by_text("NB-2027-0001").first).to_be_visible()
    for event in ("Withdrawal asked for", "Withdrawal approved", "Handed to the bank", "Withdrawal paid"):
        await expect(partner.get_by_text(event)).to_be_visible()
