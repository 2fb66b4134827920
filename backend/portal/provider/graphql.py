"""What programs ask for, and what they were let do, in GraphQL."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import strawberry
from sqlalchemy import and_

from portal.core.actors import Member, Operator
from portal.core.graphql import Connection, Node, Payload, verb
from portal.core.permissions import Permission
from portal.core.reading.declare import caller, connection, id_of, reads
from portal.core.work import Work
from portal.provider import models, service

_GRANT = models.OAuthGrant
_MINE = and_(_GRANT.user_id == caller.user_id, _GRANT.revoked_at.is_(None))


@reads(
    _GRANT,
    scope={
        Member: and_(_MINE, _GRANT.partner_id == caller.partner_id),
        Operator: and_(_MINE, _GRANT.partner_id.is_(None)),
    },
    node=Permission.VIEW_GRANTS,
)
class OAuthGrant(Node):
    """What one let a program do for oneself."""

    id: strawberry.ID = id_of(_GRANT)
    client_name: str
    scopes: list[str]
    created_at: dt.datetime
    last_used_at: dt.datetime | None


@strawberry.type
class ProviderQueries:
    oauth_grants: Connection[OAuthGrant] = connection(
        "The programs that one let act for oneself, the latest first.",
        order=[_GRANT.created_at, _GRANT.id],
        requires=Permission.VIEW_GRANTS,
    )


@strawberry.input(description="A request that came to /oauth/authorize.")
class ReadAuthorizationInput:
    query: str = strawberry.field(description="The part of its address behind the question mark, as it came.")


@strawberry.type(description="What a program asks for.")
class ReadAuthorizationPayload(Payload):
    client_name: str | None = strawberry.field(default=None, description="What the program is called.")
    by_program: bool | None = strawberry.field(
        default=None, description="Whether it is one of the vendor's; else a partner made it."
    )
    scopes: list[str] | None = strawberry.field(
        default=None, description="What it asks for, as far as one may give it."
    )
    returns_to: str | None = strawberry.field(default=None, description="The host to which it wants one sent back.")
    seen: str | None = strawberry.field(
        default=None, description="Stands for all of this, and for who is asked; goes back with the approval."
    )


@strawberry.input(description="A request that is approved.")
class ApproveAuthorizationInput:
    query: str = strawberry.field(description="The part of its address behind the question mark, as it came.")
    seen: str | None = strawberry.field(
        default=None, description="From `readAuthorization`: refused where something else would be approved by now."
    )


@strawberry.type(description="Where the program waits for its answer.")
class ApproveAuthorizationPayload(Payload):
    redirect_to: str | None = strawberry.field(default=None, description="Where the browser is to go on.")


@strawberry.input(description="A request that is declined.")
class DeclineAuthorizationInput:
    query: str = strawberry.field(description="The part of its address behind the question mark, as it came.")


@strawberry.type(description="Where the program waits for its answer.")
class DeclineAuthorizationPayload(Payload):
    redirect_to: str | None = strawberry.field(default=None, description="Where the browser is to go on.")


@strawberry.input(description="What to take back.")
class RevokeGrantInput:
    grant_id: strawberry.ID = strawberry.field(description="The id of one's own.")


@strawberry.type(description="Whether it is done.")
class RevokeGrantPayload(Payload):
    ok: bool = strawberry.field(default=False, description="True when nothing of it holds any more.")


@strawberry.type
class ProviderMutations:
    @verb(Permission.EDIT_GRANTS)
    async def read_authorization(work: Work, input: ReadAuthorizationInput) -> ReadAuthorizationPayload:
        """What a program asks for at /oauth/authorize, for the page that asks the person. Changes nothing."""
        asked = await service.asked_by_program(work, input.query)
        return ReadAuthorizationPayload(
            client_name=asked.client.name,
            by_program=asked.client.partner_id is None,
            scopes=list(asked.scopes),
            returns_to=urlsplit(asked.redirect_uri).netloc,
            seen=service.digest_of(work, asked),
        )

    @verb(Permission.EDIT_GRANTS)
    async def approve_authorization(work: Work, input: ApproveAuthorizationInput) -> ApproveAuthorizationPayload:
        """Lets a program do what it asks for, or log one in."""
        return ApproveAuthorizationPayload(
            redirect_to=await service.approve_authorization(work, input.query, input.seen)
        )

    @verb(Permission.EDIT_GRANTS)
    async def decline_authorization(work: Work, input: DeclineAuthorizationInput) -> DeclineAuthorizationPayload:
        """Refuses what a program asks for."""
        return DeclineAuthorizationPayload(redirect_to=await service.decline_authorization(work, input.query))

    @verb(Permission.VIEW_GRANTS)
    async def revoke_grant(work: Work, input: RevokeGrantInput) -> RevokeGrantPayload:
        """Takes back what a program was let do: its tokens and log-ins end at once."""
        await service.revoke_grant(work, input.grant_id)
        return RevokeGrantPayload(ok=True)
