"""Signing in by the vendor's own log-in in GraphQL. What browsers are sent to and from is in portal/web."""

from __future__ import annotations

import datetime as dt

import strawberry

from portal.core import actors
from portal.core.actors import Member, UnprovenOperator
from portal.core.graphql import Node, Payload, verb, verb_after
from portal.core.permissions import Permission
from portal.core.reading.declare import caller, id_of, listing, read, reads
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity.graphql import OkPayload, Operator
from portal.identity.models import User
from portal.outside_login import models, service
from portal.partners.graphql import TeamMember

_MINE = models.OutsideLogin.user_id == caller.user_id


@reads(
    models.OutsideLogin,
    scope={Member: _MINE, actors.Operator: _MINE, UnprovenOperator: _MINE},
    node=Permission.VIEW_PROFILE,
)
class OutsideLogin(Node):
    """An account at the vendor's own log-in by which one signs in."""

    id: strawberry.ID = id_of(models.OutsideLogin)
    issuer: str
    linked_at: dt.datetime
    last_used_at: dt.datetime


@strawberry.type
class OutsideLoginQueries:
    outside_logins: list[OutsideLogin] = listing(
        "One's own accounts at the vendor's log-in by which one signs in, the latest first.",
        order=[models.OutsideLogin.last_used_at.desc(), models.OutsideLogin.id],
        requires=Permission.VIEW_PROFILE,
    )


@strawberry.input(description="The second factor of whoever came back from the vendor's own log-in.")
class FinishOutsideLoginInput:
    code: str = strawberry.field(description="A code of the authenticator app, or a recovery code.")


@strawberry.type(description="Who signed in, and where he wanted to go.")
class FinishOutsideLoginPayload(Payload):
    member: TeamMember | None = strawberry.field(
        default=None, description="The member, at the partner where he was last."
    )
    operator: Operator | None = strawberry.field(default=None, description="The operator.")
    next_path: str | None = strawberry.field(default=None, description="The path of the portal to go on with.")


@strawberry.input(description="An account at the vendor's own log-in.")
class UnlinkOutsideLoginInput:
    outside_login_id: strawberry.ID = strawberry.field(description="One of one's own.")


@strawberry.type(description="Whether it is done.")
class UnlinkOutsideLoginPayload(OkPayload):
    pass


async def _count(runtime: Runtime, request: Request, _input: FinishOutsideLoginInput) -> None:
    await service.count_code(runtime, request)


@strawberry.type
class OutsideLoginMutations:
    @verb_after(_count, PUBLIC)
    async def finish_outside_login(
        work: Work, input: FinishOutsideLoginInput, _counted: None
    ) -> FinishOutsideLoginPayload:
        """Signs in whoever came back from the vendor's own log-in in this browser and has a second factor."""
        found, next_path = await service.finish_outside_login(work, input.code)
        if isinstance(found, User):
            return FinishOutsideLoginPayload(operator=read(Operator, found), next_path=next_path)
        return FinishOutsideLoginPayload(member=read(TeamMember, found), next_path=next_path)

    @verb(Permission.VIEW_PROFILE)
    async def unlink_outside_login(work: Work, input: UnlinkOutsideLoginInput) -> UnlinkOutsideLoginPayload:
        """Ends signing in by an account at the vendor's own log-in; not where that is the only way."""
        await service.unlink_outside_login(work, input.outside_login_id)
        return UnlinkOutsideLoginPayload(ok=True)
