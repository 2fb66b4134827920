"""Writes a migration with what the models have and the newest migration lacks: `make migration NAME="…"`.

What is made is a draft: read it, and give a new table of a tenant its row level security (see revision 0001).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from portal import migrations
from portal.core.database import sqlalchemy_url
from portal.core.embedded import start_embedded


def main(name: str) -> None:
    """One file in `backend/portal/migrations/versions`, numbered on."""
    versions = Path(migrations.__file__).parent / "versions"
    number = max(int(file.name[:4]) for file in versions.glob("[0-9]*.py")) + 1
    with tempfile.TemporaryDirectory() as folder, start_embedded(Path(folder), fsync=False) as server:
        migrations.migrate(server.url())
        # With portal as the default schema Alembic would take its tables for another's.
        engine = create_engine(
            sqlalchemy_url(server.url()), poolclass=NullPool, connect_args={"options": "-c search_path=public"}
        )
        with engine.connect() as connection:
            config = migrations.alembic_config()
            config.attributes["connection"] = connection
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            made = command.revision(config, name, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()
    path = Path(made.path)  # type: ignore[union-attr]  # one revision was asked for, and it was written
    path.write_text("".join(line for line in path.open() if "# ### " not in line))
    ruff = Path(sys.executable).parent / "ruff"
    subprocess.run([ruff, "check", "--quiet", "--fix", "--exit-zero", path], check=True)
    subprocess.run([ruff, "format", "--quiet", path], check=True)
    print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not re.search(r"\w", sys.argv[1]):
        sys.exit('Say what it does: make migration NAME="accounts can be pinned"')
    main(sys.argv[1])
