"""The coordinator of policies of service levels: list, add, revise, retire."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.calendars import current_calendar
from crm_core.clock import Clock
from crm_core.identity import EntityKind, NewId
from crm_core.leads import selection_condition
from crm_core.opportunity_facts import opportunity_condition
from crm_core.service_levels import (
    AddSlaPolicy,
    EditSlaPolicy,
    SlaPolicy,
    SlaPolicyExists,
    SlaPolicyFilter,
    SlaPolicyNotFound,
)
from crm_core.stores import Listed
from crm_core.vocabulary import Count, Name
from crm_operations.operation import acts, reads
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import SettingsFor

ARevision = Annotated[Count | None, Field(description="An earlier revision; else the newest.")]


class SlaPolicyCoordinator:
    """What is promised of which leads and deals; a change is a new revision, and what runs keeps the former.

    Each method raises NotPermitted; those that name a policy raise SlaPolicyNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, name: Name, revision: ARevision = None) -> SlaPolicy:
        """Show what a policy promises, and who is told."""
        with self._records.reading(actor) as work:
            newest = newest_policy(work, name)
            if revision is None or revision == newest.revision:
                return newest
            if (found := work.sla_policies.revision(name, revision)) is not None:
                return found
            raise SlaPolicyNotFound.because_there_is_no_revision(name, revision, newest.revision)

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: SlaPolicyFilter) -> Listed[SlaPolicy]:
        """List the revisions of policies in the order they were written."""
        with self._records.reading(actor) as work:
            return work.sla_policies.find(filters)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def add(self, actor: Actor, request: AddSlaPolicy) -> SlaPolicy:
        """Add a policy; what starts from now on runs by it.

        Raises SlaPolicyExists, CalendarNotFound, CalendarRetired, ConditionError, and Invalid for promises and
        ladders that make no sense.
        """
        at = self._clock.now()
        with self._records.writing(actor) as work:
            if work.sla_policies.current(request.name) is not None:
                raise SlaPolicyExists.because_it_is_called_so(request.name)
            policy, added = SlaPolicy.add(request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at)
            _check(work, policy)
            work.outbox.announce(added)
            return work.sla_policies.add(policy)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    @repeats_lost_races
    def edit(self, actor: Actor, name: Name, request: EditSlaPolicy) -> SlaPolicy:
        """Change a policy by a new revision; what runs by the former goes on by it.

        What is named as it is changes nothing. Raises SlaPolicyRetired, and what ``add`` raises.
        """
        at = self._clock.now()
        with self._records.writing(actor) as work:
            former = _locked(work, name)
            if all(getattr(former, field) == value for field, value in request.changes.items()):
                return former
            policy, revised = former.revised(request, entity_id=self._new_id(), at=at)
            _check(work, policy)
            work.sla_policies.save(former.replace(at=at))
            work.outbox.announce(revised)
            return work.sla_policies.add(policy)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def retire(self, actor: Actor, name: Name) -> SlaPolicy:
        """Let nothing start by a policy any more; what runs by it goes on."""
        return self._changed(actor, name, retired=True)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def reinstate(self, actor: Actor, name: Name) -> SlaPolicy:
        """Let a retired policy hold again."""
        return self._changed(actor, name, retired=False)

    @repeats_lost_races
    def _changed(self, actor: Actor, name: str, *, retired: bool) -> SlaPolicy:
        at: datetime = self._clock.now()
        with self._records.writing(actor) as work:
            policy = _locked(work, name)
            if (policy.retired_at is not None) == retired:
                return policy
            changed, event = policy.retire(at=at) if retired else policy.reinstate(at=at)
            work.outbox.announce(event)
            return work.sla_policies.save(changed)


def newest_policy(work: UnitOfWork, name: str) -> SlaPolicy:
    """Retired or not. Raises SlaPolicyNotFound, which names those there are."""
    if (found := work.sla_policies.current(name)) is not None:
        return found
    known = work.sla_policies.find(SlaPolicyFilter(only_current=True))
    raise SlaPolicyNotFound.because_none_is_called(name, (each.name for each in known))


def _locked(work: UnitOfWork, name: str) -> SlaPolicy:
    """The newest revision, held until the unit of work ends; the next one where it was replaced meanwhile."""
    locked = work.sla_policies.get(newest_policy(work, name).id, lock=True)
    return locked if locked.replaced_at is None else newest_policy(work, name)


def _check(work: UnitOfWork, policy: SlaPolicy) -> None:
    """Whatever it names is there. Raises CalendarNotFound, CalendarRetired, ConditionError."""
    if policy.calendar is not None:
        current_calendar(work.working_calendars, policy.calendar).require_in_use()
    if policy.condition is not None:
        known = selection_condition if policy.subject is EntityKind.LEAD else opportunity_condition
        known(policy.condition)
