"""A portal whose vendor has a log-in of his own, and that log-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.outside_login.provider import CLIENT_ID, CLIENT_SECRET, Provider, serving
from tests.people import Portal


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with serving(Provider()) as made:
        yield made


@pytest.fixture
async def outside(portal: Portal, provider: Provider) -> AsyncIterator[Portal]:
    """The portal of the other tests, told of the provider."""
    told = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT_ID, "oidc_client_secret": CLIENT_SECRET}
    settings = portal.runtime.settings.model_copy(update=told | {"oidc_name": "Mailwave ID"})
    made = Portal(replace(portal.runtime, settings=settings), portal.database_url)
    made.superuser = portal.superuser
    yield made
    await made.leave()
