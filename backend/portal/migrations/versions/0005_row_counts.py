"""Row counts: how many rows the tables behind long lists have, kept by triggers in the transaction that changes them.

A trigger runs once for a statement, over all of the rows that it changed, and writes where their number differs. Its
connection's process id is the shard: two transactions that run at once never write the same row.
"""

import sqlalchemy as sa
from alembic import op

from portal.migrations.counting import count_rows

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"

# By table: (the partner, the kind, which of the rows count), as SQL over its columns.
COUNTED = {
    "account_access": ("partner_id", "status", "true"),
    "client_account": ("null::uuid", "''", "true"),
    "partner": ("null::uuid", "''", "true"),
    "partner_application": ("null::uuid", "status", "repeats_id is null"),
    "access_request": ("partner_id", "''", "true"),
    "billing_event": ("null::uuid", "type", "true"),
    "webhook_delivery": ("null::uuid", "''", "true"),
}

# Closed connections' shards. Whoever has got the process id of a closed one may count on the same row just now: it is
# left for the next time.
FOLD = """
create function portal.fold_row_counts() returns void
language sql volatile security definer set search_path = portal, pg_temp as $$
  with closed as (
    select ctid as row from row_count
    where shard <> 0 and shard not in (select pid from pg_stat_activity where pid is not null)
    for update skip locked
  ), folded as (
    delete from row_count using closed where ctid = closed.row
    returning table_name, partner_id, kind, count
  )
  insert into row_count as kept (table_name, partner_id, kind, shard, count)
  select table_name, partner_id, kind, 0, sum(count) from folded group by 1, 2, 3 having sum(count) <> 0
  on conflict (table_name, partner_id, kind, shard) do update set count = kept.count + excluded.count
$$;
revoke execute on function portal.fold_row_counts() from public;
grant execute on function portal.fold_row_counts() to portal_system;
"""


def upgrade() -> None:
    op.create_table(
        "row_count",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        schema="portal",
    )
    op.create_index(
        "uq_row_count",
        "row_count",
        ["table_name", "partner_id", "kind", "shard"],
        unique=True,
        schema="portal",
        postgresql_nulls_not_distinct=True,
    )
    op.execute("grant select on portal.row_count to portal_app, portal_system")
    op.execute("alter table portal.row_count enable row level security")
    op.execute(f"create policy app_sees on portal.row_count for select to portal_app using (partner_id = {PARTNER})")
    op.execute("create policy system on portal.row_count for select to portal_system using (true)")
    op.execute(FOLD)
    for table, (partner, kind, counts) in COUNTED.items():
        count_rows(table, partner, kind, counts)
