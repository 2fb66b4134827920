"""The servers that are compared, each in one process of its own on a free port of this machine."""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx

HERE = Path(__file__).parent
POSTGRAPHILE = HERE / "postgraphile"
POOL_SIZE = 10
PATIENCE_SECONDS = 60


class TargetFailed(Exception):
    """A server didn't start, or answered with errors."""


# The name of the one that keeps whose row is whose.
TENANT = "PostGraphile with tenancy"


@dataclass(frozen=True)
class Target:
    """A running server."""

    name: str
    port: int
    pid: int

    def ask(self, document: str, variables: Mapping[str, Any], cookie: str = "") -> Any:
        """The data of one operation. Raises TargetFailed for any error."""
        return self.post({"query": document, "variables": variables}, cookie)

    def post(self, body: Mapping[str, Any], cookie: str) -> Any:
        """The data of the answer. Raises TargetFailed for any error."""
        headers = {"X-Portal-CSRF": "1"} | ({"Cookie": cookie} if cookie else {})
        response = httpx.post(f"http://127.0.0.1:{self.port}/graphql", json=body, headers=headers, timeout=60)
        answer = response.json()
        if response.status_code != 200 or "errors" in answer:
            raise TargetFailed(f"{self.name} answered {response.status_code}: {response.text[:1000]}")
        return answer["data"]


@contextlib.contextmanager
def portal(database_url: str, logs: Path, *, with_own_types: bool = True) -> Iterator[Target]:
    """Our server, as `portal serve` runs it: sessions, row level security and the request log on.

    `with_own_types` is for a database that has the benchmark's own tables.
    """
    port = _free_port()
    settings = {
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_PORT": str(port),
        "PORTAL_SECRET_KEY": secrets.token_hex(32),
        "PORTAL_SMTP_URL": "smtp://127.0.0.1:9",
        "PORTAL_MAIL_FROM": "partners@portal.example",
        "PORTAL_DATABASE_POOL_SIZE": str(POOL_SIZE),
        # One client asks for more than anybody may: the cost is counted, and is never too much.
        "PORTAL_QUERY_COST_MAXIMUM": "1000000000",
        "PORTAL_QUERY_COST_RESTORE": "1000000000",
    }
    command = [sys.executable, "-m", "tests.benchmarks.server", database_url]
    command += ["with-own-types"] if with_own_types else []
    with _running("portal", command, settings, port, logs) as target:
        yield target


@contextlib.contextmanager
def postgraphile(database_url: str, logs: Path) -> Iterator[Target]:
    """PostGraphile, as the owner of the tables, without row level security."""
    with _postgraphile("PostGraphile", "owner", database_url, logs) as target:
        yield target


@contextlib.contextmanager
def tenant(database_url: str, logs: Path) -> Iterator[Target]:
    """PostGraphile under row level security: it sets role and partner for each request, in a transaction."""
    with _postgraphile(TENANT, "tenant", database_url, logs) as target:
        yield target


@contextlib.contextmanager
def _postgraphile(name: str, acts_as: str, database_url: str, logs: Path) -> Iterator[Target]:
    port = _free_port()
    command = [str(_node()), "server.js", database_url, str(port), str(POOL_SIZE), acts_as]
    settings = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with _running(name, command, settings, port, logs, POSTGRAPHILE) as target:
        yield target


@contextlib.contextmanager
def floor(database_url: str, logs: Path) -> Iterator[Target]:
    """A bare app with hand-written statements: what Python can do at best."""
    port = _free_port()
    command = [sys.executable, "-m", "tests.benchmarks.floor", database_url, str(port), str(POOL_SIZE)]
    with _running("floor", command, {}, port, logs) as target:
        yield target


def node_version() -> str:
    """Of the Node that runs PostGraphile, such as 22.1.0."""
    return subprocess.run([_node(), "--version"], capture_output=True, text=True, check=True).stdout.strip().lstrip("v")


def _node() -> Path:
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    node = POSTGRAPHILE / "node_modules" / f"node-linux-{machine}" / "bin" / "node"
    if not node.exists():
        raise TargetFailed(f"{node} is missing: run `make bench`, which installs it")
    return node


@contextlib.contextmanager
def _running(
    name: str, command: list[str], settings: Mapping[str, str], port: int, logs: Path, folder: Path = HERE.parent.parent
) -> Iterator[Target]:
    log = logs / f"{name}.log"
    with log.open("wb") as written:
        process = _start(command, settings, folder, written)
        try:
            _wait(name, process, port, log)
            yield Target(name, port, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _start(command: list[str], settings: Mapping[str, str], folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PG"))}
    return subprocess.Popen(command, cwd=folder, env={**inherited, **settings}, stdout=log, stderr=log)


def _wait(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up_at and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TargetFailed(f"{name} doesn't answer: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
