"""A clock: one promise about one lead or deal, from its start until a fact meets or cancels it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from crm_core.entities import Entity
from crm_core.errors import NotFound, Refused
from crm_core.identity import EntityKind, EntityRef
from crm_core.personal import IMPERSONAL
from crm_core.service_levels.events import SlaClockEvent
from crm_core.service_levels.pauses import Pause, PauseReason, spans_of
from crm_core.service_levels.targets import Duration, Target, WarningPercent
from crm_core.service_levels.verdict import (
    SlaCase,
    SLAResult,
    SlaTerms,
    Standing,
    due,
    judged,
    moments_of,
    standing,
)
from crm_core.values import LAST_MOMENT, Utc, as_utc
from crm_core.vocabulary import LARGEST_COUNT, Count, Id, Name, Number, Priority, UserId

Ev = TypeVar("Ev", bound=SlaClockEvent)

_SECOND = timedelta(seconds=1)
MOST_PAUSES = 200
"""Pauses of one clock."""


class ClockStatus(StrEnum):
    """What is stored; whether a running one is on track, at risk, paused or breached follows from the moment."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    CANCELLED = "cancelled"


class SlaClockNotFound(NotFound):
    @classmethod
    def because_none_runs(cls, number: str) -> Self:
        return cls("no clock runs for {number}; see `crm sla list --subject {number}`", {"number": number})


class SlaClockStopped(Refused):
    @classmethod
    def because_it_is(cls, clock: "SlaClock") -> Self:
        return cls(
            "the {target} of {number} is {status}; only what runs can be paused or resumed",
            {"target": clock.target.value, "number": clock.number, "status": clock.status.value},
        )

    @classmethod
    def because_it_was_paused_too_often(cls, clock: "SlaClock") -> Self:
        return cls(
            "the {target} of {number} was paused {count} times; no clock is paused more often",
            {"target": clock.target.value, "number": clock.number, "count": MOST_PAUSES},
        )


class SlaClock(Entity):
    """It keeps the version of its policy and of its calendar, and what they said then.

    ``stopped_at`` is when the fact happened, ``reported_at`` when it was told. ``warn_at`` and ``due_at`` are None
    while a pause has no end. ``next_rung`` is the rung of the ladder that comes next.
    """

    kind = EntityKind.SLA_CLOCK
    not_found = SlaClockNotFound

    subject_kind: EntityKind
    subject_id: Id
    number: Annotated[Number, IMPERSONAL]
    target: Target
    policy_id: Id | None = None
    policy: Name
    policy_version: Count
    calendar_id: Id | None = None
    calendar: Name | None = None
    calendar_version: Count | None = None
    priority: Priority
    owner: UserId | None = None
    seconds: Duration
    warning_percent: WarningPercent
    started_at: Utc
    warn_at: Utc | None
    due_at: Utc | None
    status: ClockStatus = ClockStatus.RUNNING
    stopped_at: Utc | None = None
    reported_at: Utc | None = None
    elapsed_seconds: Count | None = None
    """What was counted when it stopped."""
    pauses: tuple[Pause, ...] = ()
    paused_until: Utc
    """Until when it is paused, or was; its start when it never was."""
    next_rung: Count = 0

    @property
    def subject(self) -> EntityRef:
        """The lead or deal it runs for."""
        return EntityRef.unchecked(self.subject_kind, self.subject_id)

    @property
    def is_running(self) -> bool:
        return self.status is ClockStatus.RUNNING

    def event_of(self, kind: type[Ev], *, at: datetime) -> Ev:
        """An event of its kind about this clock."""
        facts = {"related": self.subject, "number": self.number, "target": self.target, "policy": self.policy}
        return self.event(kind, at=at, **facts, owner=self.owner, due_at=self.due_at)

    def judge(self, terms: SlaTerms, at: datetime) -> SLAResult:
        """How it stands at that moment, with what was counted."""
        return judged(self.case(at), terms)

    def stand(self, terms: SlaTerms, at: datetime) -> Standing:
        """How it stands at that moment, by the moments it has."""
        return standing(self.case(at), terms, self.warn_at, self.due_at)

    def case(self, at: datetime) -> SlaCase:
        """What the rule judges."""
        return SlaCase.model_construct(
            target=self.target,
            priority=self.priority,
            started_at=self.started_at,
            at=as_utc(at),
            stopped_at=self.stopped_at,
            is_cancelled=self.status is ClockStatus.CANCELLED,
            pauses=self.pauses,
        )

    def meet(self, terms: SlaTerms, *, happened_at: datetime, at: datetime) -> Self:
        """Stopped by a fact, in time or late by when it happened; an earlier fact that is told later counts."""
        stopped_at = max(as_utc(happened_at), self.started_at)
        pauses, warn_at, due_at = self._paused_until(stopped_at, terms)
        is_late = due_at is not None and stopped_at >= due_at
        return self.changed(
            at,
            status=ClockStatus.MET_LATE if is_late else ClockStatus.MET,
            stopped_at=stopped_at,
            reported_at=max(as_utc(at), stopped_at),
            elapsed_seconds=self._counted(stopped_at, terms, pauses),
            pauses=pauses,
            warn_at=warn_at,
            due_at=due_at,
        )

    def cancel(self, terms: SlaTerms, *, at: datetime) -> Self:
        """What was promised is no longer owed."""
        stopped_at = max(as_utc(at), self.started_at)
        pauses, _, _ = self._paused_until(stopped_at, terms)
        return self.changed(
            at,
            status=ClockStatus.CANCELLED,
            stopped_at=stopped_at,
            reported_at=max(as_utc(at), stopped_at),
            elapsed_seconds=self._counted(stopped_at, terms, pauses),
            pauses=pauses,
        )

    def pause(self, pause: Pause, terms: SlaTerms, *, at: datetime) -> Self:
        """Paused from now on. Raises SlaClockStopped for one that does not run, or was paused too often."""
        if not self.is_running:
            raise SlaClockStopped.because_it_is(self)
        if len(self.pauses) >= MOST_PAUSES:
            raise SlaClockStopped.because_it_was_paused_too_often(self)
        return self._with_pauses((*self.pauses, pause), terms, at)

    def resume(
        self, terms: SlaTerms, *, at: datetime, reason: PauseReason | None = None, cause: str | None = None
    ) -> Self:
        """Ends the pauses that go on: those of this reason and cause, or all. Raises SlaClockStopped."""
        if not self.is_running:
            raise SlaClockStopped.because_it_is(self)
        pauses = tuple(
            pause.ended(at) if reason in {None, pause.reason} and cause in {None, pause.cause} else pause
            for pause in self.pauses
        )
        return self if pauses == self.pauses else self._with_pauses(pauses, terms, at)

    def is_paused_for(self, reason: PauseReason, cause: str | None, at: datetime) -> bool:
        """Whether a pause for this goes on."""
        return any(each.covers(at) and (each.reason, each.cause) == (reason, cause) for each in self.pauses)

    def rung_at(self, after_seconds: int | None, terms: SlaTerms) -> datetime | None:
        """When a rung of the ladder comes, in the clock's kind of time; None behind a pause that has no end."""
        if after_seconds is None:
            return self.warn_at
        time = terms.time.without(spans_of(self.pauses))
        return due(time, self.started_at, timedelta(seconds=self.seconds + after_seconds))

    def _paused_until(
        self, stopped_at: datetime, terms: SlaTerms
    ) -> tuple[tuple[Pause, ...], datetime | None, datetime | None]:
        """Its pauses, ended by then, with the moments of the warning and of the deadline that follow from them."""
        pauses = tuple(pause.ended(stopped_at) for pause in self.pauses)
        if pauses == self.pauses:
            return self.pauses, self.warn_at, self.due_at
        return pauses, *moments_of(self.started_at, terms, pauses)

    def _counted(self, stopped_at: datetime, terms: SlaTerms, pauses: tuple[Pause, ...]) -> int:
        """Whole seconds of the clock's kind of time."""
        time = terms.time.without(spans_of(pauses))
        return min(time.elapsed(self.started_at, stopped_at) // _SECOND, LARGEST_COUNT)

    def _with_pauses(self, pauses: tuple[Pause, ...], terms: SlaTerms, at: datetime) -> Self:
        """With these pauses; one after the breach moves nothing."""
        warn_at, due_at = moments_of(self.started_at, terms, pauses)
        going_on = [pause for pause in pauses if pause.covers(at)]
        ends = [pause.end or LAST_MOMENT for pause in going_on]
        is_breached = due_at is not None and due_at <= at
        until = min(self.paused_until, as_utc(at)) if is_breached or not ends else max(ends)
        return self.changed(at, pauses=pauses, warn_at=warn_at, due_at=due_at, paused_until=until)
