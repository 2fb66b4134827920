"""What deciding anew looks for: who has paid first since a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_client_account_first_paid_at",
        "client_account",
        ["first_paid_at"],
        schema="portal",
        postgresql_where=sa.text("first_paid_at is not null"),
    )
