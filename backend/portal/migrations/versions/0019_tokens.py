"""OAuth2 clients of partners, and access tokens that act for partners and for people.

A token is looked up by functions that run as the owner, because row level security can't know whose it is before they
answer; so nobody needs to read other people's clients and tokens.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
PERSON = "nullif(current_setting('portal.user_id', true), '')::uuid"

ANSWER = """(
  token_id uuid, scopes text, stale boolean, client_id uuid, user_id uuid, operator_role text, partner_id uuid,
  member_id uuid, member_role text, partner_status text, restricted boolean
)"""

FUNCTIONS = f"""
-- For whom a token acts, by what is so now: a member who was removed has none, whatever was said when it was made.
create function portal.authenticate_token(hash bytea) returns table {ANSWER}
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
    and (t.user_id is null or (t.partner_id is null and u.operator_role is not null) or m.id is not null)
$$;

-- The same for a unit of work. Who revokes the token or removes the member waits until it is done; who comes later finds
-- it ended. The program's clients, which do much at once, aren't held.
create function portal.hold_token(hash bytea) returns table {ANSWER}
language sql volatile security definer set search_path = portal, pg_temp as $$
  -- The member before the token, as whoever removes him does.
  select from access_token t join team_member m on m.user_id = t.user_id and m.partner_id = t.partner_id
    where t.token_hash = hash for key share of m;
  select from access_token t where t.token_hash = hash and (t.user_id is not null or t.partner_id is not null)
    for key share;
  select * from authenticate_token(hash);
$$;
"""


def upgrade() -> None:
    change_clients()
    change_tokens()
    # On the driver's own cursor: SQLAlchemy would read colons as parameters.
    op.get_bind().connection.cursor().execute(FUNCTIONS)
    guard("oauth_client", "select, insert, update (last_used_at, revoked_at)")
    guard("access_token", "select, insert, update (last_used_at, revoked_at)")
    # A client acts for the partner as a whole. A restricted member has tokens of his own alone.
    op.execute("create policy chosen on portal.oauth_client as restrictive to portal_restricted using (false)")
    op.execute(
        f"create policy chosen on portal.access_token as restrictive to portal_restricted using (user_id = {PERSON})"
    )


def guard(table: str, rights: str) -> None:
    """A partner's own. What is the program's, or an operator's, no partner sees."""
    on = f"on portal.{table}"
    mine = f"partner_id = {PARTNER}"
    op.execute(f"revoke all {on} from portal_app")
    op.execute(f"grant {rights} {on} to portal_app")
    op.execute(f"alter table portal.{table} enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    op.execute(f"create policy app_sees {on} for select to portal_app using ({mine})")
    op.execute(f"create policy app_adds {on} for insert to portal_app with check ({mine})")
    op.execute(f"create policy app_changes {on} for update to portal_app using ({mine}) with check ({mine})")


def add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column, schema="portal")


def refer(table: str, column: str, to: str, ondelete: str | None = None) -> None:
    name = op.f(f"fk_{table}_{column}")
    op.create_foreign_key(
        name, table, to, [column], ["id"], source_schema="portal", referent_schema="portal", ondelete=ondelete
    )


def check(table: str, name: str, condition: str) -> None:
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="portal")


def change_clients() -> None:
    add(
        "oauth_client",
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("redirect_uris", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")),
    )
    op.alter_column("oauth_client", "secret_hash", nullable=True, schema="portal")
    refer("oauth_client", "partner_id", "partner")
    refer("oauth_client", "created_by", "user")
    check("oauth_client", "secret", "is_public = (secret_hash is null)")
    op.create_index("ix_oauth_client_of_partner", "oauth_client", ["partner_id", "created_at", "id"], schema="portal")


def change_tokens() -> None:
    table = "access_token"
    add(
        table,
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("last_characters", sa.Text(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.alter_column(table, "client_id", nullable=True, schema="portal")
    refer(table, "user_id", "user", "CASCADE")
    refer(table, "partner_id", "partner")
    check(table, "somebody", "client_id is not null or user_id is not null")
    check(table, "for_whom", "client_id is null or user_id is null or partner_id is not null")
    check(table, "name", "(client_id is null) = (name is not null)")
    check(table, "last_characters", "(name is null) = (last_characters is null)")
    check(table, "four_characters", "length(last_characters) = 4")
    check(table, "expires_at", "expires_at > created_at")
    op.create_index("ix_access_token_of_person", table, ["user_id", "created_at", "id"], schema="portal")
    op.create_index("ix_access_token_of_partner", table, ["partner_id", "created_at", "id"], schema="portal")
