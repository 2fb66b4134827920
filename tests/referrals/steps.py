"""What the tests of referral links do again and again."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.people import Person, Portal

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
)
LINK = "id name code url active visits signUps botVisits repeatedVisits days { date visits signUps }"


async def make_link(person: Person, name: str = "Newsletter") -> dict[str, Any]:
    """One more link of the person's partner, as LINK shows it."""
    made = await person.do("createReferralLink", f"referralLink {{ {LINK} }}", name=name)
    return dict(made["referralLink"])


async def shown(person: Person, link_id: str) -> dict[str, Any]:
    """The link as LINK shows it."""
    query = f"query($id: ID) {{ referralLink(id: $id) {{ {LINK} }} }}"
    return dict((await person.read(query, id=link_id))["referralLink"])


async def open_page(
    portal: Portal, code: str, visitor: Person | None = None, *, agent: str = BROWSER, **headers: str
) -> httpx.Response:
    """What a browser gets at a link's address."""
    person = visitor or portal.nobody()
    sent = {"user-agent": agent, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await person.http.get(f"/r/{code}", headers=sent)


def sign_up_address(page: httpx.Response) -> str:
    """Where the page's button leads."""
    [address] = re.findall(r'<a class="go" href="([^"]+)"', page.text)
    return html.unescape(address)


def click_id(page: httpx.Response) -> str:
    """What the button carries to the vendor's sign-up."""
    [carried] = parse_qs(urlsplit(sign_up_address(page)).query)["click"]
    return carried


async def written(portal: Portal) -> None:
    """Lets the web process write the visits that wait."""
    await portal.app.state.referral_pages.visits.flush(portal.runtime)


async def visit(portal: Portal, link_id: str) -> str:
    """Somebody opens the link; the click id that he is given, once the visit is written."""
    [(code,)] = await portal.rows("select code from referral_link where id = %s::uuid", link_id.removeprefix("ref_"))
    carried = click_id(await open_page(portal, code))
    await written(portal)
    return carried
