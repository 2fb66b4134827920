"""What the provider says of itself: OpenID Connect Discovery 1.0 and RFC 8414."""

from __future__ import annotations

from typing import Any

from portal.core.permissions import LOG_IN_SCOPES, Scope
from portal.provider.clients import SECRETS
from portal.provider.keys import ALGORITHM

_CLAIMS = [
    *("sub", "sid", "auth_time", "name", "email", "email_verified"),
    *("partner_id", "partner_name", "account_id", "access_level"),
]


def metadata(issuer: str) -> dict[str, Any]:
    """The discovery document."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "userinfo_endpoint": f"{issuer}/oauth/userinfo",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "scopes_supported": [*LOG_IN_SCOPES, *Scope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": [*SECRETS, "none"],
        "revocation_endpoint_auth_methods_supported": [*SECRETS, "none"],
        "introspection_endpoint_auth_methods_supported": [*SECRETS],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": _CLAIMS,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "prompt_values_supported": ["none", "login", "consent"],
    }
