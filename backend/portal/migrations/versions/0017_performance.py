"""Performance over time: what was earned by day, week and month, which the database keeps by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"

# A moment's period. Days begin in the program's time zone, weeks on Monday.
START = """
create function portal.period_start(interval_name text, moment timestamptz, time_zone text)
returns date language sql immutable parallel safe
return date_trunc(lower(interval_name), moment at time zone time_zone)::date
"""

# All that there should be, counted from the rewards: what the table starts with, and what it is compared with.
COUNTED = """
create function portal.counted_earnings() returns setof portal.earned_period
language sql stable security definer set search_path = portal, pg_temp
begin atomic
  select r.partner_id, i.name, period_start(i.name, r.occurred_at, p.time_zone), e.evidence, r.currency_code,
    sum(r.amount_minor - r.reversed_minor)::bigint, sum(r.reversed_minor)::bigint,
    coalesce(sum(r.base_minor) filter (where r.kind = 'SHARE' and r.reversed_minor < r.amount_minor), 0)::bigint,
    (count(*) filter (where r.reversed_minor < r.amount_minor))::integer,
    (count(distinct r.account_id) filter (where r.reversed_minor < r.amount_minor))::integer
  from program p cross join reward r
  left join credit_candidate c on c.decision_id = r.decision_id and c.won
  cross join (values ('DAY'), ('WEEK'), ('MONTH')) as i (name)
  cross join lateral (select '' union all select c.kind where c.kind is not null) as e (evidence)
  where r.kind <> 'ADJUSTMENT'
  group by 1, 2, 3, 4, 5;
end
"""

# Counts everything anew; rewards wait meanwhile.
COUNT_ANEW = """
create function portal.count_earnings() returns trigger
language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  lock table reward in share row exclusive mode;
  delete from earned_period;
  insert into earned_period select * from counted_earnings();
  return null;
end $$
"""

# What a statement changed of the rewards goes to their periods. A client is one more where something is left of his
# rewards of the period and was not before: whoever writes holds the purse, so nobody else changes these meanwhile.
KEEP = """
create function portal.{name}() returns trigger
language plpgsql security definer set search_path = portal, pg_temp as $$
#variable_conflict use_column
begin
  with moved as ({moved}),
  by_client as (
    select m.partner_id, i.name as interval, period_start(i.name, m.occurred_at, p.time_zone) as starts_on, e.evidence,
      m.currency_code, m.account_id, p.time_zone, sum(m.earned) as earned, sum(m.reversed) as reversed,
      sum(case when m.kind = 'SHARE' then m.base_minor * m.stands else 0 end) as paid, sum(m.stands) as stands
    from program p cross join moved m
    left join credit_candidate c on c.decision_id = m.decision_id and c.won
    cross join (values ('DAY'), ('WEEK'), ('MONTH')) as i (name)
    cross join lateral (select '' union all select c.kind where c.kind is not null) as e (evidence)
    group by 1, 2, 3, 4, 5, 6, 7
  ),
  standing as (
    select b.*, case when b.stands = 0 then 0 else (
      select count(*) from reward r
      left join credit_candidate c on c.decision_id = r.decision_id and c.won
      where r.account_id = b.account_id and r.partner_id = b.partner_id and r.currency_code = b.currency_code
        and r.occurred_at >= b.starts_on::timestamp at time zone b.time_zone
        and r.occurred_at < (b.starts_on + ('1 ' || b.interval)::interval) at time zone b.time_zone
        and r.kind <> 'ADJUSTMENT' and r.reversed_minor < r.amount_minor and b.evidence in ('', c.kind)
    ) end as stand_now
    from by_client b
  ),
  added as (
    select partner_id, interval, starts_on, evidence, currency_code, sum(earned) as earned_minor,
      sum(reversed) as reversed_minor, sum(paid) as paid_minor, sum(stands) as rewards,
      sum((stand_now > 0)::integer - (stand_now - stands > 0)::integer) as paying_clients
    from standing group by 1, 2, 3, 4, 5
  )
  {write};
  return null;
end $$
"""
EARNED = """
    select n.*, n.amount_minor - n.reversed_minor as earned, n.reversed_minor as reversed,
      (n.reversed_minor < n.amount_minor)::integer as stands
    from entered n where n.kind <> 'ADJUSTMENT'
"""
ADD = """
  insert into earned_period as kept select * from added
  on conflict (partner_id, interval, starts_on, evidence, currency_code) do update set
    earned_minor = kept.earned_minor + excluded.earned_minor,
    reversed_minor = kept.reversed_minor + excluded.reversed_minor,
    paid_minor = kept.paid_minor + excluded.paid_minor,
    rewards = kept.rewards + excluded.rewards,
    paying_clients = kept.paying_clients + excluded.paying_clients
"""
CHANGED = """
    select n.*, o.reversed_minor - n.reversed_minor as earned, n.reversed_minor - o.reversed_minor as reversed,
      (n.reversed_minor < n.amount_minor)::integer - (o.reversed_minor < o.amount_minor)::integer as stands
    from entered n join before o on o.id = n.id
    where n.kind <> 'ADJUSTMENT' and n.reversed_minor <> o.reversed_minor
"""
# What changes was earned before, so its periods are there; less than nothing can't be inserted.
CHANGE = """
  update earned_period kept set
    earned_minor = kept.earned_minor + a.earned_minor,
    reversed_minor = kept.reversed_minor + a.reversed_minor,
    paid_minor = kept.paid_minor + a.paid_minor,
    rewards = kept.rewards + a.rewards,
    paying_clients = kept.paying_clients + a.paying_clients
  from added a
  where (kept.partner_id, kept.interval, kept.starts_on, kept.evidence, kept.currency_code)
    = (a.partner_id, a.interval, a.starts_on, a.evidence, a.currency_code)
"""


def upgrade() -> None:
    make_table()
    make_indexes()
    for function in (START, COUNTED, COUNT_ANEW):
        op.execute(function)
    op.execute("insert into portal.earned_period select * from portal.counted_earnings()")
    keep_by_triggers()
    give_rights()


def keep_by_triggers() -> None:
    op.execute(KEEP.format(name="keep_earned", moved=EARNED, write=ADD))
    op.execute(KEEP.format(name="keep_changed", moved=CHANGED, write=CHANGE))
    op.execute(
        "create trigger keep_earned after insert on portal.reward referencing new table as entered"
        " for each statement execute function portal.keep_earned()"
    )
    op.execute(
        "create trigger keep_changed after update on portal.reward referencing old table as before new table as entered"
        " for each statement execute function portal.keep_changed()"
    )
    # Where days begin elsewhere, every period is another one.
    op.execute(
        "create trigger count_earnings after update on portal.program for each row"
        " when (old.time_zone is distinct from new.time_zone) execute function portal.count_earnings()"
    )


def give_rights() -> None:
    """Whoever sees a partner's balances sees these; they are the triggers' alone."""
    for name in ("counted_earnings()", "count_earnings()", "keep_earned()", "keep_changed()"):
        op.execute(f"revoke execute on function portal.{name} from public")
    op.execute("grant execute on function portal.counted_earnings() to portal_system")
    on = "on portal.earned_period"
    op.execute(f"grant select {on} to portal_system, portal_app")
    op.execute("alter table portal.earned_period enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    op.execute(f"create policy app_sees {on} for select to portal_app using (partner_id = {PARTNER})")
    op.execute(f"create policy chosen {on} as restrictive for select to portal_restricted using (false)")


def make_indexes() -> None:
    op.create_index(
        "ix_reward_performance",
        "reward",
        ["partner_id", "occurred_at"],
        unique=False,
        schema="portal",
        postgresql_include=["account_id", "currency_code", "kind", "amount_minor", "reversed_minor", "base_minor"],
    )
    op.create_index(
        "ix_ownership_transfer_accepted",
        "ownership_transfer",
        ["ended_at", "partner_id", "account_id"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status = 'ACCEPTED'"),
    )


def make_table() -> None:
    op.create_table(
        "earned_period",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("interval", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("earned_minor", sa.BigInteger(), nullable=False),
        sa.Column("reversed_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("rewards", sa.Integer(), nullable=False),
        sa.Column("paying_clients", sa.Integer(), nullable=False),
        sa.CheckConstraint("interval in ('DAY', 'WEEK', 'MONTH')", name=op.f("ck_earned_period_interval")),
        sa.CheckConstraint(
            "earned_minor >= 0 and reversed_minor >= 0 and paid_minor >= 0 and rewards >= 0 and paying_clients >= 0",
            name=op.f("ck_earned_period_not_below_zero"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_earned_period_partner_id")),
        sa.PrimaryKeyConstraint(
            *("partner_id", "interval", "starts_on", "evidence", "currency_code"), name=op.f("pk_earned_period")
        ),
        schema="portal",
    )
    op.create_index(
        "ix_earned_period_program",
        "earned_period",
        ["interval", "evidence", "starts_on"],
        unique=False,
        schema="portal",
    )
