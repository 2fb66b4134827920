"""`portal demo`: the portal in one process on an embedded PostgreSQL, filled, on the test clock; the vendor's product,
which is the sample app, in another."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import os
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import uvloop
from sqlalchemy import func, select, update

from portal.accounts.models import ClientAccount
from portal.core.actors import System
from portal.core.permissions import Scope
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
from portal.oauth.models import OAuthClient
from portal.oauth.service import NewClient, create_client
from portal.platform.service import AccountRow, register_accounts
from portal.program.models import Program
from portal.web.server import PortTaken, bind, serve
from portal.worker import run_worker

_HOST = "127.0.0.1"
_FIRST_PORT = 8000


class DemoIncomplete(Exception):
    """The first start was interrupted, and what it left is no use."""


@dataclass(frozen=True)
class Ports:
    """Where the demo's helpers listen."""

    smtp: int
    mails: int
    vendor: int


def run_demo() -> None:
    """Runs until Ctrl-C. Everything lies in PORTAL_DATA_DIR (`.data/demo`); delete that folder to start afresh."""
    home = load_demo_settings(_FIRST_PORT, Ports(1, 1, 1)).data_dir
    home.mkdir(parents=True, exist_ok=True)
    web, ports = _listen(_FIRST_PORT), Ports(_free_port(2525), _free_port(8025), _free_port(8100))
    settings = load_demo_settings(web.getsockname()[1], ports)
    password = settings.demo_password or _kept_password(home)
    with open_database(settings) as url:
        migrate(url)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings, url, password, web, ports))


def load_demo_settings(port: int, ports: Ports) -> Settings:
    """A portal for trying out; what the environment sets goes before."""
    return load_settings(
        {
            "base_url": f"http://localhost:{port}",
            "secret_key": "the demo has no secrets, not even this one",
            "smtp_url": f"smtp://{_HOST}:{ports.smtp}",
            "mail_from": "partners@mailwave.example",
            "mail_page_url": f"http://localhost:{ports.mails}",
            "vendor_app_url": _vendor_url(ports),
            "data_dir": Path(".data/demo"),
            "test_clock": True,
        }
    )


async def _run(settings: Settings, url: str, password: str, web: socket.socket, ports: Ports) -> None:
    async with open_house(settings, url, SYSTEM_ROLE) as runtime:
        await _fill_once(runtime, password)
        owner = await _owner(runtime)
        # The server takes the signals; the worker is told to stop when it has.
        stop = asyncio.Event()
        catcher = asyncio.create_task(serve_mail_catcher(_HOST, ports.smtp, ports.mails))
        worker = asyncio.create_task(run_worker(runtime, url, drain=False, stop=stop))
        try:
            async with _vendor_app(runtime, ports):
                print(_welcome(settings, password, owner), flush=True)
                await serve(settings, url, web)
        finally:
            stop.set()
            # The mails that it sends just then still arrive.
            await asyncio.wait([worker])
            catcher.cancel()
            await asyncio.gather(worker, catcher, return_exceptions=True)


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


async def _owner(runtime: Runtime) -> str:
    """The address of somebody who owns an account; where the story has nobody yet, somebody signs up."""
    query = select(ClientAccount.owner_email).where(
        ClientAccount.owner_email.is_not(None), ClientAccount.closed_at.is_(None)
    )
    async with open_work(runtime, Request(), System()) as work:
        found = await work.session.scalar(query.order_by(ClientAccount.created_at).limit(1))
        if found is None:
            row = AccountRow(
                account_id=ClientAccount.new_account_id(),
                name="Juniper & Sage",
                website="junipersage.example",
                owner_email="clara@junipersage.example",
                signed_up_at=work.now - dt.timedelta(days=30),
            )
            await register_accounts(work, [row])
            found = row.owner_email
    return found


# --- the vendor's product -------------------------------------------------------------------------------------------


def _vendor_url(ports: Ports) -> str:
    return f"http://localhost:{ports.vendor}"


@contextlib.asynccontextmanager
async def _vendor_app(runtime: Runtime, ports: Ports) -> AsyncIterator[None]:
    """The sample vendor app, a process that ends with this one; none where PORTAL_VENDOR_APP_URL names another."""
    if runtime.settings.vendor_app_url != _vendor_url(ports):
        yield
        return
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sample_vendor", "--while-stdin-is-open"),
        env=await _vendor_environment(runtime, ports),
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for this process, which ends the other
    )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        finally:
            if process.returncode is None:
                process.kill()


async def _vendor_environment(runtime: Runtime, ports: Ports) -> dict[str, str]:
    settings, client = runtime.settings, await _vendor_client(runtime, _vendor_url(ports))
    chosen = {
        "PORTAL_URL": settings.base_url,
        "CLIENT_ID": client["clientId"],
        "CLIENT_SECRET": client["clientSecret"],
        "URL": _vendor_url(ports),
        "HOST": _HOST,
        "PORT": str(ports.vendor),
        "STORE": str(settings.data_dir / "mailwave.db"),
        "FAIL_NAMES": "fail",
    }
    # The portal's own settings are none of its business.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "SAMPLE_VENDOR_"))}
    return kept | {f"SAMPLE_VENDOR_{name}": value for name, value in chosen.items()}


async def _vendor_client(runtime: Runtime, url: str) -> dict[str, str]:
    """The app's OAuth client, made once and kept beside the data that it opens. It knows where the app is this time."""
    file = runtime.settings.data_dir / "vendor-client.json"
    log_in = f"{url}/partner-log-in"
    callback, ended = f"{log_in}/callback", f"{log_in}/ended"
    async with open_work(runtime, Request(), System()) as work:
        await work.session.execute(update(Program).values(log_in_url=log_in))
        # Empty where the last start was interrupted just here.
        kept: dict[str, str] = json.loads((file.read_text() if file.exists() else "") or "{}")
        mine = update(OAuthClient).where(OAuthClient.client_id == kept.get("clientId", ""))
        moved = mine.values(redirect_uris=[callback], logout_uri=ended).returning(OAuthClient.id)
        if await work.session.scalar(moved):
            return kept
        scopes = (Scope.PLATFORM_READ, Scope.PLATFORM_WRITE, Scope.WEBHOOKS_MANAGE)
        new = NewClient(name="Mailwave", scopes=scopes, redirect_uris=[callback], logout_uri=ended)
        client, secret = await create_client(work, new)
        made = {"clientId": client.client_id, "clientSecret": secret}
    file.touch(mode=0o600)
    file.write_text(json.dumps(made))
    return made


# --- passwords, ports, words ----------------------------------------------------------------------------------------


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


def _welcome(settings: Settings, password: str, owner: str) -> str:
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

  Mailwave       {settings.vendor_app_url}  (the vendor's product; sign up, or log in by the address alone)
  A client       {owner}

Ctrl-C stops it; what you did stays in {settings.data_dir}. Delete that folder to start afresh.
"""
