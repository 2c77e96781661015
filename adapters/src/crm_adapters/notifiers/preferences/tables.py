"""The table of what people prefer. Its key begins with the tenant."""

from sqlalchemy import Column, Table

from crm_adapters.storage import Moment, key, metadata, tenant_column, text

preferences = Table(
    "crm_notification_preferences",
    metadata,
    tenant_column(),
    Column("user_id", key(), primary_key=True),
    Column("overrides", text(), nullable=False),
    Column("updated_at", Moment, nullable=False),
)
