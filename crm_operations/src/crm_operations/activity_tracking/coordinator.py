"""The coordinator of activities, done and planned (PLAN-004, FEAT-005)."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from crm_core.activities import (
    Activity,
    ActivityCompleted,
    ActivityFilter,
    ActivityOutcome,
    ChangeAssignees,
    HappenedAt,
    Happening,
    LogActivity,
    SharedTaskChanged,
    TaskAnswer,
    answered,
    reassigned,
    require_open,
    withdrawn,
)
from crm_core.actor import Actor, Permission
from crm_core.approvals import DelegationScope, StandIns
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_core.identity import EntityKind, EntityRef, NewId
from crm_core.imports import ActivityRecord, Chunk, ImportLine, Lines
from crm_core.leads import LeadStatus
from crm_core.stores import Listed
from crm_core.vocabulary import FreeText, Id, UserId
from crm_core.voting import Strategies
from crm_operations.activity_tracking.importing import import_activities, undo_activities
from crm_operations.bulk import Undone
from crm_operations.operation import acts, inward, reads
from crm_operations.providers import PeopleProvider, require_assignee
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

HowItWent = Annotated[ActivityOutcome, Field(description="How it went.")]
OnesPart = Annotated[TaskAnswer, Field(description="What became of one's part.")]
Comment = Annotated[FreeText | None, Field(description="What to say to it.")]
ForUser = Annotated[UserId | None, Field(description="Whose part it is, for one who stands in for several.")]

VotersOf = Callable[[str], Collection[str]]
ChangeShared = Callable[[Activity, VotersOf, datetime], SharedTaskChanged]
"""What becomes of a task of several people, by who may answer for whom, at a moment."""


class ActivityCoordinator:
    """Activities of leads and deals: what was done with them, and what is still to do.

    Each method raises NotPermitted; ``assigned_to`` and the like are user ids, moments are in UTC.
    """

    def __init__(
        self,
        records: Records,
        people: PeopleProvider,
        strategies: Strategies,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._records = records
        self._people = people
        self._strategies = strategies
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._activities = EntityRecords(records, settings_for, clock, new_id, lambda work: work.activities)

    @acts(Permission.ACTIVITY_LOG, further=(Permission.ACTIVITY_BACKDATE,))
    def log(self, actor: Actor, request: LogActivity) -> Activity:
        """Log what happened with a lead or deal, or what is to happen.

        What makes the first contact with a new lead makes it contacted, in the same commit.
        A task may be given to several people; it is done when its strategy says so of their answers.
        Raises LeadNotFound, OpportunityNotFound, PersonNotFound, AssigneeLeft, HappensLater; Invalid when it is about
        something else; StrategyUnusable; NotPermitted for what happened long ago.
        """
        self._require_recent(actor, request.happened_at)
        for user_id in (request.assigned_to, *request.assignees):
            require_assignee(self._people, actor, user_id)
        return self._activities.add(
            actor,
            Activity.log,
            request,
            by=actor.user_id,
            strategies=self._strategies,
            check=lambda work: self._touch(work, request.related, request.happening(self._clock.now())),
        )

    @acts(Permission.ACTIVITY_LOG, further=(Permission.ACTIVITY_BACKDATE,))
    def complete(
        self, actor: Actor, activity_id: Id, outcome: HowItWent | None = None, happened_at: HappenedAt | None = None
    ) -> Activity:
        """Say that something to do is done; what makes the first contact makes its lead contacted.

        Raises ActivityNotFound, ActivityAlreadyCompleted, HappensLater; AnsweredBySeveral for a task that several
        people have; NotPermitted for what happened long ago.
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

    @acts(Permission.ACTIVITY_LOG)
    def answer(
        self, actor: Actor, activity_id: Id, answer: OnesPart, comment: Comment = None, for_user: ForUser = None
    ) -> Activity:
        """Say for one's part of a task that several people have whether it is done or declined.

        Or for the part of somebody one stands in for. It is completed, or given up, once its strategy says so.
        Raises ActivityNotFound, NotShared, MayNotVote; AlreadyDecided, which says what was decided.
        """

        def answer_it(task: Activity, voters_of: VotersOf, at: datetime) -> SharedTaskChanged:
            seat = task.voting.seat_of(actor.user_id, voters_of, for_user)
            by, strategies = actor.user_id, self._strategies
            return answered(task, answer, seat=seat, by=by, at=at, strategies=strategies, comment=comment)

        return self._change_shared(actor, activity_id, answer_it)

    @acts(Permission.ACTIVITY_LOG)
    def withdraw(self, actor: Actor, activity_id: Id, for_user: ForUser = None) -> Activity:
        """Take an answer back while the task is open.

        Raises ActivityNotFound, NotShared, MayNotVote, NothingToWithdraw; AlreadyDecided, which says what was decided.
        """

        def withdraw_it(task: Activity, voters_of: VotersOf, at: datetime) -> SharedTaskChanged:
            mine = task.voting.seats_of(actor.user_id, voters_of, for_user)
            answered_for = (seat for seat in mine if seat not in task.open_seats)
            return withdrawn(task, seat=next(answered_for, mine[0]), by=actor.user_id, at=at)

        return self._change_shared(actor, activity_id, withdraw_it)

    @acts(Permission.ACTIVITY_LOG)
    def assign(self, actor: Actor, activity_id: Id, request: ChangeAssignees) -> Activity:
        """Add people to a task or take them off, and say how many of them must have done it.

        Raises ActivityNotFound, ActivityAlreadyCompleted, NotShared, PersonNotFound, AssigneeLeft, StrategyUnusable;
        Invalid when nobody is left.
        """
        for user_id in request.add:
            require_assignee(self._people, actor, user_id)
        return self._activities.change(
            actor,
            activity_id,
            lambda task, at: reassigned(task, request, by=actor.user_id, at=at, strategies=self._strategies),
        )

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """At most 500 activities of a file. Raises KeyTaken."""
        chunk.require(ActivityRecord)
        settings = self._settings_for(actor.tenant_id)
        with self._records.writing(actor, batch=chunk.batch_id) as work:
            return import_activities(work, chunk, settings, self._new_id, self._clock.now())

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    @repeats_lost_races
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:
        """Take back what these lines of a batch wrote."""
        with self._records.writing(actor, batch=lines[0].batch_id) as work:
            return undo_activities(work, lines, self._clock.now())

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, activity_id: Id) -> Activity:
        """Show one: what it is about, who has it, and what they said."""
        return self._activities.get(actor, activity_id)

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: ActivityFilter) -> Listed[Activity]:
        """Oldest first."""
        return self._activities.find(actor, filters)

    @reads(Permission.LEAD_READ)
    def overdue(self, actor: Actor, assigned_to: UserId | None = None) -> Listed[Activity]:
        """What should be done by now and is not."""
        return self.list(actor, ActivityFilter(assigned_to=assigned_to, overdue_at=self._clock.now()))

    @repeats_lost_races
    def _change_shared(self, actor: Actor, activity_id: str, change: ChangeShared) -> Activity:
        """The task locked, so that it is decided once; who stands in is read in the same unit of work."""
        at = self._clock.now()
        with self._records.writing(actor) as work:
            task = work.activities.get(activity_id, lock=True)
            require_open(task)
            of_lead = task.related_entity_type is EntityKind.LEAD
            scope = DelegationScope.LEADS if of_lead else DelegationScope.DEALS
            changed, events = change(task, StandIns(work.delegations.standing(at), scope, at).chain, at)
            work.outbox.announce(*events)
            return work.activities.save(changed)

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
