"""Mails of the team: to whom it invites, and to whom it parts from."""

from __future__ import annotations

import uuid

from portal.core.events import Event
from portal.core.links import Link, LinkKind
from portal.core.texts import moment
from portal.core.work import Work
from portal.delivery.letters import Mail, Value
from portal.identity.models import User
from portal.partners.models import Partner
from portal.program.service import current_program
from portal.team.models import Invitation, InvitationStatus


async def invitation_link(work: Work, event: Event) -> list[Mail]:
    """To the invited colleague: the link by which he joins. Not where it was taken back or sent anew meanwhile."""
    invitation = await work.session.get_one(Invitation, event.subject_id)
    version = int(event.data["version"])
    if invitation.status != InvitationStatus.OPEN or version != invitation.version:
        return []
    inviter = await work.session.get_one(User, invitation.invited_by)
    program = await current_program(work)
    values: dict[str, Value] = {
        "invited_by": inviter.name,
        "company_name": invitation.partner_name,
        "email": invitation.email,
        "until": moment(invitation.expires_at, program.time_zone),
    }
    return [Mail("invitation", invitation.email, Link(LinkKind.JOIN, invitation.id, version), values)]


async def removal(work: Work, event: Event) -> list[Mail]:
    """To whoever was removed. Whoever left knows it."""
    person = await work.session.get(User, uuid.UUID(event.data["user_id"]))
    if person is None or event.actor_id == person.id:  # erased since, or gone by himself
        return []
    partner = await work.session.get_one(Partner, event.partner_id)
    values: dict[str, Value] = {"name": person.name, "company_name": partner.name}
    return [Mail("member_removed", person.email, "/login", values)]
