"""Signing up in Mailwave, and what the portal hears of it."""

from __future__ import annotations

import pytest

from sample_vendor.settings import Settings
from tests.handover.steps import vendor
from tests.people import Portal
from tests.referrals.steps import make_link, visit
from tests.sample_vendor.conftest import running
from tests.sample_vendor.mailwave import Line, Mailwave


async def test_a_sign_up_reaches_the_portal_with_its_click_id(portal: Portal, mailwave: Mailwave) -> None:
    link = await make_link(await portal.alice())
    click = await visit(portal, link["id"])
    form = await mailwave.page(f"/?click={click}")
    assert f'name="click" value="{click}"' in form
    await mailwave.sign_up(click=click)
    number = await mailwave.number()
    app = await vendor(portal)
    found = await app.read("query ($n: String) { account(accountId: $n) { name website ownerEmail plan } }", n=number)
    assert found["account"] == {
        "name": "Fabrikam",
        "website": "fabrikam.example",
        "ownerEmail": "clara@store.example",
        "plan": None,
    }
    told = await portal.rows("select link_id from sign_up_click")
    assert [f"ref_{link_id.hex}" for (link_id,) in told] == [link["id"]]
    assert len(number) == 24


async def test_a_click_id_that_is_none_stops_nobody(portal: Portal, mailwave: Mailwave) -> None:
    await mailwave.sign_up(click="<b>" * 300)
    assert len(await mailwave.number()) == 24
    assert await portal.rows("select from sign_up_click") == []


async def test_an_address_that_owns_an_account_is_refused_in_words(mailwave: Mailwave) -> None:
    await mailwave.sign_up()
    mailwave.browser.cookies.clear()
    refused = await mailwave.sign_up(name="Second store")
    assert refused.status_code == 422
    assert "This e-mail address has a Mailwave account already." in refused.text
    assert 'value="Second store"' in refused.text
    assert mailwave.count("select count(*) from account") == 1
    assert (await mailwave.browser.get("/account")).url.path == "/log-in"


async def test_what_the_portal_finds_wrong_stands_at_its_field(mailwave: Mailwave) -> None:
    refused = await mailwave.sign_up(website="not a website")
    assert refused.status_code == 422
    assert 'id="website-error"' in refused.text
    missing = await mailwave.sign_up(name="", email="nobody")
    assert 'id="name-error"' in missing.text
    assert 'id="email-error"' in missing.text
    assert mailwave.count("select count(*) from letter") == 1


async def test_a_sign_up_while_the_portal_is_away_is_told_when_it_is_back(
    portal: Portal, mailwave: Mailwave, line: Line
) -> None:
    line.cut = True
    await mailwave.sign_up()
    number = await mailwave.number()
    assert await portal.rows("select 1 from client_account") == []
    line.cut = False
    await mailwave.until(lambda: mailwave.count("select count(*) from letter where state = 'DONE'"))
    assert await portal.rows("select account_id from client_account") == [(number,)]


async def test_what_waits_survives_a_restart(portal: Portal, vendor_settings: Settings, line: Line) -> None:
    line.cut = True
    async with running(vendor_settings, line) as before:
        await before.sign_up()
        number = await before.number()
    line.cut = False
    async with running(vendor_settings, line) as after:
        await after.until(lambda: after.count("select count(*) from letter where state = 'DONE'"), seconds=15)
    assert await portal.rows("select account_id from client_account") == [(number,)]


async def test_a_refusal_that_comes_late_is_shown_to_the_owner(mailwave: Mailwave, line: Line) -> None:
    await mailwave.sign_up()
    mailwave.browser.cookies.clear()
    line.cut = True
    await mailwave.sign_up(name="Second store")
    line.cut = False
    await mailwave.until(lambda: mailwave.count("select count(*) from letter where state = 'REFUSED'"))
    assert "The partner portal refused something that we told it" in await mailwave.page("/account")
    assert "refused something" not in await mailwave.press("/account/refusals/read")


async def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_key(
    portal: Portal, mailwave: Mailwave, line: Line
) -> None:
    line.lose_answers_to = "RegisterAccounts"
    await mailwave.sign_up()
    line.lose_answers_to = ""
    await mailwave.until(lambda: mailwave.count("select count(*) from letter where state = 'DONE'"))
    keys = [key for operation, key in line.mutations if operation == "RegisterAccounts"]
    assert len(keys) > 1
    assert len(set(keys)) == 1
    assert keys[0]
    assert await portal.rows("select count(*) from client_account") == [(1,)]


async def test_a_token_that_is_no_longer_good_is_replaced(portal: Portal, mailwave: Mailwave, line: Line) -> None:
    await mailwave.sign_up()
    assert line.tokens_asked == 1
    await portal.superuser.execute("delete from access_token")
    await mailwave.page("/account/access")
    assert line.tokens_asked == 2


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
async def test_a_form_of_another_site_is_refused(mailwave: Mailwave, origin: str | None) -> None:
    await mailwave.sign_up()
    headers = {"Origin": origin} if origin else {}
    del mailwave.browser.headers["Origin"]
    for path in ("/sign-up", "/log-in", "/account/plan", "/account/close"):
        assert (await mailwave.browser.post(path, headers=headers)).status_code == 403
    cookie = next(iter(mailwave.browser.cookies.jar))
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert cookie.has_nonstandard_attr("HttpOnly")


async def test_what_people_typed_is_text(mailwave: Mailwave) -> None:
    evil = "<script>alert(1)</script>"
    refused = await mailwave.sign_up(name=evil, website=f'"{evil}', email="")
    assert refused.status_code == 422
    await mailwave.sign_up(name=evil)
    for page in (refused.text, await mailwave.page("/account"), await mailwave.page("/webhooks")):
        assert "alert(1)" in page
        assert "<script>alert" not in page


async def test_every_answer_carries_the_security_headers(mailwave: Mailwave) -> None:
    for path in ("/", "/log-in", "/webhooks", "/nothing", "/static/mailwave.css", "/healthz"):
        answer = await mailwave.browser.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_pages_of_an_account_are_for_its_owner(mailwave: Mailwave) -> None:
    await mailwave.sign_up()
    await mailwave.press("/log-out")
    for path in ("/account", "/account/access"):
        assert (await mailwave.browser.get(path)).url.path == "/log-in"
    assert (await mailwave.browser.post("/log-in", data={"email": "bob@else.example"})).status_code == 422
    await mailwave.press("/log-in", email=" Clara@Store.example ")
    assert "Fabrikam" in await mailwave.page("/account")
