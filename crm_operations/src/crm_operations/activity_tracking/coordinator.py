"""The coordinator of activities, done and planned (PLAN-004, FEAT-005)."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from crm_core.activities import (
    Activity,
    ActivityCompleted,
    ActivityFilter,
    ActivityOutcome,
    HappenedAt,
    Happening,
    LogActivity,
)
from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_core.identity import EntityKind, EntityRef, NewId
from crm_core.leads import LeadStatus
from crm_core.stores import Listed
from crm_core.vocabulary import Id, UserId
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, require_assignee
from crm_operations.records import EntityRecords, Records, UnitOfWork
from crm_operations.settings import SettingsFor

HowItWent = Annotated[ActivityOutcome, Field(description="How it went.")]


class ActivityCoordinator:
    """Activities of leads and deals: what was done with them, and what is still to do.

    Each method raises NotPermitted; ``assigned_to`` and the like are user ids, moments are in UTC.
    """

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._activities = EntityRecords(records, settings_for, clock, new_id, lambda work: work.activities)

    @acts(Permission.ACTIVITY_LOG, further=(Permission.ACTIVITY_BACKDATE,))
    def log(self, actor: Actor, request: LogActivity) -> Activity:
        """Log what happened with a lead or deal, or what is to happen.

        What makes the first contact with a new lead makes it contacted, in the same commit.
        Raises LeadNotFound, OpportunityNotFound, PersonNotFound, AssigneeLeft, HappensLater; Invalid when it is about
        something else; NotPermitted for what happened long ago.
        """
        self._require_recent(actor, request.happened_at)
        require_assignee(self._people, actor, request.assigned_to)
        return self._activities.add(
            actor,
            Activity.log,
            request,
            by=actor.user_id,
            check=lambda work: self._touch(work, request.related, request.happening(self._clock.now())),
        )

    @acts(Permission.ACTIVITY_LOG, further=(Permission.ACTIVITY_BACKDATE,))
    def complete(
        self, actor: Actor, activity_id: Id, outcome: HowItWent | None = None, happened_at: HappenedAt | None = None
    ) -> Activity:
        """Say that something to do is done; what makes the first contact makes its lead contacted.

        Raises ActivityNotFound, ActivityAlreadyCompleted, HappensLater; NotPermitted for what happened long ago.
        """
        self._require_recent(actor, happened_at)

        def done(activity: Activity, at: datetime) -> tuple[Activity, ActivityCompleted]:
            return activity.complete(by=actor.user_id, at=at, outcome=outcome, happened_at=happened_at)

        return self._activities.change(
            actor,
            activity_id,
            done,
            check=lambda work, planned: self._touch(
                work, planned.related, done(planned, self._clock.now())[0].happening
            ),
        )

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: ActivityFilter) -> Listed[Activity]:
        """Oldest first."""
        return self._activities.find(actor, filters)

    @reads(Permission.LEAD_READ)
    def overdue(self, actor: Actor, assigned_to: UserId | None = None) -> Listed[Activity]:
        """What should be done by now and is not."""
        return self.list(actor, ActivityFilter(assigned_to=assigned_to, overdue_at=self._clock.now()))

    def _require_recent(self, actor: Actor, happened_at: datetime | None) -> None:
        """Within the hours of the settings; longer ago takes a permission of its own."""
        within = timedelta(hours=self._settings_for(actor.tenant_id).activities.backdated_hours)
        if happened_at is not None and self._clock.now() - happened_at > within:
            actor.require(Permission.ACTIVITY_BACKDATE)

    def _touch(self, work: UnitOfWork, related: EntityRef, happening: Happening) -> None:
        """Checks that its entity exists, and moves a new lead to contacted."""
        if related.kind is EntityKind.OPPORTUNITY:
            work.opportunities.get(related.id)
            return
        if related.kind is not EntityKind.LEAD:
            raise Invalid.field("related", f"no activity belongs to a {related.kind}", "name a lead or an opportunity")
        lead = work.leads.get(related.id)
        if lead.status is not LeadStatus.NEW or not happening.makes_first_contact():
            return
        lead = work.leads.get(related.id, lock=True)
        if lead.status is LeadStatus.NEW:
            policy = self._settings_for(lead.tenant_id).lead_policy
            contacted, event = lead.contacted(at=self._clock.now(), policy=policy, happened_at=happening.happened_at)
            work.leads.save(contacted)
            work.outbox.announce(event)
