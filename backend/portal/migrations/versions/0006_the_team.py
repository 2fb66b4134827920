"""The team: invitations, members who open chosen accounts alone, and work that a removal waits for.

Restricted members act as a role of their own, `portal_restricted`. It is a member of `portal_app`, so all of that role's
rights and policies are its own; restrictive policies narrow them to the chosen accounts. Nobody else pays for them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"
PERSON = "nullif(current_setting('portal.user_id', true), '')::uuid"
LINK = "nullif(current_setting('portal.link_id', true), '')::uuid"
# Once for a statement, not once for a row.
CHOSEN = "(select c.account_id from chosen_account c where c.member_id = (select portal.this_member()))"

# Which column of a table says what account a row is about.
ABOUT_ACCOUNTS = {
    "client_account": "id",
    "account_access": "account_id",
    "search_word": "object_id",
    "ownership_transfer": "account_id",
    "access_request": "account_id",
    "client_link": "account_id",
}

FUNCTIONS = f"""
-- The membership by which the person at hand sits at the partner's desk.
create function portal.this_member() returns uuid
language sql stable security definer set search_path = portal, pg_temp as $$
  select id from team_member where user_id = {PERSON} and partner_id = {PARTNER}
$$;

drop function portal.authenticate_session(bytea);

-- Who a session belongs to. It runs as the owner, because row level security can't know the person before this answers.
create function portal.authenticate_session(hash bytea) returns table (
  session_id uuid, user_id uuid, operator_role text, partner_id uuid, member_id uuid, member_role text,
  partner_status text, stale boolean, restricted boolean
) language sql stable security definer set search_path = portal, pg_temp as $$
  select s.id, s.user_id,
    -- A session at a partner's desk never becomes an operator's, whatever becomes of the membership.
    case when s.partner_id is null then u.operator_role end,
    p.id, case when p.id is not null then m.id end, m.role, p.status, s.last_seen_at < now() - interval '5 minutes',
    p.id is not null and m.restricted
  from session s
  join "user" u on u.id = s.user_id
  left join team_member m on m.user_id = s.user_id and m.partner_id = s.partner_id and m.status = 'ACTIVE'
  left join partner p on p.id = m.partner_id and p.status <> 'CLOSED'
  where s.token_hash = hash and s.expires_at > now()
$$;

-- The same for a unit of work. Who removes the member waits until it is done; who comes later finds him removed.
create function portal.hold_session(hash bytea) returns table (
  session_id uuid, user_id uuid, operator_role text, partner_id uuid, member_id uuid, member_role text,
  partner_status text, stale boolean, restricted boolean
) language sql volatile security definer set search_path = portal, pg_temp as $$
  select from session s join team_member m on m.user_id = s.user_id and m.partner_id = s.partner_id
    where s.token_hash = hash for key share of m;
  select * from authenticate_session(hash);
$$;

-- Ends what a member of the partner at hand has opened there. Returns how many log-ins it was.
create function portal.end_member_sessions(member uuid) returns bigint
language sql volatile security definer set search_path = portal, pg_temp as $$
  with ended as (
    delete from session s using team_member m
    where m.id = member and m.partner_id = {PARTNER} and s.user_id = m.user_id and s.partner_id = m.partner_id
    returning 1
  )
  select count(*) from ended
$$;
"""


def upgrade() -> None:
    make_tables()
    # On the driver's own cursor: SQLAlchemy would read colons as parameters.
    op.get_bind().connection.cursor().execute(FUNCTIONS)
    for function in ("this_member()", "end_member_sessions(uuid)"):
        op.execute(f"revoke execute on function portal.{function} from public")
        op.execute(f"grant execute on function portal.{function} to portal_app")
    op.execute("grant update (restricted, joined_at) on portal.team_member to portal_app")
    op.execute("grant select, insert, update, delete on portal.invitation, portal.chosen_account to portal_system")
    grant_invitations()
    grant_choices()
    restrict()


def grant_invitations() -> None:
    """A partner's own; and the one that a link opens, to be used."""
    on = "on portal.invitation"
    op.execute(f"grant select, insert, update (status, version, sent_at, expires_at, used_at) {on} to portal_app")
    op.execute("alter table portal.invitation enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    mine = f"partner_id = {PARTNER} or id = {LINK}"
    op.execute(f"create policy app_sees {on} for select to portal_app using ({mine})")
    op.execute(f"create policy app_adds {on} for insert to portal_app with check (partner_id = {PARTNER})")
    op.execute(f"create policy app_changes {on} for update to portal_app using ({mine}) with check ({mine})")


def grant_choices() -> None:
    """Whoever chooses accounts for a colleague chooses among those of the partner."""
    on = "on portal.chosen_account"
    op.execute(f"grant select, insert, delete {on} to portal_app")
    op.execute("alter table portal.chosen_account enable row level security")
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
    mine = f"partner_id = {PARTNER}"
    own = (
        f"{mine} and exists (select from account_access a where a.account_id = chosen_account.account_id and a.{mine})"
        f" and exists (select from team_member m where m.id = chosen_account.member_id and m.{mine})"
    )
    op.execute(f"create policy app_sees {on} for select to portal_app using ({mine})")
    op.execute(f"create policy app_adds {on} for insert to portal_app with check ({own})")
    op.execute(f"create policy app_deletes {on} for delete to portal_app using ({mine})")


def restrict() -> None:
    """What restricted members don't see of that which `portal_app` does."""
    for table, column in ABOUT_ACCOUNTS.items():
        op.execute(
            f"create policy chosen on portal.{table} as restrictive to portal_restricted"
            f" using ({column} in {CHOSEN}) with check ({column} in {CHOSEN})"
        )
    op.execute(
        "create policy chosen on portal.event as restrictive for select to portal_restricted"
        f" using (subject_id in {CHOSEN})"
    )
    # Nobody lifts his own restriction, unless he leaves.
    op.execute(
        "create policy chosen on portal.team_member as restrictive for update to portal_restricted"
        " using (true) with check (restricted or status = 'REMOVED')"
    )
    # The counters know all accounts.
    op.execute("create policy chosen on portal.row_count as restrictive to portal_restricted using (false)")
    # Who chooses is not restricted himself.
    op.execute(
        "create policy chosen on portal.chosen_account as restrictive to portal_restricted"
        " using (member_id = (select portal.this_member())) with check (false)"
    )
    # Whoever is restricted here may be invited elsewhere.
    op.execute(f"create policy chosen on portal.invitation as restrictive to portal_restricted using (id = {LINK})")


def make_tables() -> None:
    """The tables, as the models declare them; tests/migrations compares the two."""
    op.add_column(
        "team_member",
        sa.Column("restricted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="portal",
    )
    op.create_check_constraint(
        op.f("ck_team_member_owners_open_all"), "team_member", "not restricted or role <> 'OWNER'", schema="portal"
    )
    op.create_table(
        "chosen_account",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["portal.client_account.id"], name=op.f("fk_chosen_account_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["portal.team_member.id"], name=op.f("fk_chosen_account_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_chosen_account_partner_id")),
        sa.PrimaryKeyConstraint("member_id", "account_id", name=op.f("pk_chosen_account")),
        schema="portal",
    )
    op.create_table(
        "invitation",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("partner_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("account_ids", postgresql.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "role in ('OWNER', 'MANAGER', 'FINANCE', 'DEVELOPER', 'VIEWER')", name=op.f("ck_invitation_role")
        ),
        sa.CheckConstraint("account_ids is null or role <> 'OWNER'", name=op.f("ck_invitation_owners_open_all")),
        sa.CheckConstraint("status in ('OPEN', 'USED', 'REVOKED')", name=op.f("ck_invitation_status")),
        sa.ForeignKeyConstraint(["invited_by"], ["portal.user.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["partner_id"], ["portal.partner.id"], name=op.f("fk_invitation_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        schema="portal",
    )
    op.create_index(
        "ix_invitation_of_partner", "invitation", ["partner_id", "created_at", "id"], unique=False, schema="portal"
    )
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["partner_id", "email"],
        unique=True,
        schema="portal",
        postgresql_where=sa.text("status = 'OPEN'"),
    )
