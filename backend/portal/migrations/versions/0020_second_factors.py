"""Second factors: authenticator apps, recovery codes, and what the program asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PERSON = "nullif(current_setting('portal.user_id', true), '')::uuid"

FUNCTIONS = """
-- Whether a person has a second factor. Who acts for a person sees what that person has, and nothing of others.
create function portal.has_second_factor(person uuid) returns boolean
language sql stable set search_path = portal, pg_temp as $$
  select exists (select from totp t where t.user_id = person and t.confirmed_at is not null)
$$;

-- Whether the program asks an operator for a second factor that he doesn't have.
create function portal.is_unproven(person uuid) returns boolean
language sql stable set search_path = portal, pg_temp as $$
  select second_factor_for_operators and not has_second_factor(person) from program
$$;

drop function portal.hold_session(bytea);
drop function portal.authenticate_session(bytea);

-- Who a session belongs to. It runs as the owner, because row level security can't know the person before this answers.
create function portal.authenticate_session(hash bytea) returns table (
  session_id uuid, user_id uuid, operator_role text, partner_id uuid, member_id uuid, member_role text,
  partner_status text, stale boolean, restricted boolean, unproven boolean
) language sql stable security definer set search_path = portal, pg_temp as $$
  select s.id, s.user_id,
    -- A session at a partner's desk never becomes an operator's, whatever becomes of the membership.
    case when s.partner_id is null then u.operator_role end,
    p.id, case when p.id is not null then m.id end, m.role, p.status, s.last_seen_at < now() - interval '5 minutes',
    p.id is not null and m.restricted,
    case when s.partner_id is null and u.operator_role is not null then is_unproven(u.id) else false end
  from session s
  join "user" u on u.id = s.user_id
  left join team_member m on m.user_id = s.user_id and m.partner_id = s.partner_id and m.status = 'ACTIVE'
  left join partner p on p.id = m.partner_id and p.status <> 'CLOSED'
  where s.token_hash = hash and s.expires_at > now()
$$;

-- The same for a unit of work. Who removes the member waits until it is done; who comes later finds him removed.
create function portal.hold_session(hash bytea) returns table (
  session_id uuid, user_id uuid, operator_role text, partner_id uuid, member_id uuid, member_role text,
  partner_status text, stale boolean, restricted boolean, unproven boolean
) language sql volatile security definer set search_path = portal, pg_temp as $$
  select from session s join team_member m on m.user_id = s.user_id and m.partner_id = s.partner_id
    where s.token_hash = hash for key share of m;
  select * from authenticate_session(hash);
$$;

-- As before, and an operator's token holds only as long as he has the factor that the program asks for.
create or replace function portal.authenticate_token(hash bytea) returns table (
  token_id uuid, scopes text, stale boolean, client_id uuid, user_id uuid, operator_role text, partner_id uuid,
  member_id uuid, member_role text, partner_status text, restricted boolean
)
language sql stable security definer set search_path = portal, pg_temp as $$
  select t.id, array_to_string(t.scopes, ' '),
    t.last_used_at is null or t.last_used_at < now() - interval '5 minutes',
    t.client_id, t.user_id, case when t.partner_id is null then u.operator_role end, t.partner_id,
    m.id, m.role, p.status, coalesce(m.restricted, false)
  from access_token t
  left join oauth_client c on c.id = t.client_id
  left join partner p on p.id = t.partner_id
  left join "user" u on u.id = t.user_id
  left join team_member m on m.user_id = t.user_id and m.partner_id = t.partner_id and m.status = 'ACTIVE'
  where t.token_hash = hash and t.expires_at > now() and t.revoked_at is null
    and (t.client_id is null or c.revoked_at is null)
    and (t.partner_id is null or p.status <> 'CLOSED')
    -- A client alone acts for its own partner, and no other.
    and (t.user_id is not null or t.partner_id is not distinct from c.partner_id)
    and (t.user_id is null or m.id is not null
      or (t.partner_id is null and u.operator_role is not null and not is_unproven(u.id)))
$$;
"""

# What a person may do with what is his own.
RIGHTS = {
    "totp": "select, insert, update (id, sealed, created_at, confirmed_at, last_step), delete",
    "recovery_code": "select, insert, update (used_at), delete",
}


def upgrade() -> None:
    for name in ("second_factor_for_operators", "second_factor_for_payouts"):
        flag: sa.Column[bool] = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false"))
        op.add_column("program", flag, schema="portal")
        op.alter_column("program", name, server_default=None, schema="portal")
    make_tables()
    for table, rights in RIGHTS.items():
        on = f"on portal.{table}"
        op.execute(f"grant {rights} {on} to portal_app")
        op.execute(f"grant select, insert, update, delete {on} to portal_system")
        op.execute(f"alter table portal.{table} enable row level security")
        op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
        mine = f"user_id = {PERSON}"
        op.execute(f"create policy app_own {on} to portal_app using ({mine}) with check ({mine})")
    # On the driver's own cursor: SQLAlchemy would read colons as parameters.
    op.get_bind().connection.cursor().execute(FUNCTIONS)


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.create_table(
        "totp",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("last_step is null or confirmed_at is not null", name=op.f("ck_totp_confirmed_by_a_code")),
        sa.ForeignKeyConstraint(["user_id"], ["portal.user.id"], name=op.f("fk_totp_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp")),
        sa.UniqueConstraint("user_id", name=op.f("uq_totp_user_id")),
        schema="portal",
    )
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal.user.id"], name=op.f("fk_recovery_code_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
        schema="portal",
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"], unique=False, schema="portal")
