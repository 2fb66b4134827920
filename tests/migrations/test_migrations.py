"""The migrations make what the models say, and the queue's tables are those of the installed library."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import procrastinate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

import portal.tables
from portal import migrations
from portal.core.database import Base, sqlalchemy_url
from tests.benchmarks.fill import fill
from tests.people import Portal

assert portal.tables
ROOT = Path(__file__).parents[2]
VERSIONS = Path(migrations.__file__).parent / "versions"


def _revision(name: str) -> Any:
    """The module of a migration."""
    spec = importlib.util.spec_from_file_location(f"revision_{name}", VERSIONS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_models_and_the_migrations_agree(database_url: str) -> None:
    engine = create_engine(
        sqlalchemy_url(database_url), poolclass=NullPool, connect_args={"options": "-c search_path=public"}
    )
    options = {
        "include_schemas": True,
        "version_table_schema": "portal",
        "include_name": lambda name, kind, _parents: kind != "schema" or name == "portal",
    }
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_of_the_queue_s_library_is_the_one_that_ours_holds() -> None:
    """A newer procrastinate wants a revision of ours that runs what it added."""
    files = (Path(procrastinate.__file__).parent / "sql/migrations").glob("*.sql")
    assert max(file.name for file in files) == _revision("0001_the_first_story").PROCRASTINATE


def test_row_counts_begin_with_the_rows_that_are_there(portal: Portal) -> None:
    fill(portal.database_url, partners=2, accounts_each=50)
    revision = _revision("0005_row_counts")
    engine = create_engine(sqlalchemy_url(portal.database_url), poolclass=NullPool)
    counts = text("select kind, sum(count) from portal.row_count where table_name = 'account_access' group by 1")
    rows = text("select status, count(*) from portal.account_access group by 1")
    with engine.connect() as connection:
        for table in revision.COUNTED:
            connection.execute(text(f"drop function portal.count_{table} cascade"))
        connection.execute(text("drop function portal.fold_row_counts"))
        connection.execute(text("drop table portal.row_count"))
        with Operations.context(MigrationContext.configure(connection)):
            revision.upgrade()
        assert set(connection.execute(counts)) == set(connection.execute(rows))
        connection.execute(text("delete from portal.account_access where status = 'INACTIVE'"))
        left = {row for row in connection.execute(counts) if row[1]}
        assert left == set(connection.execute(rows))


@pytest.mark.slow
def test_a_draft_holds_what_a_model_has_and_the_migrations_lack(tmp_path: Path) -> None:
    """In a copy of the backend with one more column: one `add_column`, in the house's form."""
    shutil.copytree(ROOT / "backend", tmp_path / "backend", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    versions = tmp_path / "backend/portal/migrations/versions"
    before = set(versions.iterdir())
    models = tmp_path / "backend/portal/accounts/models.py"
    line = "    last_used_at: Mapped[dt.datetime | None]"
    models.write_text(models.read_text().replace(line, f"    pinned_at: Mapped[dt.datetime | None]\n{line}", 1))
    subprocess.run(
        [sys.executable, "tools/new_migration.py", "accounts can be pinned"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "backend"), "PATH": "/usr/bin:/bin"},
        check=True,
    )
    [draft] = set(versions.glob("*.py")) - before
    text = draft.read_text()
    assert re.findall(r"op\.(\w+)", text) == ["add_column"]
    assert "pinned_at" in text
    ruff = Path(sys.executable).parent / "ruff"
    assert subprocess.run([ruff, "check", draft], cwd=tmp_path, check=False).returncode == 0
