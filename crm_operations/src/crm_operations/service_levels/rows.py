"""How clocks are listed and shown, as of a moment."""

from datetime import datetime
from typing import Any

from pydantic import Field

from crm_core.identity import EntityRef
from crm_core.service_levels import (
    ClockState,
    ClockStatus,
    Pause,
    Severity,
    SlaClock,
    SlaClockFilter,
    SLAResult,
    Target,
)
from crm_core.stores import Filter
from crm_core.values import AnyMoment, Value
from crm_core.vocabulary import AnyText, Id, Name, Number, Total, UserId
from crm_operations.records import UnitOfWork
from crm_operations.service_levels.terms import terms_of


class SlaQuery(Filter):
    """Everything named must hold."""

    subject: Id | None = Field(default=None, description="Only those of this lead or deal: number or id.")
    owner: UserId | None = Field(default=None, description="Only those of this person.")
    target: Target | None = Field(default=None, description="Only those of this target.")
    policy: Name | None = Field(default=None, description="Only those of this policy, in any revision.")
    state: ClockState | None = Field(default=None, description="Only those that are.")

    def at(self, moment: datetime, subject: EntityRef | None) -> SlaClockFilter:
        """A state as what is stored says it, at that moment."""
        plain = {name: getattr(self, name) for name in ("owner", "target", "policy", "after_id", "limit")}
        return SlaClockFilter(subject=subject, **plain, **_stored(self.state, moment))


class SlaRow(Value):
    """A clock in a list; ``remaining_seconds`` is below 0 after it was due, and None once it has stopped."""

    id: Id = Field(exclude=True)
    subject: EntityRef
    number: Number
    target: Target
    policy: Name
    policy_version: Total
    owner: UserId | None
    state: ClockState
    started_at: AnyMoment
    warn_at: AnyMoment | None
    due_at: AnyMoment | None
    stopped_at: AnyMoment | None
    paused_seconds: Total
    elapsed_seconds: Total
    remaining_seconds: Total | None
    severity: Severity | None

    @classmethod
    def of(cls, work: UnitOfWork, clock: SlaClock, at: datetime) -> "SlaRow":
        """As it stands at that moment; built without validation, which its parts passed."""
        terms = terms_of(work, clock)
        stands = clock.stand(terms, at)
        return cls.model_construct(
            id=clock.id,
            subject=clock.subject,
            number=clock.number,
            target=clock.target,
            policy=clock.policy,
            policy_version=clock.policy_version,
            owner=clock.owner,
            state=stands.state,
            started_at=clock.started_at,
            warn_at=clock.warn_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            paused_seconds=stands.paused,
            elapsed_seconds=stands.elapsed,
            remaining_seconds=terms.seconds - stands.elapsed if clock.is_running else None,
            severity=stands.severity,
        )


class ShownClock(Value):
    """A clock with its verdict: what was counted and paused, and when what stopped it was told."""

    row: SlaRow
    reported_at: AnyMoment | None
    calendar: AnyText | None
    calendar_version: Total | None
    pauses: tuple[Pause, ...]
    result: SLAResult


class ClocksOf(Value):
    """The clocks of one lead or deal."""

    number: Number
    clocks: tuple[ShownClock, ...]


def _stored(state: ClockState | None, at: datetime) -> dict[str, Any]:
    running: dict[str, Any] = {"status": ClockStatus.RUNNING}
    match state:
        case None:
            return {}
        case ClockState.MET | ClockState.MET_LATE | ClockState.CANCELLED:
            return {"status": ClockStatus(state.value)}
        case ClockState.BREACHED:
            return {**running, "due_by": at}
        case ClockState.PAUSED:
            return {**running, "paused_after": at}
        case ClockState.AT_RISK:
            return {**running, "unpaused_by": at, "warned_by": at, "due_after": at}
        case ClockState.ON_TRACK:
            return {**running, "unpaused_by": at, "warned_after": at}
