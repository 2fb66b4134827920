"""The verbs of the provider: answering what a program asks for, and taking it back."""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError
from sqlalchemy import func, select

from portal.core.ids import parse_id
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, NotFound, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.provider.authorizing import Asked, Step, give_code, next_step, read_request, refuse
from portal.provider.events import GrantRevoked
from portal.provider.families import lock_family
from portal.provider.models import OAuthAuthorization, OAuthGrant
from portal.provider.server import Server, with_server


async def asked_by_program(work: Work, query: str) -> Asked:
    """What a program asks for, for the page that asks the person.

    Raises what `require` raises, and InvalidInput for what can't be answered.
    """
    work.require(Permission.EDIT_GRANTS)
    try:
        return await read_request(work, query)
    except OAuth2Error as error:
        reason = error.description or error.error
        message = _("This request can't be answered: {reason} Go back to the program and try again.", reason=reason)
        raise InvalidInput(message, field="query") from None


async def approve_authorization(work: Work, query: str) -> str:
    """Lets the program have what it asks for, and returns the address at which it waits for the code.

    Raises what `require` raises, InvalidInput for a request that can't be answered, and Problem NOT_ALLOWED for whoever
    has to sign in once more.
    """
    asked = await asked_by_program(work, query)
    if await next_step(work, asked) is Step.SIGN_IN:
        raise Problem(_("Sign in once more: the program asks for it."), code=UserErrorCode.NOT_ALLOWED)
    return (await give_code(work, asked)).location


async def decline_authorization(work: Work, query: str) -> str:
    """Refuses, and returns the address at which the program is told so."""
    asked = await asked_by_program(work, query)
    return (await refuse(work, asked.refused(AccessDeniedError))).location


async def revoke_grant(work: Work, grant_id: str) -> OAuthGrant:
    """Takes back what a program was allowed, with its tokens and log-ins. Raises NotFound for what isn't one's own."""
    work.require(Permission.VIEW_GRANTS)
    mine = select(OAuthGrant).where(
        OAuthGrant.id == parse_id(OAuthGrant.prefix, grant_id),
        OAuthGrant.user_id == work.actor.user_id,
        OAuthGrant.partner_id.is_not_distinct_from(work.actor.partner_id),
    )
    async with work.as_portal():
        # Whoever redeems for it is waited for.
        grant = (await work.session.execute(mine.with_for_update())).scalar_one_or_none()
    if grant is None:
        raise NotFound(field="grantId")
    if grant.revoked_at is None:
        await with_server(work, lambda server: _end_all(server, grant))
        user_id, partner_id = grant.user_id, grant.partner_id
        work.record(
            GrantRevoked(subject_id=grant.id, partner_id=partner_id, client_id=grant.client_id, user_id=user_id)
        )
    return grant


def _end_all(server: Server, grant: OAuthGrant) -> None:
    grant.revoked_at = server.session.execute(select(func.now())).scalar_one()
    server.session.flush()
    running = select(OAuthAuthorization.id).where(
        OAuthAuthorization.grant_id == grant.id, OAuthAuthorization.ended_at.is_(None)
    )
    for authorization_id in server.session.scalars(running.order_by(OAuthAuthorization.id)).all():
        server.end(lock_family(server.session, authorization_id))
