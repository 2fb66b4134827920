"""The team in GraphQL: members, invitations."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import and_, case, exists, func
from sqlalchemy.orm import aliased
from sqlalchemy.types import ARRAY, Text

from portal.accounts.graphql import ClientAccount
from portal.accounts.models import ClientAccount as AccountModel
from portal.core.actors import LinkHolder, Member
from portal.core.chosen import is_chosen
from portal.core.graphql import Connection, Node, described
from portal.core.links import LinkKind, LinkStatus
from portal.core.permissions import MemberRole, Permission
from portal.core.reading.declare import (
    Join,
    caller,
    column,
    connection,
    extends,
    filters,
    id_of,
    many,
    part,
    reads,
    single,
    where,
)
from portal.identity.models import User
from portal.partners import models as partners
from portal.partners.graphql import TeamMember
from portal.partners.models import MemberStatus
from portal.team import models
from portal.team.models import InvitationStatus

described(
    InvitationStatus,
    OPEN="It waits for the colleague.",
    USED="The colleague joined.",
    REVOKED="It was taken back.",
    EXPIRED="Its time is over; it can be sent once more.",
)


@extends(TeamMember)
class TeamMemberAccounts:
    """Which accounts a member opens."""

    accounts: list[ClientAccount] = many(
        is_chosen(AccountModel.id, partners.TeamMember.id),
        "The accounts that a restricted member may open, 500 at most; none for whoever opens all.",
        requires=Permission.VIEW_ACCOUNTS,
        order=[AccountModel.name, AccountModel.id],
        limit=500,
    )


_INVITATION = models.Invitation
_IS_OVER = and_(_INVITATION.status == InvitationStatus.OPEN.value, _INVITATION.expires_at <= func.work_now())
_STATUS = case((_IS_OVER, InvitationStatus.EXPIRED.value), else_=_INVITATION.status)
_INVITER = Join(User, User.id == _INVITATION.invited_by)


@reads(
    _INVITATION,
    joins=[_INVITER],
    scope={Member: _INVITATION.partner_id == caller.partner_id},
    node=Permission.EDIT_TEAM,
)
class Invitation(Node):
    """A colleague is asked in by e-mail."""

    id: strawberry.ID = id_of(_INVITATION)
    email: str
    role: MemberRole
    status: InvitationStatus = column(_STATUS, "Where it stands.", not_null=True)
    created_at: dt.datetime
    sent_at: dt.datetime
    expires_at: dt.datetime
    invited_by: str = column(User.name, "The name of who invited.")
    restricted: bool = column(_INVITATION.account_ids.is_not(None), "Whether the colleague will open chosen accounts.")
    accounts: list[ClientAccount] = many(
        AccountModel.id == func.any(_INVITATION.account_ids),
        "The accounts that the colleague will open, 500 at most; none where he will open all.",
        requires=Permission.VIEW_ACCOUNTS,
        order=[AccountModel.name, AccountModel.id],
        limit=500,
    )


_LINK_STATUS = case(
    (_INVITATION.status == InvitationStatus.USED.value, LinkStatus.USED.value),
    (_INVITATION.status == InvitationStatus.REVOKED.value, LinkStatus.REVOKED.value),
    (_INVITATION.version > caller.link_version, LinkStatus.REPLACED.value),
    (_INVITATION.expires_at <= func.work_now(), LinkStatus.EXPIRED.value),
    else_=LinkStatus.OPEN.value,
)
_Known = aliased(User)


@reads(_INVITATION)
class InvitingPartner:
    """What the holder of an invitation may read of the partner."""

    name: str = column(_INVITATION.partner_name, "The agency's name.")


@reads(_INVITATION, joins=[_INVITER], scope={LinkHolder: _INVITATION.id == caller.link_id})
class InvitationOffer:
    """What an invitation is worth to whoever holds its link."""

    email: str
    role: MemberRole
    status: LinkStatus = column(_LINK_STATUS, "Whether the link still works.")
    expires_at: dt.datetime
    invited_by: str = column(User.name, "The name of who invited.")
    has_log_in: bool = column(
        exists().where(_Known.email == _INVITATION.email),
        "Whether the address has a log-in already, whose password is then asked for.",
    )
    partner: InvitingPartner = part("The partner into whose team it leads.")


@filters
class InvitationFilter:
    """Which invitations to list."""

    status: list[InvitationStatus] | None = where(
        lambda chosen: _STATUS.op("=")(func.any(chosen)), type=ARRAY(Text), description="In one of these states."
    )


@strawberry.type
class TeamQueries:
    team: Connection[TeamMember] = connection(
        "Who belongs to the partner or asks to, in the order in which they joined; without those who were removed.",
        order=[partners.TeamMember.joined_at, partners.TeamMember.id],
        descending=False,
        on=and_(
            partners.TeamMember.partner_id == caller.partner_id, partners.TeamMember.status != MemberStatus.REMOVED
        ),
        requires=Permission.VIEW_TEAM,
    )
    invitations: Connection[Invitation] = connection(
        "Whom the partner has invited, the latest first.",
        filter=InvitationFilter,
        order=[_INVITATION.created_at, _INVITATION.id],
        requires=Permission.EDIT_TEAM,
    )
    invitation: InvitationOffer | None = single("What an invitation is worth.", link=LinkKind.JOIN)
