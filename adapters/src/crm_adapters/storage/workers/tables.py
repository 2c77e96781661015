"""The table of workers, which run durable processes. It has no tenant, since a worker serves all of them."""

from sqlalchemy import Column, Integer, Table

from crm_adapters.storage.kernel.tables import metadata
from crm_adapters.storage.kernel.types import Moment, key

workers = Table(
    "crm_workers",
    metadata,
    Column("id", key(), primary_key=True),
    Column("kind", key(20), nullable=False),
    Column("host", key(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("concurrency", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("alive_until", Moment, nullable=False),
)
