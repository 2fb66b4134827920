"""What a mail is before it is written: to whom it goes, and whether its link is still worth sending."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Uuid, literal, or_, select

from portal.clients.models import ClientLink
from portal.core.chosen import is_chosen
from portal.core.events import Event
from portal.core.links import Link
from portal.core.permissions import MemberRole
from portal.core.problems import Problem
from portal.core.work import Work
from portal.identity.models import User
from portal.partners.models import MemberStatus, TeamMember

Value = str | int | None


@dataclass(frozen=True)
class Mail:
    """One mail to one person. `template` is a folder in templates/; the link is a signed one, or a page's path."""

    template: str
    to_email: str
    link: Link | str
    values: Mapping[str, Value]


Letters = Callable[[Work, Event], Awaitable[list[Mail]]]


async def people_of_partner(
    work: Work, partner_id: uuid.UUID, *, account_id: uuid.UUID | None = None, started_by: uuid.UUID | None = None
) -> Sequence[User]:
    """Who reads how a thing goes: the member who started it, if he is still there and may open the account that it is
    about; else all owners of the partner.
    """
    members = (
        select(User)
        .join(TeamMember, TeamMember.user_id == User.id)
        .where(TeamMember.partner_id == partner_id, TeamMember.status == MemberStatus.ACTIVE)
        .order_by(User.id)
    )
    if started_by is not None:
        may_open = or_(~TeamMember.restricted, is_chosen(literal(account_id, Uuid()), TeamMember.id))
        starter = (await work.session.execute(members.where(User.id == started_by, may_open))).scalars().all()
        if starter:
            return starter
    return (await work.session.execute(members.where(TeamMember.role == MemberRole.OWNER))).scalars().all()


def works(link: ClientLink | None, now: dt.datetime) -> bool:
    """Whether a mail with this link is still worth sending."""
    if link is None:
        return False
    try:
        link.check(now)
    except Problem:
        return False
    return True
