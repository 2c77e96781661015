"""The table of the inbox. Its key begins with the tenant."""

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

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
