"""What comes to /oauth/authorize: whether it may be answered, what the person has to do before, and the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError, InvalidRequestError, InvalidScopeError, OAuth2Request
from authlib.oidc.core.errors import (
    ConsentRequiredError,
    LoginRequiredError,
    RequestNotSupportedError,
    RequestURINotSupportedError,
)
from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert

from portal.core.ids import new_id
from portal.core.log_ins import Entrance, LogIn
from portal.core.permissions import LOG_IN_SCOPES, Permission
from portal.core.work import Work
from portal.identity.models import Session
from portal.oauth.models import OAuthClient
from portal.oauth.scopes import scopes_for_grant
from portal.provider.events import GrantGiven
from portal.provider.models import OAuthGrant
from portal.provider.people import Granting
from portal.provider.server import Answer, Server, asked_by, with_server

# Whoever signs in because a program asks for it comes back within this.
_JUST_NOW = dt.timedelta(seconds=60)
# Or, where it says of what age a sign-in may be, within this at least: else he would be asked again and again.
_ROUND_TRIP = dt.timedelta(seconds=10)
_LONGEST_NONCE = 500
# OpenID Connect Core, section 3.1.2.6.
_NOT_SUPPORTED = {"request": RequestNotSupportedError, "request_uri": RequestURINotSupportedError}
_ONE_THAT_HOLDS = sql("revoked_at is null")


class Step(Enum):
    """What the person has to do before the program gets its answer."""

    SIGN_IN = "SIGN_IN"
    CONSENT = "CONSENT"


@dataclass(frozen=True)
class Asked:
    """A request at /oauth/authorize that may be answered: which program asks for what.

    `scopes` are those of the asked ones that whoever is signed in may give; `entrance` is what he logs in to.
    """

    request: OAuth2Request
    client: OAuthClient
    scopes: tuple[str, ...]
    redirect_uri: str
    prompts: frozenset[str]
    most_seconds: int | None
    entrance: Entrance | None = None

    @property
    def hint(self) -> str | None:
        """What is to be logged in to, as the program names it."""
        named: str | None = self.request.payload.data.get("login_hint")
        return named

    @property
    def only_logs_in(self) -> bool:
        return set(self.scopes) <= set(LOG_IN_SCOPES)

    def refused(self, error: Callable[..., OAuth2Error], description: str | None = None) -> OAuth2Error:
        """The error, which goes back to the program."""
        return error(description=description, redirect_uri=self.redirect_uri, state=self.request.payload.state)


async def authorize(work: Work, query: str) -> Answer | Step:
    """Where a browser goes on that comes to /oauth/authorize with this query, or what is to be done before."""
    try:
        asked = await read_request(work, query)
        step = await next_step(work, asked)
        if step is not None and "none" in asked.prompts:
            raise asked.refused(LoginRequiredError if step is Step.SIGN_IN else ConsentRequiredError)
    except OAuth2Error as error:
        # A partner's program sends nobody but its own people anywhere: else the portal would be a way to any site.
        if await _is_another_partners(work, query):
            error.redirect_uri = None
        return await refuse(work, error)
    return step or await give_code(work, asked)


async def _is_another_partners(work: Work, query: str) -> bool:
    client_id = dict(parse_qsl(query)).get("client_id", "").replace("\0", "")
    async with work.as_portal():
        named = select(OAuthClient.partner_id).where(OAuthClient.client_id == client_id)
        partner_id = await work.session.scalar(named)
    return partner_id is not None and partner_id != work.actor.partner_id


async def read_request(work: Work, query: str) -> Asked:
    """What is asked of whoever is signed in. Raises OAuth2Error, with `redirect_uri` where that is the program's."""
    request = asked_by("GET", "/oauth/authorize", query, {})
    asked = await with_server(work, lambda server: _validated(server, request))
    if not work.actor.signed_in:
        return asked
    if Permission.EDIT_GRANTS not in work.actor.permissions:
        raise asked.refused(AccessDeniedError, "Whoever is signed in may let no program in at the moment.")
    if asked.client.partner_id not in {None, work.actor.partner_id}:
        raise asked.refused(AccessDeniedError, "This program is for the members of one partner.")
    given = {*LOG_IN_SCOPES, *scopes_for_grant(work.actor)}
    asked = replace(asked, scopes=tuple(scope for scope in asked.scopes if scope in given))
    if not asked.scopes:
        raise asked.refused(AccessDeniedError, "Whoever is signed in may give none of these scopes.")
    return replace(asked, entrance=await _entrance(work, asked))


def _validated(server: Server, request: OAuth2Request) -> Asked:
    # All that Authlib wants to know is whether somebody is there.
    grant = server.get_consent_grant(request, end_user=server.work.actor.signed_in or None)
    sent = request.payload.data
    age = sent.get("max_age", "")
    asked = Asked(
        request=request,
        client=request.client.row,
        scopes=tuple(request.scope.split()),
        redirect_uri=grant.redirect_uri,
        prompts=frozenset(sent.get("prompt", "").split()),
        most_seconds=int(age) if age.isdecimal() and len(age) < 10 else None,
    )
    for name, error in _NOT_SUPPORTED.items():
        if sent.get(name):
            raise asked.refused(error)
    if sent.get("response_mode", "query") != "query":
        raise asked.refused(InvalidRequestError, "The only response_mode is query.")
    nonce = sent.get("nonce", "")
    if len(nonce) > _LONGEST_NONCE or "\0" in nonce:
        raise asked.refused(InvalidRequestError, "The nonce can't be kept.")
    if server.door(asked.scopes) is not None:
        # What is logged in to is the vendor's: a partner's own program has nothing to let in to.
        if asked.client.partner_id is not None:
            raise asked.refused(InvalidScopeError, "Only the program's own clients log people in to something.")
        if "openid" not in asked.scopes:
            raise asked.refused(InvalidScopeError, "Whoever comes is told by the ID token: ask for openid as well.")
        if not asked.hint:
            raise asked.refused(InvalidRequestError, "The scope needs a login_hint that says what to log in to.")
    return asked


async def _entrance(work: Work, asked: Asked) -> Entrance | None:
    """As what he may enter what is named. Raises OAuth2Error access_denied where he may not."""
    user_id = work.actor.user_id
    assert user_id is not None
    log_in = LogIn(user_id=user_id, partner_id=work.actor.partner_id, hint=asked.hint or "")

    def open_door(server: Server) -> Entrance | None:
        door = server.door(asked.scopes)
        if door is None:
            return None
        if (entrance := door.open(server.session, log_in)) is None:
            raise asked.refused(AccessDeniedError, "There is no access to what was named.")
        return entrance

    return await with_server(work, open_door)


async def next_step(work: Work, asked: Asked, just_now: dt.timedelta | None = None) -> Step | None:
    """What is to be done before a code may be given; None where nothing is. Whoever signed in `just_now` need not do so
    again, or else as late as the program allows.
    """
    signed_in_at = await _signed_in_at(work)
    if signed_in_at is None:
        return Step.SIGN_IN
    since = (await work.session.execute(select(func.now()))).scalar_one() - signed_in_at
    most = None
    if asked.most_seconds is not None:
        most = max(dt.timedelta(seconds=asked.most_seconds), _ROUND_TRIP)
    if "login" in asked.prompts:
        most = _JUST_NOW
    if most is not None and since > max(most, just_now or most):
        return Step.SIGN_IN
    # What has no secret may be any program on the person's machine: RFC 8252, section 8.6.
    if "consent" in asked.prompts or asked.client.is_public:
        return Step.CONSENT
    # The vendor's own programs may know who comes to them; what they may do for him, he is asked.
    if asked.client.partner_id is None and asked.only_logs_in:
        return None
    known = await work.session.scalar(_open_grant(work, asked))
    return None if known is not None and set(asked.scopes) <= set(known.scopes) else Step.CONSENT


async def _signed_in_at(work: Work) -> dt.datetime | None:
    """When the person signed in; None for nobody, and for programs."""
    if work.actor.session_id is None:
        return None
    found: dt.datetime | None = await work.session.scalar(
        select(Session.created_at).where(Session.id == work.actor.session_id)
    )
    return found


def _open_grant(work: Work, asked: Asked) -> Any:
    return select(OAuthGrant).where(
        OAuthGrant.user_id == work.actor.user_id,
        OAuthGrant.partner_id.is_not_distinct_from(work.actor.partner_id),
        OAuthGrant.client_id == asked.client.id,
        OAuthGrant.revoked_at.is_(None),
    )


async def give_code(work: Work, asked: Asked) -> Answer:
    """Keeps what is granted, and sends the person back to the program with a code."""
    signed_in_at = await _signed_in_at(work)
    assert signed_in_at is not None
    grant_id = await _keep_grant(work, asked)
    granting = Granting(
        grant_id=grant_id,
        scopes=asked.scopes,
        signed_in_at=signed_in_at,
        hint=asked.hint,
        entrance=asked.entrance,
    )
    return await with_server(work, lambda server: server.answer(asked.request, granting))


async def _keep_grant(work: Work, asked: Asked) -> Any:
    """One grant per person, desk and program: what is allowed now comes to what was allowed before."""
    before = await work.session.scalar(_open_grant(work, asked))
    if before is not None and set(asked.scopes) <= set(before.scopes):
        return before.id
    scopes = sorted({*asked.scopes, *(before.scopes if before else ())})
    new = insert(OAuthGrant).values(
        id=new_id(),
        user_id=work.actor.user_id,
        partner_id=work.actor.partner_id,
        client_id=asked.client.id,
        client_name=asked.client.name,
        scopes=scopes,
        created_at=func.now(),
    )
    kept = new.on_conflict_do_update(
        index_elements=["user_id", "client_id", "partner_id"],
        index_where=_ONE_THAT_HOLDS,
        set_={"scopes": new.excluded.scopes},
    )
    async with work.as_portal():
        grant_id = (await work.session.execute(kept.returning(OAuthGrant.id))).scalar_one()
    user_id, partner_id = work.actor.user_id, work.actor.partner_id
    assert user_id is not None
    work.record(
        GrantGiven(
            subject_id=grant_id, partner_id=partner_id, client_id=asked.client.id, user_id=user_id, scopes=scopes
        )
    )
    return grant_id


async def refuse(work: Work, error: OAuth2Error) -> Answer:
    """What the program is told, or where nobody knows whose the address is, whoever asked."""
    return await with_server(work, lambda server: server.handle_error_response(None, error))
