"""What the clock does to leads: reminders, expiry, and the end of what is noted."""

from portal.mail_catcher import MailSink
from tests.delivery.steps import news, only
from tests.leads.steps import DAYS, later, lead, paying_client, review, status_of
from tests.people import Portal

ALICE = "alice@brightside.example"
REMINDED, EXPIRED = "lead.reminded", "lead.expired"


async def _told(portal: Portal) -> list[str]:
    return [kind for kind, *_ in await portal.events(REMINDED, EXPIRED)]


async def test_the_partner_is_reminded_7_days_before_the_end_and_told_at_the_end(portal: Portal) -> None:
    await lead(await portal.alice())
    await later(portal, DAYS - 7, -60)
    assert await _told(portal) == []
    await later(portal, 0, 60)
    assert await _told(portal) == [REMINDED]
    await later(portal, 6)
    assert await _told(portal) == [REMINDED]
    await later(portal, 1)
    await later(portal, 100)
    assert await _told(portal) == [REMINDED, EXPIRED]


async def test_an_extended_lead_is_reminded_of_again(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    await later(portal, DAYS - 3)
    await alice.do("extendLead", "lead { id }", leadId=made["id"])
    await later(portal, 3)
    assert (await _told(portal), await status_of(alice, made)) == ([REMINDED], "OPEN")
    await later(portal, DAYS - 7)
    assert await _told(portal) == [REMINDED, REMINDED]
    await later(portal, 7)
    assert await _told(portal) == [REMINDED, REMINDED, EXPIRED]


async def test_after_a_long_pause_nobody_is_reminded_of_what_is_over(portal: Portal) -> None:
    await lead(await portal.alice())
    await later(portal, 400)
    assert await _told(portal) == [EXPIRED]


async def test_a_lead_of_a_week_is_not_reminded_of(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("publishCreditPolicy", "creditPolicy { version }", leadDays=7)
    await lead(alice)
    await later(portal, 1)
    assert await _told(portal) == []


async def test_who_registered_it_is_mailed_else_the_owners(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    mia = await portal.member("Mia", "Brightside")
    await lead(mia)
    await portal.advance(days=DAYS - 7)
    assert await news(portal, sink) == [("mia@brightside.example", "Your lead northwind.example ends soon")]
    assert "Extend the lead, once, for as long again." in only(sink, "mia@brightside.example").text
    await alice.do("removeMember", "member { id }", memberId=mia.member_id)
    await portal.advance(days=7)
    await portal.work()
    assert (ALICE, "Your lead northwind.example has ended") in [(m.to[0], m.subject) for m in sink.messages]
    assert "You can register the website again 30 days later" in only(sink, ALICE).text


async def test_a_review_is_mailed(portal: Portal, sink: MailSink) -> None:
    alice, olga = await portal.alice(), await review(portal)
    first, second = await lead(alice), await lead(alice, "southwind.example")
    await olga.do("approveLead", "lead { id }", leadId=first["id"])
    assert await news(portal, sink) == [(ALICE, "Your lead northwind.example is approved")]
    await olga.do("refuseLead", "lead { id }", leadId=second["id"], reason="Say whom you know there.")
    assert await news(portal, sink) == [(ALICE, "Your lead southwind.example was refused")]
    assert "> Say whom you know there." in only(sink, ALICE).text


async def test_a_reminder_that_comes_late_is_not_sent(portal: Portal, sink: MailSink) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    await later(portal, DAYS - 7)
    await alice.do("extendLead", "lead { id }", leadId=made["id"])
    assert await news(portal, sink) == []


async def test_contacts_are_forgotten_a_year_after_the_end(portal: Portal) -> None:
    alice = await portal.alice()
    noted = {"contactName": "Nora", "contactEmail": "nora@northwind.example", "note": "Met at the fair."}
    expired, given_up = await lead(alice, **noted), await lead(alice, "southwind.example", **noted)
    await alice.do("withdrawLead", "lead { id }", leadId=given_up["id"])
    kept = "select website, contact_name, contact_email, note from lead order by website"
    full, empty = ("Nora", "nora@northwind.example", "Met at the fair."), (None, None, None)
    await later(portal, 364)
    assert await portal.rows(kept) == [("northwind.example", *full), ("southwind.example", *full)]
    await later(portal, 2)
    assert await portal.rows(kept) == [("northwind.example", *full), ("southwind.example", *empty)]
    await later(portal, DAYS)
    assert await portal.rows(kept) == [("northwind.example", *empty), ("southwind.example", *empty)]
    assert await status_of(alice, expired) == "EXPIRED"


async def test_what_is_noted_of_a_lead_that_runs_is_kept(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("publishCreditPolicy", "creditPolicy { version }", leadDays=730)
    await lead(alice, contactName="Nora")
    await paying_client(portal, "other.example")
    await later(portal, 500)
    assert await portal.rows("select contact_name from lead") == [("Nora",)]
