"""An escalation: a promise about to be missed, or a lead that went stale, and how it went up (FR-L3-001)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import Field

from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound, Refused
from crm_core.escalations.events import (
    EscalationAcknowledged,
    EscalationEvent,
    EscalationRaised,
    EscalationReopened,
    EscalationResolved,
    EscalationSnoozed,
)
from crm_core.identity import EntityKind, EntityRef
from crm_core.personal import IMPERSONAL
from crm_core.service_levels import Severity
from crm_core.stores import Filter
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import AnyText, Count, FreeText, Id, Key, Number, UserId

Ev = TypeVar("Ev", bound=EscalationEvent)


class EscalationCause(StrEnum):
    SLA = "sla"
    """A clock is at risk or breached."""
    STALE = "stale"
    """Nobody was in touch for too long."""


class EscalationStatus(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class StepOutcome(StrEnum):
    NOTIFIED = "notified"
    PASSED = "passed"
    """A later rung was due as well, and acted in its place."""
    HELD = "held"
    """Somebody had acknowledged it, or it was resolved."""
    NOBODY = "nobody"
    """Nobody holds the rung, and nobody above it whom the ladder has not told."""


class EscalationStep(Value):
    """What a rung did; ``people`` are those it told, ``stands_in`` says for whom, as ``eve for ada``."""

    rung: Count
    at: Utc
    outcome: StepOutcome
    severity: Severity
    people: Annotated[tuple[AnyText, ...], IMPERSONAL] = ()
    stands_in: Annotated[tuple[AnyText, ...], IMPERSONAL] = ()
    reassigns: bool = False
    raises_priority: bool = False


class EscalationNotFound(NotFound):
    """No escalation of the tenant has this id."""


class EscalationClosed(Refused):
    @classmethod
    def because_it_is(cls, escalation: "Escalation") -> Self:
        return cls(
            "the escalation of {number} is {status} already",
            {"number": escalation.number, "status": escalation.status.value},
        )

    @classmethod
    def because_a_fact_resolved_it(cls, escalation: "Escalation") -> Self:
        return cls(
            "the escalation of {number} was resolved by what happened; only what a person resolved is reopened",
            {"number": escalation.number},
        )


class SnoozedTooOften(Refused):
    @classmethod
    def because_of_the_limit(cls, escalation: "Escalation", limit: int) -> Self:
        return cls(
            "the escalation of {number} was snoozed {times} times; acknowledge it, or resolve it",
            {"number": escalation.number, "times": limit},
        )


class Escalation(Entity):
    """``cause_id`` is the clock, or the spell of a stale lead; of each there is one.

    ``steps`` are its history: every rung that acted, was passed over or held.
    """

    kind = EntityKind.ESCALATION
    unique = (("cause_id",),)
    not_found = EscalationNotFound

    cause: EscalationCause
    cause_id: Annotated[Id, IMPERSONAL]
    subject_kind: EntityKind
    subject_id: Id
    number: Annotated[Number, IMPERSONAL]
    target: Key
    """What was promised, such as first_contact; ``activity`` for a stale lead."""
    owner: UserId | None = None
    severity: Severity
    status: EscalationStatus = EscalationStatus.OPEN
    acknowledged_at: Utc | None = None
    acknowledged_by: UserId | None = None
    snoozed_until: Utc | None = None
    snoozes: Count = 0
    resolved_at: Utc | None = None
    resolved_by: UserId | None = None
    resolution: FreeText | None = None
    steps: tuple[EscalationStep, ...] = ()

    @property
    def subject(self) -> EntityRef:
        """The lead or deal it is about."""
        return EntityRef.unchecked(self.subject_kind, self.subject_id)

    @property
    def people(self) -> frozenset[str]:
        """Everybody whom its rungs have told."""
        return frozenset(user for step in self.steps for user in step.people)

    def rests_until(self, at: datetime) -> datetime | None:
        """The end of the snooze that goes on at this moment."""
        return self.snoozed_until if self.snoozed_until is not None and self.snoozed_until > at else None

    def step(self, step: EscalationStep) -> Self:
        """With one more step in its history; a rung that tells sets the severity."""
        severity = step.severity if step.outcome is StepOutcome.NOTIFIED else self.severity
        return self.changed(step.at, steps=(*self.steps, step), severity=severity)

    def raised(self, step: EscalationStep) -> tuple[Self, EscalationRaised]:
        """A rung that acted."""
        raised = self.step(step)
        return raised, self._event(
            EscalationRaised, step.at, rung=step.rung, severity=step.severity.value, people=step.people
        )

    def acknowledge(self, by: str, *, at: datetime) -> tuple[Self, EscalationAcknowledged]:
        """Somebody takes it on. Raises EscalationClosed for one that is not open."""
        if self.status is not EscalationStatus.OPEN:
            raise EscalationClosed.because_it_is(self)
        taken = self.changed(at, status=EscalationStatus.ACKNOWLEDGED, acknowledged_at=as_utc(at), acknowledged_by=by)
        return taken, self._event(EscalationAcknowledged, at, by=by)

    def snooze(
        self, until: datetime, *, at: datetime, longest: timedelta, limit: int
    ) -> tuple[Self, EscalationSnoozed]:
        """Its ladder rests until then. Raises EscalationClosed, SnoozedTooOften, and Invalid for too long."""
        if self.status is EscalationStatus.RESOLVED:
            raise EscalationClosed.because_it_is(self)
        if self.snoozes >= limit:
            raise SnoozedTooOften.because_of_the_limit(self, limit)
        if not at < until <= at + longest:
            hours = longest / timedelta(hours=1)
            raise Invalid.field("until", f"it is not within the next {hours:g} hours", "name an earlier moment ahead")
        snoozed = self.changed(at, snoozed_until=as_utc(until), snoozes=self.snoozes + 1)
        return snoozed, self._event(EscalationSnoozed, at, until=as_utc(until))

    def resolve(self, by: str, reason: str | None, *, at: datetime) -> tuple[Self, EscalationResolved]:
        """By a fact, without a reason, or by a person. Raises EscalationClosed."""
        if self.status is EscalationStatus.RESOLVED:
            raise EscalationClosed.because_it_is(self)
        resolved = self.changed(
            at, status=EscalationStatus.RESOLVED, resolved_at=as_utc(at), resolved_by=by, resolution=reason
        )
        return resolved, self._event(EscalationResolved, at)

    def reopen(self, *, at: datetime) -> tuple[Self, EscalationReopened]:
        """Takes back what a person resolved. Raises EscalationClosed for one that is not, or that a fact resolved."""
        if self.status is not EscalationStatus.RESOLVED:
            raise EscalationClosed.because_it_is(self)
        if self.resolution is None:
            raise EscalationClosed.because_a_fact_resolved_it(self)
        status = EscalationStatus.ACKNOWLEDGED if self.acknowledged_by else EscalationStatus.OPEN
        reopened = self.changed(at, status=status, resolved_at=None, resolved_by=None, resolution=None)
        return reopened, self._event(EscalationReopened, at)

    def _event(self, kind: type[Ev], at: datetime, **facts: object) -> Ev:
        return self.event(kind, at=at, related=self.subject, number=self.number, **facts)


class EscalationFilter(Filter):
    """Everything named must hold."""

    status: EscalationStatus | None = Field(default=None, description="Only those that are.")
    cause: EscalationCause | None = Field(default=None, description="Only for clocks, or for stale leads.")
    owner: UserId | None = Field(default=None, description="Only those of this person's leads and deals.")
    severity: Severity | None = Field(default=None, description="Only those of this severity.")
    subject_id: Id | None = Field(default=None, description="Only those about this lead or deal: number or id.")
