"""Timers: what falls due later about an entity, set and cancelled in the commit that gives the reason (FR-L3-006)."""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, Self

from pydantic import Field

from crm_core.errors import ChangedMeanwhile, NotFound, Refused
from crm_core.identity import EntityKind, EntityRef
from crm_core.stores import Filter, Listed
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Count, Id, Key, TenantId, Total
from crm_operations.process import compound_id

_ID_DIGITS = 32


class TimerState(StrEnum):
    PENDING = "pending"
    """Waits for its moment, or is being fired."""
    FIRED = "fired"
    PASSED = "passed"
    """Fell due together with a higher rung, which fired instead."""
    CANCELLED = "cancelled"
    FAILED = "failed"
    """Gave up after the last attempt; a person may retry it."""


class Timer(Value):
    """One rung of one kind of timer about one entity; it fires once, when now is at or after ``trigger_at``.

    ``token``, which fences, counts claims and changes, so that a worker that lost its claim changes nothing.
    """

    id: Id
    tenant_id: TenantId
    kind: Key = Field(description="What it is for.")
    subject: EntityRef
    rung: Count = 0
    trigger_at: Utc
    state: TimerState = TimerState.PENDING
    available_at: Utc
    """When it may be claimed: its moment, the end of a claim, or of the pause after a failure."""
    attempts: Total = 0
    token: Total = 0
    ended_at: Utc | None = None
    """When it fired, passed or failed."""
    last_error: AnyText | None = None


class TimerFilter(Filter):
    """Everything named must hold; in the order of moments."""

    kind: Key | None = Field(default=None, description="Only this kind.")
    state: TimerState | None = Field(default=None, description="Only those that are.")
    due: bool = Field(default=False, description="Only those that wait and are due.")
    failed: bool = Field(default=False, description="Only those that were given up, until they are retried.")
    subject_kind: EntityKind | None = Field(default=None, description="Only those about this kind of entity.")
    subject_id: Id | None = Field(default=None, description="Only those about this: a number, or an id.")


class TimerNotFound(NotFound):
    @classmethod
    def because_unknown_id(cls, timer_id: str) -> Self:
        return cls.because_unknown("timer", timer_id)


class TimerNotWaiting(Refused):
    @classmethod
    def because_it_is(cls, timer: Timer) -> Self:
        return cls(
            "timer {id} is {state}; cancel one that is pending or failed, retry one that failed or was cancelled",
            {"id": timer.id, "state": timer.state.value},
        )


class TimerLost(ChangedMeanwhile):
    """Moved, cancelled, or claimed by another worker since it was claimed here: nothing may be done for it."""

    @classmethod
    def because_no_longer_held(cls, timer: Timer) -> Self:
        return cls.because_it_is_no_longer_so("timer", timer.id)


class TimerStore(Protocol):
    """The timers of one tenant, within a unit of work; what is written counts once that commits."""

    def set(self, kind: str, subject: EntityRef, at: Utc, rung: int = 0) -> None:
        """Sets it, or moves it to ``at``; without an effect on one that has fired or passed."""
        ...

    def cancel(self, subject: EntityRef, kind: str | None = None) -> None:
        """Cancels pending ones about the entity, of one kind or all; the one that is firing here goes on."""
        ...

    def of(self, subject: EntityRef) -> Sequence[Timer]:
        """In whatever state, in the order of kinds and rungs."""
        ...

    def get(self, timer_id: str) -> Timer:
        """By id. Raises TimerNotFound."""
        ...

    def find(self, filters: TimerFilter, now: Utc) -> Listed[Timer]:
        """In the order of moments; ``after_id`` is the last one of the page before, ``now`` what is due at."""
        ...

    def retry(self, timer: Timer, at: Utc) -> None:
        """Makes a failed or cancelled one pending again, to be fired from ``at`` on, with all its attempts."""
        ...

    def hold(self, timer: Timer) -> Sequence[Timer]:
        """Begins to fire a claimed one; answers all rungs of its kind and subject. Raises TimerLost.

        Until the unit of work ends, ``cancel`` leaves it alone, and ``set`` moves it only while the claim lasts.
        """
        ...

    def finish(self, timer: Timer, state: TimerState, at: Utc) -> bool:
        """Ends the one that is held; answers False where ``set`` moved it. Ends another one that is pending or failed.

        Raises TimerLost, at the latest on leaving the unit of work, when the claim has ended.
        """
        ...


def timer_id(kind: str, subject: EntityRef, rung: int) -> str:
    """The same for the same rung, so that none is set twice."""
    return sha256(compound_id(kind, subject.kind, subject.id, str(rung)).encode()).hexdigest()[:_ID_DIGITS]
