"""What the store of working calendars promises."""

from typing import Any

from crm_core.actor import Actor
from crm_core.calendars import WorkingCalendar
from crm_core.testing.builders import a_working_calendar
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract


class WorkingCalendarStoreContract(EntityStoreContract[WorkingCalendar]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> WorkingCalendar:
        return a_working_calendar(count, **{"tenant_id": actor.tenant_id, **changes})
