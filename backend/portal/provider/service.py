"""The verbs of the provider: answering what a program asks for, and taking it back."""

from __future__ import annotations

import datetime as dt
import hashlib

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError
from sqlalchemy import select

from portal.core.ids import parse_id
from portal.core.permissions import Permission
from portal.core.problems import Conflict, InvalidInput, NotFound, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.provider.authorizing import Asked, Step, give_code, next_step, read_request, refuse
from portal.provider.log_outs import take_back
from portal.provider.models import OAuthGrant

_TO_READ = dt.timedelta(minutes=10)


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


def digest_of(work: Work, asked: Asked) -> str:
    """What a page has shown: who lets which program do what, from which desk."""
    entrance = asked.entrance.subject_id if asked.entrance else None
    shown = (work.actor.user_id, work.actor.partner_id, asked.client.id, asked.redirect_uri, asked.scopes, entrance)
    return hashlib.sha256(repr(shown).encode()).hexdigest()


async def approve_authorization(work: Work, query: str, seen: str | None = None) -> str:
    """Lets the program have what it asks for, and returns the address at which it waits for the code. `seen` is the
    digest of what the page showed: another tab may have gone to another partner since.

    Raises what `require` raises, InvalidInput for a request that can't be answered, Conflict where something else was
    shown, and Problem NOT_ALLOWED for whoever has to sign in once more.
    """
    asked = await asked_by_program(work, query)
    if seen is not None and seen != digest_of(work, asked):
        raise Conflict(_("This is not what you were shown any more. Load the page again, and look once more."))
    # Whoever signed in because the program asked for it had the page to read meanwhile.
    if await next_step(work, asked, just_now=_TO_READ) is Step.SIGN_IN:
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
    await take_back(work, grant)
    return grant
