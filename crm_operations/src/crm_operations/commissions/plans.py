"""The coordinator of commission plans: added, revised, retired, given to people and roles."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    CommissionAssignment,
    CommissionAssignmentFilter,
    CommissionPlan,
    CommissionPlanExists,
    CommissionPlanFilter,
    CommissionPlanNotFound,
    EditCommissionPlan,
)
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.vocabulary import Day, Id, Name
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, require_assignee
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

LastDay = Annotated[Day, Field(description="The last day whose credit is paid by it: 2026-06-30.")]


class CommissionPlanCoordinator:
    """What is paid for which credit; a change is a new revision, and what was posted by another is corrected by a run.

    Each method raises NotPermitted; those that name a plan raise CommissionPlanNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    @reads(Permission.COMMISSION_READ)
    def get(self, actor: Actor, name: Name) -> CommissionPlan:
        """Show the newest revision of a plan."""
        with self._records.reading(actor) as work:
            return newest_plan(work, name)

    @reads(Permission.COMMISSION_READ)
    def list(self, actor: Actor, filters: CommissionPlanFilter) -> Listed[CommissionPlan]:
        """List the revisions of plans in the order they were written."""
        with self._records.reading(actor) as work:
            return work.commission_plans.find(filters)

    @acts(Permission.COMMISSION_PLAN, by_person_only=True)
    @repeats_lost_races
    def add(self, actor: Actor, request: AddCommissionPlan) -> CommissionPlan:
        """Add a plan; nobody is paid by it before they are given it. Raises CommissionPlanExists, Invalid."""
        with self._records.writing(actor) as work:
            if work.commission_plans.current(request.name) is not None:
                raise CommissionPlanExists.because_it_is_called_so(request.name)
            at = self._clock.now()
            plan, added = CommissionPlan.add(request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at)
            work.outbox.announce(added)
            return work.commission_plans.add(plan)

    @acts(Permission.COMMISSION_PLAN, by_person_only=True)
    @repeats_lost_races
    def edit(self, actor: Actor, name: Name, request: EditCommissionPlan) -> CommissionPlan:
        """Change a plan by a new revision; a run posts what it makes of periods it holds for.

        What is named as it is changes nothing. Raises CommissionPlanRetired, Invalid.
        """
        at = self._clock.now()
        with self._records.writing(actor) as work:
            former = _locked(work, name)
            if all(getattr(former, field) == value for field, value in request.changes.items()):
                return former
            plan, revised = former.revised(request, entity_id=self._new_id(), at=at)
            work.commission_plans.save(former.replace(at=at))
            work.outbox.announce(revised)
            return work.commission_plans.add(plan)

    @acts(Permission.COMMISSION_PLAN, by_person_only=True)
    def retire(self, actor: Actor, name: Name) -> CommissionPlan:
        """Open no period for a plan any more; those there are can still be run."""
        return self._changed(actor, name, retired=True)

    @acts(Permission.COMMISSION_PLAN, by_person_only=True)
    def reinstate(self, actor: Actor, name: Name) -> CommissionPlan:
        """Let a retired plan pay again."""
        return self._changed(actor, name, retired=False)

    @repeats_lost_races
    def _changed(self, actor: Actor, name: str, *, retired: bool) -> CommissionPlan:
        at: datetime = self._clock.now()
        with self._records.writing(actor) as work:
            plan = _locked(work, name)
            if (plan.retired_at is not None) == retired:
                return plan
            changed, event = plan.retire(at=at) if retired else plan.reinstate(at=at)
            work.outbox.announce(event)
            return work.commission_plans.save(changed)


class CommissionAssignmentCoordinator:
    """Who is paid by which plan, from when until when.

    Each method raises NotPermitted; those that name an assignment raise CommissionAssignmentNotFound.
    """

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._people = people
        self._assignments = EntityRecords(
            records, settings_for, clock, new_id, lambda work: work.commission_assignments
        )

    @reads(Permission.COMMISSION_READ_ALL)
    def get(self, actor: Actor, commission_assignment_id: Id) -> CommissionAssignment:
        """Show one."""
        return self._assignments.get(actor, commission_assignment_id)

    @reads(Permission.COMMISSION_READ_ALL)
    def list(self, actor: Actor, filters: CommissionAssignmentFilter) -> Listed[CommissionAssignment]:
        """List who was given which plan, in the order it was said."""
        return self._assignments.find(actor, filters)

    @acts(Permission.COMMISSION_PLAN, by_person_only=True)
    def assign(self, actor: Actor, request: AssignCommissionPlan) -> CommissionAssignment:
        """Give a plan to a person, or to everybody with a role.

        Raises CommissionPlanNotFound, CommissionPlanRetired, PersonNotFound, AssigneeLeft, Invalid.
        """
        require_assignee(self._people, actor, request.user_id)
        return self._assignments.add(
            actor,
            CommissionAssignment.assign,
            request,
            check=lambda work: newest_plan(work, request.plan).require_in_use(),
        )

    @acts(Permission.COMMISSION_PLAN, by_person_only=True)
    def end(self, actor: Actor, commission_assignment_id: Id, last_day: LastDay) -> CommissionAssignment:
        """Pay for nothing that is credited after that day; what was posted for it is taken back by the next run."""
        return self._assignments.change(actor, commission_assignment_id, lambda each, at: each.end(last_day, at=at))


def newest_plan(work: UnitOfWork, name: str) -> CommissionPlan:
    """Retired or not. Raises CommissionPlanNotFound, which names those there are."""
    if (found := work.commission_plans.current(name)) is not None:
        return found
    known = work.commission_plans.find(CommissionPlanFilter(only_current=True))
    raise CommissionPlanNotFound.because_none_is_called(name, (each.name for each in known))


def _locked(work: UnitOfWork, name: str) -> CommissionPlan:
    """The newest revision, held until the unit of work ends; the next one where it was replaced meanwhile."""
    locked = work.commission_plans.get(newest_plan(work, name).id, lock=True)
    return locked if locked.replaced_at is None else newest_plan(work, name)
