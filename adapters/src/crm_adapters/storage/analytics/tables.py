"""The table of tracked events; a delivery is a row once, however often it arrives."""

from sqlalchemy import Column, Index, Table

from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, text

tracked_events = Table(
    "crm_tracked_events",
    metadata,
    tenant_column(),
    Column("delivery_id", key(128), primary_key=True),
    Column("name", key(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("entity_kind", key(50)),
    Column("entity_id", key()),
    Column("properties", text(), nullable=False),
    Index(None, "tenant_id", "at", "name"),
)
