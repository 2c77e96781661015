"""Sources in their table: those a tenant added, renamed or retired."""

from sqlalchemy import bindparam, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_core.sources import Source
from crm_core.stores import Filter, Listed

_mapping = EntityMapping(Source, "crm_sources")
_table = _mapping.table
_ALL = select(_table).where(_table.c.tenant_id == bindparam("tenant")).order_by(_table.c.key)


class SqlSources(SqlEntityStore[Source, Filter]):
    is_configuration = True
    mapping = _mapping

    def find_by_key(self, key: str) -> Source | None:
        return self._one(key=key)

    def all(self) -> Listed[Source]:
        return self._listed(_ALL, {"tenant": self._session.tenant_id})
