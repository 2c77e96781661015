"""Bookmarks: how far another system's changes were read, so that reading continues there after a restart."""

from datetime import datetime

from sqlalchemy import Column, Table, bindparam, select, update

from crm_adapters.storage.kernel.database import Database
from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key

bookmarks = Table(
    "crm_bookmarks",
    metadata,
    tenant_column(),
    Column("name", key(), primary_key=True),
    Column("seen", Moment, nullable=False),
)

_of_tenant = (bookmarks.c.tenant_id == bindparam("tenant"), bookmarks.c.name == bindparam("bookmark"))
_FIND = select(bookmarks.c.seen).where(*_of_tenant)
_BEGIN = InsertIfAbsent(bookmarks)
_MOVE = (
    update(bookmarks)
    .where(*_of_tenant, bookmarks.c.seen < bindparam("to", type_=Moment))
    .values(seen=bindparam("to", type_=Moment))
)


class SqlBookmarks:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tenant_id: str, name: str) -> datetime | None:
        with self._database.reading(tenant_id) as connection:
            return connection.execute(_FIND, {"tenant": tenant_id, "bookmark": name}).scalar()

    def move(self, tenant_id: str, name: str, to: datetime) -> None:
        """Moves the bookmark forward only: of two simultaneous readers the further position counts."""
        with self._database.writing(tenant_id) as connection:
            if not _BEGIN.write(connection, {"tenant_id": tenant_id, "name": name, "seen": to}):
                connection.execute(_MOVE, {"tenant": tenant_id, "bookmark": name, "to": to})
