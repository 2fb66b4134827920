"""How many leads a partner may have open is set by the program, and for a tier by itself."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"

# Of the partner at hand: what is set for the tier that was counted for him last, else what holds for all.
MOST_OPEN_LEADS = f"""
create function portal.most_open_leads() returns integer
language sql stable security definer set search_path = portal, pg_temp
begin atomic
  select coalesce((
    select (p.open_leads_by_tier ->> t.tier)::integer
    from partner_tier t where t.partner_id = {PARTNER} order by t.month desc limit 1
  ), p.open_leads_per_partner)
  from program p;
end
"""


def upgrade() -> None:
    nothing = sa.text("'{}'")
    by_tier = sa.Column("open_leads_by_tier", postgresql.JSONB(), nullable=False, server_default=nothing)
    op.add_column("program", by_tier, schema="portal")
    op.alter_column("program", "open_leads_by_tier", server_default=None, schema="portal")
    op.create_check_constraint(
        op.f("ck_program_open_leads_by_tier"), "program", "jsonb_typeof(open_leads_by_tier) = 'object'", schema="portal"
    )
    op.execute(MOST_OPEN_LEADS)
    op.execute("revoke execute on function portal.most_open_leads() from public")
    op.execute("grant execute on function portal.most_open_leads() to portal_app")
