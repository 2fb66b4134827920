"""GET /r/{code}: the page behind a referral link."""

import asyncio
import datetime as dt
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from portal.referrals.clicks import ClickSigner
from portal.web import referral_pages
from portal.web.referral_pages import MOST_KEPT, MOST_UNKNOWN
from tests.people import Portal
from tests.referrals.steps import BROWSER, click_id, make_link, open_page, shown, sign_up_address, written
from tests.statements import statements


async def test_it_says_who_recommends_and_leads_to_the_sign_up_with_a_click_id(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    page = await open_page(portal, link["code"])
    assert page.status_code == 200
    assert "<h1>Brightside recommends us</h1>" in page.text
    assert "Partner Program" in page.text
    address = urlsplit(sign_up_address(page))
    assert f"{address.scheme}://{address.netloc}" == "http://vendor.example"
    click = ClickSigner(portal.runtime.settings.secret_key).read(click_id(page))
    assert click is not None
    assert f"ref_{click.link_id.hex}" == link["id"]
    assert abs(click.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


async def test_each_visitor_gets_a_click_id_of_his_own(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    assert len({click_id(await open_page(portal, link["code"])) for _ in range(5)}) == 5


async def test_the_click_s_moment_is_the_program_s(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    await portal.advance(days=100)
    click = ClickSigner(portal.runtime.settings.secret_key).read(click_id(await open_page(portal, link["code"])))
    assert click is not None
    assert click.at - dt.datetime.now(dt.UTC) > dt.timedelta(days=99)
    await portal.advance(days=100)
    await portal.app.state.referral_pages.refresh()
    later = ClickSigner(portal.runtime.settings.secret_key).read(click_id(await open_page(portal, link["code"])))
    assert later is not None
    assert later.at - click.at > dt.timedelta(days=99)


async def test_a_click_on_a_known_link_asks_the_database_nothing(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    await open_page(portal, link["code"])
    with statements(portal) as sent:
        for _ in range(20):
            assert (await open_page(portal, link["code"])).status_code == 200
    assert sent == []


async def test_a_crowd_at_a_link_that_is_not_known_asks_once(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    with statements(portal) as sent:
        pages = await asyncio.gather(*(open_page(portal, link["code"]) for _ in range(50)))
    assert {page.status_code for page in pages} == {200}
    assert len([one for one in sent if "referral_link" in one]) == 1


async def test_it_sets_no_cookie_loads_nothing_and_is_not_kept(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    page = await open_page(portal, link["code"])
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "'self'"
    assert policy["style-src"].startswith("'sha256-")
    assert "<script" not in page.text
    assert re.findall(r'(?:src|href)="([^"]+)"', page.text)[0] == "/favicon.svg"
    assert "://" not in page.text.replace("http://vendor.example", "")


async def test_it_shows_the_program_s_logo_and_allows_that_place_alone(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("updateProgram", "program { name }", logoUrl="https://cdn.vendor.example/a;b/logo.svg?x=1&y=2")
    page = await open_page(portal, (await make_link(alice))["code"])
    assert 'src="https://cdn.vendor.example/a;b/logo.svg?x=1&amp;y=2"' in page.text
    assert "img-src 'self' https://cdn.vendor.example;" in page.headers["content-security-policy"]
    await olga.do("updateProgram", "program { name }", logoUrl="https://cdn.vendor.example;x/logo.svg")
    await portal.app.state.referral_pages.refresh()
    page = await open_page(portal, (await make_link(alice, "Talks"))["code"])
    assert "<img" not in page.text


@pytest.mark.parametrize(
    ("set_to", "expected"),
    [
        ("https://vendor.example/sign-up", "https://vendor.example/sign-up?click={}"),
        ("https://vendor.example/?plan=pro&ref=a%20b#top", "https://vendor.example/?plan=pro&ref=a+b&click={}#top"),
        ("https://vendor.example/join?click=mine&x=", "https://vendor.example/join?x=&click={}"),
        ("https://vendor.example:8443/é?q=\"'<b>", "https://vendor.example:8443/é?q=%22%27%3Cb%3E&click={}"),
    ],
)
async def test_the_program_says_where_sign_ups_go(portal: Portal, set_to: str, expected: str) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    changed = await olga.do("updateProgram", "program { signUpUrl }", signUpUrl=set_to)
    assert changed["program"]["signUpUrl"] == set_to
    page = await open_page(portal, (await make_link(alice))["code"])
    assert sign_up_address(page) == expected.format(click_id(page))
    assert dict(parse_qsl(urlsplit(sign_up_address(page)).query))["click"] == click_id(page)


async def test_what_is_no_address_of_a_sign_up_is_refused(portal: Portal) -> None:
    olga = await portal.olga()
    for wrong in ("javascript:alert(1)", "ftp://x.example", "https://", "https://[::1", "https://x.example:99999", "x"):
        assert await olga.refused("updateProgram", signUpUrl=wrong) == [("INVALID", "input.signUpUrl")]


async def test_an_unknown_link_is_a_calm_page_with_the_plain_sign_up(portal: Portal) -> None:
    page = await open_page(portal, "abcdefgh")
    assert page.status_code == 404
    assert "This link does not work any more" in page.text
    assert sign_up_address(page) == "http://vendor.example"
    assert "set-cookie" not in page.headers


async def test_a_link_that_is_switched_off_is_an_unknown_one_and_back_again(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(referral_pages, "UNKNOWN_SECONDS", 0.0)
    alice = await portal.alice()
    link = await make_link(alice)
    assert (await open_page(portal, link["code"])).status_code == 200
    for active, status in ((False, 404), (True, 200)):
        await alice.do("updateReferralLink", "referralLink { id }", referralLinkId=link["id"], active=active)
        await portal.app.state.referral_pages.refresh()
        assert (await open_page(portal, link["code"])).status_code == status


async def test_a_new_name_shows_with_the_next_refresh(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    link = await make_link(alice)
    await open_page(portal, link["code"])
    await alice.do("updatePartner", "partner { id }", name="Brighter <b>Side</b>")
    await olga.do("updateProgram", "program { name }", name="Mailwave")
    await portal.app.state.referral_pages.refresh()
    page = await open_page(portal, link["code"])
    assert "Brighter &lt;b&gt;Side&lt;/b&gt; recommends us" in page.text
    assert '<span class="program">Mailwave</span>' in page.text


async def test_a_suspended_partner_s_link_leads_on_and_a_closed_one_s_does_not(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    for status, answer in (("SUSPENDED", 200), ("CLOSED", 404)):
        await portal.superuser.execute("update partner set status = %s", [status])
        await portal.app.state.referral_pages.refresh()
        assert (await open_page(portal, link["code"])).status_code == answer


@pytest.mark.parametrize(
    "code", ["", "a", "%00", "abc%00defg", "%ff%fe", "%E2%80%AEabcd", "a/b/c", "..%2f..%2fetc", "'; --", "x" * 9_000]
)
async def test_odd_codes_are_unknown_and_are_not_looked_for(portal: Portal, code: str) -> None:
    await open_page(portal, "abcdefgh")
    with statements(portal) as sent:
        page = await open_page(portal, code)
    assert page.status_code == 404
    assert "Get started" in page.text
    assert sent == []


async def test_a_code_is_read_in_capitals_too(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    assert (await open_page(portal, link["code"].upper())).status_code == 200


@pytest.mark.slow
async def test_ten_thousand_unknown_codes_leave_little_behind(portal: Portal) -> None:
    pages = portal.app.state.referral_pages
    people = [portal.nobody() for _ in range(20)]
    for start in range(0, MOST_UNKNOWN + 200, 200):
        codes = [f"x{start + number:07}" for number in range(200)]
        await asyncio.gather(
            *(open_page(portal, code, people[number % 20]) for number, code in enumerate(codes)),
        )
    assert len(pages._unknown) <= MOST_UNKNOWN
    assert len(pages._links) <= MOST_KEPT


async def test_head_gets_the_headers_and_is_no_visit(portal: Portal) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    answer = await portal.nobody().http.head(f"/r/{link['code']}", headers={"user-agent": BROWSER})
    assert answer.status_code == 200
    await written(portal)
    assert await portal.rows("select from visit") == []
    assert (await shown(alice, link["id"]))["visits"] == 0
    assert (await portal.nobody().http.post(f"/r/{link['code']}")).status_code == 405
