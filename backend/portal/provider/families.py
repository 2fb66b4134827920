"""An answer at /oauth/authorize and all the tokens that come of it: how one waits for another, and how they end."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, TokenMixin
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.oauth.models import AccessToken
from portal.provider.clients import RegisteredClient
from portal.provider.models import OAuthAuthorization, OAuthGrant, RefreshToken


@dataclass(frozen=True)
class Family(AuthorizationCodeMixin, TokenMixin):  # type: ignore[misc]  # Authlib has no types
    """An authorization with what it belongs to, as Authlib wants to ask it; `refreshed` is the token that was sent."""

    row: OAuthAuthorization
    grant: OAuthGrant
    refreshed: RefreshToken | None = None

    @property
    def holds(self) -> bool:
        return self.row.ended_at is None and self.grant.revoked_at is None

    @property
    def code_challenge(self) -> str:
        return self.row.code_challenge

    @property
    def code_challenge_method(self) -> str:
        return "S256"

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return " ".join(self.row.scopes)

    def get_nonce(self) -> str | None:
        return self.row.nonce

    def get_auth_time(self) -> int:
        return int(self.row.signed_in_at.timestamp())

    def get_acr(self) -> None:
        """Not told."""

    def get_amr(self) -> None:
        """Not told."""

    def check_client(self, client: RegisteredClient) -> bool:
        return self.grant.client_id == client.row.id


def lock_family(session: Session, authorization_id: uuid.UUID) -> Family:
    """The family, which nobody else redeems meanwhile; whoever takes the grant back waits, or is seen."""
    grant_id = select(OAuthAuthorization.grant_id).where(OAuthAuthorization.id == authorization_id)
    grant = select(OAuthGrant).where(OAuthGrant.id == grant_id.scalar_subquery())
    row = select(OAuthAuthorization).where(OAuthAuthorization.id == authorization_id)
    # The grant before its authorizations, as whoever takes it back does.
    held = session.execute(grant.with_for_update(read=True, key_share=True).execution_options(populate_existing=True))
    locked = session.execute(row.with_for_update().execution_options(populate_existing=True))
    return Family(locked.scalar_one(), held.scalar_one())


def end_family(session: Session, authorization_id: uuid.UUID) -> None:
    """Nothing that came of it is good any more."""
    mine = update(OAuthAuthorization).where(OAuthAuthorization.id == authorization_id)
    ending = mine.where(OAuthAuthorization.ended_at.is_(None)).values(ended_at=func.now())
    session.execute(ending.execution_options(synchronize_session=False))
    session.execute(delete(AccessToken).where(AccessToken.authorization_id == authorization_id))
