"""Partners' domains, and requests for an account by people who have an address at one.

Whoever proves an address sees his request alone. Which partner has its domain a function tells, and of no address but
that one; then he acts at that partner, and may write his own place there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
LINK = "nullif(current_setting('portal.link_id', true), '')::uuid"

FUNCTIONS = """
-- Whether a domain is verified for anybody. Takes the domain's turn: of two who verify it, the second sees the first.
-- What a partner had who has left the program is free again.
create function portal.domain_is_taken(wanted text) returns boolean
language sql volatile security definer set search_path = portal, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended(wanted, 7467));
  update partner_domain d set verified_at = null
  from partner p where p.id = d.partner_id and p.status = 'CLOSED' and d.domain = wanted and d.verified_at is not null;
  select exists (select from partner_domain where domain = wanted and verified_at is not null);
$$;

-- Kills the links that an address got for its older requests, and forgets their passwords. Takes the address's turn.
create function portal.replace_join_requests(address text) returns void
language sql volatile security definer set search_path = portal, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended(address, 7463));
  update join_request set replaced_at = work_now(), password_hash = null
  where email = address and used_at is null and replaced_at is null;
$$;

-- The partner to whom the address of the request at hand leads. Held as he and his domain are until the end.
create function portal.partner_of_join_request()
returns table (partner_id uuid, partner_name text, join_role text)
language sql volatile security definer set search_path = portal, pg_temp as $$
  select p.id, p.name, p.join_role
  from join_request r
  join partner_domain d on d.domain = substring(r.email from '[^@]*$') and d.verified_at is not null
  join partner p on p.id = d.partner_id and p.status = 'ACTIVE'
  where r.id = nullif(current_setting('portal.link_id', true), '')::uuid
    and r.used_at is null and r.replaced_at is null and r.expires_at > work_now()
  for share of d, p
$$;
"""
FUNCTIONS_OF_THE_APP = ("domain_is_taken(text)", "replace_join_requests(text)", "partner_of_join_request()")

# What portal_app may see and write, by table: (rows it sees and changes, rows it may add, its rights).
APP_TABLES = {
    "partner_domain": (
        f"partner_id = {PARTNER} or id = {LINK}",
        f"partner_id = {PARTNER} and verified_at is null",
        "select, insert, update (verified_at, mail_version, mail_expires_at, mail_partner_name), delete",
    ),
    "join_request": (
        f"id = {LINK}",
        f"id = {LINK} and used_at is null",
        "select, insert, update (password_hash, used_at, outcome, partner_name)",
    ),
}


def upgrade() -> None:
    make_tables()
    op.get_bind().connection.cursor().execute(FUNCTIONS)
    for function in FUNCTIONS_OF_THE_APP:
        op.execute(f"revoke execute on function portal.{function} from public")
        op.execute(f"grant execute on function portal.{function} to portal_app")
    for table in APP_TABLES:
        grant_to_app(table)
    # Named in statements that read partners, and empty to clients: row level security has no policy for them.
    op.execute("grant select on portal.partner_domain to portal_client")
    op.execute("grant update (name, website, website_key, join_role) on portal.partner to portal_app")
    op.execute(
        "create policy app_changes on portal.partner for update to portal_app"
        f" using (id = {PARTNER}) with check (id = {PARTNER})"
    )


def grant_to_app(table: str) -> None:
    """Row level security on a new table, for partners and for the portal itself."""
    rows, adds, rights = APP_TABLES[table]
    on = f"on portal.{table}"
    op.execute(f"grant select, insert, update, delete {on} to portal_system")
    op.execute(f"grant {rights} {on} to portal_app")
    op.execute(f"alter table portal.{table} enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    op.execute(f"create policy app_sees {on} for select to portal_app using ({rows})")
    op.execute(f"create policy app_adds {on} for insert to portal_app with check ({adds})")
    op.execute(f"create policy app_changes {on} for update to portal_app using ({rows}) with check ({rows})")
    if "delete" in rights:
        op.execute(f"create policy app_deletes {on} for delete to portal_app using (partner_id = {PARTNER})")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.add_column("partner", sa.Column("join_role", sa.Text(), nullable=True), schema="portal")
    op.create_check_constraint(
        op.f("ck_partner_join_role"),
        "partner",
        "join_role in ('OWNER', 'MANAGER', 'FINANCE', 'DEVELOPER', 'VIEWER')",
        schema="portal",
    )
    op.create_table(
        "partner_domain",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_version", sa.Integer(), nullable=False),
        sa.Column("mail_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_partner_name", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(mail_version = 0) = (mail_expires_at is null)", name=op.f("ck_partner_domain_mailed")),
        sa.CheckConstraint(
            "(mail_version = 0) = (mail_partner_name is null)", name=op.f("ck_partner_domain_mailed_for")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_partner_domain_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_domain")),
        sa.UniqueConstraint("partner_id", "domain", name=op.f("uq_partner_domain_partner_id_domain")),
        schema="portal",
    )
    op.create_index(
        "uq_partner_domain_verified",
        "partner_domain",
        ["domain"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("verified_at is not null"),
    )
    op.create_table(
        "join_request",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("partner_name", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(used_at is null) = (outcome is null)", name=op.f("ck_join_request_outcome_known")),
        sa.CheckConstraint(
            "outcome in ('JOINED', 'PENDING', 'ALREADY_MEMBER', 'NO_PARTNER')", name=op.f("ck_join_request_outcome")
        ),
        sa.CheckConstraint(
            "used_at is null and replaced_at is null or password_hash is null",
            name=op.f("ck_join_request_password_forgotten"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
        schema="portal",
    )
    op.create_index(op.f("ix_join_request_expires_at"), "join_request", ["expires_at"], unique=False, schema="portal")
    op.create_index(
        "uq_join_request_open",
        "join_request",
        ["email"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("used_at is null and replaced_at is null"),
    )
