"""Rewards: the plan, what is earned, and the ledger, whose balances the database keeps by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
# As in 0006: once for a statement.
CHOSEN = "(select c.account_id from chosen_account c where c.member_id = (select portal.this_member()))"

# The defaults, as portal.rewards.plan has them. Holds for whatever was paid before any other was published.
FIRST = """
with first_plan as (
  insert into portal.reward_plan (id, version, published_at, holds_from, rate_bps, months, hold_days)
  values ('019aa000-0000-7000-8000-000000000002', 1, '1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z', 2000, 12, 30)
  returning version
)
insert into portal.reward_plan_amount (version, kind, currency_code, amount_minor)
select version, kind, currency_code, amount_minor * least_of
from first_plan, (values ('MINIMUM_WITHDRAWAL', 1), ('ADJUSTMENT_LIMIT', 10)) as kinds (kind, least_of),
  (values ('EUR', 5000), ('USD', 5000), ('GBP', 4000), ('JPY', 7000), ('KWD', 15000)) as amounts (currency_code, amount_minor)
"""

# What a member reads: of a reward and of its money all that is his partner's.
SEEN = ("balance", "partner_tier", "reward", "ledger_transaction", "ledger_entry")

HOLD = """
create function portal.hold_purses(partner_ids uuid[], currency_codes text[])
returns table (partner_id uuid, currency_code text, version bigint, debt_minor bigint)
language plpgsql security definer set search_path = portal, pg_temp as $$
#variable_conflict use_column
begin
  insert into balance
    (partner_id, currency_code, version, earned_minor, pending_minor, available_minor, debt_minor,
     in_withdrawal_minor, paid_minor)
  select p, c, 0, 0, 0, 0, 0, 0, 0 from unnest(partner_ids, currency_codes) as wanted (p, c) order by p, c
  on conflict do nothing;
  return query
    select b.partner_id, b.currency_code, b.version, b.debt_minor from balance b
    join unnest(partner_ids, currency_codes) as wanted (p, c) on b.partner_id = p and b.currency_code = c
    order by b.partner_id, b.currency_code for update of b;
end $$
"""

# Numbers go on from the balance's version without a gap.
ENTER_TRANSACTIONS = """
create function portal.enter_transactions() returns trigger
language plpgsql security definer set search_path = portal, pg_temp as $$
declare
  purses bigint;
  counted bigint;
begin
  select count(distinct (partner_id, currency_code)) into purses from entered;
  update balance b set version = moved.last_number
  from (
    select partner_id, currency_code, min(number) as first_number, max(number) as last_number, count(*) as how_many
    from entered group by 1, 2
  ) moved
  where b.partner_id = moved.partner_id and b.currency_code = moved.currency_code
    and b.version = moved.first_number - 1 and moved.how_many = moved.last_number - moved.first_number + 1;
  get diagnostics counted = row_count;
  if counted <> purses then
    raise exception 'the numbers of a ledger go on without a gap' using errcode = 'check_violation';
  end if;
  return null;
end $$
"""

# Each transaction comes whole in one statement, adds up to zero, and moves the balance by what it says.
ENTER_LINES = """
create function portal.enter_lines() returns trigger
language plpgsql security definer set search_path = portal, pg_temp as $$
begin
  if exists (select from entered group by transaction_id having sum(amount_minor) <> 0) then
    raise exception 'a transaction of the ledger adds up to zero' using errcode = 'check_violation';
  end if;
  if exists (
    select from (select transaction_id, count(*) as lines from entered group by 1) now_entered
    where (select count(*) from ledger_entry e where e.transaction_id = now_entered.transaction_id) <> lines
  ) then
    raise exception 'a transaction of the ledger is entered once' using errcode = 'check_violation';
  end if;
  update balance b set
    earned_minor = b.earned_minor - moved.expense,
    pending_minor = b.pending_minor + moved.pending,
    available_minor = b.available_minor + moved.available,
    debt_minor = b.debt_minor - moved.debt,
    in_withdrawal_minor = b.in_withdrawal_minor + moved.in_withdrawal,
    paid_minor = b.paid_minor + moved.paid
  from (
    select partner_id, currency_code,
      coalesce(sum(amount_minor) filter (where account = 'EXPENSE'), 0) as expense,
      coalesce(sum(amount_minor) filter (where account = 'PENDING'), 0) as pending,
      coalesce(sum(amount_minor) filter (where account = 'AVAILABLE'), 0) as available,
      coalesce(sum(amount_minor) filter (where account = 'DEBT'), 0) as debt,
      coalesce(sum(amount_minor) filter (where account = 'IN_WITHDRAWAL'), 0) as in_withdrawal,
      coalesce(sum(amount_minor) filter (where account = 'PAID'), 0) as paid
    from entered group by 1, 2
  ) moved
  where b.partner_id = moved.partner_id and b.currency_code = moved.currency_code;
  return null;
end $$
"""


def upgrade() -> None:
    make_tables()
    op.execute(FIRST)
    guard_the_ledger()
    give_rights()


def guard_the_ledger() -> None:
    for function in (HOLD, ENTER_TRANSACTIONS, ENTER_LINES):
        op.execute(function)
    for name in ("hold_purses(uuid[], text[])", "enter_transactions()", "enter_lines()"):
        op.execute(f"revoke execute on function portal.{name} from public")
    op.execute("grant execute on function portal.hold_purses(uuid[], text[]) to portal_system")
    for table, function in (("ledger_transaction", "enter_transactions"), ("ledger_entry", "enter_lines")):
        op.execute(
            f"create trigger enter after insert on portal.{table} referencing new table as entered"
            f" for each statement execute function portal.{function}()"
        )
    for table in ("ledger_transaction", "ledger_entry", "reward_plan", "reward_plan_amount", "reward_plan_tier"):
        for name, event, each in (
            ("append_only", "update or delete", "row"),
            ("append_only_truncate", "truncate", "statement"),
        ):
            op.execute(
                f"create trigger {name} before {event} on portal.{table}"
                f" for each {each} execute function portal.refuse_change()"
            )
    for table in ("reward", "balance", "balance_adjustment"):
        for event, each in (("delete", "row"), ("truncate", "statement")):
            op.execute(
                f"create trigger never_{event}d before {event} on portal.{table}"
                f" for each {each} execute function portal.refuse_change()"
            )


def give_rights() -> None:
    op.execute(
        "grant select (id, version, published_at, holds_from, rate_bps, months, hold_days) on portal.reward_plan"
        " to portal_app, portal_client"
    )
    op.execute("grant select on portal.reward_plan_amount, portal.reward_plan_tier to portal_app, portal_client")
    op.execute(
        "grant select, insert on portal.reward_plan, portal.reward_plan_amount, portal.reward_plan_tier,"
        " portal.ledger_transaction, portal.ledger_entry,"
        " portal.partner_tier, portal.reward, portal.balance_adjustment to portal_system"
    )
    # The balances are the triggers' alone.
    op.execute("grant select on portal.balance to portal_system")
    op.execute(
        "grant update (reversed_minor, withdrawn_minor, paid_minor, settled_minor, revision, status, released_at)"
        " on portal.reward to portal_system"
    )
    op.execute("grant update (status, decided_by, decided_at, reward_id) on portal.balance_adjustment to portal_system")
    for table in SEEN:
        on = f"on portal.{table}"
        op.execute(f"alter table portal.{table} enable row level security")
        op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
        # Clients' statements name these tables, of which they see no row.
        op.execute(f"grant select {on} to portal_app, portal_client")
        op.execute(f"create policy app_sees {on} for select to portal_app using (partner_id = {PARTNER})")
    # Whoever is restricted to chosen accounts reads their rewards, and no sums beyond them.
    op.execute(
        "create policy chosen on portal.reward as restrictive for select to portal_restricted"
        f" using (account_id in {CHOSEN})"
    )
    for table in ("balance", "ledger_transaction", "ledger_entry", "partner_tier"):
        op.execute(
            f"create policy chosen on portal.{table} as restrictive for select to portal_restricted using (false)"
        )


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    make_plan()
    make_plan_parts()
    make_balances()
    make_ledger()
    make_rewards()
    make_adjustments()
    make_entries()


def make_plan() -> None:
    op.create_table(
        "reward_plan",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holds_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("hold_days between 0 and 365", name=op.f("ck_reward_plan_hold_days")),
        sa.CheckConstraint("months between 1 and 120", name=op.f("ck_reward_plan_months")),
        sa.CheckConstraint("rate_bps between 0 and 10000", name=op.f("ck_reward_plan_rate_bps")),
        sa.CheckConstraint("version = 1 or holds_from >= published_at", name=op.f("ck_reward_plan_holds_from")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_plan")),
        sa.UniqueConstraint("version", name=op.f("uq_reward_plan_version")),
        schema="portal",
    )


def make_plan_parts() -> None:
    op.create_table(
        "reward_plan_amount",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_reward_plan_amount_amount")),
        sa.CheckConstraint(
            "kind in ('FIRST_PAYMENT_BONUS', 'MINIMUM_WITHDRAWAL', 'ADJUSTMENT_LIMIT')",
            name=op.f("ck_reward_plan_amount_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["version"], ["portal.reward_plan.version"], name=op.f("fk_reward_plan_amount_version")
        ),
        sa.PrimaryKeyConstraint("version", "kind", "currency_code", name=op.f("pk_reward_plan_amount")),
        schema="portal",
    )
    op.create_table(
        "reward_plan_tier",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_paying_clients", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.CheckConstraint("rate_bps between 0 and 10000", name=op.f("ck_reward_plan_tier_rate_bps")),
        sa.CheckConstraint("from_paying_clients >= 0", name=op.f("ck_reward_plan_tier_from_paying_clients")),
        sa.ForeignKeyConstraint(["version"], ["portal.reward_plan.version"], name=op.f("fk_reward_plan_tier_version")),
        sa.PrimaryKeyConstraint("version", "from_paying_clients", name=op.f("pk_reward_plan_tier")),
        sa.UniqueConstraint("version", "name", name=op.f("uq_reward_plan_tier_version_name")),
        schema="portal",
    )


def make_balances() -> None:
    op.create_table(
        "balance",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("earned_minor", sa.BigInteger(), nullable=False),
        sa.Column("pending_minor", sa.BigInteger(), nullable=False),
        sa.Column("available_minor", sa.BigInteger(), nullable=False),
        sa.Column("debt_minor", sa.BigInteger(), nullable=False),
        sa.Column("in_withdrawal_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "earned_minor = pending_minor + available_minor - debt_minor + in_withdrawal_minor + paid_minor",
            name=op.f("ck_balance_adds_up"),
        ),
        sa.CheckConstraint(
            "pending_minor >= 0 and available_minor >= 0 and debt_minor >= 0 and in_withdrawal_minor >= 0 and paid_minor >= 0",
            name=op.f("ck_balance_not_below_zero"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_balance_partner_id")),
        sa.PrimaryKeyConstraint("partner_id", "currency_code", name=op.f("pk_balance")),
        schema="portal",
    )
    op.create_table(
        "partner_tier",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("paying_clients", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_partner_tier_partner_id")),
        sa.PrimaryKeyConstraint("partner_id", "month", name=op.f("pk_partner_tier")),
        schema="portal",
    )


def make_ledger() -> None:
    op.create_table(
        "ledger_transaction",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('EARNED', 'RELEASED', 'REVERSED', 'RESTORED', 'ADJUSTED', 'DEBT_MET', 'WITHDRAWN', 'GIVEN_BACK', 'PAID', 'RETURNED')",
            name=op.f("ck_ledger_transaction_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id", "currency_code"],
            ["portal.balance.partner_id", "portal.balance.currency_code"],
            name=op.f("fk_ledger_transaction_partner_id_currency_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
        sa.UniqueConstraint(
            "id", "partner_id", "currency_code", name=op.f("uq_ledger_transaction_id_partner_id_currency_code")
        ),
        sa.UniqueConstraint(
            "partner_id", "currency_code", "number", name=op.f("uq_ledger_transaction_partner_id_currency_code_number")
        ),
        sa.UniqueConstraint("source_key", name=op.f("uq_ledger_transaction_source_key")),
        schema="portal",
    )


def make_rewards() -> None:
    op.create_table(
        "reward",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("rate_bps", sa.Integer(), nullable=True),
        sa.Column("base_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reversed_minor", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_minor", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0 or kind = 'ADJUSTMENT'", name=op.f("ck_reward_taken")),
        sa.CheckConstraint(
            "kind in ('SHARE', 'FIRST_PAYMENT_BONUS', 'ADJUSTMENT', 'CLAIM')", name=op.f("ck_reward_kind")
        ),
        sa.CheckConstraint(
            "status in ('PENDING', 'AVAILABLE', 'IN_WITHDRAWAL', 'PAID', 'REVERSED')", name=op.f("ck_reward_status")
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_reward_amount")),
        sa.CheckConstraint(
            "released_at is not null or (withdrawn_minor = 0 and paid_minor = 0 and settled_minor = 0)",
            name=op.f("ck_reward_held"),
        ),
        sa.CheckConstraint("reversed_minor between 0 and greatest(amount_minor, 0)", name=op.f("ck_reward_reversed")),
        sa.CheckConstraint(
            "withdrawn_minor + paid_minor <= greatest(amount_minor, 0) - least(settled_minor, 0)",
            name=op.f("ck_reward_never_twice"),
        ),
        sa.CheckConstraint("withdrawn_minor >= 0 and paid_minor >= 0", name=op.f("ck_reward_parts")),
        sa.ForeignKeyConstraint(["account_id"], ["portal.client_account.id"], name=op.f("fk_reward_account_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["portal.credit_decision.id"], name=op.f("fk_reward_decision_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_reward_partner_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["portal.billing_event.id"], name=op.f("fk_reward_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward")),
        sa.UniqueConstraint("id", "partner_id", "currency_code", name=op.f("uq_reward_id_partner_id_currency_code")),
        sa.UniqueConstraint("payment_id", "kind", "partner_id", name=op.f("uq_reward_payment_id_kind_partner_id")),
        schema="portal",
    )
    op.create_index(
        "ix_reward_having",
        "reward",
        ["partner_id", "currency_code", "available_at", "id"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text(
            "released_at is not null and (amount_minor - reversed_minor - withdrawn_minor - paid_minor - settled_minor) > 0"
        ),
    )
    op.create_index(
        "ix_reward_held",
        "reward",
        ["available_at"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_index("ix_reward_newest", "reward", ["partner_id", "occurred_at", "id"], unique=False, schema="portal")
    op.create_index(
        "ix_reward_of_account", "reward", ["account_id", "occurred_at", "id"], unique=False, schema="portal"
    )
    op.create_index(
        "ix_reward_owing",
        "reward",
        ["partner_id", "currency_code", "available_at", "id"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text(
            "released_at is not null and (amount_minor - reversed_minor - withdrawn_minor - paid_minor - settled_minor) < 0"
        ),
    )
    op.create_index("ix_reward_program", "reward", ["occurred_at", "id"], unique=False, schema="portal")


def make_adjustments() -> None:
    op.create_table(
        "balance_adjustment",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reward_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(status = 'APPLIED') = (reward_id is not null)", name=op.f("ck_balance_adjustment_applied")
        ),
        sa.CheckConstraint("status in ('REQUESTED', 'APPLIED', 'REJECTED')", name=op.f("ck_balance_adjustment_status")),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_balance_adjustment_amount")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_balance_adjustment_partner_id")),
        sa.ForeignKeyConstraint(["reward_id"], ["portal.reward.id"], name=op.f("fk_balance_adjustment_reward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_adjustment")),
        schema="portal",
    )
    op.create_index(
        "ix_balance_adjustment_newest", "balance_adjustment", ["requested_at", "id"], unique=False, schema="portal"
    )


def make_entries() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reward_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "account in ('EXPENSE', 'PENDING', 'AVAILABLE', 'DEBT', 'IN_WITHDRAWAL', 'PAID')",
            name=op.f("ck_ledger_entry_account"),
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_ledger_entry_amount")),
        sa.ForeignKeyConstraint(
            ["reward_id", "partner_id", "currency_code"],
            ["portal.reward.id", "portal.reward.partner_id", "portal.reward.currency_code"],
            name=op.f("fk_ledger_entry_reward_id_partner_id_currency_code"),
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id", "partner_id", "currency_code"],
            [
                "portal.ledger_transaction.id",
                "portal.ledger_transaction.partner_id",
                "portal.ledger_transaction.currency_code",
            ],
            name=op.f("fk_ledger_entry_transaction_id_partner_id_currency_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint(
            "transaction_id", "account", "reward_id", name=op.f("uq_ledger_entry_transaction_id_account_reward_id")
        ),
        schema="portal",
    )
    op.create_index("ix_ledger_entry_of_reward", "ledger_entry", ["reward_id"], unique=False, schema="portal")
    op.create_index(
        "ix_billing_event_of_payment",
        "billing_event",
        ["source", "payment_external_id"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("payment_external_id is not null"),
    )
