"""The owner answers and ends access in Mailwave."""

from __future__ import annotations

import re

from tests.people import Person, Portal
from tests.sample_vendor.mailwave import Line, Mailwave

PAGE = "/account/access"


async def _asked(partner: Person, mailwave: Mailwave, message: str = "We write your mails.") -> str:
    """A request for the owner's account; the path of its form."""
    number = await mailwave.number()
    await partner.do("requestAccess", "accessRequest { id }", accountId=number, message=message)
    found = re.search(r'action="(/account/access/requests/[^"]+)"', await mailwave.page(PAGE))
    assert found
    return found[1]


async def test_a_request_is_approved_and_the_access_ended(portal: Portal, mailwave: Mailwave) -> None:
    alice = await portal.alice()
    await mailwave.sign_up()
    form = await _asked(alice, mailwave)
    page = await mailwave.page(PAGE)
    assert "Brightside" in page
    assert "We write your mails." in page
    page = await mailwave.press(form, answer="approve")
    assert "The agency has access now." in page
    assert "Has access" in page
    number = await mailwave.number()
    found = await alice.read("query ($n: String) { account(accountId: $n) { status accessLevel } }", n=number)
    assert found["account"] == {"status": "COLLABORATOR", "accessLevel": "ADMIN"}
    page = await mailwave.press(f"{PAGE}/{alice.partner_id}/revoke", reason="Thank you.")
    assert "The agency has no access any more." in page
    assert "“Thank you.”" in page
    assert number in page
    assert "This access has ended already." in await mailwave.press(f"{PAGE}/{alice.partner_id}/revoke")


async def test_a_request_is_declined_with_a_reason(portal: Portal, mailwave: Mailwave) -> None:
    alice = await portal.alice()
    await mailwave.sign_up()
    form = await _asked(alice, mailwave)
    assert "You declined." in await mailwave.press(form, answer="decline", reason="Not now.")
    assert await portal.rows("select status, reason from access_request") == [("DECLINED", "Not now.")]
    assert "does not wait for an answer" in await mailwave.press(form, answer="approve")


async def test_an_agency_is_blocked_and_allowed_again(portal: Portal, mailwave: Mailwave) -> None:
    alice = await portal.alice()
    await mailwave.sign_up()
    number = await mailwave.number()
    form = await _asked(alice, mailwave)
    page = await mailwave.press(form, answer="block")
    assert "can&#39;t ask again" in page
    assert "Blocked" in page
    await alice.fail("requestAccess", accountId=number, message="Please.")
    page = await mailwave.press(f"{PAGE}/{alice.partner_id}/unblock")
    assert "The agency may ask again." in page
    await _asked(alice, mailwave, "Please.")


async def test_nobody_answers_for_another_s_account(portal: Portal, mailwave: Mailwave) -> None:
    alice = await portal.alice()
    await mailwave.sign_up()
    form = await _asked(alice, mailwave)
    mailwave.browser.cookies.clear()
    await mailwave.sign_up("mallory@other.example", "Other")
    for answer in ("approve", "decline", "block"):
        assert "does not wait for an answer" in await mailwave.press(form, answer=answer)
    assert await portal.rows("select status from access_request") == [("PENDING",)]
    assert (await mailwave.browser.post(form, data={"answer": "maybe"})).status_code == 400


async def test_what_an_agency_wrote_is_text(portal: Portal, mailwave: Mailwave) -> None:
    alice = await portal.alice()
    await mailwave.sign_up()
    await _asked(alice, mailwave, "<img src=x onerror=alert(1)>")
    page = await mailwave.page(PAGE)
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


async def test_the_page_says_that_the_portal_is_away(mailwave: Mailwave, line: Line) -> None:
    await mailwave.sign_up()
    line.cut = True
    answer = await mailwave.browser.get(PAGE)
    assert answer.status_code == 503
    assert "does not answer at the moment" in answer.text
    assert "does not answer" in (await mailwave.browser.post(f"{PAGE}/part_1/revoke", data={})).text
