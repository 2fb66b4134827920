"""The versions of the credit policy, the first of which every installation starts with."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The defaults, as portal.credit.policy has them. Holds for whatever was paid before any other was published.
FIRST = """
insert into portal.credit_policy
  (id, version, published_at, kind_order, referral_days, lead_days, protection)
values
  ('019aa000-0000-7000-8000-000000000001', 1, '1970-01-01T00:00:00Z',
   '{DIRECT,CREATED,LEAD,REFERRAL,MANAGED,PARTNER_EMAIL}', 90, 90, true)
"""


def upgrade() -> None:
    op.create_table(
        "credit_policy",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind_order", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("referral_days", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("protection", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("referral_days between 1 and 730", name=op.f("ck_credit_policy_referral_days")),
        sa.CheckConstraint("lead_days between 1 and 730", name=op.f("ck_credit_policy_lead_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_policy")),
        sa.UniqueConstraint("version", name=op.f("uq_credit_policy_version")),
        schema="portal",
    )
    op.execute(FIRST)
    # Published for everybody in the program; the note is for the vendor's team. Clients read none of it, but
    # statements that read the program name it.
    op.execute(
        "grant select (id, version, published_at, kind_order, referral_days, lead_days, protection)"
        " on portal.credit_policy to portal_app, portal_client"
    )
    op.execute("grant select, insert on portal.credit_policy to portal_system")
    for name, event, each in (
        ("append_only", "update or delete", "row"),
        ("append_only_truncate", "truncate", "statement"),
    ):
        op.execute(
            f"create trigger {name} before {event} on portal.credit_policy"
            f" for each {each} execute function portal.refuse_change()"
        )
