"""The audit trail: an index for each way in which events are filtered, the latest first."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_event_at": ["at", "id"],
    "ix_event_partner": ["partner_id", "at", "id"],
    "ix_event_type": ["type", "at", "id"],
    "ix_event_actor_kind": ["actor_kind", "at", "id"],
    "ix_event_actor": ["actor_id", "at", "id"],
    "ix_event_ip_address": ["ip_address", "at", "id"],
}


def upgrade() -> None:
    # Nobody read events of one partner by their ids alone.
    op.drop_index("ix_event_partner", "event", schema="portal")
    for name, columns in INDEXES.items():
        op.create_index(name, "event", columns, schema="portal")
