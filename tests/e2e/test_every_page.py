"""Every page with data on it: accessible in light and dark, and nothing wider than a phone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.handover import Agency
from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation
from tests.e2e.payments import balance_becomes, client_of, tell, vendors_app

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
EMAIL = "ada@longacre.example"
COLLEAGUE = "otto@vendor.example"
PAYER = {"payoutName": "Vendor Ltd", "payoutIban": "DE75512108001245126199", "payoutBic": "SOGEDEFFXXX"}

# Page → who looks at it, and a text that shows that its data has come.
PAGES = {
    "/apply": ("nobody", "Become a partner"),
    "/login": ("nobody", "Sign in"),
    "/forgot": ("nobody", "Reset your password"),
    "/application/{application}": ("nobody", "You are in"),
    "/register/{register}": ("nobody", "You are registered already"),
    "/reset/{reset}": ("nobody", "Set a new password"),
    "/application/not-one-of-ours": ("nobody", "This link does not work"),
    "/nowhere": ("nobody", "There is nothing here"),
    "/": ("member", "Newest accounts"),
    "/getting-started": ("member", "Create your first account"),
    "/accounts": ("member", "Velo Cycling Co"),
    "/accounts?archived=true": ("member", "Oak Street Books"),
    "/accounts?search=zzz": ("member", "No account matches"),
    "/accounts?create=true": ("member", "Store name"),
    "/accounts/{account}": ("member", "What comes next"),
    "/accounts?create=true&way=access": ("member", "Account ID"),
    "/accounts/{account}?dialog=transfer": ("member", "Transfer Velo Cycling Co"),
    "/accounts/{offered}": ("member", "Your client accepts the transfer"),
    "/accounts/{offered}?dialog=cancel-transfer": ("member", "Cancel the transfer?"),
    "/accounts/{archived}": ("member", "Your team archived this account"),
    "/requests": ("member", "No requests yet"),
    "/requests?dialog=request": ("member", "Your message"),
    "/accounts/acct_00000000000000000000000000000000": ("member", "There is nothing here"),
    "/team": ("member", "carl@longacre.example"),
    "/team?dialog=invite": ("member", "Only this address can use the invitation"),
    "/settings": ("member", "Not verified yet"),
    "/join/{join}": ("nobody", "Join Longacre"),
    "/request-account": ("nobody", "E-mail at work"),
    "/verify/not-one-of-ours": ("nobody", "This link does not work"),
    "/email/not-one-of-ours": ("nobody", "This link does not work"),
    "/login/code": ("nobody", "One more step"),
    "/login/outside/callback": ("nobody", "This sign-in could not be finished"),
    "/domain/not-one-of-ours": ("nobody", "This link does not work"),
    "/login?ended=true": ("nobody", "You were signed out"),
    "/r/{link}": ("nobody", "Longacre recommends us"),
    "/r/unknown": ("nobody", "This link does not work any more"),
    "/leads": ("member", "days left"),
    "/leads?search=zzz": ("member", "No lead matches"),
    "/leads?dialog=register": ("member", "Subdomains and paths"),
    "/leads?dialog=import": ("member", "Download a template"),
    "/leads/{lead}": ("member", "Where it stands"),
    "/leads/{lead}?dialog=extend": ("member", "It runs for as long again"),
    "/links": ("member", "Visits and sign-ups"),
    "/links?table=1": ("member", "Show as plot"),
    "/links?dialog=create": ("member", "Where you use it"),
    "/clients": ("member", "Wren Fabrics"),
    "/credit": ("member", "The rules in words"),
    "/credit-check": ("member", "Website or Account ID"),
    "/credit-check?q=velocycling.example": ("member", "The answer says what the rules"),
    "/rewards": ("member", "Held until"),
    "/rewards/{reward}": ("member", "Why this client counts for you"),
    "/rewards?dialog=withdraw": ("member", "It goes to"),
    "/rewards?dialog=payout-method": ("member", "Account holder"),
    "/performance": ("member", "earned from"),
    "/performance?by=CLIENT": ("member", "Wren Fabrics"),
    "/performance?by=SOURCE&table=1": ("member", "Registered lead"),
    "/performance?range=last-month": ("member", "Nothing in this time"),
    "/operator/performance?by=PARTNER": ("operator", "earned from"),
    "/operator/performance?range=own&interval=DAY&table=1": ("operator", "earned from"),
    "/withdrawals": ("member", "DE89"),
    "/withdrawals/{requested}": ("member", "It waits for approval"),
    "/withdrawals/{requested}?dialog=cancel": ("member", "Keep it"),
    "/operator/billing-events": ("operator", "No such account"),
    "/operator/billing-events?view=PAYMENT": ("operator", "No payment is missing"),
    "/operator/billing-events?view=ALL&source=zzz": ("operator", "No event matches"),
    "/operator/withdrawals": ("operator", "First withdrawal"),
    "/operator/withdrawals?view=PROCESSING": ("operator", "DE89"),
    "/withdrawals/{batched}": ("operator", "The bank is asked to pay it"),
    "/withdrawals/{batched}?dialog=pay": ("operator", "Reference"),
    "/operator/payout-batches": ("operator", "Download file"),
    "/operator/payout-batches/{batch}": ("operator", "Mark as paid"),
    "/operator/reward-plan": ("operator", "In force"),
    "/operator/reward-plan?publish=1": ("operator", "Tiers by number of paying clients"),
    "/operator/adjustments": ("operator", "In the balance"),
    "/operator/adjustments?dialog=adjust": ("operator", "Give"),
    "/operator/leads": ("operator", "days left"),
    "/operator/reserved-websites": ("operator", "Reserve websites"),
    "/operator/reserved-websites?dialog=reserve": ("operator", "One on each line"),
    "/operator/credit-policy": ("operator", "In force"),
    "/operator/credit-policy?publish=1": ("operator", "Start from"),
    "/quick-links": ("member", "Training"),
    "/developers/api": ("member", "A first query"),
    "/developers/tokens": ("member", "No tokens yet"),
    "/developers/tokens?dialog=token": ("member", "What may it do?"),
    "/settings/security": ("member", "This device"),
    "/operator/applications": ("operator", "Quill & Company"),
    "/operator/applications/{waiting}": ("operator", "Decision"),
    "/operator/accounts": ("operator", "Velo Cycling Co"),
    "/operator/program": ("operator", "Program name"),
    "/operator/audit": ("operator", "More about"),
    "/operator/audit?ip=192.0.2.99": ("operator", "No event matches"),
}


@dataclass
class Scene:
    """What was set up: the parts of addresses, and everybody's cookies."""

    parts: dict[str, str]
    cookies: dict[str, list[Any]]


@pytest.fixture(scope="module")
async def scene(installation: Installation) -> Scene:
    """An agency with accounts, one of them archived, and a lead; and an application that waits."""
    cookies: dict[str, list[Any]] = {"nobody": []}
    async with (
        httpx.AsyncClient(base_url=installation.url) as agency,
        httpx.AsyncClient(base_url=installation.url) as operator,
    ):
        await _send(operator, "signIn", "operator { id }", email=OPERATOR, password=OPERATOR_PASSWORD)
        cookies["operator"] = _cookies(operator, installation.url)
        applied = await _apply(agency, "Longacre", "longacre.example", EMAIL)
        waiting = await _apply(
            agency, "Quill & Company", "quill-and-company.example", "quill@quill-and-company.example"
        )
        await _send(operator, "approveApplication", "partner { id }", applicationId=applied)
        register = await installation.sink.wait_for(to=EMAIL, subject_contains="set up your log-in")
        status = await installation.sink.wait_for(to=EMAIL, subject_contains="We have your application")
        token = _token(register.link)
        await _send(
            agency, "registerMember", "member { id }", token=token, name="Ada Long", password="long enough for me"
        )
        cookies["member"] = _cookies(agency, installation.url)
        accounts = [
            (await _send(agency, "createAccount", "account { id }", name=name, website=site))["account"]["id"]
            for name, site in (
                ("Oak Street Books", "oakstreetbooks.example"),
                ("Velo Cycling Co", "velocycling.example"),
                (
                    "A store whose name is very long, longer than anybody would call it",
                    "a-very-long-name-of-a-store.example",
                ),
            )
        ]
        await _send(agency, "archiveAccount", "account { id }", accountId=accounts[0], reason="The client stopped.")
        offered = await _send(
            agency, "createAccount", "account { id }", name="Bramble Jams", website="bramblejams.example"
        )
        await _send(
            agency,
            "transferOwnership",
            "transfer { id }",
            accountId=offered["account"]["id"],
            toEmail="bram@bramblejams.example",
        )
        await _send(agency, "requestPasswordReset", "ok", email=EMAIL)
        await _send(agency, "inviteMember", "invitation { id }", email="carl@longacre.example")
        await _send(agency, "addDomain", "domain { id }", domain="longacre.example")
        link = await _send(agency, "createReferralLink", "referralLink { code }", name="Newsletter")
        lead = await _send(agency, "registerLead", "lead { id }", website="pebblefern.example", company="Pebble & Fern")
        money = await _money(installation, agency, operator)
    reset = await installation.sink.wait_for(to=EMAIL, subject_contains="Set a new password")
    join = await installation.sink.wait_for(to="carl@longacre.example", subject_contains="invites you")
    parts = {
        "join": _token(join.link),
        "application": _token(status.link),
        "register": token,
        "reset": _token(reset.link),
        "account": accounts[1],
        "archived": accounts[0],
        "offered": offered["account"]["id"],
        "waiting": waiting,
        "link": link["referralLink"]["code"],
        "lead": lead["lead"]["id"],
    }
    return Scene(parts | money, cookies)


async def _money(installation: Installation, agency: httpx.AsyncClient, operator: httpx.AsyncClient) -> dict[str, str]:
    """A reward that is held, something available, a withdrawal that waits, and one in a batch."""
    longacre = Agency(agency, "Longacre", await _partner_id(agency), EMAIL)
    await _send(operator, "updateProgram", "program { name }", payoutMethodWaitHours=0, **PAYER)
    bank = {"type": "BANK", "holderName": "Longacre Ltd", "iban": "DE89370400440532013000"}
    await _send(agency, "updatePayoutMethod", "payoutMethod { id }", password="long enough for me", **bank)
    await _send(operator, "updateProgram", "program { name }", payoutMethodWaitHours=72)
    async with vendors_app(installation) as app:
        await client_of(longacre, app, "c0ffee0000000000000000b2", "Wren Fabrics")
        await tell(longacre, app, "c0ffee0000000000000000b2", "PAYMENT", "wren-1", "900.00")
        await tell(longacre, app, "c0ffee0000000000000000c3", "PAYMENT", "nobody-1", "49.00")
        await balance_becomes(longacre, pending="180.00")
    # Whoever gives something does not approve what is withdrawn of it.
    await installation.command("create-operator", COLLEAGUE)
    async with httpx.AsyncClient(base_url=installation.url) as colleague:
        await _send(colleague, "signIn", "operator { id }", email=COLLEAGUE, password=OPERATOR_PASSWORD)
        given = {"amount": "400.00", "currencyCode": "EUR", "reason": "For the talk at our partner day."}
        await _send(colleague, "adjustBalance", "adjustment { id }", partnerId=longacre.id, **given)
    ids = [
        (await _send(agency, "withdrawRewards", "withdrawal { id }", currencyCode="EUR", amount=amount))["withdrawal"][
            "id"
        ]
        for amount in ("120.00", "80.00")
    ]
    await _send(operator, "approveWithdrawals", "withdrawals { id }", withdrawalIds=ids[1:])
    batch = await _send(operator, "createPayoutBatch", "payoutBatch { id }", withdrawalIds=ids[1:])
    earned = await _ask(agency, "{ rewards { nodes { id account { id } } } }")
    reward = next(one["id"] for one in earned["rewards"]["nodes"] if one["account"])
    return {"requested": ids[0], "batched": ids[1], "batch": batch["payoutBatch"]["id"], "reward": reward}


async def _partner_id(agency: httpx.AsyncClient) -> str:
    return str((await _ask(agency, "{ viewer { partner { id } } }"))["viewer"]["partner"]["id"])


async def _ask(client: httpx.AsyncClient, query: str) -> Any:
    answer = await client.post("/graphql", json={"query": query}, headers={"X-Portal-CSRF": "1"})
    return answer.json()["data"]


async def _send(client: httpx.AsyncClient, verb: str, selection: str, **input: Any) -> Any:
    kind = f"{verb[0].upper()}{verb[1:]}Input"
    query = f"mutation($input: {kind}!) {{ {verb}(input: $input) {{ {selection} userErrors {{ message }} }} }}"
    body = {"query": query, "variables": {"input": input}}
    answer = (await client.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"})).json()
    assert "errors" not in answer, answer
    assert answer["data"][verb]["userErrors"] == []
    return answer["data"][verb]


async def _apply(client: httpx.AsyncClient, company: str, website: str, email: str) -> str:
    form = {"companyName": company, "website": website, "contactName": "Ada Long", "email": email, "country": "GB"}
    answer = await _send(client, "applyToProgram", "application { id }", **form)
    return str(answer["application"]["id"])


def _token(link: str | None) -> str:
    return (link or "").rsplit("/", 1)[1]


def _cookies(client: httpx.AsyncClient, url: str) -> list[Any]:
    return [{"name": name, "value": value, "url": url} for name, value in client.cookies.items()]


@pytest.fixture(params=["light", "dark"])
async def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_accessible_and_fits_a_phone(
    chromium: Browser, installation: Installation, scene: Scene, path: str, scheme: Any
) -> None:
    who, shows = PAGES[path]
    context = await chromium.new_context(
        base_url=installation.url,
        color_scheme=scheme,
        viewport={"width": 1360, "height": 900},
        reduced_motion="reduce",
        # axe is put into the page by the test; the story's tests run under the policy.
        bypass_csp=True,
    )
    await context.add_cookies(scene.cookies[who])
    page = await context.new_page()
    await page.goto(path.format(**scene.parts))
    await page.add_script_tag(path=AXE)
    for width in (1360, 390):
        await page.set_viewport_size({"width": width, "height": 900})
        await expect(page.get_by_text(shows).or_(page.get_by_label(shows)).first).to_be_visible(timeout=15_000)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the screen"
        await page.evaluate(_STANDING)
        assert await page.evaluate(_CUT_OFF) == [], "cut off, so that one can't read or press it"
        assert await _violations(page, overlay="create=" in path or "dialog=" in path) == []
    await context.close()


# Colours that are still changing are nobody's; what moves for ever, such as what stands for what is loaded, goes on.
_STANDING = """
() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => {})))
"""

# The texts of buttons and links that are wider than their place, or lie outside what clips them.
_CUT_OFF = """
() => [...document.querySelectorAll('button, a[href]')].filter((one) => {
  const { left, right, width } = one.getBoundingClientRect();
  if (!width || !one.checkVisibility()) return false;
  const label = one.querySelector('.mantine-Button-label');
  if (label && label.scrollWidth > label.clientWidth + 1) return true;
  for (let around = one.parentElement; around; around = around.parentElement) {
    const { overflowX } = getComputedStyle(around);
    if (overflowX === 'auto' || overflowX === 'scroll') return false;
    const edge = around.getBoundingClientRect();
    if (overflowX !== 'visible' && (left < edge.left - 1 || right > edge.right + 1)) return true;
  }
  return false;
}).map((one) => one.textContent)
"""


async def _violations(page: Page, *, overlay: bool) -> list[str]:
    """What axe finds; under an open dialog only what is serious, since the page behind it is not for reading."""
    found = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [_told(one) for one in found["violations"] if not overlay or one["impact"] in {"serious", "critical"}]


def _told(violation: Any) -> str:
    nodes = "; ".join(f"{node['html'][:120]} ({node['failureSummary'][:200]})" for node in violation["nodes"][:3])
    return f"{violation['id']}: {nodes}"
