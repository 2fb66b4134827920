"""Performance over time as an agency looks at it: a plot by keys, the table beside it, and the same as CSV."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.e2e.handover import Agency, join
from tests.e2e.installation import Installation
from tests.e2e.payments import balance_becomes, client_of, tell, vendors_app

SALT = "c0ffee0000000000000000d1"
TIDE = "c0ffee0000000000000000d2"


async def test_the_plot_the_table_and_the_csv_say_the_same(chromium: Browser, installation: Installation) -> None:
    agency = await join(installation, "Harbour Plots")
    await _clients_pay(installation, agency)
    context = await chromium.new_context(base_url=installation.url, viewport={"width": 1360, "height": 900})
    await context.add_cookies(
        [{"name": name, "value": value, "url": installation.url} for name, value in agency.http.cookies.items()]
    )
    page, wrong = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))

    await page.goto("/")
    await page.get_by_role("link", name="€230.00").click()
    await expect(page.get_by_text("€230.00 earned from")).to_be_visible()
    await page.get_by_label("Split by").select_option("By client")
    await page.wait_for_url("**/performance?by=CLIENT")
    await _walk_by_keys(page)

    await page.get_by_role("button", name="Show as table").click()
    await page.wait_for_url("**/performance?by=CLIENT&table=1")
    rows = await _rows(page)
    assert rows == {
        ("Gull and Anchor", "210.00", "50.00", "1300.00", "1"),
        ("Tide Bakery", "20.00", "0.00", "100.00", "1"),
    }
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Export CSV").click()
    assert _told(await (await download.value).path()) == rows
    await context.close()
    await agency.http.aclose()
    assert wrong == []


async def _clients_pay(installation: Installation, agency: Agency) -> None:
    """Two clients pay in this month, and one gets something back."""
    async with vendors_app(installation) as app:
        await client_of(agency, app, SALT, "Gull and Anchor")
        await client_of(agency, app, TIDE, "Tide Bakery")
        await tell(agency, app, SALT, "PAYMENT", "plots-salt", "1300.00")
        await tell(agency, app, TIDE, "PAYMENT", "plots-tide", "100.00")
        await balance_becomes(agency, pending="280.00")
        await tell(agency, app, SALT, "REFUND", "plots-salt-back", "250.00", paymentExternalId="plots-salt")
        await balance_becomes(agency, pending="230.00")


async def _walk_by_keys(page: Page) -> None:
    """From this month to those before it and back; the field over the plot says what each holds."""
    field = page.get_by_role("slider", name="Earned in EUR over time")
    this_month = re.compile(r"€230\.00 \(Gull and Anchor €210\.00, Tide Bakery €20\.00\), 2 paying clients")
    await expect(field).to_have_attribute("aria-valuetext", this_month)
    await field.focus()
    tip = page.locator("[aria-hidden=true]", has_text="Gull and Anchor").filter(has_text="€210.00")
    await expect(tip.first).to_be_visible()
    for key in ("ArrowLeft", "Home"):
        await page.keyboard.press(key)
        await expect(field).to_have_attribute("aria-valuetext", re.compile(r"€0\.00, 0 paying clients"))
    await page.keyboard.press("End")
    await expect(field).to_have_attribute("aria-valuetext", this_month)


async def _rows(page: Page) -> set[tuple[str, ...]]:
    """What the table says of each client, without its month: name, earned, gone back, paid, paying clients."""
    table = page.get_by_role("table", name="What was earned in EUR")
    await expect(table).to_be_visible()
    rows = [await row.locator("td").all_inner_texts() for row in await table.locator("tbody tr").all()]
    return {tuple(cell.replace("€", "").replace(",", "") for cell in row[1:]) for row in rows}


def _told(path: Path) -> set[tuple[str, ...]]:
    """The same of the file."""
    columns = ("Client", "Earned", "Gone back", "Paid by clients", "Paying clients")
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    return {tuple(row[column] for column in columns) for row in rows}
