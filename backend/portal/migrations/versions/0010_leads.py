"""leads."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reserved_website",
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("website_key", sa.Text(), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reserved_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reserved_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reserved_until > reserved_at", name=op.f("ck_reserved_website_reserved")),
        sa.ForeignKeyConstraint(["reserved_by"], ["portal.user.id"], name=op.f("fk_reserved_website_reserved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserved_website")),
        schema="portal",
    )
    op.create_index(
        "ix_reserved_website_newest", "reserved_website", ["reserved_at", "id"], unique=False, schema="portal"
    )
    op.create_index(
        "ix_reserved_website_of_website",
        "reserved_website",
        ["website_key", "reserved_at"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "uq_reserved_website_live",
        "reserved_website",
        ["website_key"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("released_at is null"),
    )
    op.create_table(
        "lead",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("website_key", sa.Text(), nullable=False),
        sa.Column("mixed_script", sa.Boolean(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_email", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("expected_plan", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("protected_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expiry_told", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "status in ('OPEN', 'IN_REVIEW', 'REFUSED', 'WON', 'LOST', 'EXPIRED', 'WITHDRAWN')",
            name=op.f("ck_lead_status"),
        ),
        sa.CheckConstraint("status not in ('OPEN', 'IN_REVIEW') or ended_at is null", name=op.f("ck_lead_running")),
        sa.CheckConstraint(
            "status not in ('REFUSED', 'WITHDRAWN') or ended_at is not null", name=op.f("ck_lead_ended")
        ),
        sa.CheckConstraint("protected_until > registered_at", name=op.f("ck_lead_protected")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_lead_partner_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["portal.team_member.id"], name=op.f("fk_lead_registered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        schema="portal",
    )
    op.create_index("ix_lead_by_end", "lead", ["protected_until", "id"], unique=False, schema="portal")
    op.create_index("ix_lead_by_website", "lead", ["website_key", "id"], unique=False, schema="portal")
    op.create_index(
        "ix_lead_holding",
        "lead",
        ["protected_until"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status in ('OPEN', 'IN_REVIEW')"),
    )
    op.create_index(
        "ix_lead_in_review",
        "lead",
        ["registered_at", "id"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status = 'IN_REVIEW'"),
    )
    op.create_index("ix_lead_newest", "lead", ["registered_at", "id"], unique=False, schema="portal")
    op.create_index("ix_lead_of_partner", "lead", ["partner_id", "registered_at", "id"], unique=False, schema="portal")
    op.create_index(
        "ix_lead_of_partner_by_end", "lead", ["partner_id", "protected_until", "id"], unique=False, schema="portal"
    )
    op.create_index(
        "ix_lead_of_partner_by_status",
        "lead",
        ["partner_id", "status", "registered_at", "id"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "ix_lead_of_partner_by_website", "lead", ["partner_id", "website_key", "id"], unique=False, schema="portal"
    )
    op.create_index(
        "ix_lead_to_tell",
        "lead",
        ["id"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status = 'EXPIRED' and not expiry_told"),
    )
    op.create_index(
        "uq_lead_holding_website",
        "lead",
        ["website_key"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("status in ('OPEN', 'IN_REVIEW')"),
    )
    op.add_column("program", sa.Column("open_leads_per_partner", sa.Integer(), nullable=False), schema="portal")
    op.add_column("program", sa.Column("lead_review", sa.Boolean(), nullable=False), schema="portal")
    op.add_column("program", sa.Column("lead_wait_days", sa.Integer(), nullable=False), schema="portal")
