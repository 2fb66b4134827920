"""Changing one's e-mail address in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import case, func

from portal.core.actors import LinkHolder
from portal.core.graphql import Payload, verb, verb_after
from portal.core.links import LinkKind, LinkStatus
from portal.core.permissions import Permission
from portal.core.reading.declare import caller, column, read, reads, single
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.email_changes import models, service
from portal.identity.graphql import OkPayload
from portal.identity.service import Confirmed

_STATUS = case(
    (models.EmailChange.used_at.is_not(None), LinkStatus.USED.value),
    (models.EmailChange.replaced_at.is_not(None), LinkStatus.REPLACED.value),
    (models.EmailChange.expires_at <= func.work_now(), LinkStatus.EXPIRED.value),
    else_=LinkStatus.OPEN.value,
)


@reads(models.EmailChange, scope={LinkHolder: models.EmailChange.id == caller.link_id})
class EmailChange:
    """A mailed link by which a person's new address is proved."""

    new_email: str
    status: LinkStatus = column(_STATUS, "Whether the link still works.")
    expires_at: dt.datetime


@strawberry.type
class EmailChangeQueries:
    email_change: EmailChange | None = single("What a link for a new address is worth.", link=LinkKind.EMAIL)


@strawberry.input(description="A new address, and who gives it.")
class ChangeEmailInput:
    email: str = strawberry.field(description="The new address, which a link is mailed to.")
    password: str | None = strawberry.field(
        default=None,
        description="The password of whoever calls, once more. Who has none must have signed in within 15 minutes.",
    )


@strawberry.type(description="Always the same, whether or not somebody has the address.")
class ChangeEmailPayload(OkPayload):
    pass


@strawberry.input(description="A new address to prove.")
class ConfirmEmailInput:
    token: str = strawberry.field(description="The token at the end of the link in the mail.")


@strawberry.type(description="What came of it. Nobody is signed in by it.")
class ConfirmEmailPayload(Payload):
    email_change: EmailChange | None = strawberry.field(default=None, description="The change that was done.")


async def _confirm(runtime: Runtime, request: Request, input: ChangeEmailInput) -> Confirmed:
    return await service.confirm_change(runtime, request, input.email, input.password)


@strawberry.type
class EmailChangeMutations:
    @verb_after(_confirm, Permission.VIEW_PROFILE)
    async def change_email(work: Work, input: ChangeEmailInput, confirmed: Confirmed) -> ChangeEmailPayload:
        """Mails a link to one's new address, which holds once the link was used. The answer is always the same."""
        await service.change_email(work, confirmed, input.email)
        return ChangeEmailPayload(ok=True)

    @verb(link=LinkKind.EMAIL)
    async def confirm_email(work: Work, input: ConfirmEmailInput) -> ConfirmEmailPayload:
        """Changes the address by the mailed link, and ends the person's other sessions."""
        return ConfirmEmailPayload(email_change=read(EmailChange, await service.confirm_email(work, input.token)))
