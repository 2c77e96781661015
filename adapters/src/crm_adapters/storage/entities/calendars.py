"""Working calendars in their table; a revision, and the newest one of a name, are read once a process."""

from sqlalchemy import bindparam, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.calendars import CalendarFilter, WorkingCalendar

_mapping = EntityMapping(WorkingCalendar, "crm_working_calendars")
_table = _mapping.table
_CURRENT = Prepared(
    select(_table).where(
        _table.c.tenant_id == bindparam("tenant"), _table.c.name == bindparam("name"), _table.c.replaced_at.is_(None)
    )
)


class SqlWorkingCalendars(SqlEntityStore[WorkingCalendar, CalendarFilter]):
    is_configuration = True
    mapping = _mapping

    def current(self, name: str) -> WorkingCalendar | None:
        return next(iter(self._found(_CURRENT, {"tenant": self._session.tenant_id, "name": name})), None)
