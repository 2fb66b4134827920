"""A portal that asks a name server of the test."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest

from portal.web.app import make_app
from tests.people import Portal
from tests.team.name_server import NameServer, running_name_server


@pytest.fixture
async def names(portal: Portal) -> AsyncIterator[NameServer]:
    """The name server that the portal of this test asks."""
    usual = portal.runtime, portal.app
    async with running_name_server() as server:
        settings = portal.runtime.settings.model_copy(update={"dns_servers": f"127.0.0.1:{server.port}"})
        portal.runtime = dataclasses.replace(portal.runtime, settings=settings)
        portal.app = make_app(portal.runtime)
        yield server
    portal.runtime, portal.app = usual
