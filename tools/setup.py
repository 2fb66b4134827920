"""Set the project up: what `make setup` runs. Needs Python 3.11 or later and Node 20 or later, and nothing else.

Everything comes from the lock files into `.venv` and `frontend/node_modules`, then the SPA is built. Each step is
skipped where nothing has changed since it last ended well; `.setup` holds the installer and what the steps remember.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALLER = ROOT / ".setup" / "env"
ENVIRONMENT = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
UV = "uv==0.13.8"
NOT_SOURCES = {"node_modules", "dist", ".tanstack"}


def main() -> None:
    """Do what is out of date."""
    if sys.version_info < (3, 11):  # noqa: UP036  # this file is the first to run, by whatever Python was found
        sys.exit("The portal needs Python 3.11 or later.")
    python_files = [ROOT / "requirements.lock", ROOT / "pyproject.toml", Path(__file__)]
    if changed("python", python_files, ENVIRONMENT / "bin" / "portal"):
        install_python()
        remember("python", python_files)
    if not (FRONTEND / "package.json").exists():
        return
    node_files = [FRONTEND / "package.json", FRONTEND / "package-lock.json", FRONTEND / ".npmrc"]
    if changed("node", node_files, FRONTEND / "node_modules"):
        need_node()
        run("npm", "ci", cwd=FRONTEND)
        remember("node", node_files)
    if changed("spa", sources(), FRONTEND / "dist" / "index.html"):
        need_node()
        run("npm", "run", "build", cwd=FRONTEND)
        remember("spa", sources())


def install_python() -> None:
    """Bring `.venv` to exactly what the lock says, by uv; by pip where uv can't be had or can't do it."""
    make_environment(INSTALLER)
    make_environment(ENVIRONMENT)
    pip = [str(INSTALLER / "bin" / "python"), "-m", "pip"]
    target = str(ENVIRONMENT / "bin" / "python")
    lock = str(ROOT / "requirements.lock")
    # The build's own needs stand in the lock too, so nothing is fetched that it doesn't name.
    itself = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    by_uv = (
        [*pip, "install", "--quiet", UV],
        [str(INSTALLER / "bin" / "uv"), "pip", "sync", "--quiet", "--python", target, "--require-hashes", lock],
        [str(INSTALLER / "bin" / "uv"), "pip", "install", "--quiet", "--python", target, *itself],
    )
    environment = os.environ | settings_of_pip(pip)
    if all(subprocess.run(step, cwd=ROOT, env=environment, check=False).returncode == 0 for step in by_uv):
        return
    print("setup: going on with pip, without uv", file=sys.stderr)
    run(*pip, "--python", target, "install", "--quiet", "--require-hashes", "--requirement", lock)
    run(*pip, "--python", target, "install", "--quiet", *itself)


def settings_of_pip(pip: list[str]) -> dict[str, str]:
    """Where pip is told to get packages, in uv's words, since uv doesn't read pip's settings. What uv was told wins."""
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False).stdout
    found: dict[str, str] = {}
    # Each line is like `global.index-url='…'`; what comes from the environment has the last word.
    for line in sorted(listed.splitlines(), key=lambda line: line.startswith(":env:")):
        name, equals, value = line.partition("=")
        if equals:
            found[name.rpartition(".")[2]] = str(ast.literal_eval(value))
    words = {
        "UV_DEFAULT_INDEX": found.get("index-url"),
        "UV_INDEX": found.get("extra-index-url"),
        # pip looks into all indexes at once; the lock's hashes keep that safe.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if "extra-index-url" in found else None,
        "UV_FIND_LINKS": found.get("find-links", "").replace(" ", ","),
        "UV_INSECURE_HOST": found.get("trusted-host"),
        "SSL_CERT_FILE": found.get("cert"),
        "HTTPS_PROXY": found.get("proxy"),
    }
    return {name: value for name, value in words.items() if value and name not in os.environ}


def make_environment(folder: Path) -> None:
    """An environment of this Python's in `folder`, left alone where its interpreter works."""
    python = folder / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0:
        return
    venv.create(folder, with_pip=folder == INSTALLER, clear=True)


def need_node() -> None:
    """Stop where Node is missing or too old."""
    node = shutil.which("node")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    if not said.startswith("v") or int(said[1:].partition(".")[0]) < 20:
        sys.exit("The portal's pages need Node 20 or later to be built: install nodejs and npm.")


def sources() -> list[Path]:
    """What the SPA is built from."""
    found = [ROOT / "schema.graphql"]
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        found += [Path(folder, name) for name in files]
    return found


def changed(step: str, files: Iterable[Path], result: Path) -> bool:
    """Whether a step must be done: its result is missing, or what it is made from has changed."""
    stamp = ROOT / ".setup" / step
    return not result.exists() or not stamp.exists() or stamp.read_text() != fingerprint(files)


def remember(step: str, files: Iterable[Path]) -> None:
    """Note what a step that ended well was made from."""
    (ROOT / ".setup").mkdir(exist_ok=True)
    (ROOT / ".setup" / step).write_text(fingerprint(files))


def fingerprint(files: Iterable[Path]) -> str:
    """A hash of the files' names and contents."""
    found = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes() if file.exists() else b""
        found.update(f"{file.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return found.hexdigest()


def run(*command: str, cwd: Path = ROOT) -> None:
    """Run a step; where it fails, stop with its status, since it has said why."""
    done = subprocess.run(command, cwd=cwd, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
