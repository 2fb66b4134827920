"""The first story: people, partners, applications, client accounts, events, mails.

Row level security stands on every tenant's table from here on. One policy per role: `portal_app` acts for one partner,
one person or one link's holder at a time; `portal_system` (worker, operators, the vendor's app) sees all.
A policy with a subquery or an OR is kept to small tables, or to look-ups by id, where it costs microseconds.
"""

import sqlalchemy as sa
from alembic import op
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The newest migration of procrastinate that this revision's schema holds; tests/migrations compares.
PROCRASTINATE = "03.04.00_50_post_add_retry_failed_job_procedure.sql"

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
PERSON = "nullif(current_setting('portal.user_id', true), '')::uuid"
LINK = "nullif(current_setting('portal.link_id', true), '')::uuid"

# What portal_app may see and write, by table: (rows it sees, rows it may add, its rights).
TENANT_TABLES = {
    "partner": (
        f"id = {PARTNER} or exists (select from team_member m where m.partner_id = partner.id and m.user_id = {PERSON}"
        " and m.status = 'ACTIVE')",
        "false",
        "select",
    ),
    "team_member": (
        f"partner_id = {PARTNER} or user_id = {PERSON}",
        f"partner_id = {PARTNER}",
        "select, insert, update (role, status, removed_at, last_seen_at)",
    ),
    "partner_application": (
        f"id = {LINK}",
        f"id = {LINK} and status = 'SUBMITTED' and partner_id is null",
        "select, insert, update (company_name, website, website_key, status, answer, due_at)",
    ),
    "registration": (
        f"id = {LINK} or application_id = {LINK}",
        "false",
        "select, update (version, expires_at, used_at)",
    ),
    "client_account": (
        f"exists (select from account_access a where a.account_id = client_account.id and a.partner_id = {PARTNER})",
        f"created_by_partner_id = {PARTNER}",
        "select, insert, update (name, website, website_key, platform, country, currency_code, time_zone)",
    ),
    "account_access": (
        f"partner_id = {PARTNER}",
        f"partner_id = {PARTNER} and created_by(account_id) = {PARTNER}",
        "select, insert,"
        " update (status, name, website, sort_name, last_used_at, ended_from, ended_by, ended_at, ended_reason)",
    ),
    "search_word": (f"partner_id = {PARTNER}", f"partner_id = {PARTNER}", "select, insert, delete"),
    "event": (
        f"partner_id = {PARTNER} or subject_id = {LINK}",
        f"partner_id is null or partner_id = {PARTNER}",
        "select, insert",
    ),
    "session": (
        f"user_id = {PERSON}",
        f"user_id = {PERSON}",
        "select, insert, update (partner_id, last_seen_at), delete",
    ),
    # Everybody's row can be read, since sign-in looks for an address; see CHANGES for who changes it.
    "user": ("true", "operator_role is null", "select, insert, update (name, password_hash)"),
}
# Where rows that may be changed are not the rows that are seen: (which rows, what they may become).
CHANGES = {
    # A person sees all his memberships, but changes none into another partner's.
    "team_member": (f"partner_id = {PARTNER}", f"partner_id = {PARTNER}"),
    # Whoever answers puts his application back into the queue, and decides nothing.
    "partner_application": (f"id = {LINK}", f"id = {LINK} and status = 'SUBMITTED'"),
    "user": (f"id = {PERSON}", f"id = {PERSON}"),
}
SHARED_TABLES = {
    "password_reset": "select, insert, update (used_at, replaced_at)",
    "throttle": "select, insert, update, delete",
    "oauth_client": "select",
    "access_token": "select, insert",
    "program": "select",
    "terms_version": "select",
    "clock": "select",
    "quick_link": "select",
}

FUNCTIONS = """
create function portal.work_now() returns timestamptz language sql stable set search_path = portal, pg_temp
  return now() + coalesce((select offset_seconds from portal.clock), 0) * interval '1 second';

-- Who a session belongs to. It runs as the owner, because row level security can't know the person before this answers.
create function portal.authenticate_session(hash bytea) returns table (
  session_id uuid, user_id uuid, operator_role text, partner_id uuid, member_id uuid, member_role text,
  partner_status text, stale boolean
) language sql stable security definer set search_path = portal, pg_temp as $$
  select s.id, s.user_id,
    -- A session at a partner's desk never becomes an operator's, whatever becomes of the membership.
    case when s.partner_id is null then u.operator_role end,
    p.id, case when p.id is not null then m.id end, m.role, p.status, s.last_seen_at < now() - interval '5 minutes'
  from session s
  join "user" u on u.id = s.user_id
  left join team_member m on m.user_id = s.user_id and m.partner_id = s.partner_id and m.status = 'ACTIVE'
  left join partner p on p.id = m.partner_id and p.status <> 'CLOSED'
  where s.token_hash = hash and s.expires_at > now()
$$;

-- Who made an account: a policy asks, before the access by which the partner will see it is there.
create function portal.created_by(account uuid) returns uuid
language sql stable security definer set search_path = portal, pg_temp as $$
  select created_by_partner_id from client_account where id = account
$$;

-- The first application of an address, for whoever applies: nobody but the portal learns it. Takes the address's turn.
create function portal.first_application(address text) returns uuid
language sql volatile security definer set search_path = portal, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended(address, 7462));
  select id from partner_application where email = address and repeats_id is null;
$$;

create function portal.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete on portal.event
  for each row execute function portal.refuse_change();
create trigger append_only_truncate before truncate on portal.event
  for each statement execute function portal.refuse_change();
create trigger append_only before update or delete on portal.terms_version
  for each row execute function portal.refuse_change();
create trigger append_only_truncate before truncate on portal.terms_version
  for each statement execute function portal.refuse_change();
"""

DEFAULTS = """
insert into portal.clock (id, offset_seconds) values (1, 0);
insert into portal.program (id, name, support_email, time_zone, currency_code, review_business_days)
  values (1, 'Partner Program', 'partners@portal.example', 'UTC', 'EUR', 1);
insert into portal.quick_link (id, position, kind, title, description, url)
select gen_random_uuid(), * from (values
  (1, 'TRAINING', 'Training', 'Courses and recordings for your team.', null),
  (2, 'RESOURCES', 'Resources', 'Guides, templates and case studies.', null),
  (3, 'API_DOCUMENTATION', 'API documentation', 'Read and drive all of it over GraphQL.', '/developers/api'),
  (4, 'REPORTING', 'Reporting', 'Figures of your clients in the product itself.', null),
  (5, 'REWARDS', 'Rewards and withdrawal', 'How your revenue share is made and paid out.', null),
  (6, 'MESSAGES', 'Messages', 'Product updates and answers from support.', null),
  (7, 'SUPPORT', 'Support documentation', 'How the product works, for you and your clients.', null),
  (8, 'DEVELOPER_CONSOLE', 'Developer console', 'Clients, tokens, webhooks and logs.', null),
  (9, 'BRAND_ASSETS', 'Brand assets', 'Logos and colours that you may use.', null)
) as defaults;
"""


def upgrade() -> None:
    make_tables()
    _execute_all(FUNCTIONS)
    op.execute(DEFAULTS)
    make_queue()
    grant_rights()


def _execute_all(script: str) -> None:
    # On the driver's own cursor: SQLAlchemy would read colons as parameters.
    op.get_bind().connection.cursor().execute(script)


def grant_rights() -> None:
    """Who may do what with which table."""
    op.execute("grant usage on schema portal to portal_app, portal_system")
    op.execute("grant select, insert, update, delete on all tables in schema portal to portal_system")
    op.execute("revoke update, delete on portal.event, portal.terms_version from portal_system")
    op.execute("revoke insert, update, delete on portal.alembic_version from portal_system")
    for table, rights in SHARED_TABLES.items():
        op.execute(f'grant {rights} on portal."{table}" to portal_app')
    for table, (sees, adds, rights) in TENANT_TABLES.items():
        on = f'on portal."{table}"'
        op.execute(f"grant {rights} {on} to portal_app")
        op.execute(f'alter table portal."{table}" enable row level security')
        op.execute(f"create policy app_sees {on} for select to portal_app using ({sees})")
        op.execute(f"create policy app_adds {on} for insert to portal_app with check ({adds})")
        if "update" in rights:
            which, become = CHANGES.get(table, (sees, sees))
            op.execute(f"create policy app_changes {on} for update to portal_app using ({which}) with check ({become})")
        if "delete" in rights:
            op.execute(f"create policy app_deletes {on} for delete to portal_app using ({sees})")
        op.execute(f"create policy system {on} to portal_system using (true) with check (true)")


def make_queue() -> None:
    """procrastinate's tables and functions, in a schema of their own."""
    op.execute("create schema jobs")
    op.execute("set local search_path = jobs")
    _execute_all(SchemaManager(PsycopgConnector()).get_schema())
    op.execute("set local search_path = portal")
    op.execute("grant usage on schema jobs to portal_app, portal_system")
    op.execute("grant select, insert, update, delete on all tables in schema jobs to portal_system")
    op.execute("grant select, insert on all tables in schema jobs to portal_app")
    op.execute("grant usage on all sequences in schema jobs to portal_app, portal_system")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offset_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_one_row")),
        sa.CheckConstraint("offset_seconds >= 0", name=op.f("ck_clock_forward_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        schema="portal",
    )
    op.create_table(
        "event",
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ip_address", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        schema="portal",
    )
    op.create_index("ix_event_partner", "event", ["partner_id", "id"], unique=False, schema="portal")
    op.create_index("ix_event_subject", "event", ["subject_id", "id"], unique=False, schema="portal")
    op.create_table(
        "oauth_client",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_client")),
        sa.UniqueConstraint("client_id", name=op.f("uq_oauth_client_client_id")),
        schema="portal",
    )
    op.create_table(
        "outgoing_email",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("link_kind", sa.Text(), nullable=True),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status in ('QUEUED', 'SENT', 'FAILED')", name=op.f("ck_outgoing_email_status")),
        sa.CheckConstraint("(link_kind is null) = (link_id is null)", name=op.f("ck_outgoing_email_link")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_email")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_email_key")),
        schema="portal",
    )
    op.create_index(
        op.f("ix_outgoing_email_created_at"), "outgoing_email", ["created_at"], unique=False, schema="portal"
    )
    op.create_table(
        "partner",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("website_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("referral_code", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status in ('ACTIVE', 'SUSPENDED', 'CLOSED')", name=op.f("ck_partner_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("referral_code", name=op.f("uq_partner_referral_code")),
        schema="portal",
    )
    op.create_index(op.f("ix_partner_website_key"), "partner", ["website_key"], unique=False, schema="portal")
    op.create_table(
        "program",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("support_email", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("logo_url", sa.Text(), nullable=True),
        sa.Column("getting_started_video_url", sa.Text(), nullable=True),
        sa.Column("review_business_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_program_one_row")),
        sa.CheckConstraint("review_business_days between 1 and 30", name=op.f("ck_program_review_business_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        schema="portal",
    )
    op.create_table(
        "quick_link",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('TRAINING', 'RESOURCES', 'API_DOCUMENTATION', 'REPORTING', 'REWARDS', 'MESSAGES', 'SUPPORT', 'DEVELOPER_CONSOLE', 'BRAND_ASSETS', 'CUSTOM')",
            name=op.f("ck_quick_link_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quick_link")),
        schema="portal",
    )
    op.create_table(
        "schedule",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
        schema="portal",
    )
    op.create_table(
        "search_word",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("partner_id", "object_id", "word", name=op.f("pk_search_word")),
        schema="portal",
    )
    op.create_index(
        "ix_search_word_any_partner",
        "search_word",
        ["word", "object_id"],
        unique=False,
        schema="portal",
        postgresql_ops={"word": "text_pattern_ops"},
    )
    op.create_index(
        "ix_search_word_beginning",
        "search_word",
        ["partner_id", "word", "object_id"],
        unique=False,
        schema="portal",
        postgresql_ops={"word": "text_pattern_ops"},
    )
    op.create_table(
        "terms_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_version")),
        sa.UniqueConstraint("version", name=op.f("uq_terms_version_version")),
        schema="portal",
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
        schema="portal",
    )
    op.create_index(op.f("ix_throttle_window_ends_at"), "throttle", ["window_ends_at"], unique=False, schema="portal")
    op.create_table(
        "user",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("operator_role", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "operator_role in ('ADMIN', 'PARTNERSHIPS', 'FINANCE', 'SUPPORT')", name=op.f("ck_user_operator_role")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        schema="portal",
    )
    op.create_table(
        "access_token",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["portal.oauth_client.id"], name=op.f("fk_access_token_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
        schema="portal",
    )
    op.create_index(op.f("ix_access_token_client_id"), "access_token", ["client_id"], unique=False, schema="portal")
    op.create_index(op.f("ix_access_token_expires_at"), "access_token", ["expires_at"], unique=False, schema="portal")
    op.create_table(
        "client_account",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("website_key", sa.Text(), nullable=False),
        sa.Column("owner_email", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("provisioning", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_partner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "provisioning in ('PENDING', 'READY', 'FAILED')", name=op.f("ck_client_account_provisioning")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_partner_id"], ["portal.partner.id"], name=op.f("fk_client_account_created_by_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_account")),
        sa.UniqueConstraint("account_id", name=op.f("uq_client_account_account_id")),
        schema="portal",
    )
    op.create_index(
        "ix_client_account_created_at",
        "client_account",
        [sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
        schema="portal",
    )
    op.create_index(
        op.f("ix_client_account_website_key"), "client_account", ["website_key"], unique=False, schema="portal"
    )
    op.create_table(
        "partner_application",
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("website_key", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("client_count", sa.Integer(), nullable=True),
        sa.Column("platforms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_terms_version", sa.Integer(), nullable=True),
        sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repeats_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "status in ('SUBMITTED', 'ACTION_REQUIRED', 'APPROVED', 'REJECTED')",
            name=op.f("ck_partner_application_status"),
        ),
        sa.CheckConstraint("client_count >= 0", name=op.f("ck_partner_application_client_count")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_partner_application_partner_id")),
        sa.ForeignKeyConstraint(
            ["repeats_id"], ["portal.partner_application.id"], name=op.f("fk_partner_application_repeats_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_application")),
        schema="portal",
    )
    op.create_index(
        "ix_partner_application_queue",
        "partner_application",
        ["status", "submitted_at", "id"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        op.f("ix_partner_application_repeats_id"), "partner_application", ["repeats_id"], unique=False, schema="portal"
    )
    op.create_index(
        op.f("ix_partner_application_website_key"),
        "partner_application",
        ["website_key"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "uq_partner_application_email",
        "partner_application",
        ["email"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("repeats_id is null"),
    )
    op.create_table(
        "password_reset",
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal.user.id"], name=op.f("fk_password_reset_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        schema="portal",
    )
    op.create_index(op.f("ix_password_reset_user_id"), "password_reset", ["user_id"], unique=False, schema="portal")
    op.create_index(
        "uq_password_reset_open",
        "password_reset",
        ["user_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("used_at is null and replaced_at is null"),
    )
    op.create_table(
        "session",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("ip_address", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["portal.user.id"], name=op.f("fk_session_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
        schema="portal",
    )
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"], unique=False, schema="portal")
    op.create_table(
        "team_member",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role in ('OWNER', 'MANAGER', 'FINANCE', 'DEVELOPER', 'VIEWER')", name=op.f("ck_team_member_role")
        ),
        sa.CheckConstraint("status in ('ACTIVE', 'PENDING', 'REMOVED')", name=op.f("ck_team_member_status")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_team_member_partner_id")),
        sa.ForeignKeyConstraint(["user_id"], ["portal.user.id"], name=op.f("fk_team_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.UniqueConstraint("partner_id", "user_id", name=op.f("uq_team_member_partner_id_user_id")),
        schema="portal",
    )
    op.create_index(op.f("ix_team_member_user_id"), "team_member", ["user_id"], unique=False, schema="portal")
    op.create_table(
        "account_access",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(collation="C"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_from", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'INACTIVE') = (ended_at is not null)", name=op.f("ck_account_access_ended")),
        sa.CheckConstraint(
            "status in ('DEVELOPMENT', 'TRANSFER_PENDING', 'AWAITING_PLAN', 'COLLABORATOR', 'INACTIVE')",
            name=op.f("ck_account_access_status"),
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_from is null)",
            name=op.f("ck_account_access_by"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal.client_account.id"], name=op.f("fk_account_access_account_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_account_access_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_access")),
        schema="portal",
    )
    op.create_index(
        "ix_account_access_active",
        "account_access",
        ["partner_id", "since", "account_id"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status <> 'INACTIVE'"),
    )
    op.create_index(
        "ix_account_access_name",
        "account_access",
        ["partner_id", "sort_name", "account_id"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "ix_account_access_since",
        "account_access",
        ["partner_id", "since", "account_id"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "ix_account_access_status",
        "account_access",
        ["partner_id", "status", "since", "account_id"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "uq_account_access_account_id_partner_id",
        "account_access",
        ["account_id", "partner_id"],
        unique=True,
        schema="portal",
    )
    op.create_table(
        "registration",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["portal.partner_application.id"], name=op.f("fk_registration_application_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_registration_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("application_id", name=op.f("uq_registration_application_id")),
        schema="portal",
    )
