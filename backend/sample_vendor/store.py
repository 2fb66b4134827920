"""What Mailwave keeps, in one SQLite file. All of it happens on the event loop's thread, so no two writers meet."""

from __future__ import annotations

import datetime as dt
import sqlite3
from types import TracebackType
from typing import Any, Self

_TABLES = """
create table if not exists account (
  number text primary key,
  name text not null,
  website text not null,
  owner_email text,                       -- null while an agency builds it
  click_id text,
  plan text,
  status text not null default 'OPEN' check (status in ('OPEN', 'FAILED', 'CLOSED')),
  created_at text not null
);
create index if not exists account_owner on account (owner_email);

create table if not exists payment (
  id text primary key,
  account_number text not null references account,
  plan text not null,
  amount text not null,                   -- major units, without tax
  paid_at text not null,
  refunded_at text
);

-- Who is logged in: the account's client himself, or a guest, somebody of an agency who came from the portal. What
-- stands in the lower part is known of guests alone, and is named as in their ID token.
create table if not exists session (
  token_hash text primary key,
  account_number text not null references account,
  notice text not null default '',
  created_at text not null,
  ends_at real not null,
  kind text not null check (kind in ('CLIENT', 'GUEST')),
  name text,
  partner_id text,
  partner_name text,
  access_level text check (access_level in ('OWNER', 'ADMIN')),
  sub text,
  sid text,
  check ((kind = 'GUEST') = (access_level is not null))
);

-- Log-ins from the portal that began and are not back yet. Of what the browser holds only hashes are kept.
create table if not exists log_in_attempt (
  state_hash text primary key,
  browser_hash text not null,
  nonce text not null,
  code_verifier text not null,
  ends_at real not null
);

-- What the portal told to end. By its jti a repeat is known; by sid and sub a log-in that was just under way.
create table if not exists logout (
  jti text primary key,
  sid text,
  sub text,
  issued_at real not null,
  ends_at real not null
);

-- What must reach the portal. A letter is the whole request, so that a second try is the very same one.
create table if not exists letter (
  id integer primary key,
  account_number text not null,
  document text not null,
  input text not null,
  idempotency_key text not null unique,
  state text not null default 'WAITING' check (state in ('WAITING', 'DONE', 'REFUSED')),
  trouble text not null default '',       -- why it still waits, or was refused
  answer text,
  attempts integer not null default 0,
  next_attempt_at real not null default 0,
  seen integer not null default 0,        -- whether the owner has read the refusal
  written_at text not null
);
create index if not exists letter_waiting on letter (account_number, id) where state = 'WAITING';

-- What the portal told. The id is the header webhook-id, so what comes twice is kept once.
create table if not exists webhook (
  id text primary key,
  type text not null,
  account_number text,
  body text not null,
  heard_at text not null,
  handled_at text,
  trouble text not null default '',
  attempts integer not null default 0,
  next_attempt_at real not null default 0
);
create index if not exists webhook_waiting on webhook (next_attempt_at) where handled_at is null;

create table if not exists kept (name text primary key, value text not null);
"""

# Raised with each change of a table that is there already; before 1, sessions were the client's alone.
_VERSION = 1


class Store:
    """The file, or ":memory:". `with store:` is one transaction: all of it is kept, or nothing."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.row_factory = sqlite3.Row
        if self._connection.execute("pragma user_version").fetchone()[0] < _VERSION:
            self._connection.execute("drop table if exists session")  # people log in again
        self._connection.executescript(_TABLES)
        self._connection.executescript(f"pragma user_version = {_VERSION}")
        self._connection.executescript("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on")

    def __enter__(self) -> Self:
        self._connection.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.__exit__(kind, error, trace)

    def close(self) -> None:
        self._connection.close()

    def all(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """The rows that a query finds."""
        return self._connection.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> sqlite3.Row | None:
        """The first row that a query finds."""
        row: sqlite3.Row | None = self._connection.execute(query, values).fetchone()
        return row

    def change(self, statement: str, *values: Any) -> int:
        """Changes rows within a transaction; how many."""
        return self._connection.execute(statement, values).rowcount

    def add(self, table: str, **values: Any) -> int:
        """A new row; its number."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        query = f"insert into {table} ({names}) values ({marks})"  # noqa: S608  # names from the code, values bound
        return self._connection.execute(query, list(values.values())).lastrowid or 0

    def kept(self, name: str) -> str | None:
        """A single thing that is kept under a name."""
        row = self.one("select value from kept where name = ?", name)
        return row["value"] if row else None

    def keep(self, name: str, value: str) -> None:
        """Keeps a single thing, in place of what was there."""
        self.change("insert or replace into kept (name, value) values (?, ?)", name, value)


def now() -> str:
    """This moment, as it is kept and sent: ISO 8601 in UTC."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
