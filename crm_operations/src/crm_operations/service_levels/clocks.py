"""Clocks within a unit of work: started, stopped and paused, each with its next timer in the same commit."""

from collections.abc import Collection, Sequence
from datetime import datetime

from crm_core.identity import EntityRef, NewId
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_core.service_levels import Pause, PauseReason, SlaClock, SlaStopped, SlaTerms, Target, moments_of
from crm_operations.records import UnitOfWork
from crm_operations.service_levels.breach_rule import record_verdict
from crm_operations.service_levels.terms import Promised, next_rung, promised, terms_of
from crm_operations.settings import ServiceLevelSettings

CLOCK_TIMER = "sla_clock"
"""The kind of timers of clocks; the rung is that of the ladder."""


class Clocks:
    """What happens to the clocks of leads and deals in one unit of work; ``at`` is when it is told."""

    def __init__(self, work: UnitOfWork, settings: ServiceLevelSettings, new_id: NewId) -> None:
        self._work = work
        self._settings = settings
        self._new_id = new_id

    def start(
        self,
        subject: Lead | Opportunity,
        targets: Collection[Target],
        *,
        started_at: datetime,
        at: datetime,
        pauses: Sequence[Pause] = (),
    ) -> Sequence[SlaClock]:
        """Those that do not run yet, on what is promised at this moment."""
        running = {clock.target for clock in self.running(subject.ref)}
        missing = [target for target in targets if target not in running]
        promises = promised(self._work, subject, missing, self._settings, at)
        return [self._started(subject, target, promises[target], started_at, at, pauses) for target in missing]

    def running(self, subject: EntityRef) -> Sequence[SlaClock]:
        """Of one lead or deal."""
        return self._work.sla_clocks.running([subject])

    def meet(self, clock: SlaClock, *, happened_at: datetime, at: datetime) -> SlaClock:
        """Stops it by a fact; what was breached when it was told is recorded as a decision."""
        terms = terms_of(self._work, clock)
        was_breached = clock.due_at is not None and clock.due_at <= at
        stopped = self._work.sla_clocks.save(clock.meet(terms, happened_at=happened_at, at=at))
        if was_breached:
            record_verdict(self._work, stopped, terms, at)
        self._end(stopped, at)
        return stopped

    def cancel(self, clock: SlaClock, *, at: datetime) -> SlaClock:
        """What was promised is no longer owed."""
        stopped = self._work.sla_clocks.save(clock.cancel(terms_of(self._work, clock), at=at))
        self._end(stopped, at)
        return stopped

    def pause(self, clock: SlaClock, pause: Pause, *, at: datetime) -> SlaClock:
        """Raises SlaClockStopped."""
        terms = terms_of(self._work, clock)
        return self._moved(clock, clock.pause(pause, terms, at=at), terms)

    def resume(
        self, clock: SlaClock, *, at: datetime, reason: PauseReason | None = None, cause: str | None = None
    ) -> SlaClock:
        """Ends the pauses of this reason and cause, or all. Raises SlaClockStopped."""
        terms = terms_of(self._work, clock)
        return self._moved(clock, clock.resume(terms, at=at, reason=reason, cause=cause), terms)

    def assign(self, subject: EntityRef, owner: str, *, at: datetime) -> None:
        """To whoever has the lead or deal now."""
        for clock in self.running(subject):
            if clock.owner != owner:
                self._work.sla_clocks.save(clock.changed(at, owner=owner))

    def rung_reached(self, clock: SlaClock, rung: int, *, at: datetime) -> SlaClock:
        """The rung has been reached: the next one waits for its timer."""
        reached = clock.changed(at, next_rung=max(clock.next_rung, rung + 1))
        return self._moved(clock, reached, terms_of(self._work, clock))

    def _end(self, clock: SlaClock, at: datetime) -> None:
        """Nothing of it falls due any more; whoever was told hears that it is over."""
        self._work.timers.cancel(clock.ref, CLOCK_TIMER)
        if clock.next_rung > 0:
            self._work.outbox.announce(clock.event_of(SlaStopped, at=at))

    def _started(
        self,
        subject: Lead | Opportunity,
        target: Target,
        promise: Promised,
        started_at: datetime,
        at: datetime,
        pauses: Sequence[Pause],
    ) -> SlaClock:
        policy, calendar, terms = promise
        warn_at, due_at = moments_of(started_at, terms, ())
        clock = SlaClock.new(
            None,
            entity_id=self._new_id(),
            tenant_id=subject.tenant_id,
            at=at,
            subject_kind=subject.kind,
            subject_id=subject.id,
            number=subject.lead_number if isinstance(subject, Lead) else subject.opportunity_number,
            target=target,
            policy_id=policy.id if policy else None,
            policy=terms.policy,
            policy_version=terms.policy_version,
            calendar_id=calendar.id if calendar else None,
            calendar=calendar.name if calendar else None,
            calendar_version=calendar.revision if calendar else None,
            priority=subject.priority,
            owner=subject.assigned_to,
            seconds=terms.seconds,
            warning_percent=terms.warning_percent,
            started_at=started_at,
            warn_at=warn_at,
            due_at=due_at,
            paused_until=started_at,
        )
        for pause in pauses:
            clock = clock.pause(pause, terms, at=at)
        started = self._work.sla_clocks.start(clock)
        self._set_timer(started, terms)
        return started

    def _moved(self, before: SlaClock, after: SlaClock, terms: SlaTerms) -> SlaClock:
        if after is before:
            return before
        saved = self._work.sla_clocks.save(after)
        self._set_timer(saved, terms)
        return saved

    def _set_timer(self, clock: SlaClock, terms: SlaTerms) -> None:
        """One timer waits for a clock, that of its next rung; none while a pause has no end."""
        coming = next_rung(self._work, clock, terms, self._settings)
        if coming is None:
            self._work.timers.cancel(clock.ref, CLOCK_TIMER)
        else:
            rung, moment = coming
            self._work.timers.set(CLOCK_TIMER, clock.ref, moment, rung)
