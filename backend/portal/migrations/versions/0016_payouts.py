"""Payouts: payout methods, withdrawals and payout batches, and from which account the program pays."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"

# All ways that a withdrawal may go, as portal.payouts.models has them.
WAYS = """
create function portal.check_way() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (
    ('REQUESTED', 'APPROVED'), ('REQUESTED', 'REJECTED'), ('REQUESTED', 'CANCELLED'),
    ('APPROVED', 'PROCESSING'), ('APPROVED', 'PAID'), ('APPROVED', 'FAILED'),
    ('PROCESSING', 'PAID'), ('PROCESSING', 'FAILED'),
    ('PAID', 'RETURNED')
  ) then
    raise exception 'a withdrawal does not go from % to %', old.status, new.status using errcode = 'check_violation';
  end if;
  return new;
end $$
"""
FIRST = """
create function portal.check_first_status() returns trigger language plpgsql as $$
begin
  if new.status <> 'REQUESTED' then
    raise exception 'a withdrawal begins as REQUESTED' using errcode = 'check_violation';
  end if;
  return new;
end $$
"""


def upgrade() -> None:
    make_methods()
    make_batches()
    make_withdrawals()
    add_settings()
    guard()
    give_rights()


def guard() -> None:
    op.execute(WAYS)
    op.execute(FIRST)
    op.execute(
        "create trigger check_way before update on portal.withdrawal for each row execute function portal.check_way()"
    )
    op.execute(
        "create trigger check_first_status before insert on portal.withdrawal"
        " for each row execute function portal.check_first_status()"
    )
    changed = {"payout_method": "delete", "payout_batch": "update or delete", "withdrawal": "delete"}
    for table, refused in changed.items():
        for name, event, each in (("never_deleted", refused, "row"), ("never_truncated", "truncate", "statement")):
            op.execute(
                f"create trigger {name} before {event} on portal.{table}"
                f" for each {each} execute function portal.refuse_change()"
            )


def give_rights() -> None:
    """Partners' roles read, but for whole accounts; the portal itself writes."""
    tables = "portal.payout_method, portal.payout_batch, portal.withdrawal"
    op.execute(f"grant select, insert on {tables} to portal_system")
    op.execute("grant update (replaced_at) on portal.payout_method to portal_system")
    op.execute(
        "grant update (status, batch_id, approved_by, approved_at, paid_at, ended_at, reference, reason)"
        " on portal.withdrawal to portal_system"
    )
    op.execute("grant select on portal.withdrawal to portal_app")
    op.execute(
        "grant select (id, partner_id, type, masked, created_by, created_at, usable_from, replaced_at)"
        " on portal.payout_method to portal_app"
    )
    # Partners' statements name this table, of which they see no row.
    op.execute("grant select (id, currency_code, created_at) on portal.payout_batch to portal_app")
    for table in ("payout_method", "payout_batch", "withdrawal"):
        op.execute(f"alter table portal.{table} enable row level security")
        op.execute(f"create policy system on portal.{table} to portal_system using (true) with check (true)")
    for table in ("payout_method", "withdrawal"):
        on = f"on portal.{table}"
        op.execute(f"create policy app_sees {on} for select to portal_app using (partner_id = {PARTNER})")
        # Whoever opens chosen accounts alone sees no sums beyond them.
        op.execute(f"create policy chosen {on} as restrictive for select to portal_restricted using (false)")


def add_settings() -> None:
    """The program's settings for payouts, with what an installation starts with."""
    wait = sa.Column("payout_method_wait_hours", sa.Integer(), nullable=False, server_default=sa.text("72"))
    op.add_column("program", wait, schema="portal")
    op.alter_column("program", "payout_method_wait_hours", server_default=None, schema="portal")
    op.create_check_constraint(
        op.f("ck_program_payout_method_wait_hours"),
        "program",
        "payout_method_wait_hours between 0 and 720",
        schema="portal",
    )
    for name in ("payout_name", "payout_iban", "payout_bic"):
        op.add_column("program", sa.Column(name, sa.Text(), nullable=True), schema="portal")


def make_batches() -> None:
    op.create_table(
        "payout_batch",
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("debtor_name", sa.Text(), nullable=False),
        sa.Column("debtor_iban", sa.Text(), nullable=False),
        sa.Column("debtor_bic", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_batch")),
        sa.UniqueConstraint("id", "currency_code", name=op.f("uq_payout_batch_id_currency_code")),
        schema="portal",
    )
    op.create_index("ix_payout_batch_newest", "payout_batch", ["created_at", "id"], unique=False, schema="portal")


def make_methods() -> None:
    op.create_table(
        "payout_method",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usable_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("type in ('BANK', 'PAYPAL', 'STRIPE')", name=op.f("ck_payout_method_type")),
        sa.CheckConstraint("usable_from >= created_at", name=op.f("ck_payout_method_usable_from")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_payout_method_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_method")),
        sa.UniqueConstraint("id", "partner_id", name=op.f("uq_payout_method_id_partner_id")),
        schema="portal",
    )
    op.create_index("ix_payout_method_fingerprint", "payout_method", ["fingerprint"], unique=False, schema="portal")
    op.create_index(
        "ix_payout_method_of_partner",
        "payout_method",
        ["partner_id", "created_at", "id"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "uq_payout_method_current",
        "payout_method",
        ["partner_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("replaced_at is null"),
    )


def make_withdrawals() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payout_method_id", sa.Uuid(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(status in ('APPROVED', 'PROCESSING', 'PAID', 'FAILED', 'RETURNED')) = (approved_at is not null)",
            name=op.f("ck_withdrawal_approved"),
        ),
        sa.CheckConstraint("(status in ('PAID', 'RETURNED')) = (paid_at is not null)", name=op.f("ck_withdrawal_paid")),
        sa.CheckConstraint(
            "(status in ('REJECTED', 'FAILED', 'RETURNED', 'CANCELLED')) = (ended_at is not null)",
            name=op.f("ck_withdrawal_ended"),
        ),
        sa.CheckConstraint("status <> 'PROCESSING' or batch_id is not null", name=op.f("ck_withdrawal_processing")),
        sa.CheckConstraint(
            "status in ('REQUESTED', 'APPROVED', 'PROCESSING', 'PAID', 'REJECTED', 'FAILED', 'RETURNED', 'CANCELLED')",
            name=op.f("ck_withdrawal_status"),
        ),
        sa.CheckConstraint(
            "status not in ('REJECTED', 'FAILED', 'RETURNED') or reason is not null", name=op.f("ck_withdrawal_reason")
        ),
        sa.CheckConstraint("(paid_at is null) = (reference is null)", name=op.f("ck_withdrawal_reference")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_withdrawal_amount")),
        sa.ForeignKeyConstraint(
            ["batch_id", "currency_code"],
            ["portal.payout_batch.id", "portal.payout_batch.currency_code"],
            name=op.f("fk_withdrawal_batch_id_currency_code"),
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_withdrawal_partner_id")),
        sa.ForeignKeyConstraint(
            ["payout_method_id", "partner_id"],
            ["portal.payout_method.id", "portal.payout_method.partner_id"],
            name=op.f("fk_withdrawal_payout_method_id_partner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id", "partner_id", "currency_code"],
            [
                "portal.ledger_transaction.id",
                "portal.ledger_transaction.partner_id",
                "portal.ledger_transaction.currency_code",
            ],
            name=op.f("fk_withdrawal_transaction_id_partner_id_currency_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_withdrawal_transaction_id")),
        schema="portal",
    )
    op.create_index("ix_withdrawal_newest", "withdrawal", ["requested_at", "id"], unique=False, schema="portal")
    op.create_index("ix_withdrawal_of_batch", "withdrawal", ["batch_id", "id"], unique=False, schema="portal")
    op.create_index(
        "ix_withdrawal_of_partner", "withdrawal", ["partner_id", "requested_at", "id"], unique=False, schema="portal"
    )
    op.create_index(
        "ix_withdrawal_paid",
        "withdrawal",
        ["partner_id", "paid_at"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("paid_at is not null"),
    )
