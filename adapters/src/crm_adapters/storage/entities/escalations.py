"""Escalations in their table."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.escalations import Escalation, EscalationCause, EscalationFilter

_mapping = EntityMapping(Escalation, "crm_escalations")
_table = _mapping.table
_ABOUT = Prepared(
    select(_table)
    .where(
        _table.c.tenant_id == bindparam("tenant"),
        _table.c.subject_id == bindparam("subject"),
        _table.c.cause == bindparam("cause"),
    )
    .order_by(_table.c.id)
)


class SqlEscalations(SqlEntityStore[Escalation, EscalationFilter]):
    mapping = _mapping

    def about(self, subject_id: str, cause: EscalationCause) -> Sequence[Escalation]:
        keys = {"tenant": self._session.tenant_id, "subject": subject_id, "cause": cause.value}
        return self._found(_ABOUT, keys)
