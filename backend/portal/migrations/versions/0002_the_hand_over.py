"""The hand-over: transfers, access requests, clients' links, what the vendor's product tells.

Clients act as a role of their own, `portal_client`: it sees the one account of the link that is shown, and alone may
say who owns it. So no partner can, whatever the code says.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
LINK = "nullif(current_setting('portal.link_id', true), '')::uuid"
# Once for a statement, not once for a row.
ACCOUNT = "(select portal.linked_account())"

FUNCTIONS = """
-- The account that the link at hand opens. None for a link that is over: it may be in wrong hands.
create function portal.linked_account() returns uuid
language sql stable security definer set search_path = portal, pg_temp as $$
  select account_id from client_link
  where id = nullif(current_setting('portal.link_id', true), '')::uuid
    and status in ('OPEN', 'USED') and expires_at > work_now()
$$;

-- The open accounts that an e-mail owns. Takes the e-mail's turn: of two who make it an owner, the second sees the first.
create function portal.owned_by(email text) returns setof uuid
language sql volatile security definer set search_path = portal, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended(email, 7463));
  select id from client_account where owner_email = email and closed_at is null;
$$;

-- Whether the partner at hand takes part in the program, held as it is until the end: who closes it waits, or was first.
create function portal.hold_active_partner() returns boolean
language sql volatile security definer set search_path = portal, pg_temp as $$
  select coalesce((
    select p.status = 'ACTIVE' from partner p
    where p.id = nullif(current_setting('portal.partner_id', true), '')::uuid for share
  ), false)
$$;

-- Whether an address belongs to the team of the partner who offers the account of the link at hand.
create function portal.is_of_offering_team(address text) returns boolean
language sql stable security definer set search_path = portal, pg_temp as $$
  select exists (
    select from client_link l join team_member m on m.partner_id = l.partner_id join "user" u on u.id = m.user_id
    where l.id = nullif(current_setting('portal.link_id', true), '')::uuid
      and m.status <> 'REMOVED' and u.email = address
  )
$$;

-- An account that a partner may ask for: a client owns it, and it is open. Held as it is until the request is there.
create function portal.requestable_account(wanted uuid, number text)
returns table (id uuid, account_number text, blocked boolean)
language sql volatile security definer set search_path = portal, pg_temp as $$
  select a.id, a.account_id, exists (
    select from access_block b
    where b.account_id = a.id and b.partner_id = nullif(current_setting('portal.partner_id', true), '')::uuid
  )
  from client_account a
  where (a.id = wanted or a.account_id = number) and a.owner_email is not null and a.closed_at is null
  for share of a
$$;
"""

# Who may ask what.
FUNCTIONS_OF = {
    "linked_account()": "portal_app, portal_client, portal_system",
    "owned_by(text)": "portal_app, portal_client, portal_system",
    "requestable_account(uuid, text)": "portal_app",
    "hold_active_partner()": "portal_app",
    "is_of_offering_team(text)": "portal_client",
}

# What portal_app may see and write, by table: (rows it sees, rows it may add, rows that it may change and what they
# may become, its rights). A partner takes back what he asked for, and answers nothing himself.
APP_TABLES = {
    "client_link": (
        f"partner_id = {PARTNER} or id = {LINK}",
        f"(partner_id = {PARTNER} or kind = 'CLIENT' and partner_id is null) and (exists"
        " (select from account_access a where a.account_id = client_link.account_id"
        f" and a.partner_id = {PARTNER} and a.status <> 'INACTIVE')"
        " or exists (select from access_request r where r.id = client_link.subject_id"
        f" and r.account_id = client_link.account_id and r.partner_id = {PARTNER}))",
        (f"partner_id = {PARTNER}", f"partner_id = {PARTNER} and status in ('REPLACED', 'CANCELLED')"),
        "select, insert, update (status, newer_sent)",
    ),
    "ownership_transfer": (
        f"partner_id = {PARTNER}",
        f"partner_id = {PARTNER} and status = 'PENDING' and exists (select from account_access a"
        f" where a.account_id = ownership_transfer.account_id and a.partner_id = {PARTNER} and a.status <> 'INACTIVE')",
        (f"partner_id = {PARTNER}", f"partner_id = {PARTNER} and status in ('PENDING', 'CANCELLED')"),
        "select, insert, update (to_email, status, sent_at, expires_at, link_id, reminders_sent, expiry_told,"
        " blocked_at, ended_at, reason)",
    ),
    "access_request": (
        f"partner_id = {PARTNER}",
        f"partner_id = {PARTNER} and status = 'PENDING'",
        (f"partner_id = {PARTNER}", f"partner_id = {PARTNER} and status in ('PENDING', 'CANCELLED', 'EXPIRED')"),
        "select, insert, update (status, sent_at, mails_sent, ended_at, reason)",
    ),
}

_OF_ACCOUNT = f"account_id = {ACCOUNT}"

# What portal_client may see, add and change: (rows, its rights). The rows of one account, and who is beside it.
CLIENT_TABLES = {
    "client_account": (f"id = {ACCOUNT}", "select, update (owner_email, exclusive_owner_email, owner_name)"),
    "account_access": (
        _OF_ACCOUNT,
        "select, insert, update (status, name, website, sort_name, since, last_used_at, waits_since,"
        " plan_reminders_sent, ended_from, ended_by, ended_at, ended_reason)",
    ),
    "ownership_transfer": (_OF_ACCOUNT, "select, update (status, ended_at, reason)"),
    "access_request": (_OF_ACCOUNT, "select, update (status, ended_at, reason)"),
    "access_block": (_OF_ACCOUNT, "select, insert, delete"),
    "client_link": (f"id = {LINK} or {_OF_ACCOUNT}", "select, insert, update (status, answer, newer_sent)"),
    "search_word": (f"object_id = {ACCOUNT}", "select, insert, delete"),
    "event": (f"subject_id = {ACCOUNT}", "insert"),
    "partner": (
        f"id in (select a.partner_id from account_access a where a.account_id = {ACCOUNT})"
        f" or id in (select r.partner_id from access_request r where r.account_id = {ACCOUNT})",
        "select",
    ),
}
# Named in statements that read accounts, and empty to clients: row level security has no policy for them.
NOTHING_TO_CLIENTS = ("event", "team_member", "user")
SHARED_WITH_CLIENTS = ("program", "terms_version", "clock")


def upgrade() -> None:
    make_tables()
    op.get_bind().connection.cursor().execute(FUNCTIONS)
    for function, roles in FUNCTIONS_OF.items():
        op.execute(f"revoke execute on function portal.{function} from public")
        op.execute(f"grant execute on function portal.{function} to {roles}")
    op.execute("grant usage on schema portal to portal_client")
    op.execute("grant update (nudged_at) on portal.account_access to portal_app")
    for table in ("access_block", "billing_event", "client_link_request", *APP_TABLES):
        op.execute(f"grant select, insert, update, delete on portal.{table} to portal_system")
    op.execute("grant insert on portal.client_link_request to portal_app")
    # Named in statements that read accounts, and empty to partners: row level security has no policy for them.
    op.execute("grant select on portal.access_block to portal_app")
    op.execute("alter table portal.access_block enable row level security")
    op.execute("create policy system on portal.access_block to portal_system using (true) with check (true)")
    for table in APP_TABLES:
        grant_to_app(table)
    for table, (rows, rights) in CLIENT_TABLES.items():
        grant_to_client(table, rows, rights)
    for table in (*NOTHING_TO_CLIENTS, *SHARED_WITH_CLIENTS):
        op.execute(f'grant select on portal."{table}" to portal_client')
    op.execute("grant usage on schema jobs to portal_client")
    op.execute("grant select, insert on all tables in schema jobs to portal_client")
    op.execute("grant usage on all sequences in schema jobs to portal_client")


def grant_to_app(table: str) -> None:
    """Row level security on a new table, for partners and for the portal itself."""
    sees, adds, changes, rights = APP_TABLES[table]
    on = f'on portal."{table}"'
    op.execute(f"alter table portal.{table} enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    op.execute(f"grant {rights} {on} to portal_app")
    op.execute(f"create policy app_sees {on} for select to portal_app using ({sees})")
    op.execute(f"create policy app_adds {on} for insert to portal_app with check ({adds})")
    which, become = changes
    op.execute(f"create policy app_changes {on} for update to portal_app using ({which}) with check ({become})")


def grant_to_client(table: str, rows: str, rights: str) -> None:
    """What the holder of a client's link may do with a table."""
    on = f'on portal."{table}"'
    op.execute(f"grant {rights} {on} to portal_client")
    for verb, policy in {
        "select": f"using ({rows})",
        "insert": f"with check ({rows})",
        "update": f"using ({rows}) with check ({rows})",
        "delete": f"using ({rows})",
    }.items():
        if verb in rights:
            op.execute(f"create policy client_{verb}s {on} for {verb} to portal_client {policy}")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.create_table(
        "access_block",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["portal.client_account.id"], name=op.f("fk_access_block_account_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_access_block_partner_id")),
        sa.PrimaryKeyConstraint("account_id", "partner_id", name=op.f("pk_access_block")),
        schema="portal",
    )
    op.create_table(
        "access_request",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mails_sent", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'PENDING') = (ended_at is null)", name=op.f("ck_access_request_ended")),
        sa.CheckConstraint(
            "status in ('PENDING', 'APPROVED', 'DECLINED', 'CANCELLED', 'EXPIRED')",
            name=op.f("ck_access_request_status"),
        ),
        sa.CheckConstraint("mails_sent between 1 and 3", name=op.f("ck_access_request_mails_sent")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal.client_account.id"], name=op.f("fk_access_request_account_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["portal.user.id"], name=op.f("fk_access_request_created_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_access_request_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
        schema="portal",
    )
    op.create_index(
        "ix_access_request_expiring",
        "access_request",
        ["expires_at"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_index(
        "ix_access_request_of_account",
        "access_request",
        ["account_id", "partner_id", "created_at"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "ix_access_request_of_number",
        "access_request",
        ["account_number", "created_at", "id"],
        unique=False,
        schema="portal",
    )
    op.create_index("ix_access_request_newest", "access_request", ["created_at", "id"], unique=False, schema="portal")
    op.create_index(
        "ix_access_request_of_partner",
        "access_request",
        ["partner_id", "created_at", "id"],
        unique=False,
        schema="portal",
    )
    op.create_index(
        "uq_access_request_pending",
        "access_request",
        ["account_id", "partner_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_table(
        "billing_event",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency_code", sa.Text(), nullable=True),
        sa.Column("payment_external_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "type in ('PLAN_SELECTED', 'PAYMENT', 'REFUND', 'CHARGEBACK', 'CHARGEBACK_REVERSED', 'PLAN_CANCELLED')",
            name=op.f("ck_billing_event_type"),
        ),
        sa.CheckConstraint("(amount_minor is null) = (currency_code is null)", name=op.f("ck_billing_event_money")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_billing_event_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["portal.client_account.id"], name=op.f("fk_billing_event_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_event")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_billing_event_source_external_id")),
        schema="portal",
    )
    op.create_index("ix_billing_event_newest", "billing_event", ["recorded_at", "id"], unique=False, schema="portal")
    op.create_index(
        "ix_billing_event_of_account", "billing_event", ["account_id", "occurred_at"], unique=False, schema="portal"
    )
    op.create_index(
        "ix_billing_event_unmatched",
        "billing_event",
        ["account_number"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("account_id is null"),
    )
    op.create_table(
        "client_link",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("to_email", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("newer_sent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(kind = 'CLIENT') = (subject_id is null)", name=op.f("ck_client_link_subject")),
        sa.CheckConstraint("answer in ('ACCEPTED', 'APPROVED', 'DECLINED')", name=op.f("ck_client_link_answer")),
        sa.CheckConstraint(
            "(status = 'USED') = (answer is not null) or status = 'REPLACED'", name=op.f("ck_client_link_answered")
        ),
        sa.CheckConstraint("(kind = 'TRANSFER') = (to_email is not null)", name=op.f("ck_client_link_to_email")),
        sa.CheckConstraint("kind in ('TRANSFER', 'ACCESS', 'CLIENT')", name=op.f("ck_client_link_kind")),
        sa.CheckConstraint("status in ('OPEN', 'USED', 'REPLACED', 'CANCELLED')", name=op.f("ck_client_link_status")),
        sa.ForeignKeyConstraint(["account_id"], ["portal.client_account.id"], name=op.f("fk_client_link_account_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_client_link_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_link")),
        schema="portal",
    )
    op.create_index(op.f("ix_client_link_account_id"), "client_link", ["account_id"], unique=False, schema="portal")
    op.create_index(op.f("ix_client_link_subject_id"), "client_link", ["subject_id"], unique=False, schema="portal")
    op.create_index(
        "uq_client_link_open",
        "client_link",
        ["subject_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("status = 'OPEN'"),
    )
    op.create_table(
        "ownership_transfer",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("reminders_sent", sa.Integer(), nullable=False),
        sa.Column("expiry_told", sa.Boolean(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'PENDING') = (ended_at is null)", name=op.f("ck_ownership_transfer_ended")),
        sa.CheckConstraint(
            "status in ('PENDING', 'ACCEPTED', 'DECLINED', 'CANCELLED')", name=op.f("ck_ownership_transfer_status")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal.client_account.id"], name=op.f("fk_ownership_transfer_account_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["portal.user.id"], name=op.f("fk_ownership_transfer_created_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_ownership_transfer_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_transfer")),
        schema="portal",
    )
    op.create_index(
        "ix_ownership_transfer_of_partner",
        "ownership_transfer",
        ["account_id", "partner_id", "created_at"],
        unique=False,
        schema="portal",
    )
    for name, column, rest in (
        ("to_remind", "sent_at", "reminders_sent < 2"),
        ("expiring", "expires_at", "not expiry_told"),
        ("blocked", "to_email", "blocked_at is not null"),
    ):
        op.create_index(
            f"ix_ownership_transfer_{name}",
            "ownership_transfer",
            [column],
            unique=False,
            schema="portal",
            postgresql_where=sa.text(f"status = 'PENDING' and {rest}"),
        )
    op.create_index(
        "ix_ownership_transfer_to_email",
        "ownership_transfer",
        ["to_email"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_index(
        "uq_ownership_transfer_pending",
        "ownership_transfer",
        ["account_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_table(
        "client_link_request",
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(email is null) <> (link_id is null)", name=op.f("ck_client_link_request_one_way")),
        sa.ForeignKeyConstraint(["link_id"], ["portal.client_link.id"], name=op.f("fk_client_link_request_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_link_request")),
        schema="portal",
    )
    op.create_index(
        op.f("ix_client_link_request_requested_at"),
        "client_link_request",
        ["requested_at"],
        unique=False,
        schema="portal",
    )
    op.add_column(
        "account_access", sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True), schema="portal"
    )
    op.add_column(
        "account_access",
        sa.Column("plan_reminders_sent", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="portal",
    )
    op.add_column("account_access", sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True), schema="portal")
    op.create_index(
        "ix_account_access_waiting",
        "account_access",
        ["waits_since"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("status = 'AWAITING_PLAN'"),
    )
    op.add_column("client_account", sa.Column("exclusive_owner_email", sa.Text(), nullable=True), schema="portal")
    op.add_column("client_account", sa.Column("owner_name", sa.Text(), nullable=True), schema="portal")
    op.add_column(
        "client_account",
        sa.Column("has_plan", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="portal",
    )
    op.add_column("client_account", sa.Column("plan_at", sa.DateTime(timezone=True), nullable=True), schema="portal")
    op.add_column(
        "client_account", sa.Column("plan_named_at", sa.DateTime(timezone=True), nullable=True), schema="portal"
    )
    op.add_column("client_account", sa.Column("provisioning_reason", sa.Text(), nullable=True), schema="portal")
    op.add_column(
        "client_account", sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=True), schema="portal"
    )
    op.add_column("client_account", sa.Column("click_id", sa.Text(), nullable=True), schema="portal")
    op.add_column(
        "client_account", sa.Column("first_paid_at", sa.DateTime(timezone=True), nullable=True), schema="portal"
    )
    op.add_column("client_account", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True), schema="portal")
    op.create_index(
        "ix_client_account_owner_email",
        "client_account",
        ["owner_email"],
        unique=False,
        schema="portal",
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_index(
        "uq_client_account_exclusive_owner_email",
        "client_account",
        ["exclusive_owner_email"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("closed_at is null"),
    )
    _add_filled("program", "provisioning", sa.Text(), "'PORTAL'")
    _add_filled("program", "account_id_pattern", sa.Text(), "'[0-9a-f]{24}'")
    _add_filled("program", "one_account_per_email", sa.Boolean(), "true")
    _add_filled("program", "awaiting_plan_access", sa.Text(), "'NONE'")
    op.create_check_constraint(
        op.f("ck_program_provisioning"), "program", "provisioning in ('PORTAL', 'VENDOR')", schema="portal"
    )
    op.create_check_constraint(
        op.f("ck_program_awaiting_plan_access"), "program", "awaiting_plan_access in ('ADMIN', 'NONE')", schema="portal"
    )


def _add_filled(table: str, name: str, type_: sa.types.TypeEngine[Any], value: str) -> None:
    """A column that may not be null, with this value in the rows that are there."""
    op.add_column(table, sa.Column(name, type_, nullable=False, server_default=sa.text(value)), schema="portal")
    op.alter_column(table, name, server_default=None, schema="portal")
