"""What the store of working calendars promises."""

from typing import Any

from crm_core.actor import Actor
from crm_core.calendars import WorkingCalendar
from crm_core.testing.builders import START, a_working_calendar
from crm_core.testing.expectations import expect
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract
from crm_core.testing.store_contracts.suite import OpensStores


class WorkingCalendarStoreContract(EntityStoreContract[WorkingCalendar]):
    def one(self, actor: Actor, count: int = 1, **changes: Any) -> WorkingCalendar:
        return a_working_calendar(count, **{"tenant_id": actor.tenant_id, **changes})

    def test_the_current_one_is_the_newest_revision_of_its_name(
        self, records: OpensStores, actor: Actor, stranger: Actor
    ) -> None:
        first = self.added(records, actor, 1, replaced_at=START)
        second = self.added(records, actor, 2, name=first.name, revision=2, retired_at=START)

        with records.reading(actor) as work:
            expect(work.working_calendars.current(first.name), second, asked="current")
            expect(work.working_calendars.current("Nobody's"), None, asked="current, of a name no calendar has")
        with records.reading(stranger) as work:
            expect(work.working_calendars.current(first.name), None, asked="current by a stranger")
        with records.writing(actor) as work:
            work.working_calendars.save(second.changed(START, replaced_at=START))
            third = work.working_calendars.add(self.one(actor, 3, name=first.name, revision=3))
            expect(work.working_calendars.current(first.name), third, asked="current, after one that was added here")
