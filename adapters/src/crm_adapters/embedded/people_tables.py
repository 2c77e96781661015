"""The table of the built-in people directory."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table

from crm_adapters.storage import key, metadata, tenant_column, text

people = Table(
    "crm_people",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("name", key(255), nullable=False),
    Column("roles", text(), nullable=False),
    Column("team", key(255)),
    Column("manager_id", key()),
    Column("acts_for", key()),
    Column("territories", text(), nullable=False),
    Column("skills", text(), nullable=False),
    Column("weight", Integer, nullable=False),
    Column("capacity", Integer),
    Column("daily_capacity", Integer),
    Column("timezone", key(64), nullable=False),
    Column("working_hours", text(), nullable=False),
    Column("absences", text(), nullable=False),
    Column("joined_on", Date),
    Column("left_on", Date),
    Column("is_active", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Index(None, "tenant_id", "team"),
)
