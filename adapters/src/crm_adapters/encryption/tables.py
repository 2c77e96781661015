"""The table of the keys a database was ever sealed with: their ids, never the keys. It is no tenant's."""

from sqlalchemy import Boolean, Column, Table

from crm_adapters.storage import Moment, key, metadata

encryption_keys = Table(
    "crm_encryption_keys",
    metadata,
    Column("id", key(32), primary_key=True),
    Column("is_current", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
)
