"""Which activities count as human, and which of them make the first contact with a lead.

Whatever says "in touch", "worked", "stale" or "contacted" reads these rules; SQL says them with the same words.
"""

from datetime import datetime
from typing import Any

from crm_core.activities.kinds import ActivityDirection, ActivityOutcome, ActivityType
from crm_core.values import Utc, Value


class Happening(Value):
    """What the rules need to know of an activity; ``happened_at`` is None while it is still to do."""

    activity_type: ActivityType
    direction: ActivityDirection = ActivityDirection.OUTBOUND
    automated: bool = False
    outcome: ActivityOutcome | None = None
    happened_at: Utc | None = None

    @classmethod
    def of(cls, fact: Any, happened_at: datetime | None) -> "Happening":
        """Of an activity, or an event that tells of one; built without validation, which its parts passed."""
        return cls.model_construct(
            activity_type=fact.activity_type,
            direction=fact.direction,
            automated=fact.automated,
            outcome=fact.outcome,
            happened_at=happened_at,
        )

    @property
    def is_human(self) -> bool:
        """A completed call, e-mail, meeting or demo in either direction, an attempt too.

        Neither automated nor internal, nor cancelled or rescheduled.
        """
        return (
            self.happened_at is not None
            and self.activity_type.is_interaction
            and self.direction is not ActivityDirection.INTERNAL
            and not self.automated
            and not (self.outcome is not None and self.outcome.did_not_take_place)
        )

    def makes_first_contact(self, *, answered: bool = False) -> bool:
        """An outbound attempt by a person, or an inbound call or meeting a person took; an inbound e-mail is none.

        ``answered`` asks for an outbound one whose outcome says that somebody was reached.
        """
        if not self.is_human:
            return False
        if self.direction is ActivityDirection.INBOUND:
            return self.activity_type in _TAKEN_BY_A_PERSON and self.outcome is not ActivityOutcome.NO_ANSWER
        return not answered or self.outcome in _REACHED


_TAKEN_BY_A_PERSON = frozenset({ActivityType.CALL, ActivityType.MEETING})
_REACHED = frozenset({ActivityOutcome.SUCCESSFUL, ActivityOutcome.UNSUCCESSFUL})
