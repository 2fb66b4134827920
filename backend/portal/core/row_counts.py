"""How many rows there are, kept beside them: triggers count in the transaction that adds, changes or deletes the rows.

Each database connection counts on rows of its own, told apart by `shard`, so that transactions which run at once never
wait for each other here, nor meet in a deadlock. A count is the sum over all shards; the connections that are closed
have theirs folded into shard 0.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, Uuid, text

from portal.core.database import Base
from portal.core.duties import HOURLY, Duty
from portal.core.work import Work

# A part of how many rows a table has of one partner and one kind. Nobody writes it but the triggers and the fold.
# A table and no class: without a primary key (a partner may be null) its rows can't be objects.
ROW_COUNTS = Table(
    "row_count",
    Base.metadata,
    Column("table_name", Text, nullable=False),
    # Null where the table is counted for the whole program.
    Column("partner_id", Uuid, nullable=True),
    # The status or the type by which the table's rows are told apart; empty where they aren't.
    Column("kind", Text, nullable=False),
    # The process id of the database connection that counted, or 0.
    Column("shard", Integer, nullable=False),
    # Negative where this connection deleted what another one had added.
    Column("count", BigInteger, nullable=False),
    Index("uq_row_count", "table_name", "partner_id", "kind", "shard", unique=True, postgresql_nulls_not_distinct=True),
)


async def fold_row_counts(work: Work) -> None:
    """Puts together what closed connections have counted, so that the table stays small."""
    await work.session.execute(text("select fold_row_counts()"))


DUTIES = (Duty("fold row counts", HOURLY, fold_row_counts),)
