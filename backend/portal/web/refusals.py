"""Refusals outside GraphQL, in the form of GraphQL's errors."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from portal.core.problems import NotFound, Problem, RequestRefused

_STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "INVALID": 400}


def refused(error: RequestRefused | Problem) -> Response:
    """What a request is answered that can't be done."""
    if isinstance(error, RequestRefused):
        code, status = error.code, _STATUS.get(error.code, 400)
    else:
        code = error.code.value
        status = 404 if isinstance(error, NotFound) else _STATUS.get(code, 409)
    body = {"errors": [{"message": error.message, "extensions": {"code": code}}]}
    return JSONResponse(body, status, headers={"cache-control": "no-store"})
