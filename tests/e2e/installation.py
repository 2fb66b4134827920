"""A portal as a vendor runs it: `migrate`, `create-operator`, `serve` and `worker`, each a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from portal.mail_catcher import MailSink

OPERATOR, OPERATOR_PASSWORD = "olga@vendor.example", "a long enough password"
COMMAND = Path(sys.executable).parent / "portal"


@dataclass
class Installation:
    """Its data lie in `home`; mails go to `sink`."""

    home: Path
    sink: MailSink
    port: int = field(default_factory=lambda: free_port())
    vendor_port: int = field(default_factory=lambda: free_port())
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        programs = os.environ.get("PORTAL_POSTGRES_PROGRAMS")
        return (
            kept
            | ({"PORTAL_POSTGRES_PROGRAMS": programs} if programs else {})
            | {
                "PORTAL_BASE_URL": self.url,
                "PORTAL_PORT": str(self.port),
                "PORTAL_SECRET_KEY": "a secret of the tests, long enough",
                "PORTAL_SMTP_URL": self.sink.url,
                "PORTAL_MAIL_FROM": "partners@vendor.example",
                "PORTAL_DATA_DIR": str(self.home),
                "PORTAL_TEST_CLOCK": "1",
                "PORTAL_OPERATOR_PASSWORD": OPERATOR_PASSWORD,
                # Where the vendor's product runs, which may be within: webhooks go there.
                "PORTAL_VENDOR_APP_URL": f"http://localhost:{self.vendor_port}",
            }
            | self.settings
        )

    async def run(self, *arguments: str, without: str = "", **environment: str) -> tuple[int, str, str]:
        """Runs a command to its end, in the environment with these changes: status, stdout, stderr."""
        chosen = {name: value for name, value in (self.environment | environment).items() if name != without}
        process = await asyncio.create_subprocess_exec(
            COMMAND,
            *arguments,
            env=chosen,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, out.decode(), err.decode()

    async def command(self, *arguments: str) -> str:
        """Runs a command that works; its stdout."""
        status, out, err = await self.run(*arguments)
        assert status == 0, err
        return out

    async def start(self, name: str) -> None:
        """Starts `serve` or `worker`, which goes on until `stop`."""
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                COMMAND, name, env=self.environment, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
            )
        if name == "serve":
            await self.answers()

    async def start_vendor_app(self) -> str:
        """Starts the sample vendor app, with a client of its own; its address."""
        scopes = ("platform:read", "platform:write", "webhooks:manage")
        url = f"http://localhost:{self.vendor_port}"
        log_in = f"{url}/partner-log-in"
        addresses = ("--redirect-uris", f"{log_in}/callback", "--logout-uri", f"{log_in}/ended")
        made = await self.command("create-client", "app", "--scopes", *scopes, *addresses)
        client = json.loads(made.splitlines()[-1])
        settings = {
            "PORTAL_URL": self.url,
            "CLIENT_ID": client["clientId"],
            "CLIENT_SECRET": client["clientSecret"],
            "URL": url,
            "PORT": str(self.vendor_port),
            "STORE": str(self.home / "vendor.db"),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        with (self.home / "vendor.log").open("ab") as log:
            self.processes["vendor"] = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "sample_vendor"),
                env=kept | {f"SAMPLE_VENDOR_{name}": value for name, value in settings.items()},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        await self.answers(f"{url}/healthz")
        return url

    async def answers(self, probe: str | None = None) -> None:
        """Waits until the portal is ready, or whatever else answers at `probe`."""
        async with httpx.AsyncClient() as client, asyncio.timeout(30):
            while True:
                try:
                    if (await client.get(probe or f"{self.url}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends a process; its status."""
        process = self.processes.pop(name)
        process.send_signal(how)
        return await asyncio.wait_for(process.wait(), 30)

    async def leave(self) -> None:
        for name in list(self.processes):
            await self.stop(name)


def free_port() -> int:
    """A port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
