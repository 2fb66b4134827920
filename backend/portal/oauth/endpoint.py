"""The OAuth2 token endpoint: Authlib decides, this is the glue to Starlette and the tables.

Authlib's server is synchronous. It runs inside `AsyncSession.run_sync`, on the connection and in the transaction of the
request, so its look-ups can lock rows and its writes commit with the answer.
"""

from __future__ import annotations

import datetime as dt
import hmac
from typing import Any
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session as SyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.core.actors import System
from portal.core.ids import new_id
from portal.core.permissions import Scope
from portal.core.requests import Request as PortalRequest
from portal.core.runtime import Runtime
from portal.core.work import open_work
from portal.identity.authentication import new_checked_token, token_hash
from portal.oauth.models import ACCESS_TOKEN_SECONDS, AccessToken, OAuthClient
from portal.partners.models import Partner, PartnerStatus

ACCESS_TOKEN_PREFIX = "pp_at_"  # noqa: S105  # a prefix, no secret


class _Client(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """An OAuthClient as Authlib wants to ask it."""

    def __init__(self, row: OAuthClient) -> None:
        self.row = row

    def get_client_id(self) -> str:
        return self.row.client_id

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """All of the client's scopes unless it asks for some; None, which is refused, where it asks for others."""
        wanted = set(scope.split()) if scope else set(self.row.scopes)
        return " ".join(sorted(wanted)) if wanted <= set(self.row.scopes) else None

    def check_client_secret(self, client_secret: str) -> bool:
        return self.row.secret_hash is not None and hmac.compare_digest(self.row.secret_hash, token_hash(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_grant_type(self, grant_type: str) -> bool:
        return bool(grant_type == ClientCredentialsGrant.GRANT_TYPE)


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


class _Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Lives for one request, on that request's session."""

    def __init__(self, session: SyncSession) -> None:
        super().__init__(scopes_supported=list(Scope))
        self._session = session
        self.register_token_generator(
            "default",
            BearerTokenGenerator(
                lambda *_a, **_k: new_checked_token(ACCESS_TOKEN_PREFIX), expires_generator=ACCESS_TOKEN_SECONDS
            ),
        )
        self.register_grant(_Grant)

    def query_client(self, client_id: str) -> _Client | None:
        if "\0" in client_id:
            return None
        # Whoever revokes it waits for the token that is made now, and ends that too.
        query = (
            select(OAuthClient)
            .outerjoin(Partner, Partner.id == OAuthClient.partner_id)
            .where(OAuthClient.client_id == client_id, OAuthClient.revoked_at.is_(None))
            .where(or_(OAuthClient.partner_id.is_(None), Partner.status != PartnerStatus.CLOSED))
            .with_for_update(read=True, key_share=True, of=OAuthClient)
        )
        row = self._session.execute(query).scalar_one_or_none()
        return _Client(row) if row else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        self._session.execute(
            insert(AccessToken).values(
                id=new_id(),
                client_id=request.client.row.id,
                partner_id=request.client.row.partner_id,
                token_hash=token_hash(token["access_token"]),
                scopes=token["scope"].split(),
                # Tokens live on real time: a jump of the test clock signs nobody out.
                created_at=func.now(),
                expires_at=func.now() + dt.timedelta(seconds=token["expires_in"]),
            )
        )

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: dict[str, Any], headers: list[tuple[str, str]]) -> Response:
        return JSONResponse(body, status, headers=dict(headers))

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens to Authlib's signals."""


async def token_endpoint(http: Request) -> Response:
    """POST /oauth/token with grant_type=client_credentials, by RFC 6749."""
    runtime: Runtime = http.app.state.runtime
    form = dict(parse_qsl((await http.body()).decode(errors="replace")))
    # Authlib looks at the scheme alone. Whether the portal is reached by https is the deployment's setting.
    asked = OAuth2Request("POST", "https://portal/oauth/token", headers=dict(http.headers.items()))
    asked.payload = BasicOAuth2Payload(form)
    _form_for_client_authentication(asked, form)
    try:
        async with open_work(runtime, PortalRequest(), System()) as work:
            return await work.session.run_sync(lambda session: _Server(session).create_token_response(asked))
    except UnicodeDecodeError:  # Authlib takes for granted that what stands in the Basic header is text
        return JSONResponse({"error": "invalid_client"}, 401, headers={"www-authenticate": "Basic"})


def _form_for_client_authentication(asked: OAuth2Request, form: dict[str, str]) -> None:
    # client_secret_post is read from `form`, which the class leaves to the framework's glue.
    asked._body = form
    asked.headers = {name.title(): value for name, value in asked.headers.items()}
