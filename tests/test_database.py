"""The databases that the tests run on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.core.embedded import EmbeddedServer, start_embedded
from tests.database import empty, own_database

GUARDED = """
create schema portal; create schema jobs;
create table portal.alembic_version (version_num text); insert into portal.alembic_version values ('0001');
create table portal.program (id int primary key);
create table portal.partner (id int primary key, program_id int not null references portal.program);
create function portal.refuse() returns trigger language plpgsql as $$ begin raise 'append-only'; end $$;
create trigger guard before delete on portal.partner for each row execute function portal.refuse();
alter table portal.partner enable row level security; alter table portal.partner force row level security;
create table jobs.job (id int primary key);
insert into portal.program values (1); insert into portal.partner values (1, 1); insert into jobs.job values (1);
"""
COUNTS = "select " + ", ".join(
    f"(select count(*) from {name})" for name in ("portal.program", "portal.partner", "jobs.job")
)


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A server of the test's own, so that its templates are not those of the suite."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    folder.chmod(0o755)
    with start_embedded(folder, fsync=False) as started:
        yield started
    shutil.rmtree(folder)


async def test_each_process_gets_a_copy_of_one_template_and_empties_it(server: EmbeddedServer) -> None:
    migrated: list[str] = []

    def migrate(url: str) -> None:
        migrated.append(url)
        with psycopg.connect(url) as connection:
            connection.execute(GUARDED.encode())

    with own_database(server, migrate) as one, own_database(server, migrate) as two:
        assert one != two
        assert len(migrated) == 1
        connection = await psycopg.AsyncConnection.connect(one, autocommit=True)
        async with connection:
            for _ in range(2):
                await empty(connection, keep={"program"})
            assert await (await connection.execute(COUNTS.encode())).fetchone() == (1, 0, 0)
            # The guards stand again.
            with pytest.raises(psycopg.errors.ForeignKeyViolation):
                await connection.execute("insert into portal.partner values (2, 2)")
            with pytest.raises(ValueError, match="progam"):
                await empty(connection, keep={"progam"})
        with psycopg.connect(two) as untouched:
            assert untouched.execute(COUNTS.encode()).fetchone() == (1, 1, 1)
    with own_database(server, migrate) as again, psycopg.connect(again) as connection_again:
        assert again == one
        assert connection_again.execute(COUNTS.encode()).fetchone() == (1, 1, 1)
        assert len(migrated) == 1
