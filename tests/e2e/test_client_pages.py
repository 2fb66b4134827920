"""The client's pages as he lives them: on a phone, from a mailed link, without a log-in."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from portal.core.links import LinkKind
from portal.mail_catcher import MailSink
from tests.e2e.handover import Agency, accepted, join, newest_token, send
from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation

FRONTEND = Path(__file__).parents[2] / "frontend"
AXE = FRONTEND / "node_modules/axe-core/axe.min.js"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Harbour Lane")
    yield joined
    await joined.http.aclose()


@pytest.fixture(scope="module")
async def rival(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Copper Mill")
    yield joined
    await joined.http.aclose()


@asynccontextmanager
async def _phone(chromium: Browser, installation: Installation) -> AsyncIterator[Page]:
    """A phone under the portal's content security policy; nothing may go wrong unseen, and nothing be too wide."""
    wrong: list[str] = []
    context = await chromium.new_context(base_url=installation.url, viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await context.close()
    assert wrong == []


@pytest.fixture
async def phone(chromium: Browser, installation: Installation) -> AsyncIterator[Page]:
    async with _phone(chromium, installation) as page:
        yield page


async def _title(page: Page, name: str | re.Pattern[str]) -> None:
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


# --- the transfer ---------------------------------------------------------------------------------------------------


async def test_a_client_takes_a_store_over(phone: Page, installation: Installation, agency: Agency) -> None:
    account = await agency.offer("Alder Shoes", "clara@alder-shoes.example", "Your shop is ready, Clara.")
    await phone.goto(f"/transfer/{await newest_token(installation, LinkKind.TRANSFER, account)}")
    await _title(phone, "Take over Alder Shoes")
    await expect(phone.get_by_text("Your shop is ready, Clara.")).to_be_visible()
    await expect(phone.get_by_text(re.compile("This offer ends in (29|30) days"))).to_be_visible()
    await phone.get_by_role("button", name="Accept ownership").click()
    await expect(phone.get_by_text("Enter your name")).to_be_visible()
    await phone.get_by_label("Your name").fill("Clara Berg")
    await phone.get_by_role("button", name="Accept ownership").click()
    await _title(phone, "Alder Shoes is yours")
    await expect(phone.get_by_role("heading", level=1)).to_be_focused()
    await expect(phone.get_by_text("We mailed a link to clara@alder-shoes.example")).to_be_visible()
    await phone.reload()
    await _title(phone, "Alder Shoes is yours")
    await expect(phone.get_by_text("You accepted this offer")).to_be_visible()


async def test_opening_the_link_accepts_nothing(installation: Installation, agency: Agency) -> None:
    # Scanners of mails open every link there is.
    account = await agency.offer("Birch Lamps", "scanned@birch-lamps.example")
    token = await newest_token(installation, LinkKind.TRANSFER, account)
    answer = await agency.http.get(f"/transfer/{token}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in answer.headers["content-security-policy"]
    seen = await agency.http.post(
        "/graphql",
        json={"query": "query($id: ID) { account(id: $id) { status } }", "variables": {"id": account["id"]}},
        headers={"X-Portal-CSRF": "1"},
    )
    assert seen.json()["data"]["account"]["status"] == "TRANSFER_PENDING"


async def test_a_client_declines_a_store(phone: Page, installation: Installation, agency: Agency) -> None:
    account = await agency.offer("Cedar Pens", "clara@cedar-pens.example")
    await phone.goto(f"/transfer/{await newest_token(installation, LinkKind.TRANSFER, account)}")
    await phone.get_by_role("button", name="Decline").click()
    dialog = phone.get_by_role("dialog", name="Decline this offer?")
    await dialog.get_by_label("Why?").fill("It is not ours.")
    await phone.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(phone.get_by_role("button", name="Decline")).to_be_focused()
    await phone.get_by_role("button", name="Decline").click()
    await dialog.get_by_label("Why?").fill("It is not ours.")
    await dialog.get_by_role("button", name="Decline offer").click()
    await _title(phone, "You declined this offer")
    await phone.reload()
    await _title(phone, "You declined this offer")


async def test_an_older_link_says_which_one_works(phone: Page, installation: Installation, agency: Agency) -> None:
    account = await agency.offer("Dogwood Bags", "clara@dogwood-bags.example")
    first = await newest_token(installation, LinkKind.TRANSFER, account)
    await send(agency.http, "resendTransfer", "transfer { id }", accountId=account["id"])
    second = await newest_token(installation, LinkKind.TRANSFER, account)
    await phone.goto(f"/transfer/{first}")
    await _title(phone, "A newer link was sent to you")
    other = "other@dogwood-bags.example"
    await send(agency.http, "resendTransfer", "transfer { id }", accountId=account["id"], toEmail=other)
    await phone.goto(f"/transfer/{second}")
    await _title(phone, "This link no longer works")
    await send(agency.http, "cancelTransfer", "transfer { id }", accountId=account["id"])
    await phone.goto(f"/transfer/{await newest_token(installation, LinkKind.TRANSFER, account)}")
    await _title(phone, "This offer was taken back")
    await phone.goto("/transfer/nothing-of-ours")
    await _title(phone, "This link does not work")


async def test_a_link_taken_back_while_it_is_read(phone: Page, installation: Installation, agency: Agency) -> None:
    account = await agency.offer("Elm Chairs", "clara@elm-chairs.example")
    await phone.goto(f"/transfer/{await newest_token(installation, LinkKind.TRANSFER, account)}")
    await phone.get_by_label("Your name").fill("Clara Berg")
    await send(agency.http, "cancelTransfer", "transfer { id }", accountId=account["id"])
    await phone.get_by_role("button", name="Accept ownership").click()
    await _title(phone, "This offer was taken back")
    await expect(phone.get_by_role("heading", level=1)).to_be_focused()


# --- access ---------------------------------------------------------------------------------------------------------


async def test_a_client_lets_an_agency_in_and_revokes_it(
    phone: Page, installation: Installation, agency: Agency, rival: Agency
) -> None:
    account = await accepted(installation, agency, "Fir Bikes", "clara@fir-bikes.example")
    await rival.ask_for(account, "Please let us in: we build the new pages.")
    await phone.goto(f"/access/{await newest_token(installation, LinkKind.ACCESS, account)}")
    await _title(phone, "Copper Mill asks for access")
    await expect(phone.get_by_text("Please let us in: we build the new pages.")).to_be_visible()
    await phone.get_by_role("button", name="Approve").click()
    await _title(phone, "Copper Mill can enter your store")

    await phone.goto(f"/client/{await newest_token(installation, LinkKind.CLIENT, account)}")
    await _title(phone, "Who has access to Fir Bikes")
    await expect(phone.get_by_text("You own this store as clara@fir-bikes.example.")).to_be_visible()
    card = phone.get_by_role("listitem").filter(has_text="Copper Mill")
    await expect(card).to_contain_text("Admin access")
    await card.get_by_role("button", name="Revoke access").click()
    dialog = phone.get_by_role("dialog", name="Revoke the access of Copper Mill?")
    await dialog.get_by_label("Why?").fill("Thank you, all is done.")
    await dialog.get_by_role("button", name="Revoke access").click()
    await expect(phone.get_by_text("Copper Mill has no access any more.")).to_be_visible()
    await phone.get_by_text("Ended access (1)").click()
    await expect(phone.get_by_text("Thank you, all is done.")).to_be_visible()
    await phone.reload()
    await expect(phone.get_by_text("Ended access (1)")).to_be_visible()


async def test_a_client_blocks_an_agency_and_takes_its_requests_again(
    phone: Page, installation: Installation, agency: Agency, rival: Agency
) -> None:
    account = await accepted(installation, agency, "Gorse Toys", "clara@gorse-toys.example")
    await rival.ask_for(account, "Let us in.")
    await phone.goto(f"/client/{await newest_token(installation, LinkKind.CLIENT, account)}")
    await expect(phone.get_by_role("heading", name="Waiting for your answer")).to_be_visible()
    await phone.goto(f"/access/{await newest_token(installation, LinkKind.ACCESS, account)}")
    await phone.get_by_role("button", name="Decline").click()
    await phone.get_by_label("Take no more requests from this agency").check()
    await phone.get_by_role("button", name="Decline request").click()
    await _title(phone, "You declined the request")
    await expect(phone.get_by_text("We take no more requests of theirs")).to_be_visible()

    await phone.goto(f"/client/{await newest_token(installation, LinkKind.CLIENT, account)}")
    await phone.get_by_role("button", name="Allow requests again").click()
    await expect(phone.get_by_text("Copper Mill may ask for access again.")).to_be_visible()
    await rival.ask_for(account, "Let us in, please.")


async def test_an_agency_that_is_suspended_is_not_let_in(
    phone: Page, installation: Installation, agency: Agency
) -> None:
    account = await accepted(installation, agency, "Hazel Tea", "clara@hazel-tea.example")
    third = await join(installation, "Slate Works")
    await third.ask_for(account, "Let us in.")
    await third.http.aclose()
    await phone.goto(f"/access/{await newest_token(installation, LinkKind.ACCESS, account)}")
    await expect(phone.get_by_role("button", name="Approve")).to_be_visible()
    await _suspend(installation, third)
    await phone.get_by_role("button", name="Approve").click()
    await expect(phone.get_by_text("Slate Works is suspended at the moment")).to_be_visible()
    await phone.get_by_role("button", name="Decline").click()
    await phone.get_by_role("button", name="Decline request").click()
    await _title(phone, "You declined the request")


async def _suspend(installation: Installation, agency: Agency) -> None:
    operator = await _operator(installation)
    await send(operator, "suspendPartner", "partner { id }", partnerId=agency.id, reason="Too many complaints.")
    await operator.aclose()


async def _operator(installation: Installation) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=installation.url, timeout=30)
    await send(client, "signIn", "operator { id }", email=OPERATOR, password=OPERATOR_PASSWORD)
    return client


# --- links that are over --------------------------------------------------------------------------------------------


@dataclass
class Later:
    """An installation of its own, whose clock may be moved."""

    installation: Installation
    agency: Agency


@pytest.fixture
async def later(tmp_path: Path) -> AsyncIterator[Later]:
    async with MailSink() as sink:
        installed = Installation(tmp_path, sink)
        await installed.command("migrate")
        await installed.command("create-operator", OPERATOR)
        await installed.start("serve")
        await installed.start("worker")
        joined = await join(installed, "Harbour Lane")
        yield Later(installed, joined)
        await joined.http.aclose()
        await installed.leave()


async def test_links_expire_and_a_fresh_one_is_mailed(chromium: Browser, later: Later) -> None:
    offered = await later.agency.offer("Iris Prints", "clara@iris-prints.example")
    owned = await accepted(later.installation, later.agency, "Juniper Gin", "clara@juniper-gin.example")
    transfer = await newest_token(later.installation, LinkKind.TRANSFER, offered)
    register = await newest_token(later.installation, LinkKind.CLIENT, owned)
    async with _phone(chromium, later.installation) as phone:
        await phone.goto(f"/transfer/{transfer}")
        await later.installation.command("advance-clock", str(25 * 86_400))
        await phone.reload()
        # By the program's clock, whatever the phone's own says.
        await expect(phone.get_by_text(re.compile("This offer ends in [45] days"))).to_be_visible()
        await later.installation.command("advance-clock", str(6 * 86_400))
        await phone.get_by_label("Your name").fill("Clara Berg")
        await phone.get_by_role("button", name="Accept ownership").click()
        await _title(phone, "This offer has expired")

        await phone.goto(f"/client/{register}")
        await _title(phone, "This link has expired")
        await phone.get_by_role("button", name="Mail me a fresh link").click()
        await expect(phone.get_by_text("a fresh link is on its way")).to_be_visible()
        fresh = await _next_token(later.installation, owned, register)
        await phone.goto(f"/client/{fresh}")
        await _title(phone, "Who has access to Juniper Gin")

        await phone.goto("/client")
        await phone.get_by_label("Your e-mail address").fill("clara@juniper-gin.example")
        await phone.get_by_role("button", name="Mail me a fresh link").click()
        await _title(phone, "Check your inbox")
        await phone.goto(f"/client/{await _next_token(later.installation, owned, fresh)}")
        await _title(phone, "Who has access to Juniper Gin")


async def _next_token(installation: Installation, account: dict[str, Any], old: str) -> str:
    """The token of the next link to the register, once the worker has made it."""
    async with asyncio.timeout(30):
        while (token := await newest_token(installation, LinkKind.CLIENT, account)) == old:  # noqa: ASYNC110  # a row
            await asyncio.sleep(0.2)
    return token


# --- for everybody, everywhere --------------------------------------------------------------------------------------


@dataclass
class Scene:
    """The parts of the pages' addresses."""

    parts: dict[str, str]


@pytest.fixture(scope="module")
async def scene(installation: Installation, agency: Agency, rival: Agency) -> Scene:
    """An offer with a long message, a request, and a register with somebody in each of its lists."""
    offer = await agency.offer("Larch Garden Furniture and Outdoor Living", "clara@larch.example", "A word. " * 120)
    owned = await accepted(installation, agency, "Maple Records", "clara@maple.example")
    await rival.ask_for(owned, "Let us in.")
    access = await newest_token(installation, LinkKind.ACCESS, owned)
    parts = {
        "transfer": await newest_token(installation, LinkKind.TRANSFER, offer),
        "access": access,
        "client": await newest_token(installation, LinkKind.CLIENT, owned),
    }
    return Scene(parts)


PAGES = {
    "/transfer/{transfer}": "Accept ownership",
    "/access/{access}": "Approve",
    "/client/{client}": "Waiting for your answer",
    "/client": "Mail me a fresh link",
    "/transfer/nothing-of-ours": "This link does not work",
}

SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
"""

SMALL = """
    [...document.querySelectorAll('button, input, textarea, summary')]
      .filter((each) => each.checkVisibility() && each.type !== 'checkbox' && each.getBoundingClientRect().height < 44)
      .map((each) => each.outerHTML)
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_accessible_fits_and_stays_where_it_is(
    chromium: Browser, installation: Installation, scene: Scene, path: str, scheme: Any
) -> None:
    context = await chromium.new_context(
        base_url=installation.url,
        color_scheme=scheme,
        viewport=PHONE,  # type: ignore[arg-type]
        reduced_motion="reduce",
        # axe is put into the page by the test; the stories above run under the policy.
        bypass_csp=True,
    )
    page = await context.new_page()
    await page.add_init_script(SHIFTS)
    await page.goto(path.format(**scene.parts))
    await expect(page.get_by_text(PAGES[path]).first).to_be_visible(timeout=15_000)
    assert await page.evaluate("window.shifted") < 0.05
    await page.add_script_tag(path=AXE)
    for width in (390, 1360):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen"
        assert await page.evaluate(SMALL) == []
        assert await _violations(page) == []
    decline = page.get_by_role("button", name=re.compile("^(Decline|Revoke access)$")).first
    if await decline.count():
        await decline.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await _violations(page) == []
    await context.close()


async def _violations(page: Page) -> list[str]:
    found = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


async def test_a_page_asks_for_little(chromium: Browser, installation: Installation, scene: Scene) -> None:
    """What a phone loads of JavaScript and CSS, as it comes over the wire."""
    context = await chromium.new_context(base_url=installation.url, viewport=PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    await page.goto(f"/transfer/{scene.parts['transfer']}")
    await expect(page.get_by_role("button", name="Accept ownership")).to_be_visible(timeout=15_000)
    await context.close()
    dist = FRONTEND / "dist"
    manifest = json.loads((dist / ".vite/client-manifest.json").read_text())
    ours = {name for chunk in manifest.values() for name in (chunk["file"], *chunk.get("css", []))}
    names = {url.removeprefix(f"{installation.url}/") for url in loaded}
    sizes = dict.fromkeys(("js", "css"), 0)
    for name in names:
        ending = name.rpartition(".")[2]
        if ending in sizes:
            assert name in ours, f"{name} is the app's"
            sizes[ending] += len(gzip.compress((dist / name).read_bytes(), 9))
    assert 0 < sizes["js"] <= 95_000
    assert 0 < sizes["css"] <= 20_000
