"""The stores of service levels, of their calendars and escalations, in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from crm_core.calendars import CalendarFilter, WorkingCalendar
from crm_core.escalations import Escalation, EscalationCause, EscalationFilter
from crm_core.identity import EntityKind, EntityRef
from crm_core.service_levels import (
    Compliance,
    ComplianceQuery,
    SlaClock,
    SlaClockFilter,
    SlaPolicy,
    SlaPolicyFilter,
    Target,
    compliance_of,
    in_order,
)
from crm_operations.testing.records.entity_store import FakeEntityStore
from crm_operations.testing.records.state import FakeSession


class FakeSlaPolicies(FakeEntityStore[SlaPolicy, SlaPolicyFilter]):
    def current(self, name: str) -> SlaPolicy | None:
        return self._one(name=name, replaced_at=None)

    def revision(self, name: str, revision: int) -> SlaPolicy | None:
        return self._one(name=name, revision=revision)

    def in_force(self) -> Sequence[SlaPolicy]:
        return in_order(self.all())


class FakeSlaClocks(FakeEntityStore[SlaClock, SlaClockFilter]):
    def start(self, clock: SlaClock) -> SlaClock:
        return self.add(clock)

    def running(self, subjects: Sequence[EntityRef]) -> Sequence[SlaClock]:
        return [clock for clock in self.all() if clock.is_running and clock.subject in subjects]

    def none_yet(self, subject: EntityRef) -> None:
        """What is in memory is looked at anyway."""

    def warned(self, kind: EntityKind, at: datetime, limit: int) -> Sequence[SlaClock]:
        found = [
            (clock.warn_at, clock.id, clock)
            for clock in self.all()
            if clock.is_running and clock.subject_kind is kind and clock.warn_at is not None and clock.warn_at <= at
        ]
        return [clock for *_, clock in sorted(found)[:limit]]

    def last(self, subject: EntityRef, target: Target, at: datetime) -> SlaClock | None:
        mine = (clock for clock in self.all() if clock.subject == subject and clock.target is target)
        found = [clock for clock in mine if clock.started_at <= at]
        return max(found, key=lambda clock: (clock.started_at, clock.id), default=None)


class FakeWorkingCalendars(FakeEntityStore[WorkingCalendar, CalendarFilter]):
    def current(self, name: str) -> WorkingCalendar | None:
        return self._one(name=name, replaced_at=None)


class FakeEscalations(FakeEntityStore[Escalation, EscalationFilter]):
    def about(self, subject_id: str, cause: EscalationCause) -> Sequence[Escalation]:
        found = (each for each in self.all() if (each.subject_id, each.cause) == (subject_id, cause))
        return sorted(found, key=lambda each: each.id)


class FakeSlaFigures:
    def __init__(self, session: FakeSession) -> None:
        self._clocks = FakeSlaClocks(session)

    def compliance(self, query: ComplianceQuery) -> Sequence[Compliance]:
        return compliance_of(self._clocks.all(), query)

    def upcoming(self, at: datetime, until: Mapping[str | None, datetime], limit: int) -> Sequence[SlaClock]:
        found = [
            (clock.due_at, clock.id, clock)
            for clock in self._clocks.all()
            if clock.is_running and clock.due_at is not None and at < clock.due_at and clock.paused_until <= at
            if (last := until.get(clock.calendar_id, until.get(None))) is not None and clock.due_at <= last
        ]
        return [clock for *_, clock in sorted(found)[:limit]]

    def started(
        self, begin: datetime, end: datetime, targets: Sequence[Target], after_id: str, limit: int
    ) -> Sequence[SlaClock]:
        asked = (each for each in self._clocks.all() if begin <= each.started_at < end and each.target in targets)
        return sorted((each for each in asked if each.id > after_id), key=lambda each: each.id)[:limit]
