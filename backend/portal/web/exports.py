"""CSV of lists: read through the same GraphQL fields, so that rights, scope and filters are the same."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
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
    sort_type: str
    columns: Mapping[str, str]

    @property
    def document(self) -> str:
        """The query of one page."""
        plain = [name for name in self.columns if "." not in name]
        objects: dict[str, list[str]] = {}
        for name in self.columns:
            if "." in name:
                objects.setdefault(name.partition(".")[0], []).append(name.partition(".")[2])
        nodes = " ".join([*plain, *(f"{name} {{ {' '.join(fields)} }}" for name, fields in objects.items())])
        return (
            f"query Export($filter: {self.filter_type}, $sort: {self.sort_type}!, $after: String) {{"
            f" page: {self.name}(filter: $filter, sort: $sort, first: 100, after: $after) {{"
            f" nodes {{ {nodes} }} pageInfo {{ hasNextPage endCursor }} }} }}"
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


async def _csv(http: HttpRequest, export: Export, chosen: dict[str, Any]) -> Response:
    runtime: Runtime = http.app.state.runtime
    api: Api = http.app.state.api
    request = read_request(http.headers, http.client, runtime.settings)
    variables = _variables(http, chosen)
    page = await _page(api, runtime, request, export, variables)
    if "errors" in page:
        code = page["errors"][0]["extensions"]["code"]
        return JSONResponse(page, {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "INTERNAL": 500}.get(code, 400))

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

    headers = {"content-disposition": f'attachment; filename="{export.name}.csv"', "cache-control": "no-store"}
    return StreamingResponse(rows(), media_type="text/csv; charset=utf-8", headers=headers)


async def _page(
    api: Api, runtime: Runtime, request: Request, export: Export, variables: dict[str, Any]
) -> dict[str, Any]:
    return (await api.execute(runtime, request, export.document, variables, read_only=True)).content


def _variables(http: HttpRequest, chosen: dict[str, Any]) -> dict[str, Any]:
    sent = http.query_params
    if sent.getlist("status"):
        chosen["status"] = [status for value in sent.getlist("status") for status in value.split(",")]
    chosen |= {name: sent[name] for name in ("search", "website") if name in sent}
    return {"filter": chosen, "sort": sent.get("sort", "NEWEST")}


def _cell(node: dict[str, Any], name: str) -> Any:
    outer, _dot, inner = name.partition(".")
    value = node[outer]
    return (value or {}).get(inner) if inner else value


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
