"""The ways to a token: client credentials, an authorization code with PKCE, a refresh token.

`server` is the Server of the request (server.py): its session, its issuer and its seal are used here.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import RSAKey
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from portal.core.ids import new_id, public_id
from portal.core.log_ins import LogIn
from portal.identity.authentication import new_token, token_hash
from portal.provider.clients import SECRETS, RegisteredClient
from portal.provider.families import Family, lock_family
from portal.provider.keys import ALGORITHM, signing_key
from portal.provider.models import CODE_SECONDS, OAuthAuthorization, OAuthGrant, RefreshToken
from portal.provider.people import Granting, Person, person_of

CODE_PREFIX = "pp_ac_"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class ClientCredentials(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """A program for itself."""

    TOKEN_ENDPOINT_AUTH_METHODS = SECRETS


class Code(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    """An authorization code: good once, for a minute, for its client, address and verifier alone."""

    TOKEN_ENDPOINT_AUTH_METHODS = (*SECRETS, "none")

    def generate_authorization_code(self) -> str:
        return new_token(CODE_PREFIX)

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        asked, granting = request.payload.data, request.user
        assert isinstance(granting, Granting)
        entrance = granting.entrance
        self.server.session.execute(
            insert(OAuthAuthorization).values(
                id=new_id(),
                grant_id=granting.grant_id,
                code_hash=token_hash(code),
                redirect_uri=request.payload.redirect_uri,
                scopes=list(granting.scopes),
                code_challenge=asked["code_challenge"],
                nonce=asked.get("nonce"),
                hint=granting.hint if entrance else None,
                subject_id=entrance.subject_id if entrance else None,
                claims=dict(entrance.claims) if entrance else {},
                signed_in_at=granting.signed_in_at,
                created_at=func.now(),
                expires_at=func.now() + dt.timedelta(seconds=CODE_SECONDS),
            )
        )

    def query_authorization_code(self, code: str, client: RegisteredClient) -> Family | None:
        """Redeems it, whatever else turns out to be wrong. A second time ends all that came of it."""
        session: Session = self.server.session
        known = (
            select(OAuthAuthorization.id)
            .join(OAuthGrant)
            .where(OAuthAuthorization.code_hash == token_hash(code), OAuthGrant.client_id == client.row.id)
        )
        if (authorization_id := session.scalar(known)) is None:
            return None
        family = lock_family(session, authorization_id)
        if family.row.redeemed_at is not None:
            self.server.used_twice(family)
            return None
        session.execute(
            update(OAuthAuthorization).where(OAuthAuthorization.id == authorization_id).values(redeemed_at=func.now())
        )
        return family if family.holds and _real_now(session) < family.row.expires_at else None

    def delete_authorization_code(self, authorization_code: Family) -> None:
        """It stays, so that a second use is noticed."""

    def authenticate_user(self, authorization_code: Family) -> Person | None:
        """Who answered, as long as he may still sign in, and enter what he logged in to."""
        person = person_of(self.server.session, authorization_code.grant)
        return person and self._entering(person, authorization_code.row)

    def _entering(self, person: Person, row: OAuthAuthorization) -> Person | None:
        told = {"sid": public_id(OAuthAuthorization.prefix, row.id)}
        if row.subject_id is None:
            return dataclasses.replace(person, log_in=told)
        door = self.server.door(row.scopes)
        log_in = LogIn(user_id=person.user_id, partner_id=person.partner_id, hint=str(row.hint))
        entrance = door.open(self.server.session, log_in) if door else None
        if door is None or entrance is None or entrance.claims != row.claims:
            return None
        door.note(self.server.work, self.server.session, log_in, entrance)
        return dataclasses.replace(person, log_in={**told, **entrance.claims})


class Refresh(RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    """A refresh token: good once, and followed by the next. A second use ends the family: one of the two stole it."""

    TOKEN_ENDPOINT_AUTH_METHODS = (*SECRETS, "none")
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Family | None:
        session: Session = self.server.session
        known = (
            select(RefreshToken.id, OAuthAuthorization.id)
            .join(OAuthAuthorization, OAuthAuthorization.id == RefreshToken.authorization_id)
            .join(OAuthGrant)
            .where(
                RefreshToken.token_hash == token_hash(refresh_token),
                OAuthGrant.client_id == self.request.client.row.id,
            )
        )
        if (found := session.execute(known).one_or_none()) is None:
            return None
        family = lock_family(session, found[1])
        if not family.holds:
            return None
        # Read behind the lock, by which the redemptions of a family stand in a line.
        token = session.get_one(RefreshToken, found[0], populate_existing=True)
        if token.used_at is not None:
            self.server.used_twice(family)
            return None
        return dataclasses.replace(family, refreshed=token) if _real_now(session) < token.expires_at else None

    def authenticate_user(self, refresh_token: Family) -> Person:
        """Raises InvalidGrantError for who has left."""
        person = person_of(self.server.session, refresh_token.grant)
        if person is None:
            self.server.end(refresh_token)
            raise InvalidGrantError("The person has left.")
        return person

    def revoke_old_credential(self, refresh_token: Family) -> None:
        assert refresh_token.refreshed is not None
        used = update(RefreshToken).where(RefreshToken.id == refresh_token.refreshed.id)
        self.server.session.execute(used.values(used_at=func.now()))


class S256(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE of everybody, by S256 alone: OAuth 2.1, section 4.1.1."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Code, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE by S256 is needed: code_challenge_method=S256.")
        if not _CHALLENGE.fullmatch(asked.get("code_challenge", "")):
            raise InvalidRequestError("PKCE by S256 is needed: a code_challenge of 43 characters.")


class OpenId(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    """Adds the ID token, where `openid` was asked for."""

    def __init__(self, server: Any) -> None:
        super().__init__(require_nonce=False)
        self._server = server
        self._key: RSAKey | None = None

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        """False: a nonce is the program's, which alone knows whether it saw an ID token before."""
        return False

    def resolve_client_private_key(self, client: RegisteredClient) -> Any:
        self._key = self._key or signing_key(self._server.session, self._server.seal)
        return self._key

    def get_client_algorithm(self, client: RegisteredClient) -> str:
        return ALGORITHM

    def get_encode_header(self, client: RegisteredClient) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": self.resolve_client_private_key(client).kid}

    def get_client_claims(self, client: RegisteredClient) -> dict[str, Any]:
        return {"iss": self._server.issuer, "aud": client.get_client_id()}

    def generate_user_info(self, user: Person, scope: str) -> dict[str, Any]:
        return {**user.claims(scope.split()), **user.log_in}


def _real_now(session: Session) -> dt.datetime:
    return session.execute(select(func.now())).scalar_one()
