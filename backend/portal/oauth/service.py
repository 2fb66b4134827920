"""The verbs of OAuth2 clients and access tokens."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, update

from portal.core.addresses import read_address
from portal.core.inputs import text
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, NotFound
from portal.core.texts import _
from portal.core.work import Work
from portal.identity.authentication import new_checked_token, new_token, token_hash
from portal.oauth.events import ClientCreated, ClientRevoked, TokenCreated, TokenRevoked
from portal.oauth.models import AccessToken, OAuthClient
from portal.oauth.redirects import redirect_uris
from portal.oauth.scopes import known_scopes, require_given, scopes_for_client, scopes_for_token, scopes_of_client

CLIENT_PREFIX = "pp_client_"
SECRET_PREFIX = "pp_cs_"  # noqa: S105  # a prefix, no secret
PERSONAL_TOKEN_PREFIX = "pp_pat_"  # noqa: S105  # a prefix, no secret
MOST_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class NewClient:
    """A program that is to be let in: what it may ask for, where people are sent back to, and whether it can keep a
    secret; `logout_uri` is where the program's own clients are told that a log-in ended.
    """

    name: str
    scopes: Sequence[str] = ()
    redirect_uris: Sequence[str] = ()
    is_public: bool = False
    logout_uri: str | None = None


async def create_client(work: Work, new: NewClient) -> tuple[OAuthClient, str]:
    """Makes an OAuth client: a partner's where a member acts, else the program's. The secret is returned once and kept
    as a hash; of a public client it is empty.

    Raises InvalidInput for an unknown scope, for an address that won't do, and for a client that could do nothing.
    """
    redirects = redirect_uris(new.redirect_uris)
    if new.is_public and not redirects:
        raise InvalidInput(_("A public client acts for people: it needs a redirect address."), field="redirectUris")
    secret = "" if new.is_public else new_token(SECRET_PREFIX)
    client = OAuthClient(
        partner_id=work.actor.partner_id,
        name=text(new.name, "name"),
        client_id=new_token(CLIENT_PREFIX)[:32],
        secret_hash=token_hash(secret) if secret else None,
        is_public=new.is_public,
        redirect_uris=redirects,
        logout_uri=_logout_uri(work, new.logout_uri),
        scopes=scopes_of_client(new.scopes, logs_in=bool(redirects)),
        created_by=work.actor.user_id,
        created_at=await _real_now(work),
    )
    work.session.add(client)
    await work.session.flush()
    work.record(ClientCreated(subject_id=client.id, partner_id=client.partner_id, scopes=client.scopes))
    return client, secret


def _logout_uri(work: Work, given: str | None) -> str | None:
    if given is None or not given.strip():
        return None
    # The portal calls there by itself, and lets nobody but the program itself into the vendor's own network.
    if work.actor.partner_id is not None:
        raise InvalidInput(_("Only the program's own clients are told of the end of log-ins."), field="logoutUri")
    return read_address(given.strip(), work.runtime.settings.private_hosts, field="logoutUri").url


async def create_oauth_client(work: Work, new: NewClient) -> tuple[OAuthClient, str]:
    """The same for whoever asks for it by the API: nobody gives more than he has. Raises Problem NOT_ALLOWED, too."""
    work.require(Permission.EDIT_OAUTH_CLIENTS)
    require_given(scopes_of_client(new.scopes, logs_in=bool(new.redirect_uris)), scopes_for_client(work.actor))
    return await create_client(work, new)


async def revoke_oauth_client(work: Work, client_id: str) -> OAuthClient:
    """Ends a client and its tokens at once. Raises NotFound, or Conflict when it was revoked already."""
    work.require(Permission.EDIT_OAUTH_CLIENTS)
    client = await work.get(OAuthClient, client_id, field="oauthClientId")
    # An operator looks after the program's clients; a partner's are the partner's.
    if client.partner_id != work.actor.partner_id:
        raise NotFound(field="oauthClientId")
    client.revoke(await _real_now(work))
    await work.session.flush()
    await _revoke(work, AccessToken.client_id == client.id)
    work.record(ClientRevoked(subject_id=client.id, partner_id=client.partner_id))
    return client


async def create_access_token(work: Work, name: str, scopes: list[str], days: int) -> tuple[AccessToken, str]:
    """Makes a token that acts for whoever asks, as far as he may himself whenever it is used; it is returned once.

    Raises InvalidInput for an unknown scope and for other than 1 to 365 days; Problem NOT_ALLOWED for a scope of which
    he has nothing.
    """
    work.require(Permission.EDIT_ACCESS_TOKENS)
    require_given(known_scopes(scopes), scopes_for_token(work.actor))
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(_("A token works for 1 to {most} days.", most=MOST_DAYS), field="expiresInDays")
    token, now = new_checked_token(PERSONAL_TOKEN_PREFIX), await _real_now(work)
    row = AccessToken(
        user_id=work.actor.user_id,
        partner_id=work.actor.partner_id,
        name=text(name, "name"),
        last_characters=token[-4:],
        token_hash=token_hash(token),
        scopes=known_scopes(scopes),
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    work.session.add(row)
    await work.session.flush()
    assert row.user_id is not None, "people alone have the right"
    work.record(TokenCreated(subject_id=row.id, partner_id=row.partner_id, user_id=row.user_id, scopes=row.scopes))
    return row, token


async def revoke_access_token(work: Work, access_token_id: str) -> AccessToken:
    """Ends a token at once: one's own, or as an owner that of a colleague.

    Raises NotFound for every other, Conflict when it was revoked already.
    """
    work.require(Permission.VIEW_ACCESS_TOKENS)
    token = await work.get(AccessToken, access_token_id, field="accessTokenId")
    is_mine = token.user_id == work.actor.user_id and token.partner_id == work.actor.partner_id
    is_colleagues = token.partner_id is not None and Permission.EDIT_ROLES in work.actor.permissions
    if token.user_id is None or token.client_id is not None or not (is_mine or is_colleagues):
        raise NotFound(field="accessTokenId")
    token.revoke(await _real_now(work))
    work.record(TokenRevoked(subject_id=token.id, partner_id=token.partner_id, user_id=token.user_id))
    return token


async def revoke_tokens_of_member(work: Work, partner_id: uuid.UUID, user_id: uuid.UUID) -> int:
    """Ends what a person's tokens may do at a partner. Returns how many there were."""
    return await _revoke(work, AccessToken.partner_id == partner_id, AccessToken.user_id == user_id)


async def revoke_all_of_partner(work: Work, partner_id: uuid.UUID) -> None:
    """Ends all clients and tokens of a partner who left the program; a repeat changes nothing."""
    clients = update(OAuthClient).where(OAuthClient.partner_id == partner_id, OAuthClient.revoked_at.is_(None))
    ended = (await work.session.execute(clients.values(revoked_at=func.now()).returning(OAuthClient.id))).scalars()
    for client_id in ended.all():
        work.record(ClientRevoked(subject_id=client_id, partner_id=partner_id))
    await _revoke(work, AccessToken.partner_id == partner_id)


async def _revoke(work: Work, *which: ColumnElement[bool]) -> int:
    """Ends tokens, after what is being done by them; and says so of each that a person made."""
    held = select(AccessToken.id).where(*which, AccessToken.revoked_at.is_(None)).order_by(AccessToken.id)
    ids = (await work.session.execute(held.with_for_update())).scalars().all()
    ending = update(AccessToken).where(AccessToken.id.in_(ids)).values(revoked_at=func.now())
    told = ending.returning(AccessToken.id, AccessToken.client_id, AccessToken.user_id, AccessToken.partner_id)
    ended = (await work.session.execute(told.execution_options(synchronize_session=False))).all()
    for one in ended:
        if one.client_id is None:
            work.record(TokenRevoked(subject_id=one.id, partner_id=one.partner_id, user_id=one.user_id))
    return len(ended)


async def _real_now(work: Work) -> dt.datetime:
    # A jump of the test clock ends nobody's token.
    return (await work.session.execute(select(func.now()))).scalar_one()
