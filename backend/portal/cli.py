"""The command `portal`."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from portal.core.actors import System
from portal.core.embedded_place import EmbeddedPostgresError
from portal.core.inputs import password
from portal.core.logs import configure_logs
from portal.core.problems import Problem, RequestRefused
from portal.core.reading.check import TablesDiffer
from portal.core.requests import Request
from portal.core.settings import Settings, SettingsError, load_settings
from portal.core.work import Work, open_snapshot, open_work
from portal.decisions.telling import explain_account
from portal.demo import DemoIncomplete, run_demo
from portal.house import SYSTEM_ROLE, open_database, open_house
from portal.identity.passwords import hash_password
from portal.identity.service import create_operator
from portal.migrations import MigrationError, migrate, pending
from portal.oauth.service import NewClient, create_client
from portal.passkeys.service import forget_factors_of
from portal.program.models import Clock
from portal.program.service import advance_clock
from portal.rewards.checking import Recount, recount
from portal.rewards.export import as_beancount
from portal.web.schema import make_api
from portal.web.server import PortTaken, run_server
from portal.worker import run_worker

T = TypeVar("T")


class CommandError(Exception):
    """One line for whoever called the command."""


# What keeps a command from running, and says so itself.
STOPS = (
    CommandError,
    SettingsError,
    MigrationError,
    EmbeddedPostgresError,
    PortTaken,
    TablesDiffer,
    DemoIncomplete,
)


def main() -> None:
    """Runs the command that the arguments name; one clear line and status 1 where it can't."""
    arguments = _parser().parse_args()
    configure_logs()
    terminated = False

    def terminate(*_: object) -> None:
        # As Ctrl-C does, which an event loop answers by cancelling: what is open is closed. To exit right here would
        # break off whatever coroutine happens to run.
        nonlocal terminated
        terminated = True
        signal.raise_signal(signal.SIGINT)

    # A shell lets what it starts in the background ignore SIGINT, and SIGTERM would be as lost.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, terminate)
    try:
        arguments.run(arguments)
    except STOPS as error:
        sys.exit(f"portal: {error}")
    except (Problem, RequestRefused) as problem:
        sys.exit(f"portal: {problem.message}")
    except KeyboardInterrupt:
        sys.exit(0 if terminated else 130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portal", description="The partner portal.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], None], help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        return command

    add("serve", _serve, "Serve the API and the app.")
    add("worker", _worker, "Do what events ask for: mails, reminders, regular duties.").add_argument(
        "--drain", action="store_true", help="do all that is due, then stop"
    )
    add("migrate", _migrate, "Bring the database to the newest revision.")
    add("demo", lambda _arguments: run_demo(), "Run a filled demo: API, worker, app, mail catcher.")
    add("create-operator", _create_operator, "Make a log-in with the role ADMIN.").add_argument("email")
    lost = add("turn-off-two-step", _turn_off_two_step, "Let somebody in who lost app, recovery codes, passkeys.")
    lost.add_argument("email")
    client = add("create-client", _create_client, "Make an OAuth2 client of the program; prints its secret once.")
    client.add_argument("name")
    client.add_argument("--scopes", nargs="+", default=[], metavar="SCOPE", help="what it may call the API for")
    client.add_argument(
        "--redirect-uris", nargs="+", default=[], metavar="URI", help="where people may be sent back to"
    )
    client.add_argument("--logout-uri", metavar="URI", help="where it is told that a log-in ended")
    add("advance-clock", _advance_clock, "Move the test clock forward.").add_argument("seconds", type=int)
    add("explain", _explain, "Tell whom an account counts for, and why.").add_argument("account")
    ledger = add("check-ledger", _check_ledger, "Recount the whole ledger; status 1 where something differs.")
    ledger.add_argument("--beancount", metavar="FILE", help="write it for bean-check as well")
    add("print-schema", lambda _arguments: print(make_api().sdl(), end=""), "Print schema.graphql.")
    return parser


def _serve(_arguments: argparse.Namespace) -> None:
    settings = load_settings()
    with open_database(settings) as url:
        _require_migrated(url)
        _require_real_time(settings, url)
        run_server(settings, url)


def _worker(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    with open_database(settings) as url:
        _require_migrated(url)
        _require_real_time(settings, url)

        async def work() -> None:
            async with open_house(settings, url, SYSTEM_ROLE) as runtime:
                await run_worker(runtime, url, drain=arguments.drain)

        asyncio.run(work())


def _migrate(_arguments: argparse.Namespace) -> None:
    with open_database(load_settings()) as url:
        migrate(url)
    print("The database is at the newest revision.", file=sys.stderr)


def _turn_off_two_step(arguments: argparse.Namespace) -> None:
    _in_work(load_settings(), lambda work: forget_factors_of(work, arguments.email))
    print(
        f"Two-step sign-in of {arguments.email} is off, passkeys are removed; the password alone lets in now.",
        file=sys.stderr,
    )


def _create_operator(arguments: argparse.Namespace) -> None:
    settings = load_settings()
    chosen, made_up = _password(settings)

    async def run(work: Work) -> None:
        await create_operator(work, arguments.email, await hash_password(work.runtime, password(chosen)))

    _in_work(settings, run)
    if made_up:
        print(chosen)


def _password(settings: Settings) -> tuple[str, bool]:
    """From PORTAL_OPERATOR_PASSWORD, else asked for at a terminal, else made up; and whether it was."""
    if settings.operator_password:
        return settings.operator_password, False
    if sys.stdin.isatty():
        return getpass.getpass("Password (10 characters or more): "), False
    return secrets.token_urlsafe(12), True


def _create_client(arguments: argparse.Namespace) -> None:
    async def run(work: Work) -> tuple[str, str]:
        new = NewClient(
            name=arguments.name,
            scopes=arguments.scopes,
            redirect_uris=arguments.redirect_uris,
            logout_uri=arguments.logout_uri,
        )
        client, secret = await create_client(work, new)
        return client.client_id, secret

    client_id, secret = _in_work(load_settings(), run)
    print(json.dumps({"clientId": client_id, "clientSecret": secret}))


def _advance_clock(arguments: argparse.Namespace) -> None:
    async def run(work: Work) -> str:
        return (await advance_clock(work, arguments.seconds)).isoformat()

    print(_in_work(load_settings(), run))


def _check_ledger(arguments: argparse.Namespace) -> None:
    settings = load_settings()

    async def inside(url: str) -> tuple[Recount, Sequence[str]]:
        async with open_house(settings, url, SYSTEM_ROLE) as runtime, open_snapshot(runtime) as work:
            return await recount(work), await as_beancount(work) if arguments.beancount else ()

    with open_database(settings) as url:
        _require_migrated(url)
        counted, lines = asyncio.run(inside(url))
    if arguments.beancount:
        Path(arguments.beancount).write_text("".join(f"{line}\n" for line in lines))
    print(f"{counted.transactions} transactions, {counted.entries} entries, {counted.balances} balances.")
    for fault in counted.faults:
        print(fault)
    if counted.faults:
        raise CommandError(f"{len(counted.faults)} faults in the ledger")
    print("All add up, and derive alike.")


def _explain(arguments: argparse.Namespace) -> None:
    for line in _in_work(load_settings(), lambda work: explain_account(work, arguments.account)):
        print(line)


def _in_work(settings: Settings, run: Callable[[Work], Awaitable[T]]) -> T:
    """Runs one verb as the portal itself."""

    async def inside(url: str) -> T:
        async with open_house(settings, url, SYSTEM_ROLE) as runtime, open_work(runtime, Request(), System()) as work:
            return await run(work)

    with open_database(settings) as url:
        _require_migrated(url)
        return asyncio.run(inside(url))


def _require_migrated(url: str) -> None:
    if pending(url):
        raise CommandError("the database is not at the newest revision: run `portal migrate` first")


def _require_real_time(settings: Settings, url: str) -> None:
    if settings.test_clock:
        return

    async def ahead() -> int:
        async with open_house(settings, url, SYSTEM_ROLE) as runtime, open_work(runtime, Request(), System()) as work:
            return (await work.session.execute(select(Clock.offset_seconds))).scalar_one()

    if asyncio.run(ahead()):
        raise CommandError(
            "the test clock of this database was advanced, and never goes back: set PORTAL_TEST_CLOCK=1,"
            " or start with a new database"
        )
