"""The stores of service levels in memory."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.identity import EntityRef
from crm_core.service_levels import (
    SlaClock,
    SlaClockFilter,
    SlaPolicy,
    SlaPolicyFilter,
    Target,
    in_order,
)
from crm_operations.testing.records.entity_store import FakeEntityStore


class FakeSlaPolicies(FakeEntityStore[SlaPolicy, SlaPolicyFilter]):
    def in_force(self) -> Sequence[SlaPolicy]:
        return in_order(self.all())


class FakeSlaClocks(FakeEntityStore[SlaClock, SlaClockFilter]):
    def start(self, clock: SlaClock) -> SlaClock:
        return self.add(clock)

    def running(self, subjects: Sequence[EntityRef]) -> Sequence[SlaClock]:
        return [clock for clock in self.all() if clock.is_running and clock.subject in subjects]

    def none_yet(self, subject: EntityRef) -> None:
        """What is in memory is looked at anyway."""

    def last(self, subject: EntityRef, target: Target, at: datetime) -> SlaClock | None:
        mine = (clock for clock in self.all() if clock.subject == subject and clock.target is target)
        found = [clock for clock in mine if clock.started_at <= at]
        return max(found, key=lambda clock: (clock.started_at, clock.id), default=None)
