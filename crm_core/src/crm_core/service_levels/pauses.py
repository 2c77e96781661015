"""Pauses of a clock, as a ledger a person can read: from when, until when, why."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from crm_core.personal import IMPERSONAL
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import FreeText, Id, UserId


class PauseReason(StrEnum):
    BY_HAND = "by_hand"
    ACTIVITY = "activity"
    """Something is planned for later, so nobody need ask before."""
    APPROVAL = "approval"
    """Somebody else has to say yes first."""


class Pause(Value):
    """From ``start`` until just before ``end``; without an end it goes on."""

    start: Utc
    end: Utc | None = None
    reason: PauseReason
    cause: Annotated[Id, IMPERSONAL] | None = None
    """The activity or the approval request it is for."""
    by: UserId | None = None
    note: FreeText | None = Field(default=None)

    def covers(self, at: datetime) -> bool:
        """Whether that moment is within it."""
        return self.start <= at and (self.end is None or at < self.end)

    def ended(self, at: datetime) -> Self:
        """Ends at this moment, or when it ended before; not before it began."""
        if self.end is not None and self.end <= at:
            return self
        return self.model_copy(update={"end": max(as_utc(at), self.start)})


def spans_of(pauses: Iterable[Pause]) -> Sequence[tuple[datetime, datetime | None]]:
    """As working time takes them."""
    return [(pause.start, pause.end) for pause in pauses]
