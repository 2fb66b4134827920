"""What is installed is said exactly, and not from where."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NODE_FOLDERS = ["frontend", "tests/benchmarks/postgraphile"]
LOCKS = ["requirements.lock", "requirements-run.lock", *(f"{folder}/package-lock.json" for folder in NODE_FOLDERS)]
ADDRESS = re.compile(r"\b(?:https?|file|git\+\w+|ssh)://[^\s\"',]*|--(?:extra-)?index-url\b|--find-links\b")
# npm also keeps what a package's authors ask for: pages about money, which nothing is fetched from.
FUNDING = re.compile(r'"funding": (?:\{[^}]*\}|\[[^\]]*\]|"[^"]*")')


def lock(name: str) -> str:
    path = ROOT / name
    if not path.exists():
        pytest.skip(f"{name} isn't there yet")
    return path.read_text()


def entries_of(name: str) -> list[str]:
    """One entry per package: name, version, marker and hashes."""
    return re.split(r"\n(?=\S)", lock(name).strip())


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_hold_no_addresses(name: str) -> None:
    assert ADDRESS.findall(FUNDING.sub("", lock(name))) == []


def test_every_python_package_is_pinned_with_hashes() -> None:
    entries = entries_of("requirements.lock")
    wrong = [
        entry for entry in entries if not re.match(r"[\w.\[\],-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", entry, re.S)
    ]
    assert wrong == []


def test_the_image_runs_what_the_tests_ran() -> None:
    assert set(entries_of("requirements-run.lock")) <= set(entries_of("requirements.lock"))


def test_every_direct_python_dependency_is_pinned_as_it_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    direct = project["project"]["dependencies"] + [name for extra in extras for name in extra]
    locked = set(re.findall(r"^([\w.-]+==[^ ]+)", lock("requirements.lock"), re.M))
    exact = [re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?(==[^\s;]+)(?:;.*)?", name) for name in direct]
    assert [name for name, pinned in zip(direct, exact, strict=True) if pinned is None] == []
    assert {f"{found[1].lower()}{found[2]}" for found in exact if found} <= locked
    assert set(project["build-system"]["requires"]) <= locked


@pytest.mark.parametrize("folder", NODE_FOLDERS)
def test_every_direct_package_of_node_is_pinned(folder: str) -> None:
    package = json.loads((ROOT / folder / "package.json").read_text())
    kinds = ("dependencies", "devDependencies", "optionalDependencies")
    direct = {name: version for kind in kinds for name, version in package.get(kind, {}).items()}
    assert {
        name: version for name, version in direct.items() if not re.fullmatch(r"\d+\.\d+\.\d+[\w.-]*", version)
    } == {}


@pytest.mark.parametrize("folder", NODE_FOLDERS)
def test_every_package_of_node_is_locked_with_a_hash(folder: str) -> None:
    packages = json.loads(lock(f"{folder}/package-lock.json"))["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
