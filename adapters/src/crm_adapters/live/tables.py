"""The tables of the feed. Every key begins with the tenant."""

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from crm_adapters.storage import Moment, key, metadata, tenant_column, text

live_positions = Table(
    "crm_live_positions",
    metadata,
    tenant_column(),
    Column("last", BigInteger, nullable=False),
)
"""The last sequence of each tenant's feed; appending locks the row, so that sequences follow the commits."""

live_updates = Table(
    "crm_live_updates",
    metadata,
    tenant_column(),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("delivery_id", key(255), nullable=False),
    Column("user_id", key()),
    Column("topic", key(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", text(), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("tenant_id", "delivery_id"),
    Index(None, "tenant_id", "created_at"),
)
