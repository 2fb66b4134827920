"""Where webhooks arrive, and the log of what went to and fro between Mailwave and the portal."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sample_vendor.inbox import Heard
from sample_vendor.rendering import render
from sample_vendor.sessions import read_body, visitor_of

_SHOWN = 100
_STATUS = {Heard.KEPT: 204, Heard.FORGED: 401, Heard.NOT_READY: 503}


async def receive(request: Request) -> Response:
    """A webhook: kept and answered at once; what follows from it is done afterwards."""
    heard = request.app.state.inbox.receive(request.headers, await read_body(request))
    if heard is Heard.KEPT:
        return Response(status_code=204)
    return PlainTextResponse(heard.value, _STATUS[heard])


async def log_page(request: Request) -> Response:
    """What was heard and what was told, the newest first."""
    store = request.app.state.store
    heard = [
        dict(row) | {"body": json.dumps(json.loads(row["body"]), indent=2, ensure_ascii=False)}
        for row in store.all("select * from webhook order by heard_at desc, id desc limit ?", _SHOWN)
    ]
    told = [
        dict(row) | _shown(row["document"], json.loads(row["input"]))
        for row in store.all("select * from letter order by id desc limit ?", _SHOWN)
    ]
    ready = store.kept("webhook secret") is not None
    return render(request, "webhooks.html", visitor=visitor_of(request), heard=heard, told=told, ready=ready)


def _shown(document: str, input: dict[str, Any]) -> dict[str, str]:
    """A letter's operation, with the type of a billing event, and its input."""
    found = re.search(r"{\s*(\w+)", document)
    types = [event["type"] for event in input.get("events", [])]
    return {
        "operation": " ".join([found[1] if found else "", *types]),
        "input": json.dumps(input, indent=2, ensure_ascii=False),
    }


ROUTES = [Route("/webhooks", log_page), Route("/webhooks/portal", receive, methods=["POST"])]
