"""CSV of lists: read through the same GraphQL fields, so that rights, scope and filters are the same."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse

from portal.core.api import Api
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.web.sessions import read_request

_COLUMNS = {
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
}
_ACCOUNTS = (
    "query Export($filter: AccountFilter, $sort: AccountSort!, $after: String) {"
    " accounts(filter: $filter, sort: $sort, first: 100, after: $after) {"
    f" nodes {{ {' '.join(_COLUMNS)} ended {{ by at reason }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
)
_HEADER = [*_COLUMNS.values(), "Ended by", "Ended at", "Reason"]


# By it Excel knows UTF-8; without it, Käserei comes out as KÃ¤serei.
_BYTE_ORDER_MARK = "\ufeff"


class Broken(Exception):
    """A later page of an export was refused. The connection breaks off, so that nobody takes a part for the whole."""


async def accounts_csv(http: HttpRequest) -> Response:
    """The accounts of the list's URL, with its filters and order."""
    runtime: Runtime = http.app.state.runtime
    api: Api = http.app.state.api
    request = read_request(http.headers, http.client, runtime.settings)
    variables = _variables(http)
    page = await _page(api, runtime, request, variables)
    if "errors" in page:
        code = page["errors"][0]["extensions"]["code"]
        return JSONResponse(page, {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "INTERNAL": 500}.get(code, 400))

    async def rows() -> AsyncIterator[str]:
        current = page
        yield _BYTE_ORDER_MARK + _line(_HEADER)
        while True:
            accounts = current["data"]["accounts"]
            for account in accounts["nodes"]:
                ended = account["ended"] or {}
                yield _line([*(account[name] for name in _COLUMNS), *(ended.get(k) for k in ("by", "at", "reason"))])
            if not accounts["pageInfo"]["hasNextPage"]:
                return
            after = accounts["pageInfo"]["endCursor"]
            current = await _page(api, runtime, request, {**variables, "after": after})
            if "errors" in current:
                raise Broken(", ".join(error["extensions"]["code"] for error in current["errors"]))

    headers = {"content-disposition": 'attachment; filename="accounts.csv"', "cache-control": "no-store"}
    return StreamingResponse(rows(), media_type="text/csv; charset=utf-8", headers=headers)


async def _page(api: Api, runtime: Runtime, request: Request, variables: dict[str, Any]) -> dict[str, Any]:
    return (await api.execute(runtime, request, _ACCOUNTS, variables, read_only=True)).content


def _variables(http: HttpRequest) -> dict[str, Any]:
    sent = http.query_params
    # As the list's address says it: without `archived` it is the tab Active.
    chosen: dict[str, Any] = {"archived": sent.get("archived") == "true"}
    if sent.getlist("status"):
        chosen["status"] = [status for value in sent.getlist("status") for status in value.split(",")]
    chosen |= {name: sent[name] for name in ("search", "website") if name in sent}
    return {"filter": chosen, "sort": sent.get("sort", "NEWEST")}


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
