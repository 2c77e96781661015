"""A task that several people have: each answers for their part, and a strategy says when it is done (BR-010).

Done by the strategy is completed; declined by it, it is given up: completed with the outcome ``cancelled``.
"""

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator

from crm_core.activities.activity import Activity, ActivityAlreadyCompleted, People
from crm_core.activities.events import (
    ActivityCompleted,
    SharedTaskEvent,
    TaskAnswered,
    TaskAnswerWithdrawn,
    TaskAssigneesChanged,
)
from crm_core.activities.kinds import ActivityOutcome, ActivityType, TaskAnswer
from crm_core.errors import Invalid, Refused
from crm_core.values import Value
from crm_core.voting import UNISON, AlreadyDecided, Answer, Strategies, StrategyName, Vote

SharedTaskChanged = tuple[Activity, tuple[SharedTaskEvent | ActivityCompleted, ...]]


class ChangeAssignees(Value):
    """Who else is to do a task, who no longer, and by which strategy; what is not named stays."""

    add: People = Field(default=(), description="Who is to do it, too; repeat it.")
    remove: People = Field(default=(), description="Who is not to do it any more; their answer goes with them.")
    strategy: StrategyName | None = Field(
        default=None, description="How many of them must have done it: unison, majority, first, quorum:2."
    )

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not (self.add or self.remove or self.strategy):
            raise ValueError("add: nothing is to change; name people to add or to remove, or a strategy")
        if both := sorted({*self.add} & {*self.remove}):
            raise ValueError(f"remove: {', '.join(both)} is to be added, too; name one of the two")
        return self


class NotShared(Refused):
    """What several people are asked, in the case of one."""

    @classmethod
    def because_it_has_one_assignee(cls, activity: Activity) -> Self:
        return cls(
            "{what} {subject!r} is one person's; complete it: crm activity complete {id}",
            {"what": str(activity.activity_type), "subject": activity.subject, "id": activity.id},
        )

    @classmethod
    def because_it_is_no_task(cls, activity: Activity) -> Self:
        return cls(
            "only a task is given to several people, and {subject!r} is a {what}; log a task",
            {"what": str(activity.activity_type), "subject": activity.subject},
        )


class NothingToWithdraw(Refused):
    @classmethod
    def because_there_is_no_answer(cls, task: Activity, seat: str) -> Self:
        return cls("{seat} has not answered about {about} yet", {"seat": seat, "about": task.voting.about})


def answered(
    task: Activity,
    answer: TaskAnswer,
    *,
    seat: str,
    by: str,
    at: datetime,
    strategies: Strategies,
    comment: str | None = None,
) -> SharedTaskChanged:
    """``by`` answers for the part of ``seat``; the first answer counts, until it is taken back.

    Raises AlreadyDecided, which says what was decided; NotShared, MayNotVote, StrategyUnusable.
    """
    require_open(task)
    task.voting.require_open(by, seat)
    vote = Vote(user=by, for_user=seat, vote=answer.ballot, at=at, comment=comment)
    event = task.event(TaskAnswered, at=at, related=task.related, user=by, for_user=seat, answer=answer)
    return _judged(task.changed(at, answers=(*task.answers, vote)), event, by, at, strategies)


def withdrawn(task: Activity, *, seat: str, by: str, at: datetime) -> SharedTaskChanged:
    """The answer for this part is taken back. Raises AlreadyDecided, NotShared, NothingToWithdraw."""
    require_open(task)
    left = tuple(each for each in task.answers if each.for_user != seat)
    if len(left) == len(task.answers):
        raise NothingToWithdraw.because_there_is_no_answer(task, seat)
    event = task.event(TaskAnswerWithdrawn, at=at, related=task.related, user=by, for_user=seat)
    return task.changed(at, answers=left), (event,)


def reassigned(
    task: Activity, request: ChangeAssignees, *, by: str, at: datetime, strategies: Strategies
) -> SharedTaskChanged:
    """Who is there already may be added again. One person's task becomes theirs and the others'.

    What is left may be decided by the answers there are.
    Raises ActivityAlreadyCompleted, NotShared; StrategyUnusable for a quorum above the number of people; Invalid when
    nobody is left, and for one who is to be removed and does not have it.
    """
    if task.completed_at is not None:
        raise ActivityAlreadyCompleted.because_done_before(task)
    if task.activity_type is not ActivityType.TASK:
        raise NotShared.because_it_is_no_task(task)
    former = task.assignees or ((task.assigned_to,) if task.assigned_to else ())
    if strangers := [each for each in request.remove if each not in former]:
        raise Invalid.field("remove", f"{', '.join(strangers)} does not have the task", "name somebody who does")
    assignees = tuple(each for each in dict.fromkeys((*former, *request.add)) if each not in request.remove)
    if not assignees:
        raise Invalid.field("remove", "nobody is left", "add somebody, too")
    strategy = request.strategy or task.strategy or UNISON
    strategies.check(strategy, len(assignees))
    answers = tuple(each for each in task.answers if each.for_user in assignees)
    shared = {"assigned_to": None, "assignees": assignees, "strategy": strategy, "answers": answers, "outcome": None}
    after = task.changed(at, **shared)
    event = task.event(TaskAssigneesChanged, at=at, related=task.related, assignees=assignees, strategy=strategy)
    return _judged(after, event, by, at, strategies)


def require_open(task: Activity) -> None:
    """Raises NotShared; AlreadyDecided, which says what was decided."""
    if not task.assignees:
        raise NotShared.because_it_has_one_assignee(task)
    if task.completed_at is not None:
        state = "given up" if task.outcome is ActivityOutcome.CANCELLED else "done"
        raise AlreadyDecided.because_it_is_over(task.voting.about, state, task.completed_by, task.completed_at)


def _judged(task: Activity, event: SharedTaskEvent, by: str, at: datetime, strategies: Strategies) -> SharedTaskChanged:
    """Decided once the strategy says yes or no."""
    answer = task.voting.answer(strategies)
    if answer is Answer.OPEN:
        return task, (event,)
    done, completed = task.completed(by=by, at=at, outcome=ActivityOutcome.CANCELLED if answer is Answer.NO else None)
    return done, (event, completed)
