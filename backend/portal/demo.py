"""`portal demo`: everything in one process on an embedded PostgreSQL, filled, on the test clock."""

from __future__ import annotations

import asyncio
import secrets
import socket
from pathlib import Path

import uvloop
from sqlalchemy import func, select

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.settings import Settings, load_settings
from portal.core.work import open_work
from portal.demo_data import ALICE, BOB, OPERATOR, is_told, tell_story
from portal.house import SYSTEM_ROLE, open_database, open_house
from portal.identity.models import User
from portal.identity.passwords import hash_password
from portal.mail_catcher import serve_mail_catcher
from portal.migrations import migrate
from portal.web.server import PortTaken, bind, serve
from portal.worker import run_worker

_HOST = "127.0.0.1"
_FIRST_PORT = 8000


class DemoIncomplete(Exception):
    """The first start was interrupted, and what it left is no use."""


def run_demo() -> None:
    """Runs until Ctrl-C. Everything lies in PORTAL_DATA_DIR (`.data/demo`); delete that folder to start afresh."""
    home = load_demo_settings(port=_FIRST_PORT, smtp_port=1, mail_port=1).data_dir
    home.mkdir(parents=True, exist_ok=True)
    web, smtp_port, mail_port = _listen(_FIRST_PORT), _free_port(2525), _free_port(8025)
    settings = load_demo_settings(port=web.getsockname()[1], smtp_port=smtp_port, mail_port=mail_port)
    password = settings.demo_password or _kept_password(home)
    with open_database(settings) as url:
        migrate(url)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings, url, password, web, smtp_port, mail_port))


def load_demo_settings(*, port: int, smtp_port: int, mail_port: int) -> Settings:
    """A portal for trying out; what the environment sets goes before."""
    return load_settings(
        {
            "base_url": f"http://localhost:{port}",
            "secret_key": "the demo has no secrets, not even this one",
            "smtp_url": f"smtp://{_HOST}:{smtp_port}",
            "mail_from": "partners@sendwell.example",
            "mail_page_url": f"http://localhost:{mail_port}",
            "data_dir": Path(".data/demo"),
            "test_clock": True,
        }
    )


async def _run(settings: Settings, url: str, password: str, web: socket.socket, smtp_port: int, mail_port: int) -> None:
    async with open_house(settings, url, SYSTEM_ROLE) as runtime:
        await _fill_once(runtime, password)
        helpers = [
            asyncio.create_task(serve_mail_catcher(_HOST, smtp_port, mail_port)),
            # The server takes the signals; the worker is cancelled below.
            asyncio.create_task(run_worker(runtime, url, drain=False, stop=asyncio.Event())),
        ]
        print(_welcome(settings, password), flush=True)
        try:
            await serve(settings, url, web)
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)


async def _fill_once(runtime: Runtime, password: str) -> None:
    async with open_work(runtime, Request(), System()) as work:
        if await is_told(work):
            return
        people = (await work.session.execute(select(func.count()).select_from(User))).scalar_one()
    if people:
        folder = runtime.settings.data_dir
        raise DemoIncomplete(
            f"the demo is not whole (was its first start interrupted?): delete the folder {folder} and start anew"
        )
    await tell_story(runtime, await hash_password(runtime, password))


def _kept_password(home: Path) -> str:
    """Made up once, and kept beside the data that it opens."""
    file = home / "password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9))
    return file.read_text().strip()


def _listen(first: int) -> socket.socket:
    for port in range(first, first + 20):
        try:
            return bind(_HOST, port)
        except PortTaken:
            continue
    raise PortTaken(f"can't listen on any of the ports {first} to {first + 19}")


def _free_port(first: int) -> int:
    with _listen(first) as probe:
        return int(probe.getsockname()[1])


def _welcome(settings: Settings, password: str) -> str:
    return f"""
The partner portal's demo is running.

  App            {settings.base_url}
  Apply now      {settings.base_url}/apply
  Mails          {settings.mail_page_url}
  GraphQL        {settings.base_url}/graphql  (schema: {settings.base_url}/schema.graphql)

  Agency         {ALICE}
  Another        {BOB}
  Operator       {OPERATOR}
  Password       {password}

Ctrl-C stops it; what you did stays in {settings.data_dir}. Delete that folder to start afresh.
"""
