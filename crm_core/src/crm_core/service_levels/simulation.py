"""A policy tried on clocks that ran: what would have been breached, and how far each ladder would have been climbed."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from crm_core.calendars import WorkingCalendar
from crm_core.service_levels.clock import SlaClock
from crm_core.service_levels.ladder import Audience
from crm_core.service_levels.pauses import spans_of
from crm_core.service_levels.policy import SlaPolicy
from crm_core.service_levels.targets import Target
from crm_core.service_levels.verdict import CalendarTerms, ClockState, SlaTerms, due, judged
from crm_core.values import Value
from crm_core.vocabulary import AnyDay, AnyText, Total

_IN_TIME = frozenset({ClockState.MET})
_MISSED = frozenset({ClockState.MET_LATE, ClockState.BREACHED})


class SimulatedTarget(Value):
    """Of the clocks of one target; ``open`` ones are in time so far."""

    target: Target
    clocks: Total
    in_time: Total
    breached: Total
    open: Total
    cancelled: Total


class SimulatedRung(Value):
    """How many clocks would have reached a rung before they stopped, and who would have been told each time."""

    rung: Total
    after_seconds: Total | None
    """Since it was due; None at the warning."""
    tells: tuple[Audience, ...]
    reached: Total


class SlaSimulation(Value):
    """One revision of a policy on the clocks that started in these days."""

    policy: AnyText
    policy_version: Total
    since: AnyDay
    until: AnyDay
    clocks: Total
    breached: Total
    notices: Total
    """One for each of whom a rung tells."""
    targets: tuple[SimulatedTarget, ...]
    rungs: tuple[SimulatedRung, ...]


class Simulation:
    """Counts clock by clock; each keeps its start, its pauses and the fact that stopped it."""

    def __init__(self, policy: SlaPolicy, calendar: WorkingCalendar | None, at: datetime) -> None:
        """Clocks that still run are judged at this moment."""
        self._policy = policy
        self._calendar = None if calendar is None else _terms(calendar)
        self._at = at
        self._states: Counter[tuple[Target, ClockState]] = Counter()
        self._reached: Counter[int] = Counter()

    def count(self, clock: SlaClock) -> None:
        """Without an effect where the policy does not promise its target."""
        seconds = self._policy.seconds_for(clock.target)
        if seconds is None:
            return
        terms = SlaTerms.model_construct(
            policy=self._policy.name,
            policy_version=self._policy.revision,
            seconds=seconds,
            warning_percent=self._policy.warning_percent,
            calendar=self._calendar,
        )
        result = judged(clock.case(self._at), terms)
        self._states[clock.target, result.state] += 1
        until = clock.stopped_at or self._at
        for rung, moment in self._rungs(clock, terms, result.warn_at):
            if moment is not None and (moment < until or (clock.is_running and moment <= until)):
                self._reached[rung] += 1

    def result(self, since: AnyDay, until: AnyDay) -> SlaSimulation:
        targets = tuple(self._of_target(promise.target) for promise in self._policy.promises)
        rungs = tuple(
            SimulatedRung(
                rung=number, after_seconds=rung.after_seconds, tells=rung.tells, reached=self._reached[number]
            )
            for number, rung in enumerate(self._policy.ladder)
        )
        return SlaSimulation(
            policy=self._policy.name,
            policy_version=self._policy.revision,
            since=since,
            until=until,
            clocks=sum(each.clocks for each in targets),
            breached=sum(each.breached for each in targets),
            notices=sum(rung.reached * len(rung.tells) for rung in rungs),
            targets=targets,
            rungs=rungs,
        )

    def _rungs(
        self, clock: SlaClock, terms: SlaTerms, warn_at: datetime | None
    ) -> Iterator[tuple[int, datetime | None]]:
        time = terms.time.without(spans_of(clock.pauses))
        for number, rung in enumerate(self._policy.ladder):
            if rung.after_seconds is None:
                yield number, warn_at
            else:
                yield number, due(time, clock.started_at, timedelta(seconds=terms.seconds + rung.after_seconds))

    def _of_target(self, target: Target) -> SimulatedTarget:
        states = Counter({state: count for (each, state), count in self._states.items() if each is target})
        in_time = sum(states[state] for state in _IN_TIME)
        breached = sum(states[state] for state in _MISSED)
        cancelled, total = states[ClockState.CANCELLED], states.total()
        return SimulatedTarget(
            target=target,
            clocks=total,
            in_time=in_time,
            breached=breached,
            open=total - in_time - breached - cancelled,
            cancelled=cancelled,
        )


def _terms(calendar: WorkingCalendar) -> CalendarTerms:
    """Built without validation, which the calendar passed."""
    fields = ("name", "revision", "timezone", "week", "days", "holidays")
    return CalendarTerms.model_construct(**{name: getattr(calendar, name) for name in fields})
