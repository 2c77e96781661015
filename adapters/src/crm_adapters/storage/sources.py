"""Sources in their table: those a tenant added, renamed or retired."""

from sqlalchemy import RowMapping, bindparam, select

from crm_adapters.storage import tables
from crm_adapters.storage.entity_store import EntityStore
from crm_adapters.storage.ledger import Row
from crm_core.identity import EntityKind
from crm_core.sources import Source, SourceNotFound
from crm_core.values import Listed

_ALL = select(tables.sources).where(tables.sources.c.tenant_id == bindparam("tenant")).order_by(tables.sources.c.key)
_BY_KEY = _ALL.where(tables.sources.c.key == bindparam("wanted"))


class SqlSources(EntityStore[Source]):
    table = tables.sources
    kind = EntityKind.SOURCE

    def find_by_key(self, key: str) -> Source | None:
        keys = {"tenant": self._ledger.tenant_id, "wanted": key}
        row = self._ledger.connection.execute(_BY_KEY, keys).mappings().first()
        return None if row is None else self._taken_in(row)

    def all(self) -> Listed[Source]:
        return self._listed(_ALL, {"tenant": self._ledger.tenant_id})

    def _row_of(self, source: Source) -> Row:
        return dict(source.__dict__)

    def _entity_of(self, row: RowMapping | Row) -> Source:
        values = dict(row)
        del values["history_hash"]
        return Source.model_construct(**values)

    def _not_found(self, entity_id: str) -> SourceNotFound:
        return SourceNotFound.because_unknown_source(entity_id)
