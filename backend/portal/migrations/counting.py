"""The counters of a table's rows (see revision 0005), for every revision that adds some.

Never changed: it is what these revisions have made. Other counters want a function of their own.
"""

from alembic import op


def count_rows(table: str, partner: str, kind: str, counts: str) -> None:
    """Counts a table's rows from now on, and those that are there."""

    def add(rows: str) -> str:
        return (
            "insert into row_count as kept (table_name, partner_id, kind, shard, count)"
            f" select '{table}', {partner}, {kind}, pg_backend_pid(), sum(change)"
            f" from ({rows}) changed where {counts} group by 2, 3 having sum(change) <> 0"
            " on conflict (table_name, partner_id, kind, shard) do update set count = kept.count + excluded.count"
        )

    added, removed = "select 1 as change, * from added", "select -1 as change, * from removed"
    # A plan for each statement, kept as long as the connection.
    op.execute(f"""
create function portal.count_{table}() returns trigger
language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  case tg_op
    when 'INSERT' then {add(added)};
    when 'UPDATE' then {add(f"{added} union all {removed}")};
    when 'DELETE' then {add(removed)};
    else delete from row_count where table_name = '{table}';
  end case;
  return null;
end $$""")
    transitions = {
        "insert": "referencing new table as added",
        "update": "referencing new table as added old table as removed",
        "delete": "referencing old table as removed",
        "truncate": "",
    }
    for event, tables in transitions.items():
        op.execute(
            f"create trigger count_{event} after {event} on portal.{table} {tables}"
            f" for each statement execute function portal.count_{table}()"
        )
    # Making a trigger locks the table against writers until the end of the migration: no row is missed, none twice.
    op.execute(
        f"insert into portal.row_count select '{table}', {partner}, {kind}, 0, count(*)"
        f" from portal.{table} where {counts} group by 2, 3"
    )
