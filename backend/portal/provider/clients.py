"""A registered program as Authlib wants to ask it."""

from __future__ import annotations

import hmac

from authlib.oauth2.rfc6749 import ClientMixin

from portal.core.permissions import LOG_IN_SCOPES
from portal.identity.authentication import token_hash
from portal.oauth.models import OAuthClient

SECRETS = ("client_secret_basic", "client_secret_post")


class RegisteredClient(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """An OAuthClient as Authlib wants to ask it."""

    def __init__(self, row: OAuthClient) -> None:
        self.row = row

    def get_client_id(self) -> str:
        return self.row.client_id

    def get_default_redirect_uri(self) -> None:
        """None: each request names its address, so that the code is bound to it."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """All of the client's scopes unless it asks for some; None, which is refused, where it asks for others."""
        known = {*self.row.scopes, *(LOG_IN_SCOPES if self.row.redirect_uris else ())}
        wanted = set(scope.split()) if scope else set(self.row.scopes)
        return " ".join(sorted(wanted)) if wanted and wanted <= known else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """To the letter: no other case, path, query or user, and nothing behind it."""
        return redirect_uri in self.row.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        known = self.row.secret_hash
        return known is not None and hmac.compare_digest(known, token_hash(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method == "none") is self.row.is_public

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and bool(self.row.redirect_uris)

    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == "client_credentials":
            return not self.row.is_public
        return grant_type in {"authorization_code", "refresh_token"} and bool(self.row.redirect_uris)
