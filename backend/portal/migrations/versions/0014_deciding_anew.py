"""What deciding anew looks for: who has paid first since a moment, and about which website was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
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
    op.add_column("credit_decision", sa.Column("website_key", sa.Text(), nullable=True), schema="portal")
    op.execute(
        "update portal.credit_decision d set website_key = a.website_key from portal.client_account a"
        " where a.id = d.account_id"
    )
    op.alter_column("credit_decision", "website_key", nullable=False, schema="portal")
    op.create_index(
        "ix_credit_decision_of_website",
        "credit_decision",
        ["website_key"],
        schema="portal",
        postgresql_where=sa.text("ended_at is null"),
    )
