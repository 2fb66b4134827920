"""What a program may ask about its tokens, and how it gives them back: RFC 7662 and 7009."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from sqlalchemy import delete, func, select, true
from sqlalchemy.orm import Session

from portal.core.ids import public_id
from portal.identity.authentication import is_checked_token, token_hash
from portal.identity.models import User
from portal.oauth.models import AccessToken, OAuthClient
from portal.provider.clients import SECRETS, RegisteredClient
from portal.provider.families import lock_family
from portal.provider.models import OAuthAuthorization, OAuthGrant, RefreshToken
from portal.provider.people import person_of


@dataclass(frozen=True)
class Known:
    """A token that is good: an access token, or a refresh token; `family` is None of a program's own."""

    kind: str
    row: AccessToken | RefreshToken
    client: RegisteredClient
    family: OAuthAuthorization | None
    grant: OAuthGrant | None

    def is_expired(self) -> bool:
        """Never: what has expired isn't found."""
        return False

    def is_revoked(self) -> bool:
        """Never: what was revoked isn't found."""
        return False


def find_token(session: Session, token: str, client: RegisteredClient, *, used_too: bool = False) -> Known | None:
    """The token of this program, if it is good; None for every other. `used_too`: also a refresh token in whose place
    another was given.
    """
    hashed = token_hash(token)
    access = select(AccessToken).where(
        AccessToken.token_hash == hashed,
        AccessToken.client_id == client.row.id,
        AccessToken.expires_at > func.now(),
        AccessToken.revoked_at.is_(None),
    )
    if (row := session.scalars(access).one_or_none()) is not None:
        family = session.get(OAuthAuthorization, row.authorization_id) if row.authorization_id else None
        grant = session.get(OAuthGrant, family.grant_id) if family else None
        return _good(session, Known("access_token", row, client, family, grant))
    refresh = (
        select(RefreshToken, OAuthAuthorization, OAuthGrant)
        .join(OAuthAuthorization, OAuthAuthorization.id == RefreshToken.authorization_id)
        .join(OAuthGrant, OAuthGrant.id == OAuthAuthorization.grant_id)
        .where(
            RefreshToken.token_hash == hashed,
            OAuthGrant.client_id == client.row.id,
            true() if used_too else RefreshToken.used_at.is_(None),
            RefreshToken.expires_at > func.now(),
        )
    )
    found = session.execute(refresh).one_or_none()
    return None if found is None else _good(session, Known("refresh_token", found[0], client, found[1], found[2]))


def _good(session: Session, known: Known) -> Known | None:
    if known.family is None or known.grant is None:
        return known
    holds = known.family.ended_at is None and known.grant.revoked_at is None
    return known if holds and person_of(session, known.grant) is not None else None


class Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib has no types
    """A program gives a token back. What isn't its own is unknown to it, and unknown tokens are no mistake."""

    CLIENT_AUTH_METHODS = (*SECRETS, "none")

    def authenticate_token(self, request: OAuth2Request, client: RegisteredClient) -> Known | None:
        self.check_params(request, client)
        # Whoever gives back what he holds doesn't know of a newer one, or lost it: neither shall work.
        return find_token(self.server.session, request.form["token"], client, used_too=True)

    def revoke_token(self, token: Known, request: OAuth2Request) -> None:
        """An access token goes alone; a refresh token takes all that came of the same answer with it."""
        session: Session = self.server.session
        if token.kind == "refresh_token" and token.family is not None:
            self.server.end(lock_family(session, token.family.id))
        else:
            session.execute(delete(AccessToken).where(AccessToken.id == token.row.id))


class Introspection(IntrospectionEndpoint):  # type: ignore[misc]  # Authlib has no types
    """What a program may know of its own tokens; all others are simply not active."""

    CLIENT_AUTH_METHODS = SECRETS

    def authenticate_token(self, request: OAuth2Request, client: RegisteredClient) -> Known | None:
        self.check_params(request, client)
        return find_token(self.server.session, request.form["token"], client)

    def introspect_token(self, token: Known) -> dict[str, Any]:
        told: dict[str, Any] = {
            "active": True,
            "client_id": token.client.get_client_id(),
            "iss": self.server.issuer,
            "iat": _seconds(token.row.created_at),
            "exp": _seconds(token.row.expires_at),
        }
        if isinstance(token.row, AccessToken):
            told |= {"token_type": "Bearer", "scope": " ".join(token.row.scopes)}
        elif token.family is not None:
            told |= {"scope": " ".join(token.family.scopes)}
        if token.grant is not None:
            told |= {"sub": public_id(User.prefix, token.grant.user_id)}
        return told


def user_info(session: Session, token: str | None) -> dict[str, Any] | None:
    """Who let the program have this token, as far as its scopes say; None for every other token."""
    if token is None or not is_checked_token(token):
        return None
    query = (
        select(AccessToken.scopes, OAuthGrant)
        .join(OAuthAuthorization, OAuthAuthorization.id == AccessToken.authorization_id)
        .join(OAuthGrant, OAuthGrant.id == OAuthAuthorization.grant_id)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .where(
            AccessToken.token_hash == token_hash(token),
            AccessToken.expires_at > func.now(),
            AccessToken.revoked_at.is_(None),
            OAuthClient.revoked_at.is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None or "openid" not in found[0]:
        return None
    person = person_of(session, found[1])
    return None if person is None else person.claims(found[0])


def _seconds(moment: dt.datetime) -> int:
    return int(moment.timestamp())
