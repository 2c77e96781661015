"""The events of an activity; each names the lead or deal that it belongs to."""

from typing import ClassVar

from crm_core.activities.human import Happening
from crm_core.activities.kinds import ActivityDirection, ActivityOutcome, ActivityType, TaskAnswer
from crm_core.events import DomainEvent
from crm_core.identity import EntityRef
from crm_core.values import Utc
from crm_core.vocabulary import PersonId, UserId
from crm_core.voting import StrategyName


class ActivityEvent(DomainEvent):
    """``related`` is the lead or deal it belongs to; ``happened_at`` is None while it is still to do.

    What 0.1.0 did not tell has a default.
    """

    related: EntityRef
    direction: ActivityDirection = ActivityDirection.OUTBOUND
    automated: bool = False
    outcome: ActivityOutcome | None = None
    happened_at: Utc | None = None


class ActivityLogged(ActivityEvent):
    """Announced when an activity is logged."""

    name: ClassVar = "activity.logged"
    activity_type: ActivityType

    @property
    def happening(self) -> Happening:
        """What the rules need to know of it."""
        return Happening.of(self, self.happened_at)


class ActivityCompleted(ActivityEvent):
    """Announced when a task or another planned activity is done; ``outcome`` is None when none was named."""

    name: ClassVar = "activity.completed"
    activity_type: ActivityType = ActivityType.TASK

    @property
    def happening(self) -> Happening:
        """What the rules need to know of it."""
        return Happening.of(self, self.happened_at)


class SharedTaskEvent(DomainEvent):
    """``related`` is the lead or deal that the task belongs to."""

    related: EntityRef


class TaskAnswered(SharedTaskEvent):
    """Announced when one of several people answers for their part; ``for_user`` is whose part it is."""

    name: ClassVar = "activity.answered"
    user: UserId
    for_user: UserId
    answer: TaskAnswer


class TaskAnswerWithdrawn(SharedTaskEvent):
    """Announced when an answer is taken back while the task is open."""

    name: ClassVar = "activity.answer_withdrawn"
    user: UserId
    for_user: UserId


class TaskAssigneesChanged(SharedTaskEvent):
    """Announced when people are added to a task or taken off, or when it is theirs by another strategy."""

    name: ClassVar = "activity.assignees_changed"
    assignees: tuple[PersonId, ...]
    strategy: StrategyName
