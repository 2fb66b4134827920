"""A mail to a client that comes back shows, and whoever sent it is told."""

from __future__ import annotations

from typing import Any

from portal.mail_catcher import MailSink
from tests.delivery.steps import news, only, token_of
from tests.handover.steps import CLARA, accept, offer, register, vendor
from tests.people import Person, Portal

ALICE = "alice@brightside.example"
NUMBER = "0123456789abcdef01234567"


async def transfer_of(person: Person, account_id: str) -> dict[str, Any]:
    query = "query ($id: ID) { account(id: $id) { transfer { bouncedAt } timeline { nodes { event } } } }"
    account = (await person.read(query, id=account_id))["account"]
    return {**account["transfer"], "events": [entry["event"] for entry in account["timeline"]["nodes"]]}


async def test_an_offer_that_comes_back_shows_and_is_told_once(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    sink.refusals[CLARA] = "550 5.1.1 No such user"
    assert await news(portal, sink) == [(ALICE, "Northwind: our mail to your client came back")]
    mail = only(sink, ALICE)
    assert token_of(mail, "accounts/") == account["id"]
    assert CLARA in mail.text
    shown = await transfer_of(alice, account["id"])
    assert shown["bouncedAt"] is not None
    assert shown["events"][0] == "account.mail_bounced"
    # The reminder comes back as well.
    await portal.advance(days=8)
    assert await news(portal, sink) == []
    await alice.do("resendTransfer", "__typename", accountId=account["id"], toEmail="clara@home.example")
    assert await news(portal, sink) == [("clara@home.example", "Brightside hands Northwind over to you")]
    assert (await transfer_of(alice, account["id"]))["bouncedAt"] is None


async def test_an_offer_that_came_back_is_taken_back_without_a_mail(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    account = await offer(alice, to_email="bounce@store.example")
    await portal.work()
    await alice.do("cancelTransfer", "__typename", accountId=account["id"])
    assert await news(portal, sink) == []


async def test_an_offer_that_is_refused_for_now_does_not_show(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    sink.refusals[CLARA] = "451 4.7.1 Greylisted"
    assert await news(portal, sink) == []
    assert (await transfer_of(alice, account["id"]))["bouncedAt"] is None


async def test_a_request_that_comes_back_is_told_without_the_owners_address(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    sink.refusals[CLARA] = "550 5.1.1 No such user"
    await alice.do("requestAccess", "__typename", accountId=NUMBER, message="Let us in.")
    assert await news(portal, sink) == [(ALICE, f"{NUMBER}: our mail to your client came back")]
    mail = only(sink, ALICE)
    assert token_of(mail, "requests") == "requests"
    for part in (mail.text, mail.html):
        assert CLARA not in part
        assert "Fabrikam" not in part


async def test_a_register_link_that_comes_back_is_no_partners_business(portal: Portal, sink: MailSink) -> None:
    account = await offer(await portal.alice())
    await portal.work()
    sink.refusals[CLARA] = "550 5.1.1 No such user"
    await accept(portal, account)
    assert await news(portal, sink) == [(ALICE, "Northwind: your client accepted the transfer")]
    assert await portal.rows("select kind from client_link where bounced_at is not null") == [("CLIENT",)]
