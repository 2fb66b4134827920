"""The bulk end of billing events: NDJSON in, a line for each line out.

Each line is what `recordBillingEvents` takes for an event, read by the same schema; each answer is its result there.
500 lines are one transaction, and what broke off can be sent again whole: each event is kept once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLError, GraphQLInputType, Undefined, coerce_input_value, validate_input_value
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse

from portal.core.batches import MOST_ROWS
from portal.core.graphql import ShownNotice, UserError, user_errors, warnings_of
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, InvalidInputs, Problem, RequestRefused
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import open_work, until_undisturbed
from portal.platform.batches import RowResult
from portal.platform.billing import BillingOutcome, BillingRow, record_billing_events
from portal.web.refusals import refused
from portal.web.sessions import read_request

_MEDIA_TYPE = "application/x-ndjson"


class _Line(NamedTuple):
    """One event that was sent, or what is wrong with its line."""

    number: int
    sent: BillingRow | Problem


async def billing_events_ndjson(http: HttpRequest) -> Response:
    """Keeps the events of the body's lines; empty lines are left out."""
    runtime: Runtime = http.app.state.runtime
    request = read_request(http.headers, http.client, runtime.settings)
    try:
        # Nobody else needs to send his lines.
        async with open_work(runtime, request) as work:
            work.require(Permission.RECORD_BILLING_EVENTS)
    except RequestRefused as error:
        return refused(error)
    if http.headers.get("content-type", "").partition(";")[0].strip() != _MEDIA_TYPE:
        return refused(InvalidInput(_("Send lines of JSON as {type}.", type=_MEDIA_TYPE)))
    event_type = http.app.state.api.schema.type_map["BillingEventInput"]
    lines = (await http.body()).split(b"\n")
    return StreamingResponse(_answers(runtime, request, lines, event_type), media_type=_MEDIA_TYPE)


async def _answers(
    runtime: Runtime, request: Request, lines: Sequence[bytes], event_type: GraphQLInputType
) -> AsyncIterator[bytes]:
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    for start in range(0, len(numbered), MOST_ROWS):
        read = [_Line(number, _read(line, event_type)) for number, line in numbered[start : start + MOST_ROWS]]
        yield b"".join(await until_undisturbed(partial(_record, runtime, request, read)))


async def _record(runtime: Runtime, request: Request, lines: Sequence[_Line]) -> list[bytes]:
    rows = [line.sent for line in lines if isinstance(line.sent, BillingRow)]
    async with open_work(runtime, request) as work:
        results = iter(await record_billing_events(work, rows) if rows else ())
    return [
        _answer(
            line.number,
            RowResult("", BillingOutcome.REJECTED, [line.sent]) if isinstance(line.sent, Problem) else next(results),
        )
        for line in lines
    ]


def _answer(number: int, result: RowResult) -> bytes:
    errors = [error for problem in result.problems for error in user_errors(problem, ())]
    answer = {
        "line": number,
        "externalId": result.key or None,
        "outcome": result.outcome,
        "userErrors": [_shown(error) for error in errors],
        "warnings": [_shown(notice) for notice in warnings_of(result.warnings, ())],
    }
    return orjson.dumps(answer, option=orjson.OPT_APPEND_NEWLINE)


def _shown(told: UserError | ShownNotice) -> dict[str, str | None]:
    return {"code": told.code, "field": ".".join(told.field) if told.field else None, "message": told.message}


def _read(line: bytes, event_type: GraphQLInputType) -> BillingRow | Problem:
    try:
        sent = orjson.loads(line)
    except orjson.JSONDecodeError:
        return InvalidInput(_("This is no JSON."))
    if sent is None:
        return InvalidInput(_("This is no event."))
    found = coerce_input_value(sent, event_type)
    return _refusal(sent, event_type) if found is Undefined else BillingRow(**_snake(found))


def _refusal(sent: Any, event_type: GraphQLInputType) -> Problem:
    problems: list[Problem] = []

    def note(error: GraphQLError, path: Sequence[str | int]) -> None:
        problems.append(InvalidInput(error.message, field=".".join(map(str, path)) or None))

    validate_input_value(sent, event_type, note)
    return InvalidInputs(problems)


_NAMES = {
    "externalId": "external_id",
    "accountId": "account_id",
    "occurredAt": "occurred_at",
    "currencyCode": "currency_code",
    "paymentExternalId": "payment_external_id",
}


def _snake(found: dict[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(name, name): value for name, value in found.items()}
