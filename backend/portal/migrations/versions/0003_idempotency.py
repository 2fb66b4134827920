"""Idempotency keys: what a mutation answered to the request that came with a key.

The app sees and adds one row at a time, by the hash in `portal.idempotency_key`, which only who knows the key and the
portal's secret can make. It puts the answer in once and changes nothing else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

THIS = "key_hash = decode(current_setting('portal.idempotency_key', true), 'hex')"


def upgrade() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(key_hash) = 32", name=op.f("ck_idempotency_key_hash")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_idempotency_key")),
        schema="portal",
    )
    on = "on portal.idempotency_key"
    op.execute(f"grant select, insert, update (answer) {on} to portal_app, portal_client")
    op.execute(f"grant select, insert, update (answer), delete {on} to portal_system")
    op.execute("alter table portal.idempotency_key enable row level security")
    op.execute(f"create policy app_sees {on} for select to portal_app, portal_client using ({THIS})")
    op.execute(
        f"create policy app_adds {on} for insert to portal_app, portal_client with check ({THIS} and answer is null)"
    )
    op.execute(
        f"create policy app_changes {on} for update to portal_app, portal_client using ({THIS} and answer is null) with check ({THIS})"
    )
    op.execute(f"create policy system {on} to portal_system using (true) with check (true)")
