"""Decisions about credit, their candidates, and what partners without access glimpse of the accounts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
# As in 0006: once for a statement.
CHOSEN = "(select c.account_id from chosen_account c where c.member_id = (select portal.this_member()))"

# What a member reads of each table, and which of its columns: the facts behind a decision speak of rivals, too.
SEEN = {
    "credit_decision": (
        "exists (select from credit_candidate c where c.decision_id = credit_decision.id)",
        "id, account_id, number, decided_at, policy_version, signed_up_at, first_paid_at, ended_at, frozen_at",
    ),
    "credit_candidate": (
        f"partner_id = {PARTNER}",
        "id, decision_id, account_id, position, partner_id, kind, source_id, began_at, own_visit, won, reason_code,"
        " lost_to, lost_to_own",
    ),
    "account_glimpse": (f"partner_id = {PARTNER}", "account_id, partner_id, name, website, credited, decided_at"),
}
GLIMPSES = {
    "ix_account_glimpse_of_partner": ["partner_id", "decided_at", "account_id"],
    "ix_account_glimpse_credited": ["partner_id", "credited", "decided_at", "account_id"],
    "ix_account_glimpse_newest": ["decided_at", "account_id", "partner_id"],
}
KINDS = "'DIRECT', 'CREATED', 'LEAD', 'REFERRAL', 'MANAGED', 'PARTNER_EMAIL', 'CLAIM'"
REASONS = (
    "'STRONGEST', 'WEAKER_KIND', 'EARLIER_LEAD', 'LATER_VISIT', 'EARLIER_EVIDENCE', 'PROTECTED_BY_LEAD',"
    " 'KIND_NOT_COUNTED', 'VISIT_TOO_OLD', 'VISIT_AFTER_SIGN_UP', 'LEAD_EXPIRED', 'LEAD_GIVEN_UP', 'LEAD_REFUSED',"
    " 'LEAD_IN_REVIEW', 'RESERVATION_OVER', 'NOT_TRANSFERRED', 'PARTNER_SUSPENDED', 'PARTNER_LEFT'"
)


def upgrade() -> None:
    make_tables()
    op.execute("grant select, insert, update, delete on portal.email_match to portal_system")
    for table in SEEN:
        on = f"on portal.{table}"
        op.execute(f"grant select, insert, update, delete {on} to portal_system")
        op.execute(f"alter table portal.{table} enable row level security")
        op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    for table, (rows, columns) in SEEN.items():
        on = f"on portal.{table}"
        # Clients' statements name these tables, of which they see no row.
        op.execute(f"grant select ({columns}) {on} to portal_app, portal_client")
        op.execute(f"create policy app_sees {on} for select to portal_app using ({rows})")
        op.execute(
            f"create policy chosen {on} as restrictive for select to portal_restricted using (account_id in {CHOSEN})"
        )
    # A decision and its candidates are never taken back: a later one takes its place.
    op.execute("revoke update, delete on portal.credit_candidate from portal_system")
    op.execute("revoke update, delete on portal.credit_decision from portal_system")
    op.execute("grant update (ended_at, frozen_at) on portal.credit_decision to portal_system")
    op.execute(
        "create policy app_glimpses on portal.client_account for select to portal_app using"
        f" (exists (select from account_glimpse g where g.account_id = client_account.id and g.partner_id = {PARTNER}))"
    )


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.add_column("client_account", sa.Column("sign_up_email", sa.Text(), nullable=True), schema="portal")
    op.execute("update portal.client_account set sign_up_email = owner_email where created_by_partner_id is null")
    op.create_table(
        "account_glimpse",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("credited", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal.client_account.id"], name=op.f("fk_account_glimpse_account_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_account_glimpse_partner_id")),
        sa.PrimaryKeyConstraint("account_id", "partner_id", name=op.f("pk_account_glimpse")),
        schema="portal",
    )
    for name, columns in GLIMPSES.items():
        op.create_index(name, "account_glimpse", columns, schema="portal")
    op.create_table(
        "email_match",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["portal.client_account.id"], name=op.f("fk_email_match_account_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_email_match_partner_id")),
        sa.PrimaryKeyConstraint("account_id", "partner_id", name=op.f("pk_email_match")),
        schema="portal",
    )
    make_decisions()
    make_candidates()


def make_decisions() -> None:
    op.create_table(
        "credit_decision",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ended_at is null or frozen_at is null", name=op.f("ck_credit_decision_frozen_stays")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal.client_account.id"], name=op.f("fk_credit_decision_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_decision")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_credit_decision_account_id_number")),
        schema="portal",
    )
    op.create_index(
        "uq_credit_decision_current",
        "credit_decision",
        ["account_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("ended_at is null"),
    )


def make_candidates() -> None:
    op.create_table(
        "credit_candidate",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("own_visit", sa.Boolean(), nullable=False),
        sa.Column("won", sa.Boolean(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("lost_to", sa.Text(), nullable=True),
        sa.Column("lost_to_own", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_credit_candidate_kind")),
        sa.CheckConstraint(f"lost_to in ({KINDS})", name=op.f("ck_credit_candidate_lost_to")),
        sa.CheckConstraint(f"reason_code in ({REASONS})", name=op.f("ck_credit_candidate_reason_code")),
        sa.CheckConstraint("won = (reason_code = 'STRONGEST')", name=op.f("ck_credit_candidate_won")),
        sa.CheckConstraint("(partner_id is null) = (kind = 'DIRECT')", name=op.f("ck_credit_candidate_vendors_own")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["portal.credit_decision.id"], name=op.f("fk_credit_candidate_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal.client_account.id"], name=op.f("fk_credit_candidate_account_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_credit_candidate_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_candidate")),
        sa.UniqueConstraint("decision_id", "position", name=op.f("uq_credit_candidate_decision_id_position")),
        schema="portal",
    )
    op.create_index(
        "uq_credit_candidate_won",
        "credit_candidate",
        ["decision_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("won"),
    )
    op.create_index("ix_credit_candidate_of_partner", "credit_candidate", ["partner_id", "account_id"], schema="portal")
    op.create_index("ix_credit_candidate_source", "credit_candidate", ["source_id"], schema="portal")
