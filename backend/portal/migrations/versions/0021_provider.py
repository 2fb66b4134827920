"""The portal as an OAuth2 and OpenID Connect provider: what people let programs do, and the keys that sign."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
PERSON = "nullif(current_setting('portal.user_id', true), '')::uuid"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("oauth_client", sa.Column("logout_uri", sa.Text(), nullable=True), schema="portal")
    op.add_column("program", sa.Column("log_in_url", sa.Text(), nullable=True), schema="portal")
    make_grants()
    make_families()
    tie_tokens()
    # Codes, tokens and keys are the portal's alone. People see what they let programs do, each at his own desk.
    for table in ("oauth_grant", "oauth_authorization", "refresh_token", "signing_key"):
        op.execute(f"revoke all on portal.{table} from portal_app")
        op.execute(f"grant select, insert, update, delete on portal.{table} to portal_system")
    op.execute("alter table portal.oauth_grant enable row level security")
    op.execute("create policy system on portal.oauth_grant to portal_system using (true) with check (true)")
    op.execute("grant select on portal.oauth_grant to portal_app")
    mine = f"user_id = {PERSON} and partner_id = {PARTNER}"
    op.execute(f"create policy app_own on portal.oauth_grant for select to portal_app using ({mine})")


def make_grants() -> None:
    op.create_table(
        "oauth_grant",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal.user.id"], name=op.f("fk_oauth_grant_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_oauth_grant_partner_id")),
        sa.ForeignKeyConstraint(
            ["client_id"], ["portal.oauth_client.id"], name=op.f("fk_oauth_grant_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_grant")),
        schema="portal",
    )
    op.create_index(op.f("ix_oauth_grant_client_id"), "oauth_grant", ["client_id"], schema="portal")
    op.create_index(
        "uq_oauth_grant_open",
        "oauth_grant",
        ["user_id", "client_id", "partner_id"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("revoked_at is null"),
        postgresql_nulls_not_distinct=True,
    )


def make_families() -> None:
    table = "oauth_authorization"
    op.create_table(
        table,
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("code_challenge", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("hint", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("claims", postgresql.JSONB(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("signed_in_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("redeemed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "code_challenge ~ '^[A-Za-z0-9_-]{43}$'", name=op.f("ck_oauth_authorization_code_challenge")
        ),
        sa.CheckConstraint("(hint is null) = (subject_id is null)", name=op.f("ck_oauth_authorization_subject")),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["portal.oauth_grant.id"], name=op.f("fk_oauth_authorization_grant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_authorization")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_oauth_authorization_code_hash")),
        schema="portal",
    )
    op.create_index(op.f("ix_oauth_authorization_grant_id"), table, ["grant_id"], schema="portal")
    op.create_index(op.f("ix_oauth_authorization_created_at"), table, ["created_at"], schema="portal")
    op.create_index(
        "ix_oauth_authorization_running",
        table,
        ["subject_id"],
        schema="portal",
        postgresql_where=sa.text("subject_id is not null and ended_at is null"),
    )
    op.create_table(
        "refresh_token",
        sa.Column("authorization_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorization_id"],
            ["portal.oauth_authorization.id"],
            name=op.f("fk_refresh_token_authorization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_token_token_hash")),
        schema="portal",
    )
    op.create_index(op.f("ix_refresh_token_authorization_id"), "refresh_token", ["authorization_id"], schema="portal")
    op.create_index(op.f("ix_refresh_token_expires_at"), "refresh_token", ["expires_at"], schema="portal")
    op.create_table(
        "signing_key",
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("public", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("signs_from", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        schema="portal",
    )
    op.create_index(op.f("ix_signing_key_signs_from"), "signing_key", ["signs_from"], schema="portal")


def tie_tokens() -> None:
    """What a person let a client do belongs to his answer, and ends with it."""
    table = "access_token"
    op.add_column(table, sa.Column("authorization_id", sa.Uuid(), nullable=True), schema="portal")
    op.create_foreign_key(
        op.f("fk_access_token_authorization_id"),
        table,
        "oauth_authorization",
        ["authorization_id"],
        ["id"],
        source_schema="portal",
        referent_schema="portal",
        ondelete="CASCADE",
    )
    op.create_index(op.f("ix_access_token_authorization_id"), table, ["authorization_id"], schema="portal")
    op.drop_constraint(op.f("ck_access_token_for_whom"), table, schema="portal")
    op.create_check_constraint(
        op.f("ck_access_token_authorization"),
        table,
        "(client_id is not null and user_id is not null) = (authorization_id is not null)",
        schema="portal",
    )
