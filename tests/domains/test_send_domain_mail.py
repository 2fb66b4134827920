"""sendDomainMail, and verifyDomain by the link that it mails."""

from typing import Any

import pytest

from portal.core.links import LinkKind
from portal.domains.models import Mailbox
from portal.mail_catcher import MailSink
from tests.domains.name_server import NameServer
from tests.join_requests.steps import DOMAIN, add_domain, verify_domain
from tests.people import Portal

STATUS = "query($t: String!) { domainVerification(token: $t) { domain partnerName status } }"


async def status_of(portal: Portal, token: str) -> Any:
    return (await portal.nobody().read(STATUS, t=token))["domainVerification"]


async def test_whoever_reads_the_domain_s_mail_verifies_it(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    await alice.do("sendDomainMail", "domain { status }", domainId=added["id"], mailbox="POSTMASTER")
    await portal.work()
    mail = await sink.wait_for(to=f"postmaster@{DOMAIN}", subject_contains=f"Confirm the domain {DOMAIN}")
    assert "Brightside says in Partner Program that the domain brightside.example belongs to it" in mail.text
    token = (mail.link or "").rpartition("/domain/")[2]
    assert await status_of(portal, token) == {"domain": DOMAIN, "partnerName": "Brightside", "status": "OPEN"}
    made = await portal.nobody().do("verifyDomain", "domain { domain status }", token=token)
    assert made["domain"] == {"domain": DOMAIN, "status": "VERIFIED"}
    assert (await status_of(portal, token))["status"] == "USED"
    await portal.work()
    told = await sink.wait_for(to=f"alice@{DOMAIN}", subject_contains="is verified")
    assert "is now verified for Brightside" in told.text


@pytest.mark.parametrize("mailbox", Mailbox)
async def test_each_mailbox_of_the_list_is_one_of_the_domain(portal: Portal, sink: MailSink, mailbox: Mailbox) -> None:
    alice = await portal.alice()
    added = await add_domain(alice, "faß.example")
    await alice.do("sendDomainMail", "__typename", domainId=added["id"], mailbox=mailbox.value)
    await portal.work()
    assert await portal.rows("select to_email from outgoing_email") == [(f"{mailbox.lower()}@xn--fa-hia.example",)]


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    await alice.do("sendDomainMail", "__typename", domainId=added["id"], mailbox="ADMIN")
    await portal.nobody().do("verifyDomain", "__typename", token=portal.link(LinkKind.DOMAIN, added["id"]))
    assert await portal.events("domain.mail_sent", "domain.verified") == [
        ("domain.mail_sent", "MEMBER", None, {"mailbox": "ADMIN", "version": 1}),
        ("domain.verified", "APPLICANT", None, {"domain": DOMAIN, "way": "MAIL"}),
    ]
    query = "select distinct partner_id is null from event where type like 'domain%%'"
    assert await portal.rows(query) == [(False,)]


async def test_a_link_lives_seven_days_to_the_second_and_a_newer_one_kills_it(portal: Portal) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    for _ in range(2):
        await alice.do("sendDomainMail", "__typename", domainId=added["id"], mailbox="ADMIN")
    first, second = (portal.link(LinkKind.DOMAIN, added["id"], version) for version in (1, 2))
    assert (await status_of(portal, first))["status"] == "REPLACED"
    assert await portal.nobody().refused("verifyDomain", token=first) == [("REPLACED", None)]
    await portal.rows("update partner_domain set mail_expires_at = mail_expires_at - interval '7 days' returning id")
    assert (await status_of(portal, second))["status"] == "EXPIRED"
    assert await portal.nobody().refused("verifyDomain", token=second) == [("EXPIRED", None)]


async def test_a_forged_link_and_one_of_a_removed_domain_open_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    added = await add_domain(alice)
    await alice.do("sendDomainMail", "__typename", domainId=added["id"], mailbox="ADMIN")
    token = portal.link(LinkKind.DOMAIN, added["id"])
    other_kind = portal.link(LinkKind.VERIFY, added["id"])
    never_sent = portal.link(LinkKind.DOMAIN, added["id"], 0)
    await alice.do("removeDomain", "ok", domainId=added["id"])
    for one in (token, other_kind, "rubbish", ""):
        assert await portal.nobody().refused("verifyDomain", token=one) == [("NOT_FOUND", None)]
        assert await status_of(portal, one) is None
    again = await add_domain(alice)
    assert await portal.nobody().refused("verifyDomain", token=never_sent) == [("NOT_FOUND", None)]
    unsent = portal.link(LinkKind.DOMAIN, again["id"], 0)
    assert await portal.nobody().refused("verifyDomain", token=unsent) == [("EXPIRED", None)]


async def test_a_domain_that_is_verified_needs_no_mail(portal: Portal, names: NameServer) -> None:
    alice = await portal.alice()
    domain_id = await verify_domain(alice, names)
    refused = await alice.refused("sendDomainMail", domainId=domain_id, mailbox="ADMIN")
    assert refused == [("WRONG_STATUS", None)]


async def test_what_another_partner_has_verified_is_taken_also_by_mail(portal: Portal, names: NameServer) -> None:
    await verify_domain(await portal.alice(), names)
    bob = await portal.bob()
    added = await add_domain(bob)
    await bob.do("sendDomainMail", "__typename", domainId=added["id"], mailbox="ADMIN")
    token = portal.link(LinkKind.DOMAIN, added["id"])
    assert await portal.nobody().refused("verifyDomain", token=token) == [("TAKEN", "input.domainId")]


async def test_a_mailbox_gets_three_mails_a_day_of_each_partner(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    of_alice, of_bob = await add_domain(alice), await add_domain(bob)
    for _ in range(3):
        await alice.do("sendDomainMail", "__typename", domainId=of_alice["id"], mailbox="ADMIN")
    refused = await alice.refused("sendDomainMail", domainId=of_alice["id"], mailbox="ADMIN")
    assert refused == [("LIMIT_REACHED", "input.mailbox")]
    await alice.do("sendDomainMail", "__typename", domainId=of_alice["id"], mailbox="WEBMASTER")
    # Nor does a rival keep him from it, or learn of him.
    await bob.do("sendDomainMail", "__typename", domainId=of_bob["id"], mailbox="ADMIN")


async def test_strangers_have_nothing_mailed(portal: Portal) -> None:
    added = await add_domain(await portal.alice())
    bob = await portal.bob()
    refused = await bob.refused("sendDomainMail", domainId=added["id"], mailbox="ADMIN")
    assert refused == [("NOT_FOUND", "input.domainId")]
    codes = await portal.nobody().forbidden("sendDomainMail", domainId=added["id"], mailbox="ADMIN")
    assert codes == ["UNAUTHENTICATED"]


async def test_the_holder_of_a_link_reads_his_domain_alone(portal: Portal) -> None:
    alice = await portal.alice()
    added, other = await add_domain(alice), await add_domain(alice, "other.example")
    await alice.do("sendDomainMail", "__typename", domainId=added["id"], mailbox="ADMIN")
    token = portal.link(LinkKind.DOMAIN, added["id"])
    query = "query($t: String!, $id: ID!) { domainVerification(token: $t) { domain } node(id: $id) { id } }"
    for one in (added, other):
        shown = await portal.nobody().read(query, t=token, id=one["id"])
        assert shown == {"domainVerification": {"domain": DOMAIN}, "node": None}
