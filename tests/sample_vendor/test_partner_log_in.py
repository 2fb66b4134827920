"""People of agencies come into Mailwave from the portal."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import httpx
import pytest

from sample_vendor.sessions import COOKIE, GUEST_SECONDS
from sample_vendor.store import Store
from tests.accounts.steps import create
from tests.handover.steps import accept, offer
from tests.people import Portal
from tests.sample_vendor.mailwave import Line, Mailwave
from tests.sample_vendor.provider import Provider

_OWNERS_FORMS = [
    "/account/plan",
    "/account/plan/cancel",
    "/account/payments",
    "/account/payments/pay-0123456789abcdef/refund",
    "/account/refusals/read",
    "/account/close",
]
_CLIENTS_FORMS = [
    "/account/access/requests/areq_1",
    "/account/access/part_1/revoke",
    "/account/access/part_1/unblock",
]


def _words(page: httpx.Response) -> str:
    """What one reads on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split()).replace("&#39;", "'")


def _session(browser: httpx.AsyncClient) -> str:
    return browser.cookies[COOKIE]


async def test_a_click_on_the_store_s_name_lands_inside_with_admin_access(
    mailwave: Mailwave, provider: Provider
) -> None:
    await mailwave.sign_up()
    _browser, page = await mailwave.arrive(await mailwave.number())
    assert (page.status_code, page.url.path) == (200, "/account")
    assert "Signed in as Alice of Brightside with Admin access" in _words(page)
    assert "<h1>Fabrikam</h1>" in page.text
    [cookie] = [one for one in page.history[-1].headers.get_list("set-cookie") if one.startswith(COOKIE)]
    assert {"HttpOnly", "SameSite=lax", f"Max-Age={GUEST_SECONDS}"} <= set(cookie.split("; "))
    assert "Signed in as" not in _words(await mailwave.browser.get("/account"))


async def test_the_portal_is_asked_by_the_book(mailwave: Mailwave, provider: Provider) -> None:
    browser = mailwave.new_browser()
    first, second = [provider.read(await mailwave.click(browser, "5f0c3a9e71d24b86c0aa1234")) for _ in range(2)]
    fixed = ("scope", "redirect_uri", "login_hint")
    assert [first[name] for name in fixed] == [
        "openid profile email account",
        "http://mailwave.example/partner-log-in/callback",
        "5f0c3a9e71d24b86c0aa1234",
    ]
    for secret in ("state", "nonce", "code_challenge"):
        assert len(first[secret]) >= 43
        assert first[secret] != second[secret]
    kept = mailwave.count("select count(*) from log_in_attempt where state_hash = ?", first["state"])
    assert kept == 0  # only its hash


async def test_a_development_account_is_entered_as_its_owner(
    portal: Portal, mailwave: Mailwave, provider: Provider
) -> None:
    account = await create(await portal.alice())
    browser, page = await mailwave.arrive(account["accountId"], access_level="OWNER")
    assert "with Owner access" in _words(page)
    assert "Northwind Outfitters" in page.text  # no webhook has told of it
    page = await browser.post("/account/plan", data={"plan": "Pro"})
    assert "Your plan is Pro now." in _words(page)


@pytest.mark.parametrize("path", [*_OWNERS_FORMS, *_CLIENTS_FORMS])
async def test_what_is_the_owner_s_is_refused_with_admin_access(
    mailwave: Mailwave, provider: Provider, path: str
) -> None:
    await mailwave.sign_up()
    await mailwave.press("/account/plan", plan="Pro")
    number, told = await mailwave.number(), mailwave.count("select count(*) from letter")
    browser, _page = await mailwave.arrive(number)
    form = {"plan": "Starter", "payment": "pay-0123456789abcdef", "number": number, "answer": "approve"}
    refused = await browser.post(path, data=form)
    assert refused.status_code == 403
    assert re.search(r"Only the (owner|client) of Fabrikam can see or do this\.", _words(refused))
    assert mailwave.count("select count(*) from letter") == told
    assert "Fabrikam" in await mailwave.page("/account")


async def test_admin_access_sees_plan_and_payments(mailwave: Mailwave, provider: Provider) -> None:
    await mailwave.sign_up()
    await mailwave.press("/account/plan", plan="Pro")
    await mailwave.press("/account/payments", payment=await mailwave.payment_button())
    _browser, page = await mailwave.arrive(await mailwave.number())
    assert "99.00 EUR" in _words(page)
    assert "Current plan" in _words(page)
    assert "Starter" not in _words(page)
    assert re.findall(r'<form [^>]*action="([^"]+)"', page.text) == ["/log-out"]


@pytest.mark.parametrize("level", ["ADMIN", "OWNER"])
async def test_agencies_are_not_told_of_each_other_nor_of_the_client_s_other_accounts(
    portal: Portal, mailwave: Mailwave, provider: Provider, level: str
) -> None:
    await (await portal.olga()).do("updateProgram", "program { oneAccountPerEmail }", oneAccountPerEmail=False)
    await mailwave.sign_up()
    number = await mailwave.number()
    await mailwave.sign_up(name="Second store")
    assert "Go to Fabrikam" in await mailwave.page("/account")
    browser, page = await mailwave.arrive(number, access_level=level)
    for hidden in ("clara@store.example", "Second store", "/account/access"):
        assert hidden not in page.text
    refused = await browser.get("/account/access")
    assert refused.status_code == 403
    assert "Only the client of Fabrikam" in _words(refused)


async def test_both_kinds_log_out(mailwave: Mailwave, provider: Provider) -> None:
    await mailwave.sign_up()
    number = await mailwave.number()
    browser, _page = await mailwave.arrive(number)
    page = await browser.post("/log-out")
    assert "You are logged out of Mailwave." in _words(page)
    assert 'href="http://portal.example"' in page.text
    assert (await browser.get("/account")).url.path == "/log-in"
    assert (await mailwave.browser.post("/log-out")).url.path == "/"
    assert mailwave.count("select count(*) from session") == 0


async def test_a_log_in_lasts_eight_hours(mailwave: Mailwave, provider: Provider) -> None:
    await mailwave.sign_up()
    browser, _page = await mailwave.arrive(await mailwave.number())
    store = mailwave.app.state.store
    for seconds, status in ((GUEST_SECONDS - 10, 200), (10, 403)):
        with store:
            store.change("update session set ends_at = ends_at - ? where kind = 'GUEST'", seconds)
        page = await browser.get("/account")
        assert page.status_code == status
    assert "Your log-in has ended" in _words(page)
    assert "click the store's name in the portal" in _words(page)
    assert (await mailwave.browser.get("/account")).status_code == 200


async def test_a_fresh_log_in_replaces_the_session_of_the_browser(mailwave: Mailwave, provider: Provider) -> None:
    await mailwave.sign_up()
    number = await mailwave.number()
    browser = mailwave.new_browser()
    browser.cookies.set(COOKIE, "planted", domain="mailwave.example")
    ids = ["planted"]
    for _again in range(2):
        await mailwave.arrive(number, browser)
        ids.append(_session(browser))
    await browser.post("/log-in", data={"email": "clara@store.example"})
    ids.append(_session(browser))
    assert len(set(ids)) == 4
    for old in ids[:-1]:
        stranger = mailwave.new_browser()
        stranger.cookies.set(COOKIE, old)
        assert (await stranger.get("/account")).url.path == "/log-in"
    assert mailwave.count("select count(*) from session") == 2


async def test_several_stores_are_opened_side_by_side(mailwave: Mailwave, provider: Provider) -> None:
    await mailwave.sign_up()
    number = await mailwave.number()
    browser = mailwave.new_browser()
    begun = [await mailwave.click(browser, number) for _tab in range(3)]
    for url in (begun[1], begun[2], begun[0]):
        assert (await browser.get(provider.authorize(url))).status_code == 200


async def test_an_account_that_is_not_here_is_said_calmly(mailwave: Mailwave, provider: Provider) -> None:
    _browser, page = await mailwave.arrive("5f0c3a9e71d24b86c0aa1234")
    assert page.status_code == 404
    assert "We don't have this account" in _words(page)


async def test_a_closed_account_is_entered_by_nobody(mailwave: Mailwave, provider: Provider) -> None:
    await mailwave.sign_up()
    number = await mailwave.number()
    browser, _page = await mailwave.arrive(number)
    await mailwave.press("/account/close", number=number)
    assert (await browser.get("/account")).url.path == "/log-in"
    _browser, page = await mailwave.arrive(number)
    assert page.status_code == 404


async def test_the_agency_is_out_once_its_client_has_taken_over(
    portal: Portal, mailwave: Mailwave, provider: Provider
) -> None:
    account = await offer(await portal.alice())
    browser, page = await mailwave.arrive(account["accountId"], access_level="OWNER")
    assert page.status_code == 200
    await accept(portal, account)
    mailwave.know_secret()
    await mailwave.hear("account.transfer_accepted", account["accountId"])
    await mailwave.until(lambda: mailwave.count("select count(*) from account where owner_email is not null"))
    assert (await browser.get("/account")).status_code == 403


async def test_an_agency_whose_access_the_owner_ends_here_is_out_at_once(
    mailwave: Mailwave, provider: Provider, line: Line
) -> None:
    await mailwave.sign_up()
    number = await mailwave.number()
    browser, _page = await mailwave.arrive(number)
    other, _page = await mailwave.arrive(number, partner_id="part_other")
    line.cut = True  # whatever the portal says of it
    await mailwave.browser.post("/account/access/part_brightside/revoke", data={})
    assert (await browser.get("/account")).status_code == 403
    assert (await other.get("/account")).status_code == 200


# --- what the portal refuses, and where it is away ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        ("access_denied", 403, "You have no access to this account"),
        ("login_required", 403, "The portal did not log you in"),
        ("server_error", 503, "The partner portal does not answer"),
        ("temporarily_unavailable", 503, "The partner portal does not answer"),
        ("<b>", 403, "The portal did not log you in"),
    ],
)
async def test_a_refusal_of_the_portal_is_said_in_words(
    mailwave: Mailwave, provider: Provider, error: str, status: int, says: str
) -> None:
    browser = mailwave.new_browser()
    asked = provider.read(await mailwave.click(browser, "5f0c3a9e71d24b86c0aa1234"))
    words = "Your access ended on 3 May.<script>alert(1)</script>" + "x" * 500
    page = await browser.get(provider.back(asked, error=error, error_description=words))
    assert page.status_code == status
    assert says in _words(page)
    assert "The portal says: “Your access ended on 3 May." in _words(page)
    assert "<script>alert" not in page.text
    assert "x" * 300 not in page.text
    assert 'href="http://portal.example"' in page.text
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/.well-known/jwks.json", "/oauth/token"])
async def test_a_portal_that_is_away_is_said_calmly(mailwave: Mailwave, provider: Provider, path: str) -> None:
    await mailwave.sign_up()
    number, browser = await mailwave.number(), mailwave.new_browser()
    provider.away.add(path)
    link = {"iss": provider.issuer, "login_hint": number}
    page = await browser.get("/partner-log-in", params=link, follow_redirects=False)
    if page.status_code == 303:  # it answered so far
        page = await browser.get(provider.authorize(page.headers["location"]))
    assert page.status_code == 503
    assert "The partner portal does not answer" in _words(page)
    provider.away.clear()
    _browser, page = await mailwave.arrive(number, browser)
    assert page.status_code == 200


def test_the_store_of_an_older_mailwave_is_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "mailwave.db"
    Store(str(file)).close()
    with sqlite3.connect(file) as old:
        old.executescript(
            """
            drop table session;
            create table session (token_hash text primary key, account_number text, notice text, created_at text);
            insert into account (number, name, website, created_at) values ('1', 'Fabrikam', '', '');
            insert into session values ('hash', '1', '', '');
            pragma user_version = 0;
            """
        )
    old.close()
    store = Store(str(file))
    with store:
        assert store.all("select * from session") == []
        assert len(store.all("select * from account")) == 1
        session = {"token_hash": "hash", "account_number": "1", "created_at": "", "ends_at": 0, "kind": "CLIENT"}
        store.add("session", **session)
    store.close()
    store = Store(str(file))
    assert len(store.all("select * from session")) == 1
    store.close()
