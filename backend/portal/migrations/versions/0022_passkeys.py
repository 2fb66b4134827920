"""Passkeys, and which of them was shown in a session."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PERSON = "nullif(current_setting('portal.user_id', true), '')::uuid"

FUNCTIONS = """
-- Whether a person has a second factor: an app, or a passkey, which is two factors by itself. Who acts for a person
-- sees what that person has, and nothing of others.
create or replace function portal.has_second_factor(person uuid) returns boolean
language sql stable set search_path = portal, pg_temp as $$
  select exists (select from totp t where t.user_id = person and t.confirmed_at is not null)
    or exists (select from passkey k where k.user_id = person)
$$;

-- Whether a session of the person is one for which he showed a second factor: nobody who has an app signs in without
-- its code; who has none showed one where he came with a passkey that he still has, or added it there.
create function portal.proves_second_factor(person uuid, by_passkey uuid) returns boolean
language sql stable set search_path = portal, pg_temp as $$
  select exists (select from totp t where t.user_id = person and t.confirmed_at is not null)
    or exists (select from passkey k where k.id = by_passkey and k.user_id = person)
$$;

-- Whether the program asks an operator for a second factor that he didn't show.
create function portal.is_unproven(person uuid, by_passkey uuid) returns boolean
language sql stable set search_path = portal, pg_temp as $$
  select second_factor_for_operators and not proves_second_factor(person, by_passkey) from program
$$;

create or replace function portal.authenticate_session(hash bytea) returns table (
  session_id uuid, user_id uuid, operator_role text, partner_id uuid, member_id uuid, member_role text,
  partner_status text, stale boolean, restricted boolean, unproven boolean
) language sql stable security definer set search_path = portal, pg_temp as $$
  select s.id, s.user_id,
    -- A session at a partner's desk never becomes an operator's, whatever becomes of the membership.
    case when s.partner_id is null then u.operator_role end,
    p.id, case when p.id is not null then m.id end, m.role, p.status, s.last_seen_at < now() - interval '5 minutes',
    p.id is not null and m.restricted,
    case when s.partner_id is null and u.operator_role is not null then is_unproven(u.id, s.passkey_id) else false end
  from session s
  join "user" u on u.id = s.user_id
  left join team_member m on m.user_id = s.user_id and m.partner_id = s.partner_id and m.status = 'ACTIVE'
  left join partner p on p.id = m.partner_id and p.status <> 'CLOSED'
  where s.token_hash = hash and s.expires_at > now()
$$;

-- A browser's fresh challenge, in place of one that it still had. Nobody but these two functions sees a challenge.
create function portal.begin_passkey_challenge(browser bytea, given bytea, person uuid, seconds integer) returns void
language sql volatile security definer set search_path = portal, pg_temp as $$
  insert into passkey_challenge (browser_hash, challenge, user_id, expires_at)
  values (browser, given, person, now() + make_interval(secs => seconds))
  on conflict (browser_hash) do update
    set challenge = excluded.challenge, user_id = excluded.user_id, expires_at = excluded.expires_at
$$;

-- The browser's challenge, which is gone afterwards; null where there is none, or it is over. Of two who come at once
-- the second finds none.
create function portal.take_passkey_challenge(browser bytea, person uuid) returns bytea
language sql volatile security definer set search_path = portal, pg_temp as $$
  delete from passkey_challenge where browser_hash = browser and user_id is not distinct from person
  returning case when expires_at > now() then challenge end
$$;
"""


def upgrade() -> None:
    op.add_column("session", sa.Column("passkey_id", sa.Uuid(), nullable=True), schema="portal")
    op.execute("grant update (passkey_id) on portal.session to portal_app")
    make_tables()
    on = "on portal.passkey"
    op.execute(f"grant select, insert, update (sign_count, backed_up, last_used_at), delete {on} to portal_app")
    op.execute(f"grant select, insert, update, delete {on} to portal_system")
    op.execute("alter table portal.passkey enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    mine = f"user_id = {PERSON}"
    op.execute(f"create policy app_own {on} to portal_app using ({mine}) with check ({mine})")
    op.execute("grant select, delete on portal.passkey_challenge to portal_system")
    # On the driver's own cursor: SQLAlchemy would read colons as parameters.
    op.get_bind().connection.cursor().execute(FUNCTIONS)
    for function in ("begin_passkey_challenge(bytea, bytea, uuid, integer)", "take_passkey_challenge(bytea, uuid)"):
        op.execute(f"revoke execute on function portal.{function} from public")
        op.execute(f"grant execute on function portal.{function} to portal_app, portal_system")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.create_table(
        "passkey",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("device_type", sa.Text(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("device_type in ('SINGLE_DEVICE', 'MULTI_DEVICE')", name=op.f("ck_passkey_device_type")),
        sa.CheckConstraint("octet_length(credential_id) between 1 and 1023", name=op.f("ck_passkey_credential_id")),
        sa.ForeignKeyConstraint(["user_id"], ["portal.user.id"], name=op.f("fk_passkey_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        schema="portal",
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"], unique=False, schema="portal")
    op.create_table(
        "passkey_challenge",
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["portal.user.id"], name=op.f("fk_passkey_challenge_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("browser_hash", name=op.f("pk_passkey_challenge")),
        schema="portal",
    )
    for column in ("user_id", "expires_at"):
        name = op.f(f"ix_passkey_challenge_{column}")
        op.create_index(name, "passkey_challenge", [column], unique=False, schema="portal")
