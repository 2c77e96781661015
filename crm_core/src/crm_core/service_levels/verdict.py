"""How a promise stands: on track, at risk, breached, met, with what was counted (IFC-CRMOP-0047 to 0049)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from crm_core.calendars import CountedTime, DayLine, HolidayLine, NeverDue, WeekLine, counted_time
from crm_core.clock import KnownZone, duration_in_words, moment_in_words
from crm_core.errors import Invalid
from crm_core.identity import EntityKind
from crm_core.service_levels.pauses import Pause, spans_of
from crm_core.service_levels.targets import Duration, Target, WarningPercent
from crm_core.values import AnyMoment, Utc, Value
from crm_core.vocabulary import AnyText, Count, Name, Priority, Total

PERCENT = 100
MOST_SPANS = 100
"""Counted intervals that a verdict lists; the others are in its figures."""
SEVERE = 2
"""Times its target; a clock past that is severe."""
_SECOND = timedelta(seconds=1)
URGENT = frozenset({Priority.HIGH, Priority.URGENT})


class ClockState(StrEnum):
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    MET = "met"
    MET_LATE = "met_late"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class CalendarTerms(Value):
    """The hours of one revision of a calendar."""

    name: Name
    revision: Count
    timezone: KnownZone
    week: tuple[WeekLine, ...]
    days: tuple[DayLine, ...] = ()
    holidays: tuple[HolidayLine, ...] = ()


class SlaTerms(Value):
    """What was promised when a clock started; without a calendar all time counts."""

    policy: Name
    policy_version: Count
    seconds: Duration
    warning_percent: WarningPercent
    calendar: CalendarTerms | None = None

    @property
    def time(self) -> CountedTime:
        """The kind of time it is counted in."""
        return counted_time(self.calendar)

    @property
    def label(self) -> str:
        """The policy with its version, and how its time is counted."""
        counted = f"{self.calendar.name} {self.calendar.revision}" if self.calendar else "clock time"
        return f"{self.policy} {self.policy_version}, {counted}"


class SlaCase(Value):
    """A clock at the moment it is judged; ``stopped_at`` is when the fact happened that stopped it."""

    target: Target
    priority: Priority
    started_at: Utc
    at: Utc
    stopped_at: Utc | None = None
    is_cancelled: bool = False
    pauses: tuple[Pause, ...] = ()


class CountedSpan(Value):
    """From ``start`` until just before ``end``."""

    start: AnyMoment
    end: AnyMoment


class SLAResult(Value):
    """In whole seconds: what was counted, paused and closed add up to the time since the start.

    ``due_at`` and ``warn_at`` are None while a pause has no end; what remains is below 0 after it was due.
    """

    target: Target
    state: ClockState
    severity: Severity | None
    started_at: AnyMoment
    warn_at: AnyMoment | None
    due_at: AnyMoment | None
    stopped_at: AnyMoment | None
    elapsed_seconds: Total
    paused_seconds: Total
    closed_seconds: Total
    remaining_seconds: Total
    counted: tuple[CountedSpan, ...]
    reasons: tuple[AnyText, ...]

    @property
    def is_in_time(self) -> bool:
        return self.state is not ClockState.BREACHED and self.state is not ClockState.MET_LATE


class SLABreachRule:
    """Judges clocks of leads and of opportunities by the terms they started on; a pure rule."""

    def __init__(self, terms: SlaTerms) -> None:
        self._terms = terms

    def evaluate_lead(self, case: SlaCase) -> SLAResult:
        """Raises Invalid for a target of opportunities."""
        return self._evaluate(case, EntityKind.LEAD)

    def evaluate_opportunity(self, case: SlaCase) -> SLAResult:
        """Raises Invalid for a target of leads."""
        return self._evaluate(case, EntityKind.OPPORTUNITY)

    def _evaluate(self, case: SlaCase, kind: EntityKind) -> SLAResult:
        if case.target.kind is not kind:
            raise Invalid.field("target", f"{case.target} is not promised of a {kind}", "name one that is")
        return judged(case, self._terms)


class Standing(NamedTuple):
    """How a clock stands, without what explains it; in whole seconds."""

    state: ClockState
    severity: Severity | None
    elapsed: int
    paused: int
    closed: int


def standing(case: SlaCase, terms: SlaTerms, warn_at: datetime | None, due_at: datetime | None) -> Standing:
    """In time is before due; at the very moment it is due it is breached."""
    every = terms.time
    until = max(case.started_at, case.stopped_at or case.at)
    open_time = counted = every.elapsed(case.started_at, until)
    if case.pauses:
        counted = every.without(spans_of(case.pauses)).elapsed(case.started_at, until)
    elapsed, opened, passed = (each // _SECOND for each in (counted, open_time, until - case.started_at))
    state = _state(case, warn_at, due_at)
    severity = _severity(case, state, elapsed, terms.seconds)
    return Standing(state, severity, elapsed, paused=opened - elapsed, closed=passed - opened)


def judged(case: SlaCase, terms: SlaTerms) -> SLAResult:
    """The standing with what was counted, and why."""
    warn_at, due_at = moments_of(case.started_at, terms, case.pauses)
    stands = standing(case, terms, warn_at, due_at)
    until = max(case.started_at, case.stopped_at or case.at)
    spans = terms.time.without(spans_of(case.pauses)).intervals(case.started_at, until)
    return SLAResult(
        target=case.target,
        state=stands.state,
        severity=stands.severity,
        started_at=case.started_at,
        warn_at=warn_at,
        due_at=due_at,
        stopped_at=case.stopped_at,
        elapsed_seconds=stands.elapsed,
        paused_seconds=stands.paused,
        closed_seconds=stands.closed,
        remaining_seconds=terms.seconds - stands.elapsed,
        counted=tuple(CountedSpan(start=start, end=end) for start, end in spans[:MOST_SPANS]),
        reasons=tuple(_reasons(case, terms, stands.state, due_at, stands.elapsed, len(spans))),
    )


def moments_of(
    started_at: datetime, terms: SlaTerms, pauses: tuple[Pause, ...]
) -> tuple[datetime | None, datetime | None]:
    """When the warning comes, and when it is due; None behind a pause that has no end."""
    time = terms.time.without(spans_of(pauses))
    warning = timedelta(seconds=-(-terms.seconds * terms.warning_percent // PERCENT))
    return due(time, started_at, warning), due(time, started_at, timedelta(seconds=terms.seconds))


def due(time: CountedTime, start: datetime, working_time: timedelta) -> datetime | None:
    """None when so much time never counts."""
    try:
        return time.due(start, working_time)
    except NeverDue:
        return None


def _state(case: SlaCase, warn_at: datetime | None, due_at: datetime | None) -> ClockState:
    if case.is_cancelled:
        return ClockState.CANCELLED
    if case.stopped_at is not None:
        return ClockState.MET if due_at is None or case.stopped_at < due_at else ClockState.MET_LATE
    if due_at is not None and case.at >= due_at:
        return ClockState.BREACHED
    if any(pause.covers(case.at) for pause in case.pauses):
        return ClockState.PAUSED
    return ClockState.AT_RISK if warn_at is not None and case.at >= warn_at else ClockState.ON_TRACK


def _severity(case: SlaCase, state: ClockState, elapsed: int, seconds: int) -> Severity | None:
    if state not in {ClockState.AT_RISK, ClockState.BREACHED}:
        return None
    if case.priority in URGENT or elapsed >= SEVERE * seconds:
        return Severity.HIGH
    return Severity.LOW if state is ClockState.AT_RISK else Severity.MEDIUM


def _reasons(
    case: SlaCase, terms: SlaTerms, state: ClockState, due_at: datetime | None, elapsed: int, spans: int
) -> list[str]:
    stopped = f", stopped {moment_in_words(case.stopped_at)}" if case.stopped_at else ""
    counted = f"{duration_in_words(elapsed)} of {duration_in_words(terms.seconds)} counted"
    intervals = "1 interval" if spans == 1 else f"{spans} intervals"
    lines = [
        f"{_words(case.target)} by {terms.label}: {_words(state)}{stopped}",
        f"{counted} in {intervals} since {moment_in_words(case.started_at)}",
        f"due {moment_in_words(due_at)}" if due_at else "not due while a pause has no end",
    ]
    for pause in case.pauses:
        end = moment_in_words(pause.end) if pause.end else "further notice"
        why = f": {pause.note}" if pause.note else ""
        lines.append(f"paused {moment_in_words(pause.start)} until {end}, {_words(pause.reason)}{why}")
    return lines


def _words(name: str) -> str:
    return name.replace("_", " ")
