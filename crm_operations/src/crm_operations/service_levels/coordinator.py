"""The coordinator of clocks: listed and shown, paused and resumed by hand, started for what existed before."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, moment_in_words
from crm_core.errors import Invalid
from crm_core.identity import NewId
from crm_core.leads import Lead, LeadFilter, LeadStatus
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.pipelines import Outcome
from crm_core.service_levels import (
    LEAD_TARGETS,
    OPPORTUNITY_TARGETS,
    Pause,
    PauseReason,
    SlaClock,
    SlaClockFilter,
    SlaClockNotFound,
    Target,
)
from crm_core.stores import Listed
from crm_core.values import Utc, Value
from crm_core.vocabulary import Id, Reason, Total
from crm_operations.operation import acts, reads
from crm_operations.records import Records, UnitOfWork, repeats_lost_races
from crm_operations.service_levels.clocks import Clocks
from crm_operations.service_levels.rows import ClocksOf, ShownClock, SlaQuery, SlaRow
from crm_operations.service_levels.stages import has_proposed
from crm_operations.service_levels.stopping import ClockFacts
from crm_operations.service_levels.terms import terms_of
from crm_operations.settings import ServiceLevelSettings, SettingsFor

About = Annotated[Id, Field(description="Which lead or deal: its number, or its id.")]
OneTarget = Annotated[Target | None, Field(description="Only this one; else all that run.")]
Until = Annotated[Utc, Field(description="Until 2026-06-30, which is not part of it, or until that moment.")]


class ClocksStarted(Value):
    """How many clocks were started, for how many leads and deals that had existed before."""

    leads: Total
    deals: Total
    clocks: Total


class ServiceLevelCoordinator:
    """The clocks of leads and deals. A subject is named by its number or its id.

    Each method raises NotPermitted; those that name a subject raise LeadNotFound or OpportunityNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    @reads(Permission.LEAD_READ)
    def list(self, actor: Actor, filters: SlaQuery) -> Listed[SlaRow]:
        """List clocks in the order they were started, as they stand now."""
        at = self._clock.now()
        with self._records.reading(actor) as work:
            subject = _subject(work, filters.subject).ref if filters.subject else None
            found = work.sla_clocks.find(filters.at(at, subject))
            rows = [SlaRow.of(work, clock, at) for clock in found]
            return Listed(rows, unreadable=found.unreadable, last_id=found.last_id)

    @reads(Permission.LEAD_READ)
    def get(self, actor: Actor, subject: About) -> ClocksOf:
        """Show the clocks of a lead or deal: what was counted, paused and closed, and why each stands as it does."""
        at = self._clock.now()
        with self._records.reading(actor) as work:
            found = _subject(work, subject)
            clocks = work.sla_clocks.find(SlaClockFilter(subject=found.ref, limit=10_000))
            return ClocksOf(number=_number(found), clocks=tuple(_shown(work, clock, at) for clock in clocks))

    @acts(Permission.SLA_PAUSE)
    def pause(self, actor: Actor, subject: About, until: Until, reason: Reason, target: OneTarget = None) -> ClocksOf:
        """Pause what runs for a lead or deal; one that was breached stays so.

        Raises SlaClockNotFound when nothing runs, SlaClockStopped for one that was paused too often; Invalid for an
        end that has passed.
        """
        at = self._clock.now()
        if until <= at:
            raise Invalid.field("until", f"{moment_in_words(until)} has passed", "name a later moment")
        pause = Pause(start=at, end=until, reason=PauseReason.BY_HAND, by=actor.user_id, note=reason)
        return self._each(actor, subject, target, at, lambda clocks, clock: clocks.pause(clock, pause, at=at))

    @acts(Permission.SLA_PAUSE)
    def resume(self, actor: Actor, subject: About, target: OneTarget = None) -> ClocksOf:
        """End what pauses were made by hand. Raises SlaClockNotFound when nothing runs."""
        at, by_hand = self._clock.now(), PauseReason.BY_HAND
        return self._each(actor, subject, target, at, lambda clocks, clock: clocks.resume(clock, at=at, reason=by_hand))

    @acts(Permission.SETTINGS_CHANGE)
    def start_existing(self, actor: Actor) -> ClocksStarted:
        """Start, from now, what is promised of open leads and deals that existed before and have no clock."""
        leads = deals = clocks = 0
        after: str | None = None
        while True:
            after, subjects, started = self._start_leads(actor, after)
            leads, clocks = leads + subjects, clocks + started
            if after is None:
                break
        while True:
            after, subjects, started = self._start_deals(actor, after)
            deals, clocks = deals + subjects, clocks + started
            if after is None:
                return ClocksStarted(leads=leads, deals=deals, clocks=clocks)

    @repeats_lost_races
    def _start_leads(self, actor: Actor, after_id: str | None) -> tuple[str | None, int, int]:
        """One page; answers where to go on, and how many leads were given how many clocks."""
        settings = self._settings_for(actor.tenant_id).service_levels
        with self._records.writing(actor) as work:
            page = work.leads.find(LeadFilter(only_open=True, after_id=after_id, limit=settings.batch_size))
            return self._started(work, settings, page)

    @repeats_lost_races
    def _start_deals(self, actor: Actor, after_id: str | None) -> tuple[str | None, int, int]:
        settings = self._settings_for(actor.tenant_id).service_levels
        with self._records.writing(actor) as work:
            filters = OpportunityFilter(outcome=Outcome.OPEN, after_id=after_id, limit=settings.batch_size)
            return self._started(work, settings, work.opportunities.find(filters))

    def _started(
        self, work: UnitOfWork, settings: ServiceLevelSettings, page: Listed[Lead] | Listed[Opportunity]
    ) -> tuple[str | None, int, int]:
        at, clocks = self._clock.now(), Clocks(work, settings, self._new_id)
        running = {clock.subject_id for clock in work.sla_clocks.running([subject.ref for subject in page])}
        subjects = started = 0
        for subject in page:
            if subject.id in running:
                continue
            begun = clocks.start(subject, _promised_of(subject), started_at=at, at=at)
            if isinstance(subject, Opportunity) and has_proposed(work, subject, settings):
                ClockFacts(work, clocks, subject.ref, at, starts=False).meet((Target.PROPOSAL,), at)
            subjects, started = subjects + bool(begun), started + len(begun)
        return page.last_id, subjects, started

    @repeats_lost_races
    def _each(
        self,
        actor: Actor,
        subject: str,
        target: Target | None,
        at: datetime,
        change: Callable[[Clocks, SlaClock], SlaClock],
    ) -> ClocksOf:
        settings = self._settings_for(actor.tenant_id).service_levels
        with self._records.writing(actor) as work:
            found = _subject(work, subject)
            running = [each for each in work.sla_clocks.running([found.ref]) if target in {None, each.target}]
            if not running:
                raise SlaClockNotFound.because_none_runs(_number(found))
            clocks = Clocks(work, settings, self._new_id)
            changed = [change(clocks, clock) for clock in running]
            return ClocksOf(number=_number(found), clocks=tuple(_shown(work, clock, at) for clock in changed))


def _subject(work: UnitOfWork, named: str) -> Lead | Opportunity:
    """By number or id. Raises OpportunityNotFound for what is neither."""
    return (
        work.leads.find_by_number(named)
        or work.opportunities.find_by_number(named)
        or next(iter(work.leads.get_many([named])), None)
        or work.opportunities.get(named)
    )


def _number(subject: Lead | Opportunity) -> str:
    return subject.lead_number if isinstance(subject, Lead) else subject.opportunity_number


def _promised_of(subject: Lead | Opportunity) -> Sequence[Target]:
    """What is still promised of one that has got so far."""
    if isinstance(subject, Opportunity):
        return OPPORTUNITY_TARGETS
    if subject.status is LeadStatus.NEW:
        return LEAD_TARGETS
    return (Target.QUALIFICATION,) if subject.status is LeadStatus.CONTACTED else ()


def _shown(work: UnitOfWork, clock: SlaClock, at: datetime) -> ShownClock:
    result = clock.judge(terms_of(work, clock), at)
    return ShownClock(
        row=SlaRow.of(work, clock, at),
        reported_at=clock.reported_at,
        calendar=clock.calendar,
        calendar_version=clock.calendar_version,
        pauses=clock.pauses,
        result=result,
    )
