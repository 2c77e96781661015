"""Delegations in their table; what stands is read once a process, until one is written."""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import bindparam, func, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.approvals import Delegation, DelegationFilter

_mapping = EntityMapping(Delegation, "crm_delegations")
_table = _mapping.table
_of_tenant = _table.c.tenant_id == bindparam("tenant")
_STANDING = Prepared(
    select(_table)
    .where(_of_tenant, _table.c.revoked_at.is_(None), _table.c.ends_at > bindparam("since"))
    .order_by(_table.c.id)
)
_LAST = Prepared(select(func.max(_table.c.place)).where(_of_tenant))


class SqlDelegations(SqlEntityStore[Delegation, DelegationFilter]):
    is_configuration = True
    mapping = _mapping
    scans = MappingProxyType({"in_force_at": "a tenant has few, and all that stand are read together"})

    def standing(self, at: datetime) -> Sequence[Delegation]:
        """Asked for a whole day, so that the cache holds one answer a day."""
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        found = self._found(_STANDING, {"tenant": self._session.tenant_id, "since": day})
        return [each for each in found if each.ends_at > at]

    def place_among(self, at: datetime) -> tuple[int, Sequence[Delegation]]:
        keys = {"tenant": self._session.tenant_id, "since": at}
        last = _LAST.scalar(self._session.connection, keys) or 0
        rows = _STANDING.all(self._session.connection, keys)
        return last + 1, [self._track(row) for row in rows]
