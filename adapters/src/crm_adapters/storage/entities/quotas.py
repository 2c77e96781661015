"""Quotas in their table."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.quotas import Quota, QuotaFilter

_quotas = EntityMapping(Quota, "crm_quotas")
_table = _quotas.table
_NEWEST = select(_table).where(
    _table.c.tenant_id == bindparam("tenant"),
    _table.c.subject_key == bindparam("subject_key"),
    _table.c.period == bindparam("period"),
    _table.c.replaced_at.is_(None),
)
_FIND, _LOCK = Prepared(_NEWEST), Prepared(_NEWEST.with_for_update())
_HOLDING = (
    select(_table)
    .where(
        _table.c.tenant_id == bindparam("tenant"),
        _table.c.period.in_(bindparam("periods", expanding=True)),
        _table.c.replaced_at.is_(None),
        _table.c.withdrawn_at.is_(None),
    )
    .order_by(_table.c.id)
)
_FEW = "the quotas of one period, person or team are few, and revised seldom"


class SqlQuotas(SqlEntityStore[Quota, QuotaFilter]):
    mapping = _quotas
    scans = {"team": _FEW, "territory": _FEW, "product": _FEW}  # noqa: RUF012

    def newest(self, subject_key: str, period: str, *, lock: bool = False) -> Quota | None:
        keys = {"tenant": self._session.tenant_id, "subject_key": subject_key, "period": period}
        return next(iter(self._found(_LOCK if lock else _FIND, keys, lock)), None)

    def holding(self, periods: Collection[str]) -> Sequence[Quota]:
        keys = {"tenant": self._session.tenant_id, "periods": sorted(periods)}
        return self._tracked(self._rows(_HOLDING, keys))
