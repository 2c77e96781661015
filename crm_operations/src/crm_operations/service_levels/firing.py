"""What happens when the timer of a clock fires: it is judged afresh, told of, and its next rung waits (FR-L3-002)."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.identity import NewId
from crm_core.service_levels import ClockState, Rung, SlaAtRisk, SlaBreached, SlaClock
from crm_operations.records import Timer, UnitOfWork
from crm_operations.service_levels.breach_rule import record_verdict
from crm_operations.service_levels.clocks import CLOCK_TIMER, Clocks
from crm_operations.service_levels.terms import ladder_of, terms_of
from crm_operations.settings import SettingsFor
from crm_operations.timers import Firing


class ClockTimers:
    """One timer waits for a clock; after a downtime all rungs that are due are set, and only the highest acts."""

    kind = CLOCK_TIMER

    def __init__(self, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        settings = self._settings_for(actor.tenant_id).service_levels

        def fire(work: UnitOfWork) -> None:
            clock, at = work.sla_clocks.get(timer.subject.id, lock=True), self._clock.now()
            ladder = ladder_of(work, clock, settings)
            if not clock.is_running or timer.rung >= len(ladder):
                return
            clocks = Clocks(work, settings, self._new_id)
            if clocks.catch_up(clock, ladder, timer.rung, at=at):
                return
            result = record_verdict(work, clock, terms_of(work, clock), at)
            _announce(work, clock, ladder, timer.rung, result.state, at)
            clocks.climb(clock, timer.rung, at=at)

        return fire


def _announce(
    work: UnitOfWork, clock: SlaClock, ladder: Sequence[Rung], rung: int, state: ClockState, at: datetime
) -> None:
    """Once at the warning, and once when it is breached."""
    announced_before = any(not each.is_warning for each in ladder[: clock.next_rung])
    kind = SlaAtRisk if ladder[rung].is_warning and state is ClockState.AT_RISK else SlaBreached
    if kind is SlaBreached and (state is not ClockState.BREACHED or announced_before):
        return
    facts = {name: getattr(clock, name) for name in ("number", "target", "policy", "owner", "due_at")}
    work.outbox.announce(clock.event(kind, at=at, related=clock.subject, **facts))
