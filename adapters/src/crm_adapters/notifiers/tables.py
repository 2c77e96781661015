"""The tables of the inbox and of what goes out besides it. Every key begins with the tenant."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, UniqueConstraint

from crm_adapters.storage import Moment, key, metadata, tenant_column, text

inbox_messages = Table(
    "crm_inbox_messages",
    metadata,
    tenant_column(),
    Column("id", key(), primary_key=True),
    Column("user_id", key(), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("delivery_id", key(255), nullable=False),
    Column("title", key(255), nullable=False),
    Column("body", text(), nullable=False),
    Column("about_kind", key(50)),
    Column("about_id", key()),
    Column("reason", text(), nullable=False),
    Column("urgency", key(20), nullable=False),
    Column("due", Moment),
    Column("created_at", Moment, nullable=False),
    Column("read_at", Moment),
    UniqueConstraint("tenant_id", "user_id", "delivery_id"),
    Index(None, "tenant_id", "user_id", "read_at"),
    Index(None, "tenant_id", "user_id", "position"),
)

preferences = Table(
    "crm_notification_preferences",
    metadata,
    tenant_column(),
    Column("user_id", key(), primary_key=True),
    Column("overrides", text(), nullable=False),
    Column("updated_at", Moment, nullable=False),
)

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
