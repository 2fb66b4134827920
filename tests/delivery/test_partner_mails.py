"""What partners are mailed about their transfers, requests and accounts, and who of them."""

from __future__ import annotations

from typing import Any

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from portal.mail_catcher import MailSink
from tests.accounts.steps import create
from tests.delivery.steps import news, only, token_of
from tests.handover.steps import CLARA, accept, newest_link, offer, register, vendor
from tests.people import Person, Portal

ALICE = "alice@brightside.example"
MARIA = "maria@brightside.example"
NUMBER = "0123456789abcdef01234567"


async def let_in(portal: Portal, partner: Person, app: Person) -> str:
    """A client's account that the partner has joined as a collaborator; its id."""
    await register(app, NUMBER)
    await partner.do("requestAccess", "__typename", accountId=NUMBER, message="Let us in.")
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    answered = await portal.nobody().do("approveAccess", "account { id }", token=token)
    return str(answered["account"]["id"])


async def remove(portal: Portal, person: Person) -> None:
    query = "update team_member set status = 'REMOVED', removed_at = now() where user_id = %s"
    await portal.superuser.execute(query, [(person.user_id or "").removeprefix("user_")])


async def test_who_offered_an_account_hears_of_the_answer(portal: Portal, sink: MailSink) -> None:
    await portal.alice()
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    account = await offer(maria)
    await accept(portal, account)
    assert await news(portal, sink) == [
        (CLARA, "Northwind is yours now"),
        (MARIA, "Northwind: your client accepted the transfer"),
    ]
    mail = only(sink, MARIA)
    assert token_of(mail, "accounts/") == account["id"]
    assert f"Good news: {CLARA} accepted the transfer" in mail.text
    assert "as soon as your client has chosen a plan" in mail.text


async def test_an_accepted_account_with_a_plan_keeps_its_partner(portal: Portal, sink: MailSink) -> None:
    account = await offer(await portal.alice())
    await portal.superuser.execute("update client_account set has_plan = true")
    await accept(portal, account)
    await portal.work()
    assert "so you stay in it as a collaborator" in only(sink, ALICE).text
    assert "Brightside stays beside you as a collaborator." in only(sink, CLARA).text
    assert "vendor.example" not in only(sink, CLARA).text


async def test_owners_hear_of_it_where_the_one_who_started_it_has_gone(portal: Portal, sink: MailSink) -> None:
    await portal.alice()
    gone = await portal.member("Gerd", "Brightside")
    await portal.member("Fay", "Brightside", MemberRole.FINANCE)
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    await portal.bob()
    account = await offer(maria)
    await portal.work()
    for person in (gone, maria):
        await remove(portal, person)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await portal.nobody().do("declineTransfer", "__typename", token=token, reason="Not mine.\nSorry.")
    assert await news(portal, sink) == [(ALICE, "Northwind: your client declined the transfer")]
    mail = only(sink, ALICE)
    assert token_of(mail, "accounts/") == account["id"]
    assert "> Not mine.\n> Sorry." in mail.text


async def test_a_transfer_that_ran_out_is_told_unless_it_was_sent_again(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await portal.work()
    await portal.advance(days=30)
    assert await news(portal, sink) == [(ALICE, "Northwind: nobody answered the transfer")]
    assert token_of(only(sink, ALICE), "accounts/") == account["id"]
    assert CLARA in only(sink, ALICE).text
    await portal.superuser.execute("update procrastinate_jobs set status = 'todo' where task_name = 'handle_event'")
    await portal.superuser.execute("delete from outgoing_email")
    await alice.do("resendTransfer", "__typename", accountId=account["id"])
    assert await news(portal, sink) == [(CLARA, "A fresh link: Brightside hands Northwind over to you")]


async def test_a_transfer_whose_addressee_came_to_own_another_account_is_told(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await portal.work()
    await register(app, NUMBER)
    assert await news(portal, sink) == [(ALICE, "Northwind: the transfer needs another address")]
    assert token_of(only(sink, ALICE), "accounts/") == account["id"]


@pytest.mark.parametrize("block", [False, True])
async def test_a_request_that_is_declined_says_why_and_names_no_store(
    portal: Portal, sink: MailSink, block: bool
) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await alice.do("requestAccess", "__typename", accountId=NUMBER, message="Let us in.")
    await portal.work()
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("declineAccess", "__typename", token=token, reason="Who are you?", block=block)
    assert await news(portal, sink) == [(ALICE, f"{NUMBER}: your access request was declined")]
    mail = only(sink, ALICE)
    assert token_of(mail, "requests") == "requests"
    assert "> Who are you?" in mail.text
    assert ("They take no more requests of yours" in mail.text) is block
    assert "Fabrikam" not in mail.text
    assert CLARA not in mail.text


async def test_a_request_that_nobody_answers_lapses_with_a_mail(portal: Portal, sink: MailSink) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await alice.do("requestAccess", "__typename", accountId=NUMBER, message="Let us in.")
    await portal.work()
    await portal.advance(days=89, hours=23)
    assert await news(portal, sink) == []
    await portal.advance(hours=1)
    assert await news(portal, sink) == [(ALICE, f"{NUMBER}: nobody answered your access request")]
    assert token_of(only(sink, ALICE), "requests") == "requests"


async def test_a_partner_reads_through_whom_his_access_ended(portal: Portal, sink: MailSink) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    account_id = await let_in(portal, alice, app)
    await portal.work()
    register_token = await newest_link(portal, LinkKind.CLIENT, NUMBER)
    ways: list[tuple[Person, dict[str, Any], str]] = [
        (portal.nobody(), {"token": register_token}, "Your client ended your access to Fabrikam."),
        (olga, {"accountId": NUMBER}, "The team of Partner Program ended your access to Fabrikam."),
    ]
    for who, named, words in ways:
        await who.do("revokeAccess", "__typename", **named, partnerId=alice.partner_id, reason="Thank you.")
        assert await news(portal, sink) == [(ALICE, "Fabrikam: your access has ended")]
        mail = only(sink, ALICE)
        assert token_of(mail, "accounts/") == account_id
        assert words in mail.text
        assert "> Thank you." in mail.text
        await alice.do("requestAccess", "__typename", accountId=NUMBER, message="Let us in again.")
        token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
        await portal.nobody().do("approveAccess", "__typename", token=token)
        await portal.work()
    await app.do("closeAccounts", "__typename", accountIds=[NUMBER], reason="Bankrupt.")
    assert await news(portal, sink) == [(ALICE, "Fabrikam: your access has ended")]
    assert "Fabrikam was closed at the vendor" in only(sink, ALICE).text


async def test_who_created_an_account_hears_whether_the_vendor_made_it(portal: Portal, sink: MailSink) -> None:
    await portal.alice()
    app = await vendor(portal)
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    account = await create(maria, "Northwind")
    await portal.superuser.execute("update client_account set provisioning = 'PENDING'")
    await app.do("failAccount", "__typename", accountId=account["id"], reason="No such country.")
    assert await news(portal, sink) == [(MARIA, "Northwind could not be made")]
    assert "> No such country." in only(sink, MARIA).text
    await app.do("confirmAccount", "__typename", accountId=account["id"], newAccountId=NUMBER)
    assert await news(portal, sink) == [(MARIA, "Northwind is ready")]
    assert token_of(only(sink, MARIA), "accounts/") == account["id"]
    assert NUMBER in only(sink, MARIA).text
    await app.do("confirmAccount", "__typename", accountId=account["id"])
    assert await news(portal, sink) == []


async def test_a_partner_that_is_suspended_and_taken_back_is_told(portal: Portal, sink: MailSink) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    await remove(portal, await portal.member("Gerd", "Brightside"))
    await olga.do("suspendPartner", "__typename", partnerId=alice.partner_id, reason="Unpaid bills.")
    assert await news(portal, sink) == [(ALICE, "Brightside is suspended in Partner Program")]
    assert token_of(only(sink, ALICE), "") == ""
    assert "> Unpaid bills." in only(sink, ALICE).text
    await olga.do("reinstatePartner", "__typename", partnerId=alice.partner_id)
    assert await news(portal, sink) == [(ALICE, "Brightside is back in Partner Program")]


async def test_a_partner_that_is_closed_gets_one_mail_whatever_ends_with_it(portal: Portal, sink: MailSink) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    await let_in(portal, alice, app)
    await portal.work()
    await olga.do("closePartner", "__typename", partnerId=alice.partner_id, reason="Merged.")
    assert await news(portal, sink) == [(ALICE, "Brightside has left Partner Program")]
    assert "> Merged." in only(sink, ALICE).text
