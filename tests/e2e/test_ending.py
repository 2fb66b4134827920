"""How `serve` and `demo` end: in order, with nothing left running; and a demo that was never filled to its end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from portal.mail_catcher import MailSink
from tests.e2e.installation import COMMAND, Installation


@pytest.fixture
async def portal_here(tmp_path: Path) -> AsyncIterator[Installation]:
    """An installation with nothing in it yet."""
    async with MailSink() as sink:
        yield Installation(tmp_path, sink)


@asynccontextmanager
async def _started(
    here: Installation, command: str, through: tuple[str, ...] = ()
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command in a process of its own, started by another one's arguments if any; killed where the test leaves it
    running.
    """
    environment = {name: value for name, value in here.environment.items() if name != "PORTAL_BASE_URL"}
    environment |= {"PORTAL_BASE_URL": here.url} if command == "serve" else {}
    with (here.home / "out.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *through, COMMAND, command, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _said(here: Installation, text: str) -> None:
    async with asyncio.timeout(120):
        while text not in await asyncio.to_thread((here.home / "out.log").read_text):  # noqa: ASYNC110  # a file
            await asyncio.sleep(0.1)


async def _postgres(here: Installation) -> list[int]:
    """The processes of PostgreSQL that have this installation's data folder."""
    folder = await asyncio.to_thread((here.home / "postgres").resolve)
    found = await asyncio.create_subprocess_exec("pgrep", "--full", str(folder), stdout=asyncio.subprocess.PIPE)
    out, _err = await found.communicate()
    return [int(line) for line in out.split()]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(("command", "ready"), [("serve", '"serving"'), ("demo", "Ctrl-C stops it")])
async def test_it_ends_without_leaving_its_database_running(
    portal_here: Installation, command: str, ready: str, how: signal.Signals
) -> None:
    if command == "serve":
        await portal_here.command("migrate")
    async with _started(portal_here, command) as process:
        await _said(portal_here, ready)
        assert await _postgres(portal_here)
        process.send_signal(how)
        status = await asyncio.wait_for(process.wait(), 30)
    assert status in {0, 130}
    assert "Traceback" not in (portal_here.home / "out.log").read_text()
    assert await _postgres(portal_here) == []


async def test_it_hears_that_it_is_to_end_where_a_shell_has_ctrl_c_ignored(portal_here: Installation) -> None:
    # As shells start what is to run in the background. It is told before it listens.
    async with _started(portal_here, "demo", through=("sh", "-c", 'trap \'\' INT; exec "$0" "$@"')) as process:
        await _said(portal_here, "Ctrl-C stops it")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert await _postgres(portal_here) == []


async def test_a_demo_that_was_never_filled_to_its_end_says_so(portal_here: Installation) -> None:
    # As a kill in the middle leaves it: the operator is there, the rest isn't.
    await portal_here.command("migrate")
    await portal_here.command("create-operator", "olga@mailwave.example")
    status, _out, err = await portal_here.run("demo")
    assert status == 1
    [line] = err.splitlines()
    assert line.startswith("portal: ")
    assert f"delete the folder {portal_here.home}" in line
    assert await _postgres(portal_here) == []
