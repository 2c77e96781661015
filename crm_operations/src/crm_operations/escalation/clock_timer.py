"""What happens when a rung of a clock falls due: the clock is judged afresh, and the highest due rung acts (BR-003)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm_core.escalations import Escalation, EscalationCause
from crm_core.service_levels import ClockState, Rung, Severity, SlaClock, SlaTerms
from crm_operations.escalation.recipients import recipients_at
from crm_operations.escalation.subjects import subject_of
from crm_operations.escalation.timer_handler import EscalationTimer
from crm_operations.escalation.workflow import DueRung
from crm_operations.providers import Person
from crm_operations.records import Timer, UnitOfWork
from crm_operations.service_levels import CLOCK_TIMER, Clocks, ladder_of, policy_of, record_verdict, terms_of

_RECHECK = timedelta(days=1)
"""When a clock is looked at again that is paused without an end."""


class ClockTimer(EscalationTimer):
    """Fires the timers of clocks, one of which waits for each: that of its next rung."""

    kind = CLOCK_TIMER

    def fire(self, work: UnitOfWork, timer: Timer, people: Sequence[Person]) -> None:
        now = self._clock.now()
        settings = self._settings_for(timer.tenant_id).service_levels
        [*known] = work.sla_clocks.get_many([timer.subject.id])
        if not known or not known[0].is_running:
            return
        clock = known[0]
        terms, ladder = terms_of(work, clock), ladder_of(work, clock, settings)
        if timer.rung >= len(ladder):
            return
        moments = [clock.rung_at(rung.after_seconds, terms) for rung in ladder[timer.rung :]]
        if moments[0] is None or moments[0] > now:
            work.timers.set(CLOCK_TIMER, clock.ref, moments[0] or now + _RECHECK, timer.rung)
            return
        escalation = _escalation_of(work, clock, now)
        if (until := escalation.rests_until(now)) is not None:
            work.timers.set(CLOCK_TIMER, clock.ref, until, timer.rung)
            return
        highest = timer.rung + sum(moment is not None and moment <= now for moment in moments) - 1
        self._reach(work, clock, terms, ladder, escalation, range(timer.rung, highest), highest, people, now)
        Clocks(work, settings, self._new_id).rung_reached(clock, highest, at=now)

    def _reach(
        self,
        work: UnitOfWork,
        clock: SlaClock,
        terms: SlaTerms,
        ladder: Sequence[Rung],
        escalation: Escalation,
        passed: range,
        rung: int,
        people: Sequence[Person],
        now: datetime,
    ) -> None:
        verdict = record_verdict(work, clock, terms, now)
        is_breached = verdict.state is ClockState.BREACHED
        reached = [each for each in ladder[passed.start : rung + 1] if each.is_warning != is_breached]
        earlier = [each for each in ladder[: passed.start] if each.is_warning != is_breached]
        if reached and not earlier:
            self._escalation.track(work, clock, is_breached=is_breached, at=now)
        subject = subject_of(work, clock.subject)
        recipients = recipients_at(work, people, subject, now)
        policy = policy_of(work, clock)
        due_rung = DueRung(
            ladder,
            rung,
            passed,
            verdict.severity or (Severity.MEDIUM if is_breached else Severity.LOW),
            policy is not None and policy.passes_quiet_hours,
            f"{clock.target.value.replace('_', ' ')} {'is overdue' if is_breached else 'is due soon'}",
            clock.due_at,
        )
        act = self._escalation.remind if ladder[rung].is_warning else self._escalation.escalate
        act(work, escalation.changed(now, owner=subject.owner), subject, due_rung, recipients)


def _escalation_of(work: UnitOfWork, clock: SlaClock, now: datetime) -> Escalation:
    """That of the clock; a new one goes by the clock's id, so that there is one."""
    for known in work.escalations.get_many([clock.id]):
        return known
    return Escalation.new(
        None,
        entity_id=clock.id,
        tenant_id=clock.tenant_id,
        at=now,
        cause=EscalationCause.SLA,
        cause_id=clock.id,
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        number=clock.number,
        target=clock.target.value,
        owner=clock.owner,
        severity=Severity.LOW,
    )
