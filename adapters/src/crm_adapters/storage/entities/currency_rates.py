"""Currency rates in their table; the newest of a day is the end of one range of the index, whatever lies before."""

from collections.abc import Collection, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy import bindparam, select, union_all

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.currency_rates import CurrencyRate, CurrencyRateFilter

_mapping = EntityMapping(CurrencyRate, "crm_currency_rates")
_table = _mapping.table
_OF_A_DAY = Prepared(
    select(_table).where(
        _table.c.tenant_id == bindparam("tenant"),
        _table.c.from_currency == bindparam("source"),
        _table.c.to_currency == bindparam("target"),
        _table.c.day == bindparam("day"),
    )
)


class SqlCurrencyRates(SqlEntityStore[CurrencyRate, CurrencyRateFilter]):
    mapping = _mapping
    sorts = MappingProxyType({"from_currency": "MariaDB takes the index of the key, which is in the order of days"})
    scans = MappingProxyType(
        {
            "to_currency": "nearly all rates of a tenant are in its own currency",
            "only_active": "nearly all rates are",
        }
    )

    def find_by_day(self, from_currency: str, to_currency: str, day: date) -> CurrencyRate | None:
        keys = {"tenant": self._session.tenant_id, "source": from_currency, "target": to_currency, "day": day}
        return next(iter(self._found(_OF_A_DAY, keys)), None)

    def newest(self, currencies: Collection[str], into: str, day: date) -> Sequence[CurrencyRate]:
        others = sorted({*currencies} - {into})
        pairs = [pair for other in others for pair in ((other, into), (into, other))]
        ends = [
            select(_table)
            .where(
                _table.c.tenant_id == self._session.tenant_id,
                _table.c.from_currency == source,
                _table.c.to_currency == target,
                _table.c.day <= day,
                _table.c.retired_at.is_(None),
            )
            .order_by(_table.c.day.desc())
            .limit(1)
            .subquery()
            for source, target in pairs
        ]
        if not ends:
            return []
        return self._tracked(self._session.connection.execute(union_all(*map(select, ends))).mappings().all())
