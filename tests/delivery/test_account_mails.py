"""What clients are mailed on the way from the offer of an account to its last access."""

from __future__ import annotations

import pytest

from portal.core.links import LinkKind
from portal.mail_catcher import MailSink
from tests.accounts.steps import create
from tests.delivery.steps import news, only, open_link, token_of
from tests.handover.steps import CLARA, accept, choose_plan, newest_link, offer, register, vendor
from tests.people import Portal

ALICE = "alice@brightside.example"
NUMBER = "0123456789abcdef01234567"


async def test_an_offer_says_who_offers_what_until_when_and_its_link_opens(portal: Portal, sink: MailSink) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("updateProgram", "__typename", timeZone="Europe/Vilnius")
    made = await create(alice, "Northwind")
    note = "Hello Clara,\nyour store is ready."
    await alice.do("transferOwnership", "__typename", accountId=made["id"], toEmail=CLARA, note=note)
    assert await news(portal, sink) == [(CLARA, "Brightside hands Northwind over to you")]
    mail = only(sink, CLARA)
    opened = await open_link(portal, mail, "TRANSFER")
    assert opened["status"] == "OPEN"
    assert (opened["account"]["name"], opened["partner"]["name"]) == ("Northwind", "Brightside")
    assert "> Hello Clara,\n> your store is ready." in mail.text
    assert "Hello Clara,<br>your store is ready." in mail.html
    assert "(Europe/Vilnius)" in mail.text
    assert "You get this mail from Partner Program," in mail.text
    assert "because Brightside entered your address." in mail.text


async def test_an_offer_that_is_sent_again_says_so_and_to_another_address_too(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await portal.work()
    old = only(sink, CLARA)
    await alice.do("resendTransfer", "__typename", accountId=account["id"])
    assert await news(portal, sink) == [(CLARA, "A fresh link: Brightside hands Northwind over to you")]
    assert "The link in the earlier mail no longer works." in only(sink, CLARA).text
    assert (await open_link(portal, old, "TRANSFER"))["status"] == "REPLACED"
    other = "clara@home.example"
    await alice.do("resendTransfer", "__typename", accountId=account["id"], toEmail=other)
    assert await news(portal, sink) == [(other, "Brightside hands Northwind over to you")]
    assert "It was offered at another address before." in only(sink, other).text
    assert CLARA not in only(sink, other).text
    assert (await open_link(portal, only(sink, other), "TRANSFER"))["status"] == "OPEN"


async def test_an_offer_whose_link_died_before_it_was_sent_is_not_sent(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await alice.do("resendTransfer", "__typename", accountId=account["id"])
    assert await news(portal, sink) == [(CLARA, "A fresh link: Brightside hands Northwind over to you")]
    # Written, and kept back by a mail server that is away.
    await sink.stop()
    await alice.do("resendTransfer", "__typename", accountId=account["id"])
    await portal.work()
    await alice.do("cancelTransfer", "__typename", accountId=account["id"])
    await sink.start()
    await portal.advance(minutes=10)
    assert await news(portal, sink) == [(CLARA, "Brightside took back the offer of Northwind")]
    query = "select status, error from outgoing_email where status <> 'SENT'"
    assert await portal.rows(query) == [("FAILED", "Not sent: its link no longer works.")]
    assert await portal.rows("select 1 from client_link where bounced_at is not null") == []


async def test_a_handler_that_runs_twice_mails_once(portal: Portal, sink: MailSink) -> None:
    await accept(portal, await offer(await portal.alice()))
    first = await news(portal, sink)
    assert [to for to, _subject in first] == [ALICE, CLARA]
    await portal.superuser.execute("update procrastinate_jobs set status = 'todo'")
    assert await news(portal, sink) == []


async def test_a_client_is_reminded_of_an_offer_after_7_and_25_days(portal: Portal, sink: MailSink) -> None:
    await offer(await portal.alice())
    await portal.work()
    for days, subject in (
        (6, None),
        (1, "23 days left to take over Northwind"),
        (17, None),
        (1, "5 days left to take over Northwind"),
    ):
        await portal.advance(days=days)
        assert await news(portal, sink) == ([(CLARA, subject)] if subject else [])
        if subject:
            assert (await open_link(portal, only(sink, CLARA), "TRANSFER"))["status"] == "OPEN"
    await portal.advance(days=5)
    assert await news(portal, sink) == [(ALICE, "Northwind: nobody answered the transfer")]


async def test_after_a_long_pause_a_client_is_reminded_once_and_never_of_what_is_over(
    portal: Portal, sink: MailSink
) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await portal.work()
    await portal.advance(days=29, hours=12)
    assert await news(portal, sink) == [(CLARA, "One day left to take over Northwind")]
    await alice.do("resendTransfer", "__typename", accountId=account["id"])
    await portal.work()
    await portal.advance(days=40)
    assert await news(portal, sink) == [(ALICE, "Northwind: nobody answered the transfer")]


async def test_an_offer_that_is_taken_back_says_why(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await portal.work()
    await alice.do("cancelTransfer", "__typename", accountId=account["id"], reason="Wrong shop.\nSorry!")
    assert await news(portal, sink) == [(CLARA, "Brightside took back the offer of Northwind")]
    mail = only(sink, CLARA)
    assert token_of(mail, "client") == "client"
    assert "> Wrong shop.\n> Sorry!" in mail.text


async def test_an_offer_that_the_vendor_ends_keeps_the_vendors_reason_from_the_client(
    portal: Portal, sink: MailSink
) -> None:
    alice, _bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    account = await offer(alice)
    await portal.work()
    bob_s = (await portal.rows("select id from partner where name = 'Northlight'"))[0][0]
    await olga.do(
        "moveAccount", "__typename", accountId=account["id"], toPartnerId=f"part_{bob_s.hex}", reason="Never paid us."
    )
    assert await news(portal, sink) == [
        (ALICE, "Northwind: your access has ended"),
        ("bob@northlight.example", "Northwind is in your accounts now"),
        (CLARA, "The offer of Northwind was taken back"),
    ]
    assert "Never paid" not in only(sink, CLARA).text
    assert "> Never paid us." in only(sink, ALICE).text
    assert "> Never paid us." in only(sink, "bob@northlight.example").text


async def test_a_new_owner_reads_what_is_next_and_opens_his_register(portal: Portal, sink: MailSink) -> None:
    account = await offer(await portal.alice())
    await accept(portal, account)
    await portal.work()
    mail = only(sink, CLARA)
    assert mail.subject == "Northwind is yours now"
    assert "Hello Clara," in mail.text
    assert "Choose a plan in your account: http://vendor.example\n" in mail.text
    assert 'href="http://vendor.example"' in mail.html
    assert (await open_link(portal, mail, "CLIENT"))["account"]["name"] == "Northwind"


async def test_an_owner_without_a_plan_is_reminded_after_3_14_and_30_days(portal: Portal, sink: MailSink) -> None:
    await accept(portal, await offer(await portal.alice()))
    await portal.work()
    for days, reminded in ((2, False), (1, True), (10, False), (1, True), (15, False), (1, True), (60, False)):
        await portal.advance(days=days)
        assert await news(portal, sink) == ([(CLARA, "Choose a plan for Northwind")] if reminded else [])
        if reminded:
            assert (await open_link(portal, only(sink, CLARA), "CLIENT"))["status"] == "OPEN"


async def test_a_nudge_is_the_agencys_and_with_a_plan_nobody_is_reminded(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    number = (await accept(portal, account))["accountId"]
    await portal.work()
    await alice.do("nudgeClient", "__typename", accountId=account["id"])
    assert await news(portal, sink) == [(CLARA, "Choose a plan for Northwind")]
    assert "Brightside asks you to choose a plan" in only(sink, CLARA).text
    await portal.advance(days=8)
    await portal.work()
    await alice.do("nudgeClient", "__typename", accountId=account["id"])
    await choose_plan(app, number)
    assert await news(portal, sink) == [("alice@brightside.example", "Northwind has a plan: you can enter")]


async def test_an_owner_is_asked_for_access_again_and_so_is_his_successor(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    asked = await alice.do("requestAccess", "accessRequest { id }", accountId=NUMBER, message="Let us in.\nPlease!")
    assert await news(portal, sink) == [(CLARA, "Brightside asks for access to Fabrikam")]
    mail = only(sink, CLARA)
    assert "> Let us in.\n> Please!" in mail.text
    assert (await open_link(portal, mail, "ACCESS"))["partner"]["name"] == "Brightside"
    await portal.advance(days=7)
    await alice.do("resendAccessRequest", "__typename", accessRequestId=asked["accessRequest"]["id"])
    assert await news(portal, sink) == [(CLARA, "Brightside still waits for your answer about Fabrikam")]
    await register(app, NUMBER, "dora@store.example")
    assert await news(portal, sink) == [("dora@store.example", "Brightside asks for access to Fabrikam")]
    mail = only(sink, "dora@store.example")
    assert "You own Fabrikam now." in mail.text
    assert (await open_link(portal, mail, "ACCESS"))["status"] == "OPEN"


async def test_a_request_that_waited_goes_to_who_owns_the_account_by_then(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await alice.do("requestAccess", "__typename", accountId=NUMBER, message="Let us in.")
    await register(app, NUMBER, "dora@store.example")
    assert await news(portal, sink) == [("dora@store.example", "Brightside asks for access to Fabrikam")]


async def test_an_owner_who_lets_somebody_in_and_is_left_hears_of_both(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await alice.do("requestAccess", "__typename", accountId=NUMBER, message="Let us in.")
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("approveAccess", "__typename", token=token)
    assert await news(portal, sink) == [
        (ALICE, "You may enter Fabrikam now"),
        (CLARA, "Brightside may enter Fabrikam now"),
    ]
    assert (await open_link(portal, only(sink, CLARA), "CLIENT"))["status"] == "OPEN"
    await alice.do("withdrawAccess", "__typename", accountId=NUMBER, reason="They never pay.")
    assert await news(portal, sink) == [(CLARA, "Brightside left Fabrikam")]
    mail = only(sink, CLARA)
    assert token_of(mail, "client") == "client"
    assert "never pay" not in mail.text


async def test_who_asks_for_his_link_gets_it_and_a_new_owner_gets_it_unasked(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    number = (await accept(portal, account))["accountId"]
    await portal.work()
    await portal.nobody().do("requestClientLink", "__typename", email=CLARA)
    assert await news(portal, sink) == [(CLARA, "Your link: who may enter Northwind")]
    mail = only(sink, CLARA)
    assert "Here is the link that you asked for." in mail.text
    assert (await open_link(portal, mail, "CLIENT"))["account"]["name"] == "Northwind"
    await register(app, number, "dora@store.example", name="Northwind")
    assert await news(portal, sink) == [("dora@store.example", "Your link: who may enter Northwind")]
    assert "You are the owner of Northwind now." in only(sink, "dora@store.example").text


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script> & Sons", "https://evil.example/win", "Win at evil.example", "a@evil.example", "\u202e"],
)
async def test_no_name_breaks_a_mail_or_brings_a_link_into_it(portal: Portal, sink: MailSink, name: str) -> None:
    account = await offer(await portal.alice())
    await accept(portal, account)
    await portal.superuser.execute("update client_account set name = %s, owner_name = %s", [name, name])
    await portal.superuser.execute("update account_access set name = %s", [name])
    await portal.superuser.execute("update partner set name = %s", [name])
    await portal.work()
    for mail in sink.messages:
        token_of(mail, "client/" if CLARA in mail.to else "accounts/")
        assert "evil" not in mail.subject + mail.text + mail.html
        assert "<script>" not in mail.html
        assert "\u202e" not in mail.subject + mail.text + mail.html
    assert len(sink.messages) == 2


async def test_a_hostile_note_is_quoted_and_breaks_no_header(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    made = await create(alice, "Northwind")
    note = "Hi\nhttp://portal.example/transfer/forged\n<b>Bcc</b>: x@y.example"
    await alice.do("transferOwnership", "__typename", accountId=made["id"], toEmail=CLARA, note=note)
    evil = "Northwind\r\nBcc: everybody@stranger.example\r\n\r\nBuy!"
    await portal.superuser.execute("update client_account set name = %s", [evil])
    assert [to for to, _subject in await news(portal, sink)] == [CLARA]
    mail = only(sink, CLARA)
    assert (await open_link(portal, mail, "TRANSFER"))["status"] == "OPEN"
    assert "> http://portal.example/transfer/forged\n> <b>Bcc</b>: x@y.example" in mail.text
    assert "&lt;b&gt;Bcc&lt;/b&gt;" in mail.html
    assert mail.header("Bcc") is None
