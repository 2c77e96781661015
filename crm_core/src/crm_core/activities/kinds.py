"""What kinds of activities there are, which way they go, and how they end (PLAN-011)."""

from enum import StrEnum

from crm_core.voting import Ballot


class ActivityType(StrEnum):
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    DEMO = "demo"
    PROPOSAL = "proposal"
    CONTRACT = "contract"
    FOLLOW_UP = "follow_up"
    TASK = "task"
    NOTE = "note"

    @property
    def requires_due_date(self) -> bool:
        """Follow-ups and tasks do."""
        return self in {ActivityType.FOLLOW_UP, ActivityType.TASK}

    @property
    def is_interaction(self) -> bool:
        """Whether the customer takes part: calls, emails, meetings and demos."""
        return self in {ActivityType.CALL, ActivityType.EMAIL, ActivityType.MEETING, ActivityType.DEMO}

    @property
    def is_meeting(self) -> bool:
        """Meetings and demos."""
        return self in {ActivityType.MEETING, ActivityType.DEMO}

    @property
    def usual_direction(self) -> "ActivityDirection":
        """Outbound; of a note internal."""
        return ActivityDirection.INTERNAL if self is ActivityType.NOTE else ActivityDirection.OUTBOUND


class ActivityDirection(StrEnum):
    """Who turned to whom; what stays among colleagues is internal."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"
    INTERNAL = "internal"


class ActivityOutcome(StrEnum):
    SUCCESSFUL = "successful"
    UNSUCCESSFUL = "unsuccessful"
    NO_ANSWER = "no_answer"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"

    @property
    def did_not_take_place(self) -> bool:
        """Cancelled and rescheduled."""
        return self in {ActivityOutcome.RESCHEDULED, ActivityOutcome.CANCELLED}


class TaskAnswer(StrEnum):
    """What one of several people says for their part of a task."""

    DONE = "done"
    DECLINED = "declined"

    @property
    def ballot(self) -> Ballot:
        """As a strategy counts it."""
        return Ballot.YES if self is TaskAnswer.DONE else Ballot.NO

    @classmethod
    def of(cls, ballot: Ballot) -> "TaskAnswer":
        return cls.DONE if ballot is Ballot.YES else cls.DECLINED
