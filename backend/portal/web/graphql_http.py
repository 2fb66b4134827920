"""/graphql: POST with JSON, and GET for queries with a token, by the GraphQL-over-HTTP specification.

It stands before Starlette's routing, as a thin ASGI app of its own: most requests come here, and most of them take less
time than the layers of a framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.core.api import Api
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.web.sessions import new_cookies, read_request

PATH = "/graphql"
_GRAPHQL_JSON = "application/graphql-response+json"
_PLAIN = b"text/plain; charset=utf-8"


class BadRequest(Exception):
    """The request is no GraphQL request; `status` is the HTTP status."""

    def __init__(self, message: str, status: int = 400, code: str = "BAD_USER_INPUT") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code


class GraphqlEndpoint:
    """Answers /graphql; everything else goes on to `app`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        try:
            await _answer(scope, receive, send)
        except HTTPException as refused:
            headers = [(name.encode(), value.encode()) for name, value in (refused.headers or {}).items()]
            await _send(send, refused.status_code, _PLAIN, str(refused.detail).encode(), headers)
        except ClientDisconnect:
            # A client that left within his request is no mistake of ours; nobody reads this.
            await _send(send, 408, _PLAIN, b"The request broke off.")


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Executes one operation. Raises HTTPException, or ClientDisconnect."""
    if scope["method"] not in ("GET", "POST"):
        # HEAD, too: it asks for no answer.
        raise HTTPException(405, headers={"allow": "GET, POST"})
    runtime: Runtime = scope["app"].state.runtime
    api: Api = scope["app"].state.api
    headers = Headers(raw=scope["headers"])
    modern = _GRAPHQL_JSON in headers.get("accept", "")
    media_type = f"{_GRAPHQL_JSON if modern else 'application/json'}; charset=utf-8".encode()
    request = read_request(headers, scope["client"], runtime.settings)
    request.idempotency_key = _idempotency_key(headers)
    try:
        query, variables, name = await _read(scope, receive, headers, request)
    except BadRequest as bad:
        error = {"message": bad.message, "extensions": {"code": bad.code}}
        await _send(send, bad.status, media_type, orjson.dumps({"errors": [error]}))
        return
    response = await api.execute(runtime, request, query, variables, name, read_only=scope["method"] == "GET")
    # Without the newer media type, a document that doesn't hold is answered 200 (GraphQL over HTTP, 6.4.1).
    status = 200 if response.executed or not modern else 400
    await _send(send, status, media_type, response.body, new_cookies(request, runtime.settings))


async def _send(
    send: Send, status: int, media_type: bytes, body: bytes, more: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    headers = [(b"content-type", media_type), (b"content-length", b"%d" % len(body)), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _read(
    scope: Scope, receive: Receive, headers: Headers, request: Request
) -> tuple[str, dict[str, Any] | None, str | None]:
    """The document, its variables, and the name of the operation. Raises BadRequest."""
    if scope["method"] == "GET":
        if request.bearer_token is None:
            message = _("GET is for queries with an access token. Send everything else by POST.")
            raise BadRequest(message, 401, "UNAUTHENTICATED")
        sent: Any = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        sent |= {name: _json(sent[name].encode()) for name in ("variables", "extensions") if name in sent}
        return _checked(sent)
    if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadRequest(_("Send the request as application/json."), 415)
    if request.session_token is not None and headers.get("x-portal-csrf") != "1":
        raise BadRequest(_("Send the header X-Portal-CSRF: 1 with requests by cookie."), 403, "FORBIDDEN")
    return _checked(_json(await _body(receive)))


async def _body(receive: Receive) -> bytes:
    """Raises ClientDisconnect."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest(_("The body is not JSON.")) from None


def _checked(body: Any) -> tuple[str, dict[str, Any] | None, str | None]:
    if not isinstance(body, dict):
        raise BadRequest(_("Send one JSON object with the field query."))
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise BadRequest(_("The field query must hold a GraphQL document."))
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest(_("The field variables must be an object."))
    if name is not None and not isinstance(name, str):
        raise BadRequest(_("The field operationName must be a text."))
    if not isinstance(body.get("extensions"), dict | None):
        raise BadRequest(_("The field extensions must be an object."))
    return query, variables, name or None


def _idempotency_key(headers: Headers) -> str | None:
    # A header that stands in several lines is one line with commas (RFC 9110, 5.3).
    lines = headers.getlist("idempotency-key")
    return ", ".join(lines) if lines else None
