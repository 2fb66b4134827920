"""Mailwave as a process of its own: it ends with whoever started it, and with the demo."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path

import httpx

from portal.mail_catcher import MailSink
from tests.e2e.installation import COMMAND, Installation, free_port


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{url}/healthz")).status_code == 200
        except httpx.TransportError:
            return False


async def _until_it_answers(url: str) -> None:
    async with asyncio.timeout(30):
        while not await _answers(url):  # noqa: ASYNC110  # another process
            await asyncio.sleep(0.1)


async def test_it_ends_with_whoever_holds_its_stdin(tmp_path: Path) -> None:
    port = free_port()
    environment = {
        "SAMPLE_VENDOR_PORTAL_URL": "http://127.0.0.1:9",
        "SAMPLE_VENDOR_CLIENT_ID": "id",
        "SAMPLE_VENDOR_CLIENT_SECRET": "secret",
        "SAMPLE_VENDOR_PORT": str(port),
        "SAMPLE_VENDOR_STORE": str(tmp_path / "mailwave.db"),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sample_vendor", "--while-stdin-is-open"),
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    await _until_it_answers(f"http://localhost:{port}")
    assert process.stdin is not None
    process.stdin.close()
    _out, err = await asyncio.wait_for(process.communicate(), 20)
    assert b"Traceback" not in err
    assert process.returncode in {0, -signal.SIGTERM}


async def test_the_demo_runs_it_and_ends_it(tmp_path: Path) -> None:
    async with MailSink() as sink:
        here = Installation(tmp_path, sink)
        own = {"PORTAL_BASE_URL", "PORTAL_VENDOR_APP_URL"}  # the demo's to choose
        environment = {name: value for name, value in here.environment.items() if name not in own}
        with (tmp_path / "out.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                COMMAND, "demo", env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            said = await _said(tmp_path / "out.log", r"Mailwave +(http://localhost:\d+) [^$]*A client +(\S+)")
            await _until_it_answers(said[1])
            await _said(tmp_path / "out.log", r"the portal has \d+ accounts, and so do we")
            async with httpx.AsyncClient(base_url=said[1], headers={"Origin": said[1]}) as browser:
                answer = await browser.post("/log-in", data={"email": said[2]})
                assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        finally:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 30)
        assert not await _answers(said[1])


async def _said(file: Path, pattern: str) -> re.Match[str]:
    async with asyncio.timeout(120):
        while not (found := re.search(pattern, await asyncio.to_thread(file.read_text))):  # noqa: ASYNC110  # a file
            await asyncio.sleep(0.1)
    return found
