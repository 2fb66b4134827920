"""What a partner says of itself, in GraphQL."""

from __future__ import annotations

import strawberry
from sqlalchemy import null

from portal.core.actors import Client, LinkHolder
from portal.core.graphql import verb
from portal.core.permissions import MemberRole, Permission
from portal.core.reading.declare import column, extends, per_caller, read
from portal.core.work import Work
from portal.partners import settings
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerRow
from portal.partners.mutations import PartnerPayload


@extends(Partner)
class PartnerJoining:
    """How colleagues come in."""

    join_role: MemberRole | None = column(
        per_caller({Client: null(), LinkHolder: null()}, PartnerRow.join_role),
        "As what colleagues with an address at a verified domain join at once; null where they wait for approval.",
    )


@strawberry.input(description="What to change; what is left out stays.")
class UpdatePartnerInput:
    name: str | None = strawberry.field(default=strawberry.UNSET, description="The agency's name.")
    website: str | None = strawberry.field(default=strawberry.UNSET, description="The agency's website.")
    join_role: MemberRole | None = strawberry.field(
        default=strawberry.UNSET,
        description="As what colleagues with an address at a verified domain join at once; null has them wait for"
        " approval. Only who may change roles sets it.",
    )


@strawberry.type(description="The partner as it is now.")
class UpdatePartnerPayload(PartnerPayload):
    pass


@strawberry.type
class PartnerSettingsMutations:
    @verb(Permission.EDIT_OWN_PARTNER)
    async def update_partner(work: Work, input: UpdatePartnerInput) -> UpdatePartnerPayload:
        """Changes one's own partner."""
        sent = {name: value for name, value in vars(input).items() if value is not strawberry.UNSET}
        return UpdatePartnerPayload(partner=read(Partner, await settings.update_partner(work, sent)))
