"""Signing in by the vendor's own log-in: whose account there is whose here, and browsers that are on their way. And
addresses that are changed.

Whose an account there is a function tells, of no account but the one that is named; it runs as the owner, because row
level security can't know the person before it answers. Who is on his way sees his own attempt alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PERSON = "nullif(current_setting('portal.user_id', true), '')::uuid"
LINK = "nullif(current_setting('portal.link_id', true), '')::uuid"

FUNCTION = """
create function portal.person_of_outside_login(of_issuer text, of_subject text) returns uuid
language sql stable security definer set search_path = portal, pg_temp as $$
  select user_id from outside_login where issuer = of_issuer and subject = of_subject
$$;
"""
SIGNATURE = "portal.person_of_outside_login(text, text)"

# What portal_app may see and write, by table: (which rows, its rights).
APP_TABLES = {
    "outside_login": (f"user_id = {PERSON}", "select, insert, update (last_used_at), delete"),
    "outside_attempt": (f"id = {LINK}", "select, insert, update (used_at, user_id, subject)"),
    "email_change": (f"user_id = {PERSON} or id = {LINK}", "select, insert, update (used_at, replaced_at, old_email)"),
}


def upgrade() -> None:
    make_tables()
    op.get_bind().connection.cursor().execute(FUNCTION)
    op.execute(f"revoke execute on function {SIGNATURE} from public")
    op.execute(f"grant execute on function {SIGNATURE} to portal_app")
    op.execute('grant update (email) on portal."user" to portal_app')
    for table, (rows, rights) in APP_TABLES.items():
        on = f"on portal.{table}"
        op.execute(f"grant {rights} {on} to portal_app")
        op.execute(f"grant select, insert, update, delete {on} to portal_system")
        op.execute(f"alter table portal.{table} enable row level security")
        op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
        op.execute(f"create policy app_own {on} to portal_app using ({rows}) with check ({rows})")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.create_table(
        "outside_login",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal.user.id"], name=op.f("fk_outside_login_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_login")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_outside_login_issuer_subject")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_outside_login_user_id_issuer")),
        schema="portal",
    )
    op.create_table(
        "outside_attempt",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(user_id is null) = (subject is null)", name=op.f("ck_outside_attempt_who_waits")),
        sa.CheckConstraint(
            "user_id is null or used_at is not null", name=op.f("ck_outside_attempt_waits_once_it_came_back")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal.user.id"], name=op.f("fk_outside_attempt_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_attempt")),
        schema="portal",
    )
    for column in ("expires_at", "user_id"):
        op.create_index(op.f(f"ix_outside_attempt_{column}"), "outside_attempt", [column], schema="portal")
    op.create_table(
        "email_change",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("new_email", sa.Text(), nullable=False),
        sa.Column("old_email", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(used_at is null) = (old_email is null)", name=op.f("ck_email_change_old_email_known")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal.user.id"], name=op.f("fk_email_change_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_change")),
        schema="portal",
    )
    op.create_index(op.f("ix_email_change_user_id"), "email_change", ["user_id"], schema="portal")
    op.create_index(
        "uq_email_change_open",
        "email_change",
        ["user_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("used_at is null and replaced_at is null"),
    )
