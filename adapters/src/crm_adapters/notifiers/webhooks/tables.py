"""The table of webhooks. Every key begins with the tenant."""

from sqlalchemy import Column, Integer, Table

from crm_adapters.storage import Moment, key, metadata, tenant_column, text

webhooks = Table(
    "crm_webhooks",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("url", text(), nullable=False),
    Column("topics", text(), nullable=False),
    Column("state", key(20), nullable=False),
    Column("reason", text()),
    Column("failures", Integer, nullable=False),
    Column("secret", text(), nullable=False),
    Column("former_secret", text()),
    Column("former_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
