"""A company in memory whose clocks run and whose ladders are climbed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from crm_core.activities import ActivityType, LogActivity
from crm_core.actor import Role
from crm_core.approvals import AddDelegation, Delegation
from crm_core.escalations import Escalation, EscalationFilter
from crm_core.identity import EntityRef
from crm_core.leads import CreateLead, Lead
from crm_core.opportunities import CreateOpportunity, Opportunity
from crm_core.testing import START, a_pipeline
from crm_core.vocabulary import LeadSource
from crm_core.voting import BUILT_IN
from crm_operations.activity_tracking import ActivityCoordinator
from crm_operations.escalation import (
    ClockTimer,
    EscalationCoordinator,
    EscalationFollower,
    EscalationWorkflow,
    LadderTimer,
    ReassignTimer,
    StaleLeadTimer,
)
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import Notice
from crm_operations.service_levels import ClockFollower
from crm_operations.testing import FakeTimerQueue, FakeWorld
from crm_operations.timers import TimerFiring, TimerHandler, TimerRun

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHAIN = (
    ("ada", "ben", Role.REP),
    ("ben", "cleo", Role.TEAM_LEAD),
    ("cleo", "dora", Role.MANAGER),
    ("dora", None, Role.DIRECTOR),
)


class Routing:
    """Notes what is routed anew."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def route_again(self, actor: object, lead_id: str) -> None:
        self.asked.append(lead_id)


class LadderFloor:
    """Ada sells; Ben leads her team, Cleo manages him, Dora directs all."""

    def __init__(self) -> None:
        self.world = world = FakeWorld()
        self.actor = world.actor
        for person, manager, role in CHAIN:
            self.person(person, manager_id=manager, roles=frozenset({role}))
        world.preload(a_pipeline())
        self.customer = world.customers.known(self.actor.tenant_id, "Analytical Engines")
        settings_for, clock, new_id = world.settings_for, world.clock, world.new_id
        world.records.followers = (ClockFollower(settings_for, new_id), EscalationFollower(settings_for))
        common = (settings_for, clock, new_id)
        self.leads = LeadManagementCoordinator(world.records, *common)
        self.deals = PipelineCoordinator(world.records, world.customers, world.people, *common)
        self.activities = ActivityCoordinator(world.records, world.people, BUILT_IN, *common)
        self.escalations = EscalationCoordinator(world.records, *common)
        self.workflow = EscalationWorkflow(world.records, settings_for, clock)
        self.routing = Routing()
        escalating = (world.people, settings_for, clock, self.workflow, new_id)
        handlers: list[TimerHandler] = [
            ClockTimer(*escalating),
            StaleLeadTimer(*escalating),
            LadderTimer(*escalating),
            ReassignTimer(world.records, self.routing),
        ]
        queue = FakeTimerQueue(world.records)
        self.firing = TimerFiring(
            queue, world.records, handlers, settings_for, clock, world.settings.timers, lambda: 0.5
        )

    def person(self, name: str, **fields: Any) -> None:
        self.world.people.known(self.actor.tenant_id, name, **fields)

    def at(self, **duration: float) -> TimerRun:
        """Goes to so long after the start, firing what falls due on the way as a worker would."""
        moment = START + timedelta(**duration)
        while (due := self._next(moment)) is not None:
            self.world.clock.advance(max(timedelta(0), due - self.world.clock.now()))
            self.firing.run_until_none()
        self.world.clock.advance(moment - self.world.clock.now())
        return self.firing.run_until_none()

    def down_until(self, **duration: float) -> TimerRun:
        """The same, with no worker on the way."""
        self.world.clock.advance(START + timedelta(**duration) - self.world.clock.now())
        return self.firing.run_until_none()

    def lead(self, **fields: Any) -> Lead:
        owner = fields.pop("owner", "ada")
        request = CreateLead(**{"name": "Grace", "source": LeadSource.WEBSITE, **fields})
        lead = self.leads.capture(self.actor, request).lead
        return lead if owner is None else self.give(lead, owner)

    def give(self, lead: Lead, owner: str) -> Lead:
        with self.world.records.writing(self.actor) as work:
            assigned, event = work.leads.get(lead.id, lock=True).assign(owner, at=self.world.clock.now())
            work.outbox.announce(event)
            return work.leads.save(assigned)

    def deal(self, **fields: Any) -> Opportunity:
        facts = {"name": "Engine", "party_id": self.customer.id, "assigned_to": "ada", "currency_code": "USD"}
        return self.deals.open(self.actor, CreateOpportunity.model_validate({**facts, **fields}))

    def call(self, about: EntityRef, **fields: Any) -> None:
        request = LogActivity(related=about, activity_type=ActivityType.CALL, subject="Talked", **fields)
        self.activities.log(self.actor, request)

    def delegate(self, delegator: str, delegate: str, days: int = 30) -> None:
        request = AddDelegation(delegator=delegator, delegate=delegate, ends_at=START + days * DAY, reason="On leave.")
        with self.world.records.writing(self.actor) as work:
            delegation, _ = Delegation.make(
                request,
                delegator=delegator,
                entity_id=self.world.new_id(),
                tenant_id=self.actor.tenant_id,
                at=START,
                place=work.delegations.place_among(START)[0],
            )
            work.delegations.add(delegation)

    def all(self, **conditions: Any) -> Sequence[Escalation]:
        return self.escalations.list(self.actor, EscalationFilter(**conditions))

    def told(self, about: str = "") -> list[str]:
        """To whom, in the order they were told; of what contains ``about``."""
        return [who(notice) for notice in self.world.records.notices if about in notice.message.title]

    def _next(self, until: datetime) -> datetime | None:
        waiting = [each.available_at for each in self.world.records.timers if each.state == "pending"]
        return min((moment for moment in waiting if moment <= until), default=None)


def who(notice: Notice) -> str:
    return ",".join(notice.users) or f"role {notice.role}"
