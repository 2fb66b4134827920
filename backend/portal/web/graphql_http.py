"""/graphql: POST with JSON, and GET for queries with a token, by the GraphQL-over-HTTP specification."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from portal.core.api import Api
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.web.sessions import read_request, write_session

_GRAPHQL_JSON = "application/graphql-response+json"


class BadRequest(Exception):
    """The request is no GraphQL request; `status` is the HTTP status."""

    def __init__(self, message: str, status: int = 400, code: str = "BAD_USER_INPUT") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code


async def graphql_endpoint(http: HttpRequest) -> Response:
    """Executes one operation. Raises HTTPException for HEAD, which comes with GET but asks for no answer."""
    if http.method == "HEAD":
        raise HTTPException(405, headers={"allow": "GET, POST"})
    runtime: Runtime = http.app.state.runtime
    api: Api = http.app.state.api
    modern = _GRAPHQL_JSON in http.headers.get("accept", "")
    request = read_request(http, runtime.settings)
    request.idempotency_key = _idempotency_key(http)
    try:
        asked = await _read_body(http, request)
    except BadRequest as bad:
        error = {"message": bad.message, "extensions": {"code": bad.code}}
        return _answer(orjson.dumps({"errors": [error]}), modern, bad.status)
    response = await api.execute(
        runtime,
        request,
        asked["query"],
        asked["variables"],
        asked["operationName"],
        read_only=http.method == "GET",
    )
    # Without the newer media type, a document that doesn't hold is answered 200 (GraphQL over HTTP, 6.4.1).
    answer = _answer(response.body, modern, 200 if response.executed or not modern else 400)
    write_session(answer, request, runtime.settings)
    return answer


async def _read_body(http: HttpRequest, request: Request) -> dict[str, Any]:
    if http.method == "GET":
        if request.bearer_token is None:
            message = _("GET is for queries with an access token. Send everything else by POST.")
            raise BadRequest(message, 401, "UNAUTHENTICATED")
        body: Any = dict(http.query_params)
        body |= {name: _json(body[name].encode()) for name in ("variables", "extensions") if name in body}
    else:
        if http.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
            raise BadRequest(_("Send the request as application/json."), 415)
        if request.session_token is not None and http.headers.get("x-portal-csrf") != "1":
            raise BadRequest(_("Send the header X-Portal-CSRF: 1 with requests by cookie."), 403, "FORBIDDEN")
        body = _json(await http.body())
    return _checked(body)


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest(_("The body is not JSON.")) from None


def _checked(body: Any) -> dict[str, Any]:
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
    return {"query": query, "variables": variables, "operationName": name or None}


def _idempotency_key(http: HttpRequest) -> str | None:
    # A header that stands in several lines is one line with commas (RFC 9110, 5.3).
    lines = http.headers.getlist("idempotency-key")
    return ", ".join(lines) if lines else None


def _answer(body: bytes, modern: bool, status: int) -> Response:
    kind = _GRAPHQL_JSON if modern else "application/json"
    return Response(body, status, media_type=f"{kind}; charset=utf-8")
