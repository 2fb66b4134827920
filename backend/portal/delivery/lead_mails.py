"""The mails of leads: to whoever registered one, or to the owners where he is gone."""

from __future__ import annotations

from portal.core.events import Event
from portal.core.texts import moment
from portal.core.work import Work
from portal.delivery.letters import Letters, Mail, Value, people_of_partner
from portal.leads.models import Lead
from portal.partners.models import TeamMember
from portal.program.service import current_program


def lead_news(template: str) -> Letters:
    """What became of a lead."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        lead = await work.session.get_one(Lead, event.subject_id)
        program = await current_program(work)
        registrant = await work.session.get(TeamMember, lead.registered_by) if lead.registered_by else None
        people = await people_of_partner(
            work, lead.partner_id, started_by=registrant.user_id if registrant is not None else None
        )
        values: dict[str, Value] = {
            "website": lead.website,
            "company_name": lead.company,
            "until": moment(lead.protected_until, program.time_zone),
            "can_extend": lead.extended_at is None,
            "wait_days": program.lead_wait_days,
            "reason": event.reason,
        }
        path = f"/leads/{lead.public_id}"
        return [Mail(template, person.email, path, {**values, "name": person.name}) for person in people]

    return letters


async def reminder(work: Work, event: Event) -> list[Mail]:
    """That a lead ends soon; not where it was extended, or has ended, since."""
    lead = await work.session.get_one(Lead, event.subject_id)
    if not lead.runs(work.now) or event.data["protected_until"] != str(lead.protected_until):
        return []
    return await lead_news("lead_reminder")(work, event)
