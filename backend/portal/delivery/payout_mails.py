"""The mails of payouts: to whoever withdrew, or to the owners where he is gone; of a payout method, to all owners."""

from __future__ import annotations

from portal.core.events import Event
from portal.core.money import CurrencyCode, major_units
from portal.core.texts import _, moment
from portal.core.work import Work
from portal.delivery.letters import Letters, Mail, Value, people_of_partner
from portal.identity.models import User
from portal.partners.models import Partner
from portal.payouts.models import PayoutMethod, Withdrawal
from portal.program.service import current_program


def withdrawal_news(template: str) -> Letters:
    """What became of a withdrawal."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        withdrawal = await work.session.get_one(Withdrawal, event.subject_id)
        method = await work.session.get_one(PayoutMethod, withdrawal.payout_method_id)
        people = await people_of_partner(work, withdrawal.partner_id, started_by=withdrawal.requested_by)
        values: dict[str, Value] = {
            "amount": major_units(withdrawal.amount_minor, CurrencyCode(withdrawal.currency_code)),
            "currency": withdrawal.currency_code,
            "masked": method.masked,
            "reference": event.data.get("reference"),
            "reason": event.reason,
        }
        return [Mail(template, person.email, "/rewards", {**values, "name": person.name}) for person in people]

    return letters


async def method_changed(work: Work, event: Event) -> list[Mail]:
    """To all owners, whoever changed it, so that one that they didn't set is found before its first use."""
    method = await work.session.get_one(PayoutMethod, event.subject_id)
    partner = await work.session.get_one(Partner, method.partner_id)
    changer = await work.session.get(User, method.created_by) if method.created_by else None
    program = await current_program(work)
    values: dict[str, Value] = {
        "agency": partner.name,
        "changed_by": changer.name if changer else _("Somebody of your team"),
        "masked": method.masked,
        "until": moment(method.usable_from, program.time_zone),
    }
    people = await people_of_partner(work, method.partner_id)
    return [Mail("payout_method_changed", one.email, "/rewards", {**values, "name": one.name}) for one in people]
