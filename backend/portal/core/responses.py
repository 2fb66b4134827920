"""What the API answers with: JSON, what it cost, and errors with their codes. A refusal of a whole request becomes a
coded error here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import structlog
from graphql import GraphQLError

from portal.core.budgets import Charge
from portal.core.problems import RequestRefused
from portal.core.texts import _

log = structlog.get_logger()


@dataclass(frozen=True)
class Response:
    """The answer as JSON, and whether the document could be executed at all (else it is the client's mistake)."""

    body: bytes
    executed: bool

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = orjson.loads(self.body)
        return content


def answered(data: bytes, errors: Sequence[GraphQLError], charge: Charge | None) -> Response:
    """What an operation that was executed answers with, and what it cost."""
    told = b',"errors":%s' % orjson.dumps([coded(error).formatted for error in errors]) if errors else b""
    cost = b',"extensions":{"cost":%s}' % charge.settled(data) if charge else b""
    return Response(b'{"data":%s%s%s}' % (data, told, cost), executed=True)


def refused(*errors: GraphQLError) -> Response:
    """For a document that can't be executed."""
    return Response(orjson.dumps({"errors": [coded(error).formatted for error in errors]}), executed=False)


def failed(error: Exception) -> Response:
    """For an operation of which nothing came."""
    shown = coded(GraphQLError(str(error), original_error=error))
    return Response(orjson.dumps({"data": None, "errors": [shown.formatted]}), executed=True)


def coded(error: GraphQLError) -> GraphQLError:
    """The error with `extensions.code`; a bug is logged and says nothing of its inside."""
    original = error.original_error
    if isinstance(original, RequestRefused):
        original.__traceback__ = None
        error.extensions = {"code": original.code, **original.extensions}
    elif original is None or isinstance(original, GraphQLError):
        error.extensions = {"code": "BAD_USER_INPUT", **(error.extensions or {})}
    else:
        log.error("operation_failed", exc_info=original)
        message = _("Something went wrong on our side. Try again; if it happens again, tell the program's support.")
        return GraphQLError(message, error.nodes, path=error.path, extensions={"code": "INTERNAL"})
    return error
