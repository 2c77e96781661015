"""A company in memory whose clocks run: coordinators, and what a test asks of clocks."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from crm_core.activities import Activity, ActivityType, LogActivity
from crm_core.identity import EntityRef
from crm_core.leads import CreateLead, Lead
from crm_core.opportunities import CreateOpportunity, Opportunity
from crm_core.service_levels import ClockState, SlaClock, SlaClockFilter, SLAResult, Target
from crm_core.testing import USER, a_pipeline
from crm_core.vocabulary import LeadSource
from crm_core.voting import BUILT_IN
from crm_operations.activity_tracking import ActivityCoordinator
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.service_levels import (
    ClockFollower,
    ServiceLevelCoordinator,
    SlaPolicyCoordinator,
    terms_of,
)
from crm_operations.testing import FakeWorld
from crm_operations.working_calendars import WorkingCalendarCoordinator

HOUR = timedelta(hours=1)


class NoHolidays:
    def days(self, country: str, region: str | None, year: int) -> Mapping[date, str]:
        return {}


class ClockFloor:
    """What is done with leads and deals goes through their coordinators; clocks follow by themselves."""

    def __init__(self) -> None:
        self.world = world = FakeWorld()
        world.people.known(world.actor.tenant_id, USER)
        world.preload(a_pipeline())
        self.customer = world.customers.known(world.actor.tenant_id, "Analytical Engines")
        self.actor = world.actor
        world.records.followers = (ClockFollower(world.settings_for, world.new_id),)
        common = (world.settings_for, world.clock, world.new_id)
        self.leads = LeadManagementCoordinator(world.records, *common)
        self.deals = PipelineCoordinator(world.records, world.customers, world.people, *common)
        self.activities = ActivityCoordinator(world.records, world.people, BUILT_IN, *common)
        self.levels = ServiceLevelCoordinator(world.records, *common)
        self.policies = SlaPolicyCoordinator(world.records, *common)
        self.calendars = WorkingCalendarCoordinator(world.records, *common, NoHolidays())

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def after(self, **duration: float) -> datetime:
        return self.world.clock.advance(timedelta(**duration))

    def lead(self, **fields: Any) -> Lead:
        request = CreateLead(**{"name": "Ada Lovelace", "source": LeadSource.WEBSITE, **fields})
        return self.leads.capture(self.actor, request).lead

    def deal(self, **fields: Any) -> Opportunity:
        request = {
            "name": "Engine",
            "party_id": self.customer.id,
            "assigned_to": USER,
            "currency_code": "USD",
            **fields,
        }
        return self.deals.open(self.actor, CreateOpportunity(**request))

    def log(self, related: EntityRef, kind: ActivityType = ActivityType.CALL, **fields: Any) -> Activity:
        request = LogActivity(related=related, activity_type=kind, subject="Talked", **fields)
        return self.activities.log(self.actor, request)

    def clocks(self, subject: EntityRef, target: Target | None = None) -> list[SlaClock]:
        """In the order of their starts."""
        with self.world.records.reading(self.actor) as work:
            found = work.sla_clocks.find(SlaClockFilter(subject=subject, target=target))
        return sorted(found, key=lambda clock: (clock.started_at, clock.id))

    def clock(self, subject: EntityRef, target: Target) -> SlaClock:
        """The last of that target."""
        return self.clocks(subject, target)[-1]

    def result(self, subject: EntityRef, target: Target) -> SLAResult:
        """How the last one stands now."""
        clock = self.clock(subject, target)
        with self.world.records.reading(self.actor) as work:
            return clock.judge(terms_of(work, clock), self.now)

    def state(self, subject: EntityRef, target: Target) -> ClockState:
        return self.result(subject, target).state

    def timers(self, clock: SlaClock) -> list[tuple[int, datetime]]:
        """The rungs that wait, and when each fires."""
        with self.world.records.reading(self.actor) as work:
            return [(timer.rung, timer.trigger_at) for timer in work.timers.of(clock.ref) if timer.state == "pending"]
