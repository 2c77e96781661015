"""A cache of each tenant's configuration in this process, never older than the transaction that reads it.

A tenant has one row with a version. A transaction reads it when it begins, on PostgreSQL and if it is the tenant's,
else at the first access to the cache; every change of configuration raises it in the same commit. Entries belong to a
version: a transaction that reads another version queries again, and one that raised it neither reads nor fills the
cache.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import BigInteger, Column, Connection, Table, bindparam, select
from sqlalchemy.dialects import mysql, postgresql, sqlite

from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.tenants import CONFIGURATION, note_version, noted_version

A = TypeVar("A")

MOST_TENANTS = 10_000
MOST_ENTRIES = 1_000
"""Of one tenant; beyond that it begins anew."""

configuration = Table(CONFIGURATION, metadata, tenant_column(), Column("version", BigInteger, nullable=False))

_FIRST = {"tenant_id": bindparam("tenant"), "version": 1}
_RAISED = {"version": configuration.c.version + 1}
_KEY = ["tenant_id"]
_VERSION = Prepared(select(configuration.c.version).where(configuration.c.tenant_id == bindparam("tenant")))
_RAISE = {
    "sqlite": Prepared(
        sqlite.insert(configuration).values(_FIRST).on_conflict_do_update(index_elements=_KEY, set_=_RAISED)
    ),
    "postgresql": Prepared(
        postgresql.insert(configuration).values(_FIRST).on_conflict_do_update(index_elements=_KEY, set_=_RAISED)
    ),
    "mariadb": Prepared(mysql.insert(configuration).values(_FIRST).on_duplicate_key_update(_RAISED)),
}
CHANGED_HERE = -1
_MISSING = object()


class _Held(NamedTuple):
    version: int
    entries: dict[Hashable, Any]


class ConfigurationCache:
    def __init__(self) -> None:
        self._tenants: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def cached(self, connection: Connection, tenant_id: str, key: Hashable, look: Callable[[], A]) -> A:
        """The result of ``look``, a frozen value, at this version of the tenant's configuration."""
        version = _version(connection, tenant_id)
        held = None if version == CHANGED_HERE else self._held(tenant_id, version)
        if held is None:
            return look()
        entry = held.entries.get(key, _MISSING)
        if entry is _MISSING:
            entry = look()
            if len(held.entries) >= MOST_ENTRIES:
                held.entries.clear()
            held.entries[key] = entry
        return cast(A, entry)

    def invalidate(self, connection: Connection, tenant_id: str) -> None:
        """Raises the version, because this transaction changes the configuration."""
        if noted_version(connection) != CHANGED_HERE:
            _RAISE[connection.dialect.name].write(connection, {"tenant": tenant_id})
            note_version(connection, CHANGED_HERE)

    def _held(self, tenant_id: str, version: int) -> _Held | None:
        """The entries of that version; None for a transaction that reads an older version than others."""
        held = self._tenants.get(tenant_id)
        if held is None or held.version < version:
            with self._lock:
                if len(self._tenants) >= MOST_TENANTS:
                    self._tenants.clear()
                held = self._tenants[tenant_id] = _Held(version, {})
        return held if held.version == version else None


def _version(connection: Connection, tenant_id: str) -> int:
    version = noted_version(connection)
    if version is None:
        version = _VERSION.scalar(connection, {"tenant": tenant_id}) or 0
        note_version(connection, version)
    return version
