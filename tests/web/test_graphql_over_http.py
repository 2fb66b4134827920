"""The GraphQL-over-HTTP specification, by its own audits, against the served portal."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from portal.core.permissions import Scope
from portal.core.settings import Settings
from portal.web.app import make_app
from portal.web.server import bind, make_server
from tests.people import Portal

FRONTEND = Path(__file__).parents[2] / "frontend"


async def _audits(url: str, token: str) -> list[dict[str, Any]]:
    """What each audit says; `status` is ok, notice, warn or error."""
    node = await asyncio.create_subprocess_exec(
        "node",
        "scripts/audit-graphql-http.mjs",
        cwd=FRONTEND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await node.communicate(json.dumps({"url": url, "token": token}).encode())
    assert node.returncode == 0, err.decode()
    results: list[dict[str, Any]] = json.loads(out)
    return results


@pytest.mark.slow
async def test_every_audit_of_the_specification_is_ok(portal: Portal, settings: Settings) -> None:
    listening = bind("127.0.0.1", 0)
    server = make_server(make_app(portal.runtime), settings)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    tool = await portal.tool(Scope.ACCOUNTS_READ)
    assert tool.token is not None
    results = await _audits(f"http://127.0.0.1:{listening.getsockname()[1]}/graphql", tool.token)
    server.should_exit = True
    await serving
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
