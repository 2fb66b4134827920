"""Who holds a website, as the credit policy weighs it: whether that is against a partner is the policy's to say."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PARTNER = "nullif(current_setting('portal.partner_id', true), '')::uuid"

WEBSITE_HOLDS = f"""
-- What holds a website now, as evidence and without saying whose it is: the leads, of the partner at hand those that
-- count, and the vendor's own reservation. Null where nobody but the partner at hand holds it.
create function portal.website_holds(key text) returns jsonb
language sql stable security definer set search_path = portal, pg_temp as $$
  select case when not bool_and(h.mine) then jsonb_agg(to_jsonb(h)) end from (
    select 'LEAD' as kind, l.partner_id is not distinct from {PARTNER} as mine,
      l.registered_at as began_at, l.protected_until as until
    from lead l where l.website_key = key and l.ended_at is null and l.protected_until > work_now()
      and (l.partner_id is distinct from {PARTNER} or l.approved_at is not null)
    union all
    select 'DIRECT', false, r.reserved_at, r.reserved_until
    from reserved_website r where r.website_key = key and r.released_at is null and r.reserved_until > work_now()
  ) h
$$;
"""


def upgrade() -> None:
    op.execute("drop function portal.protected_from_me(text)")
    op.get_bind().connection.cursor().execute(WEBSITE_HOLDS)
    op.execute("revoke execute on function portal.website_holds(text) from public")
    op.execute("grant execute on function portal.website_holds(text) to portal_app")
