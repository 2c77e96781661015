"""Requests for approval in their table, and whose vote each waits for."""

import json
from types import MappingProxyType

from sqlalchemy import ColumnElement, bindparam, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping, derived
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.types import text
from crm_core.approvals import ApprovalFilter, ApprovalRequest, ApprovalState

_mapping = EntityMapping(
    ApprovalRequest,
    "crm_approvals",
    derived("open_seats", text(), lambda request: json.dumps(request.open_seats), nullable=False),
)
approvals = _mapping.table
_NEWEST = Prepared(
    select(approvals)
    .where(approvals.c.tenant_id == bindparam("tenant"), approvals.c.subject_id == bindparam("value_subject_id"))
    .order_by(approvals.c.id.desc())
    .limit(1)
)


class SqlApprovals(SqlEntityStore[ApprovalRequest, ApprovalFilter]):
    mapping = _mapping
    sorts = MappingProxyType({"waiting_for": "the pending ones are looked through for whom they name"})

    def newest(self, subject_id: str) -> ApprovalRequest | None:
        return next(iter(self._found(_NEWEST, self._keys(subject_id=subject_id))), None)

    def where_waiting_for(self, user_id: str) -> ColumnElement[bool]:
        is_pending = approvals.c.state == ApprovalState.PENDING.value
        return is_pending & approvals.c.open_seats.contains(json.dumps(user_id), autoescape=True)
