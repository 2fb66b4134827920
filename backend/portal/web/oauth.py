"""The provider over HTTP: OAuth 2.1, RFC 7009, 7662, 8414 and 9207, and OpenID Connect Core and Discovery."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from urllib.parse import quote

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import OAuth2Request
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portal.core.actors import System
from portal.core.requests import Request as PortalRequest
from portal.core.runtime import Runtime
from portal.core.work import open_work, until_undisturbed
from portal.provider.authorizing import Step, authorize
from portal.provider.discovery import metadata
from portal.provider.keys import key_seal, key_set
from portal.provider.server import Answer, Server, asked_by, with_server
from portal.provider.tokens import user_info
from portal.web.pages import app_page
from portal.web.sessions import read_request

# What is said here is true for this moment, and some of it is secret.
_NEVER_KEPT = {"cache-control": "no-store", "pragma": "no-cache"}
_BEARER = 'Bearer error="invalid_token"'
_KEPT_AN_HOUR = {"cache-control": "public, max-age=3600", "access-control-allow-origin": "*"}


async def authorization_page(http: Request) -> Response:
    """GET /oauth/authorize: on to the program, to sign in first, or the page that asks the person.

    What comes by POST is asked again by GET: a form of another site comes without the cookie of the session.
    """
    if http.method == "POST":
        sent = (await http.body()).decode("ascii", errors="replace")
        return RedirectResponse(f"/oauth/authorize?{sent}", 303, headers=_NEVER_KEPT)
    runtime: Runtime = http.app.state.runtime
    # A browser's page: a token lets nobody in here.
    asked = dataclasses.replace(read_request(http.headers, http.client, runtime.settings), bearer_token=None)
    query = http.scope["query_string"].decode("latin-1")

    async def answer() -> Answer | Step:
        async with open_work(runtime, asked) as work:
            return await authorize(work, query)

    found = await until_undisturbed(answer)
    if found is Step.SIGN_IN:
        here = quote(f"/oauth/authorize?{query}", safe="")
        return RedirectResponse(f"/login?again=1&next={here}", 303, headers=_NEVER_KEPT)
    if found is Step.CONSENT:
        return app_page(http, headers=_NEVER_KEPT)
    if "Location" in found.headers:
        return RedirectResponse(found.location, 303, headers=_NEVER_KEPT)
    # Nobody knows where the request comes from, so nobody is sent back: the page says what is wrong with it.
    return app_page(http, status=400, headers=_NEVER_KEPT)


async def token_endpoint(http: Request) -> Response:
    """POST /oauth/token."""
    return await _answered(http, lambda server, asked: server.create_token_response(asked))


async def revocation_endpoint(http: Request) -> Response:
    """POST /oauth/revoke, RFC 7009."""
    return await _answered(http, lambda server, asked: server.create_endpoint_response("revocation", asked))


async def introspection_endpoint(http: Request) -> Response:
    """POST /oauth/introspect, RFC 7662."""
    return await _answered(http, lambda server, asked: server.create_endpoint_response("introspection", asked))


async def _answered(http: Request, act: Callable[[Server, OAuth2Request], Answer]) -> Response:
    runtime: Runtime = http.app.state.runtime
    encoded = (await http.body()).decode(errors="replace")
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return _refused("invalid_request", "The body is to be application/x-www-form-urlencoded.")
    if not http.headers.get("authorization", "").isascii():
        return _unknown_client()

    async def answer() -> Answer:
        asked = asked_by("POST", http.url.path, encoded, http.headers)
        async with open_work(runtime, _without_session(http), System()) as work:
            return await with_server(work, lambda server: act(server, asked), holds_client=True)

    try:
        found = await until_undisturbed(answer)
    except OAuth2Error as error:
        return _refused(error.error, error.description)
    except UnicodeDecodeError:  # Authlib takes for granted that what stands in the Basic header is text
        return _unknown_client()
    headers = {name.lower(): value for name, value in found.headers.items()}
    return JSONResponse(found.body, found.status, headers={**headers, **_NEVER_KEPT})


def _unknown_client() -> Response:
    return JSONResponse({"error": "invalid_client"}, 401, headers={"www-authenticate": "Basic", **_NEVER_KEPT})


def _without_session(http: Request) -> PortalRequest:
    return PortalRequest(ip_address=http.client.host if http.client else None)


def _refused(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, 400, headers=_NEVER_KEPT)


async def userinfo_endpoint(http: Request) -> Response:
    """GET or POST /oauth/userinfo, OpenID Connect Core, section 5.3: who is behind a token with `openid`."""
    runtime: Runtime = http.app.state.runtime
    token = read_request(http.headers, http.client, runtime.settings).bearer_token
    async with open_work(runtime, _without_session(http), System()) as work:
        found = await work.session.run_sync(lambda session: user_info(session, token))
    if found is None:
        return JSONResponse({"error": "invalid_token"}, 401, headers={"www-authenticate": _BEARER, **_NEVER_KEPT})
    return JSONResponse(found, headers=_NEVER_KEPT)


async def discovery_document(http: Request) -> Response:
    """GET /.well-known/openid-configuration, and what RFC 8414 calls it."""
    runtime: Runtime = http.app.state.runtime
    return JSONResponse(metadata(runtime.settings.base_url), headers=_KEPT_AN_HOUR)


async def keys_document(http: Request) -> Response:
    """GET /.well-known/jwks.json: the public keys by which ID tokens are checked."""
    runtime: Runtime = http.app.state.runtime
    seal = key_seal(runtime.settings.secret_key)
    async with open_work(runtime, PortalRequest(), System()) as work:
        found = await work.session.run_sync(lambda session: key_set(session, seal))
    return JSONResponse(found, headers=_KEPT_AN_HOUR)


ROUTES = [
    Route("/oauth/authorize", authorization_page, methods=["GET", "POST"]),
    Route("/oauth/token", token_endpoint, methods=["POST"]),
    Route("/oauth/revoke", revocation_endpoint, methods=["POST"]),
    Route("/oauth/introspect", introspection_endpoint, methods=["POST"]),
    Route("/oauth/userinfo", userinfo_endpoint, methods=["GET", "POST"]),
    Route("/.well-known/openid-configuration", discovery_document),
    Route("/.well-known/oauth-authorization-server", discovery_document),
    Route("/.well-known/jwks.json", keys_document),
]
