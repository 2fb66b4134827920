"""Leads and reserved websites.

A partner sees his own leads alone. What stands against a registration, functions tell him: until when, and never who.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from portal.migrations.counting import count_rows

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"

FUNCTIONS = f"""
-- Takes the turns of the partner at hand and of websites, in one order for everybody: whoever registers after that sees
-- what was registered before. A lead whose time is over gives its website free; the worker is yet to tell of that.
create function portal.take_websites(keys text[]) returns void
language sql volatile security definer set search_path = portal, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended({PARTNER}::text, 7470));
  select pg_advisory_xact_lock(hashtextextended(key, 7471))
  from (select distinct key from unnest(keys) key order by key) turns;
  update lead set status = 'EXPIRED'
  where website_key = any (keys) and status in ('OPEN', 'IN_REVIEW') and protected_until <= work_now();
$$;

-- What stands against the registration of a website by the partner at hand: until when somebody else's lead, a
-- reservation or his own lead holds it, whether it is a paying client's, when his last lead for it ended without a
-- client, and how many of his leads are open. A lead that was won or lost holds its website until its time is over.
create function portal.website_state(key text) returns table (
  held_until timestamptz, reserved_until timestamptz, is_client boolean, own_until timestamptz,
  own_ended_at timestamptz, open_leads bigint
) language sql stable security definer set search_path = portal, pg_temp as $$
  select
    (select max(l.protected_until) from lead l where l.website_key = key and l.partner_id is distinct from {PARTNER}
      and l.ended_at is null and l.protected_until > work_now()),
    (select max(r.reserved_until) from reserved_website r where r.website_key = key
      and r.released_at is null and r.reserved_until > work_now()),
    exists (select from client_account a where a.website_key = key
      and a.closed_at is null and a.first_paid_at is not null),
    (select max(l.protected_until) from lead l where l.website_key = key and l.partner_id = {PARTNER}
      and l.ended_at is null and l.protected_until > work_now()),
    (select max(coalesce(l.ended_at, l.settled_at, l.protected_until)) from lead l where l.website_key = key
      and l.partner_id = {PARTNER} and l.status in ('EXPIRED', 'WITHDRAWN', 'LOST')),
    (select count(*) from lead l where l.partner_id = {PARTNER}
      and l.status in ('OPEN', 'IN_REVIEW') and l.protected_until > work_now())
$$;

-- Until when somebody else holds a website against the partner at hand: the vendor's own sales, or a rival by his lead
-- where the credit policy protects it. Null where nobody does.
create function portal.protected_from_me(key text) returns timestamptz
language sql stable security definer set search_path = portal, pg_temp as $$
  select greatest(
    (select max(l.protected_until) from lead l where l.website_key = key and l.partner_id is distinct from {PARTNER}
      and l.ended_at is null and l.protected_until > work_now()
      and (select p.protection from credit_policy p order by p.version desc limit 1)),
    (select max(r.reserved_until) from reserved_website r where r.website_key = key
      and r.released_at is null and r.reserved_until > work_now())
  )
$$;
"""
FUNCTIONS_OF = {
    "take_websites(text[])": "portal_app",
    "website_state(text)": "portal_app",
    "protected_from_me(text)": "portal_app, portal_system",
}

SETTINGS: dict[str, tuple[TypeEngine[Any], str, str | None]] = {
    "open_leads_per_partner": (sa.Integer(), "50", "between 1 and 10000"),
    "lead_review": (sa.Boolean(), "false", None),
    "lead_wait_days": (sa.Integer(), "30", "between 0 and 365"),
}


def upgrade() -> None:
    make_tables()
    add_settings()
    # On the driver's own cursor: SQLAlchemy would read colons as parameters.
    op.get_bind().connection.cursor().execute(FUNCTIONS)
    for function, roles in FUNCTIONS_OF.items():
        op.execute(f"revoke execute on function portal.{function} from public")
        op.execute(f"grant execute on function portal.{function} to {roles}")
    op.execute("grant select, insert, update, delete on portal.lead, portal.reserved_website to portal_system")
    grant_leads()
    count_rows("lead", "partner_id", "''", "true")


def grant_leads() -> None:
    """A partner's own, of which he decides nothing that is the vendor's: neither approval nor a payment."""
    on, mine = "on portal.lead", f"partner_id = {PARTNER}"
    op.execute(
        "grant select, insert, update (company, contact_name, contact_email, note, expected_plan, status,"
        f" protected_until, extended_at, reminded_at, ended_at, reason) {on} to portal_app"
    )
    op.execute("alter table portal.lead enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    op.execute(f"create policy app_sees {on} for select to portal_app using ({mine})")
    op.execute(
        f"create policy app_adds {on} for insert to portal_app with check ({mine} and status in ('OPEN', 'IN_REVIEW'))"
    )
    op.execute(
        f"create policy app_changes {on} for update to portal_app using ({mine})"
        f" with check ({mine} and status in ('OPEN', 'IN_REVIEW', 'LOST', 'WITHDRAWN'))"
    )
    # Whoever opens chosen accounts alone sees no lead.
    op.execute(f"create policy chosen {on} as restrictive to portal_restricted using (false)")


def add_settings() -> None:
    """The program's settings for leads, with what an installation starts with."""
    for name, (type_, value, values) in SETTINGS.items():
        column: sa.Column[Any] = sa.Column(name, type_, nullable=False, server_default=sa.text(value))
        op.add_column("program", column, schema="portal")
        op.alter_column("program", name, server_default=None, schema="portal")
        if values:
            op.create_check_constraint(op.f(f"ck_program_{name}"), "program", f"{name} {values}", schema="portal")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
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
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
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
        sa.CheckConstraint("status not in ('OPEN', 'WON') or approved_at is not null", name=op.f("ck_lead_approved")),
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
