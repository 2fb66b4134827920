"""The web: one Starlette app for the API, the token endpoint, probes and the single-page app."""

from __future__ import annotations

import asyncio

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from portal.core.runtime import Runtime
from portal.web import oauth
from portal.web.bulk import billing_events_ndjson
from portal.web.exports import accounts_csv, leads_csv, performance_csv, rewards_csv
from portal.web.graphql_http import GraphqlEndpoint
from portal.web.limits import BULK_PATH, Limits
from portal.web.outside_login import OutsideLoginPages
from portal.web.pages import Assets, entry_page, root_files, spa_dir
from portal.web.payout_files import payout_batch_xml
from portal.web.referral_pages import ReferralPages
from portal.web.schema import make_api


class App(Starlette):
    """Starlette inside the limits, so that its own answer to a bug keeps to them too."""

    def build_middleware_stack(self) -> ASGIApp:
        return Limits(super().build_middleware_stack(), self.state.runtime.settings)


def make_app(runtime: Runtime) -> App:
    """The app of one process."""
    root = spa_dir(runtime.settings)
    pages = ReferralPages(runtime)
    outside = OutsideLoginPages(runtime).routes if runtime.settings.oidc_issuer else []
    routes: list[BaseRoute] = [
        Route("/schema.graphql", schema_file),
        *oauth.ROUTES,
        Route("/files/accounts.csv", accounts_csv),
        Route("/r/{code:path}", pages.answer),
        Route("/files/leads.csv", leads_csv),
        Route(BULK_PATH, billing_events_ndjson, methods=["POST"]),
        Route("/files/rewards.csv", rewards_csv),
        Route("/files/performance.csv", performance_csv),
        Route("/files/payout-batches/{batch_id}.xml", payout_batch_xml),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
        *outside,
        Route("/", entry_page),
        Route("/{path:path}", entry_page),
    ]
    if (root / "assets").is_dir():
        assets = Mount("/assets", Assets(directory=root / "assets"), middleware=[Middleware(GZipMiddleware)])
        routes.insert(0, assets)
    app = App(routes=routes, middleware=[Middleware(GraphqlEndpoint)], exception_handlers={ClientDisconnect: gone})
    app.state.runtime = runtime
    app.state.api = make_api()
    app.state.referral_pages = pages
    app.state.spa_dir = root
    app.state.root_files = root_files(root)
    return app


async def gone(_request: Request, _error: Exception) -> Response:
    """A client that left within his request is no mistake of ours; nobody reads this."""
    return PlainTextResponse("The request broke off.", 408)


async def schema_file(request: Request) -> Response:
    """The schema for code generators."""
    return PlainTextResponse(request.app.state.api.sdl())


async def healthz(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def readyz(request: Request) -> Response:
    """The database answers too, within two seconds."""
    runtime: Runtime = request.app.state.runtime
    try:
        async with asyncio.timeout(2), runtime.engine.connect() as connection:
            await connection.execute(text("select work_now()"))
    except Exception:  # whatever it is, the process is not ready
        return PlainTextResponse("the database does not answer", 503)
    return PlainTextResponse("ready")


async def metrics(_request: Request) -> Response:
    """Figures for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
