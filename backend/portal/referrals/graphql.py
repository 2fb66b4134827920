"""Referral links in GraphQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, Uuid, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.core import actors
from portal.core.actors import Member, ProgramClient
from portal.core.graphql import Connection, Node, Payload, verb
from portal.core.ids import parse_id
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    caller,
    column,
    computed,
    connection,
    everything,
    id_of,
    key_of,
    many,
    one,
    read,
    reads,
    single,
    where,
)
from portal.core.work import Work
from portal.partners.graphql import Partner, TeamMember, referral_url
from portal.partners.models import Partner as PartnerRow
from portal.partners.models import TeamMember as TeamMemberRow
from portal.referrals import models, service

_MOST_DAYS = 400


@reads(
    models.ReferralDay,
    scope={
        Member: models.ReferralDay.partner_id == caller.partner_id,
        actors.Operator: everything,
        ProgramClient: everything,
    },
)
class ReferralDay:
    """What was counted of one link on one day."""

    date: str = column(
        func.to_char(models.ReferralDay.day, "YYYY-MM-DD"), "The day in the program's time zone, such as 2026-11-30."
    )
    visits: int
    sign_ups: int
    bot_visits: int
    repeated_visits: int


def _sum(counted: InstrumentedAttribute[int]) -> ColumnElement[Any]:
    of_link = models.ReferralDay.link_id == models.ReferralLink.id
    return select(func.coalesce(func.sum(counted), 0)).where(of_link).scalar_subquery()


@reads(
    models.ReferralLink,
    scope={
        Member: models.ReferralLink.partner_id == caller.partner_id,
        actors.Operator: everything,
        ProgramClient: everything,
    },
    node=Permission.VIEW_REFERRAL_LINKS,
)
class ReferralLink(Node):
    """An address by which a partner brings clients to the vendor's sign-up."""

    id: strawberry.ID = id_of(models.ReferralLink)
    name: str
    code: str
    url: str = computed(referral_url, models.ReferralLink.code, description="The address to pass on.")
    active: bool
    created_at: dt.datetime
    created_by: TeamMember | None = one(
        TeamMemberRow.id == models.ReferralLink.created_by,
        "Who made it; null for the first one, which comes with the partner.",
        requires=Permission.VIEW_TEAM,
    )
    partner: Partner = one(PartnerRow.id == models.ReferralLink.partner_id, "Whose link it is.")
    visits: int = column(_sum(models.ReferralDay.visits), "How often it was opened, bots and repeats left out.")
    sign_ups: int = column(_sum(models.ReferralDay.sign_ups), "How many accounts were signed up by it.")
    bot_visits: int = column(_sum(models.ReferralDay.bot_visits), "How often a program opened it.")
    repeated_visits: int = column(
        _sum(models.ReferralDay.repeated_visits), "How often somebody opened it again within 30 minutes."
    )
    days: list[ReferralDay] = many(
        models.ReferralDay.link_id == models.ReferralLink.id,
        f"The last {_MOST_DAYS} days on which something was counted, the latest first.",
        order=[models.ReferralDay.day.desc()],
        limit=_MOST_DAYS,
    )


@strawberry.type
class ReferralQueries:
    referral_link: ReferralLink | None = single(
        "One referral link, by its id.",
        by={"id": key_of(models.ReferralLink)},
        requires=Permission.VIEW_REFERRAL_LINKS,
    )
    referral_links: Connection[ReferralLink] = connection(
        "The referral links that the caller may see, the oldest first.",
        where={
            "partner_id": where(
                lambda key: models.ReferralLink.partner_id == key,
                of=strawberry.ID,
                prepare=lambda value: parse_id(PartnerRow.prefix, value),
                type=Uuid(),
                description="Of this partner; for operators.",
            )
        },
        order=[models.ReferralLink.created_at, models.ReferralLink.id],
        descending=False,
        requires=Permission.VIEW_REFERRAL_LINKS,
    )


@strawberry.input(description="A new link.")
class CreateReferralLinkInput:
    name: str = strawberry.field(description="What to call it, such as Newsletter; 60 characters at most.")


@strawberry.input(description="What to change; what is left out stays.")
class UpdateReferralLinkInput:
    referral_link_id: strawberry.ID = strawberry.field(description="The link's id.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="What to call it.")
    active: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether it leads anywhere. Clicks from before it was switched off go on to count.",
    )


@strawberry.type
class ReferralLinkPayload(Payload):
    referral_link: ReferralLink | None = strawberry.field(default=None, description="The link as it is now.")


@strawberry.type(description="The new link.")
class CreateReferralLinkPayload(ReferralLinkPayload):
    pass


@strawberry.type(description="The link as it is now.")
class UpdateReferralLinkPayload(ReferralLinkPayload):
    pass


@strawberry.type
class ReferralMutations:
    @verb(Permission.EDIT_REFERRAL_LINKS)
    async def create_referral_link(work: Work, input: CreateReferralLinkInput) -> CreateReferralLinkPayload:
        """Makes one more link of the partner, with an address of its own; 50 at most."""
        made = await service.create_referral_link(work, input.name)
        return CreateReferralLinkPayload(referral_link=read(ReferralLink, made))

    @verb(Permission.EDIT_REFERRAL_LINKS)
    async def update_referral_link(work: Work, input: UpdateReferralLinkInput) -> UpdateReferralLinkPayload:
        """Renames a link, or switches it off or on."""
        sent = {name: value for name, value in vars(input).items() if value is not strawberry.UNSET}
        changed = await service.update_referral_link(work, sent.pop("referral_link_id"), sent)
        return UpdateReferralLinkPayload(referral_link=read(ReferralLink, changed))
