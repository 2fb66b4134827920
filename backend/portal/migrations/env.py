"""Alembic's environment: always on the connection that `migrate` opened."""

from alembic import context

# Every table of the portal registers itself with the metadata.
import portal.tables
from portal.core.database import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    version_table_schema="portal",
    include_schemas=True,
    include_name=lambda name, kind, parents: kind != "schema" or name == "portal",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()

__all__ = ["portal"]
