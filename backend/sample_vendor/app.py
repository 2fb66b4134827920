"""Puts the app together: the store, what goes on in the background, the pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sample_vendor import access_pages, pages, partner_log_in, webhook_pages
from sample_vendor.access import Access
from sample_vendor.clock import Clock
from sample_vendor.endpoint import Endpoint
from sample_vendor.following import Following
from sample_vendor.inbox import Inbox
from sample_vendor.outbox import Outbox
from sample_vendor.portal_client import PortalClient
from sample_vendor.product import Product
from sample_vendor.provider import Provider
from sample_vendor.rendering import Refusal, render
from sample_vendor.sessions import Guarded, visitor_of
from sample_vendor.settings import Settings
from sample_vendor.store import Store


def make_app(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """The app; its lifespan opens the store and runs what goes on beside the web. `transport` leads to the portal."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        store = Store(settings.store)
        async with httpx.AsyncClient(base_url=settings.portal_url, transport=transport) as http:
            portal = PortalClient(http, settings.client_id, settings.client_secret)
            app.state.provider = Provider(http, settings)
            tasks = _open(app, settings, store, portal)
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                store.close()

    return Starlette(
        routes=[
            *pages.ROUTES,
            *access_pages.ROUTES,
            *partner_log_in.ROUTES,
            *webhook_pages.ROUTES,
            Route("/healthz", _healthz),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(Guarded, url=settings.url)],
        exception_handlers={HTTPException: _refused, Refusal: _told_why},
        lifespan=lifespan,
    )


def _open(app: Starlette, settings: Settings, store: Store, portal: PortalClient) -> list[asyncio.Task[None]]:
    """Puts what the pages use into `app.state`, and starts the tasks."""
    outbox = Outbox(store, portal)
    following = Following(store, portal, outbox, settings.fail_names)
    inbox = Inbox(store, following)
    endpoint = Endpoint(store, portal, following, settings.webhook_url)
    app.state.settings, app.state.store, app.state.inbox, app.state.outbox = settings, store, inbox, outbox
    app.state.following = following
    app.state.product = Product(store, outbox, Clock(portal))
    app.state.access = Access(store, portal, outbox)
    return [asyncio.create_task(task) for task in (endpoint.prepare(), outbox.run(), inbox.run())]


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _refused(request: Request, error: Exception) -> Response:
    """What HTTP refuses, as a page."""
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    text = error.detail if error.detail != title else "There is nothing here. Go back and try another way."
    return render(request, "message.html", error.status_code, title=title, text=text)


async def _told_why(request: Request, refusal: Exception) -> Response:
    """Why somebody can't do something, as a page that leads back to where he came from."""
    assert isinstance(refusal, Refusal)
    known = {"visitor": visitor_of(request), "to_portal": refusal.to_portal}
    return render(request, "message.html", refusal.status, title=refusal.title, text=refusal.text, **known)
