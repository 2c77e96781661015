"""The table of timers (FR-L3-006)."""

from sqlalchemy import Column, Index, Integer, Table

from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, text

timers = Table(
    "crm_timers",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("kind", key(50), nullable=False),
    Column("entity_kind", key(50), nullable=False),
    Column("entity_id", key(), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("trigger_at", Moment, nullable=False),
    Column("state", key(10), nullable=False),
    Column("available_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", Integer, nullable=False),
    Column("ended_at", Moment),
    Column("last_error", text()),
    Index(None, "state", "available_at"),
    Index(None, "tenant_id", "trigger_at", "id"),
    Index(None, "tenant_id", "entity_kind", "entity_id", "kind", "rung"),
)
"""The id follows from kind, entity and rung, so that each rung has one row."""
