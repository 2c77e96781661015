"""The tables of addresses, and of deliveries outside the inbox. Every key begins with the tenant."""

from sqlalchemy import Boolean, Column, Index, Table

from crm_adapters.storage import Moment, key, metadata, tenant_column, text

addresses = Table(
    "crm_notification_addresses",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("user_id", key(), nullable=False),
    Column("channel", key(50), nullable=False),
    Column("address", text(), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("disabled_why", text()),
    Index(None, "tenant_id", "user_id"),
)

schedule = Table(
    "crm_notification_schedule",
    metadata,
    tenant_column(),
    Column("delivery_id", key(), primary_key=True),
    Column("message_id", key(), primary_key=True),
    Column("user_id", key(), nullable=False),
    Column("channel", key(50), nullable=False),
    Column("at", Moment, nullable=False),
    Column("in_digest", Boolean, nullable=False),
    Index(None, "tenant_id", "user_id", "channel", "at"),
)
"""Which message of an inbox goes out in which delivery, until that is done."""
