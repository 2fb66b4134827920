"""Referral links: the links, visits by them, what is counted of these by the day, and the clicks that sign-ups told.

Whoever clicks is nobody, and whoever tells of sign-ups is the vendor's product: partners write their links alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"

# The first link of each partner who is here already; that of a new one is made when it is approved.
FIRST_LINKS = """
insert into portal.referral_link (id, partner_id, name, code, active, created_at)
select gen_random_uuid(), id, 'Main', referral_code, true, created_at from portal.partner
"""


def upgrade() -> None:
    make_tables()
    # What was kept of clicks was never looked into; the vendor's product may tell them again.
    op.drop_column("client_account", "click_id", schema="portal")
    op.execute(FIRST_LINKS)
    for table in ("referral_link", "referral_day", "visit", "sign_up_click"):
        op.execute(f"grant select, insert, update, delete on portal.{table} to portal_system")
    op.execute("grant select on portal.referral_day to portal_app")
    op.execute("grant select, insert, update (name, active) on portal.referral_link to portal_app")
    for table in ("referral_link", "referral_day"):
        show_to_partners(table)
    on, mine = "on portal.referral_link", f"partner_id = {PARTNER}"
    op.execute(f"create policy app_adds {on} for insert to portal_app with check ({mine})")
    op.execute(f"create policy app_changes {on} for update to portal_app using ({mine}) with check ({mine})")


def show_to_partners(table: str) -> None:
    """Row level security: each partner sees his own rows, and whoever opens chosen accounts alone sees none."""
    on = f"on portal.{table}"
    op.execute(f"alter table portal.{table} enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    op.execute(f"create policy app_sees {on} for select to portal_app using (partner_id = {PARTNER})")
    op.execute(f"create policy chosen {on} as restrictive to portal_restricted using (false)")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.create_table(
        "referral_link",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["portal.team_member.id"], name=op.f("fk_referral_link_created_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_referral_link_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_link")),
        sa.UniqueConstraint("code", name=op.f("uq_referral_link_code")),
        sa.UniqueConstraint("partner_id", "name", name=op.f("uq_referral_link_partner_id_name")),
        schema="portal",
    )
    op.create_index(
        "ix_referral_link_of_partner",
        "referral_link",
        ["partner_id", "created_at", "id"],
        unique=False,
        schema="portal",
    )
    op.create_table(
        "referral_day",
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("repeated_visits", sa.Integer(), nullable=False),
        sa.Column("bot_visits", sa.Integer(), nullable=False),
        sa.Column("sign_ups", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["portal.referral_link.id"], name=op.f("fk_referral_day_link_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_referral_day_partner_id")),
        sa.PrimaryKeyConstraint("link_id", "day", name=op.f("pk_referral_day")),
        schema="portal",
    )
    op.create_table(
        "sign_up_click",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("click_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["portal.client_account.id"], name=op.f("fk_sign_up_click_account_id")),
        sa.ForeignKeyConstraint(["link_id"], ["portal.referral_link.id"], name=op.f("fk_sign_up_click_link_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_sign_up_click_partner_id")),
        sa.PrimaryKeyConstraint("account_id", "click_id", name=op.f("pk_sign_up_click")),
        schema="portal",
    )
    op.create_index("ix_sign_up_click_click_id", "sign_up_click", ["click_id"], unique=False, schema="portal")
    op.create_index(
        "ix_sign_up_click_link_id", "sign_up_click", ["link_id", "account_id"], unique=False, schema="portal"
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind in ('COUNTED', 'REPEATED', 'BOT')", name=op.f("ck_visit_kind")),
        sa.ForeignKeyConstraint(["link_id"], ["portal.referral_link.id"], name=op.f("fk_visit_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        schema="portal",
    )
    op.create_index("ix_visit_at", "visit", ["at"], unique=False, schema="portal")
    op.create_index(
        "ix_visit_visitor",
        "visit",
        ["link_id", "visitor", "at"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("kind = 'COUNTED'"),
    )
    op.add_column("program", sa.Column("sign_up_url", sa.Text(), nullable=True), schema="portal")
