"""`portal serve`: uvicorn on one socket, with the app made inside its loop."""

from __future__ import annotations

import asyncio
import gc
import socket

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

from portal.core.reading.check import check_tables
from portal.core.settings import Settings
from portal.house import APP_ROLE, open_house
from portal.web.app import make_app
from portal.web.connections import TimedProtocol

log = structlog.get_logger()


class PortTaken(Exception):
    """Another program listens there."""


def run_server(settings: Settings, database_url: str) -> None:
    """Serves until SIGINT or SIGTERM, then lets running requests end. Raises PortTaken at once, or TablesDiffer."""
    listening = bind(settings.host, settings.port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(settings, database_url, listening))


async def serve(settings: Settings, database_url: str, listening: socket.socket) -> None:
    """Serves the app on a socket that is bound already. Raises TablesDiffer for a database of another version."""
    async with open_house(settings, database_url, APP_ROLE) as runtime:
        app = make_app(runtime)
        async with runtime.engine.connect() as connection:
            await check_tables(app.state.api.registry, connection)
        # What stands now stays: collecting garbage need not look through it again, which takes longer than a request.
        gc.collect()
        gc.freeze()
        log.info("serving", url=settings.base_url)
        async with app.state.referral_pages.kept_fresh():
            await make_server(app, settings).serve(sockets=[listening])


def make_server(app: ASGIApp, settings: Settings, protocol: type[TimedProtocol] = TimedProtocol) -> uvicorn.Server:
    """The server, with the deadlines of `protocol`."""
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=20,
    )
    return uvicorn.Server(config)


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise PortTaken(f"can't listen on {host}:{port} ({reason}); choose another with PORTAL_PORT") from None
    return listening
