"""CSV of lists: read through the same GraphQL fields, so that rights, scope and filters are the same."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse

from portal.core.api import Api
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.web.sessions import read_request


@dataclass(frozen=True)
class Export:
    """What stands in one file: `columns` by the fields that they read; those of objects stand as `object.field`."""

    name: str
    filter_type: str
    # None of a list that has one order.
    sort_type: str | None
    columns: Mapping[str, str]
    # What of its filter is taken from the URL as it stands there.
    filters: Sequence[str] = ("search", "website")

    @property
    def selection(self) -> str:
        """What is read of one row."""
        plain = [name for name in self.columns if "." not in name]
        objects: dict[str, list[str]] = {}
        for name in self.columns:
            if "." in name:
                objects.setdefault(name.partition(".")[0], []).append(name.partition(".")[2])
        return " ".join([*plain, *(f"{name} {{ {' '.join(fields)} }}" for name, fields in objects.items())])

    @property
    def document(self) -> str:
        """The query of one page."""
        declared, sorted_by = (f", $sort: {self.sort_type}!", " sort: $sort,") if self.sort_type else ("", "")
        return (
            f"query Export($filter: {self.filter_type}{declared}, $partnerId: ID, $after: String) {{"
            f" page: {self.name}(filter: $filter,{sorted_by} partnerId: $partnerId, first: 100, after: $after) {{"
            f" nodes {{ {self.selection} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )

    def row(self, node: dict[str, Any]) -> list[Any]:
        """The cells of one node."""
        return [_cell(node, name) for name in self.columns]


_ACCOUNTS = Export(
    "accounts",
    "AccountFilter",
    "AccountSort",
    {
        "accountId": "Account ID",
        "name": "Name",
        "website": "Website",
        "status": "Status",
        "accessLevel": "Access",
        "ownerEmail": "Owner",
        "plan": "Plan",
        "platform": "Platform",
        "country": "Country",
        "currencyCode": "Currency",
        "timeZone": "Time zone",
        "createdAt": "Created",
        "ended.by": "Ended by",
        "ended.at": "Ended at",
        "ended.reason": "Reason",
    },
)
_LEADS = Export(
    "leads",
    "LeadFilter",
    "LeadSort",
    {
        "website": "Website",
        "company": "Company",
        "contactName": "Contact name",
        "contactEmail": "Contact e-mail",
        "note": "Note",
        "expectedPlan": "Expected plan",
        "status": "Status",
        "registeredAt": "Registered",
        "protectedUntil": "Protected until",
        "endedAt": "Ended at",
        "reason": "Reason",
        "partner.name": "Partner",
    },
)
_REWARDS = Export(
    "rewards",
    "RewardFilter",
    None,
    {
        "id": "Reward",
        "kind": "Kind",
        "status": "Status",
        "account.accountId": "Account ID",
        "account.name": "Client",
        "occurredAt": "Paid on",
        "baseAmount.amount": "Payment",
        "rateBps": "Share (basis points)",
        "amount.amount": "Earned",
        "reversedAmount.amount": "Gone back",
        "withdrawnAmount.amount": "In withdrawal",
        "paidAmount.amount": "Paid out",
        "leftAmount.amount": "Left",
        "amount.currencyCode": "Currency",
        "availableAt": "Available from",
        "waitsFor": "Waits for",
        "waitsUntil": "Waits until",
        "reason": "Reason",
        "partner.name": "Partner",
    },
    filters=("accountId", "currencyCode", "from", "to"),
)
# Its rows are the points of one answer, and no pages.
_PERFORMANCE = Export(
    "performance",
    "",
    None,
    {
        "startsOn": "From",
        "endsOn": "To",
        "partner.name": "Partner",
        "account.accountId": "Account ID",
        "account.name": "Client",
        "evidence": "Source",
        "earned.amount": "Earned",
        "reversed.amount": "Gone back",
        "paid.amount": "Paid by clients",
        "earned.currencyCode": "Currency",
        "rewardCount": "Rewards",
        "payingClients": "Paying clients",
    },
)
_POINTS = (
    "query Export($from: Date, $to: Date, $interval: PerformanceInterval, $groupBy: PerformanceGroup, $partnerId: ID) {"
    " performance(from: $from, to: $to, interval: $interval, groupBy: $groupBy, partnerId: $partnerId) {"
    f" points {{ {_PERFORMANCE.selection} }} }} }}"
)
_ASKED = ("from", "to", "interval", "groupBy", "partnerId")

_CSV = "text/csv; charset=utf-8"
# By it Excel knows UTF-8; without it, Käserei comes out as KÃ¤serei.
_BYTE_ORDER_MARK = "\ufeff"


class Broken(Exception):
    """A later page of an export was refused. The connection breaks off, so that nobody takes a part for the whole."""


async def accounts_csv(http: HttpRequest) -> Response:
    """The accounts of the list's URL, with its filters and order."""
    # As the list's address says it: without `archived` it is the tab Active.
    return await _csv(http, _ACCOUNTS, {"archived": http.query_params.get("archived") == "true"})


async def leads_csv(http: HttpRequest) -> Response:
    """The leads of the list's URL, with its filters and order. What it holds can be imported."""
    return await _csv(http, _LEADS, {})


async def rewards_csv(http: HttpRequest) -> Response:
    """The rewards of the list's URL, with its filters."""
    return await _csv(http, _REWARDS, {})


async def performance_csv(http: HttpRequest) -> Response:
    """The points of the performance that the URL asks for, as the query of the same name takes it."""
    runtime, api, request = _caller(http)
    asked = {name: http.query_params[name] for name in _ASKED if name in http.query_params}
    answer = (await api.execute(runtime, request, _POINTS, asked, read_only=True)).content
    if "errors" in answer:
        return _refused(answer)
    points = (answer["data"]["performance"] or {}).get("points", [])
    lines = [_line([*_PERFORMANCE.columns.values()]), *(_line(_PERFORMANCE.row(point)) for point in points)]
    return Response(_BYTE_ORDER_MARK + "".join(lines), media_type=_CSV, headers=_headers(_PERFORMANCE))


async def _csv(http: HttpRequest, export: Export, chosen: dict[str, Any]) -> Response:
    runtime, api, request = _caller(http)
    variables = _variables(http, export, chosen)
    page = await _page(api, runtime, request, export, variables)
    if "errors" in page:
        return _refused(page)

    async def rows() -> AsyncIterator[str]:
        current = page
        yield _BYTE_ORDER_MARK + _line([*export.columns.values()])
        while True:
            found = current["data"]["page"]
            for node in found["nodes"]:
                yield _line(export.row(node))
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]
            current = await _page(api, runtime, request, export, {**variables, "after": after})
            if "errors" in current:
                raise Broken(", ".join(error["extensions"]["code"] for error in current["errors"]))

    return StreamingResponse(rows(), media_type=_CSV, headers=_headers(export))


def _caller(http: HttpRequest) -> tuple[Runtime, Api, Request]:
    runtime: Runtime = http.app.state.runtime
    return runtime, http.app.state.api, read_request(http.headers, http.client, runtime.settings)


def _headers(export: Export) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{export.name}.csv"', "cache-control": "no-store"}


def _refused(answer: dict[str, Any]) -> Response:
    code = answer["errors"][0]["extensions"]["code"]
    return JSONResponse(answer, {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "INTERNAL": 500}.get(code, 400))


async def _page(
    api: Api, runtime: Runtime, request: Request, export: Export, variables: dict[str, Any]
) -> dict[str, Any]:
    return (await api.execute(runtime, request, export.document, variables, read_only=True)).content


def _variables(http: HttpRequest, export: Export, chosen: dict[str, Any]) -> dict[str, Any]:
    sent = http.query_params
    if sent.getlist("status"):
        chosen["status"] = [status for value in sent.getlist("status") for status in value.split(",")]
    chosen |= {name: sent[name] for name in export.filters if name in sent}
    sorted_by = {"sort": sent.get("sort", "NEWEST")} if export.sort_type else {}
    return {"filter": chosen, "partnerId": sent.get("partnerId")} | sorted_by


def _cell(node: dict[str, Any], name: str) -> Any:
    outer, _dot, inner = name.partition(".")
    value = node[outer]
    if not inner:
        return value
    found = (value or {}).get(inner)
    return Decimal(found) if inner == "amount" and found is not None else found


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula; an amount is a number, also below zero."""
    text = "" if cell is None else str(cell)
    if isinstance(cell, Decimal):
        return text
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
