"""Activities with a lead, a deal or a customer, done or planned (PLAN-004, PLAN-011)."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from crm_core.activities.events import ActivityCompleted, ActivityLogged
from crm_core.activities.human import Happening
from crm_core.activities.kinds import ActivityDirection, ActivityOutcome, ActivityType, TaskAnswer
from crm_core.clock import moment_in_words
from crm_core.custom_fields import OwnColumns, OwnValues
from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound, Refused
from crm_core.identity import EntityKind, EntityRef
from crm_core.personal import PERSONAL
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import FreeText, Id, PersonId, ShortText, Text, UserId
from crm_core.voting import BUILT_IN, UNISON, Strategies, StrategyName, Vote, Voting

HappenedAt = Annotated[
    Utc, Field(description="When it happened, if not now: 2026-06-30T14:00 your time; not ahead of now.")
]

MOST_ASSIGNEES = 100


def _once(people: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))


People = Annotated[tuple[PersonId, ...], Field(max_length=MOST_ASSIGNEES), AfterValidator(_once)]
"""Each of them once, in the order they were named."""


class ActivityNote(Value):
    """A remark on an activity: who, when, what."""

    author: UserId
    at: Utc
    text: Text


class LogActivity(OwnValues):
    """What happened is logged as completed; a task or follow-up needs a due date.

    ``direction`` left out is outbound, of a note internal; ``happened_at`` left out is now. A task may be given to
    several people instead of one; ``strategy`` says how many must have done it, left out unison: all.
    """

    related: EntityRef
    activity_type: ActivityType = Field(description="What kind of activity it is.")
    subject: Annotated[ShortText, PERSONAL] = Field(description="What it was, or is, about.")
    description: FreeText | None = Field(default=None, description="The whole story.")
    outcome: ActivityOutcome | None = Field(default=None, description="How it went.")
    due_date: Utc | None = Field(
        default=None, description="Still to do: by 2026-06-30, or at 2026-06-30T14:00 your time."
    )
    assigned_to: UserId | None = Field(default=None, description="Who is to do it.")
    assignees: People = Field(default=(), description="Of a task, who of several people are to do it; repeat it.")
    strategy: StrategyName | None = Field(
        default=None, description="How many of them must have done it: unison, majority, first, quorum:2; else all."
    )
    direction: ActivityDirection | None = Field(
        default=None, description="Who turned to whom; else outbound, of a note internal."
    )
    automated: bool = Field(default=False, description="A program did it, no person.")
    happened_at: HappenedAt | None = None

    @model_validator(mode="after")
    def _tasks_fall_due(self) -> Self:
        if self.activity_type.requires_due_date and self.due_date is None:
            raise ValueError(f"due_date is missing: a {self.activity_type} needs one")
        if self.due_date is not None and self.happened_at is not None:
            raise ValueError("happened_at: with a due_date it is still to do; name one of the two")
        return self

    @model_validator(mode="after")
    def _tasks_are_shared(self) -> Self:
        if self.assignees and self.activity_type is not ActivityType.TASK:
            raise ValueError(f"assignees: a {self.activity_type} is one person's; name assigned_to, or log a task")
        if self.assignees and self.assigned_to is not None:
            raise ValueError("assignees: it is given to one person already; name one of the two")
        if self.assignees and self.outcome is not None:
            raise ValueError("outcome: what several people have to do ends as they answer; leave it out")
        if self.strategy is not None and not self.assignees:
            raise ValueError("strategy: nobody is named whom it counts; name assignees")
        return self

    def happening(self, at: datetime) -> Happening:
        """What the rules need to know of it, told at this moment."""
        return Happening(
            activity_type=self.activity_type,
            direction=self.direction or self.activity_type.usual_direction,
            automated=self.automated,
            outcome=self.outcome,
            happened_at=None if self.due_date else self.happened_at or at,
        )


class ActivityAlreadyCompleted(Refused):
    @classmethod
    def because_done_before(cls, activity: "Activity") -> Self:
        return cls(
            "activity {subject!r} was completed at {at}; log a new one instead",
            {"subject": activity.subject, "at": moment_in_words(activity.completed_at or activity.updated_at)},
        )


class AnsweredBySeveral(Refused):
    """What several people are to do is done when their answers say so."""

    @classmethod
    def because_it_is_shared(cls, task: "Activity") -> Self:
        return cls(
            "task {subject!r} is given to {assignees}; say it for your part: crm activity answer {id} done",
            {"subject": task.subject, "assignees": ", ".join(task.assignees), "id": task.id},
        )


class HappensLater(Invalid):
    @classmethod
    def because_it_is_ahead(cls, happened_at: datetime) -> Self:
        return cls.field(
            "happened_at",
            f"{moment_in_words(happened_at)} is ahead of now",
            "name a past moment, or plan it with a due date",
        )


class ActivityNotFound(NotFound):
    """No activity of the tenant has this id."""


class Activity(OwnColumns, Entity):
    """Something done, or to be done, that belongs to one other entity.

    ``due_date`` None means that it was logged after it happened, so it is completed from the start; moments in UTC.
    ``completed_at`` is when it happened, ``created_at`` when it was told. A task of several people has ``assignees``,
    a ``strategy`` and their ``answers``; ``crm_core.activities.shared_task`` says what happens to it.
    """

    kind = EntityKind.ACTIVITY
    unique = (("external_id",),)
    not_found = ActivityNotFound

    related_entity_type: EntityKind
    related_entity_id: Id
    activity_type: ActivityType
    subject: Annotated[ShortText, PERSONAL]
    description: FreeText | None = None
    outcome: ActivityOutcome | None = None
    direction: ActivityDirection = ActivityDirection.OUTBOUND
    automated: bool = False
    due_date: Utc | None = None
    completed_at: Utc | None = None
    completed_by: UserId | None = None
    assigned_to: UserId | None = None
    assignees: tuple[PersonId, ...] = ()
    strategy: StrategyName | None = None
    answers: tuple[Vote, ...] = ()
    created_by: UserId

    @classmethod
    def log(
        cls,
        request: LogActivity,
        *,
        entity_id: str,
        tenant_id: str,
        by: str,
        at: datetime,
        strategies: Strategies = BUILT_IN,
    ) -> tuple["Activity", ActivityLogged]:
        """Completed at once, by whoever logs it, unless the request has a due date.

        Raises HappensLater; StrategyUnusable for an unknown one, and for a quorum above the number of people.
        """
        happening = request.happening(at)
        _require_past(happening.happened_at, at)
        activity = cls.new(
            None,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            related_entity_type=request.related.kind,
            related_entity_id=request.related.id,
            completed_at=happening.happened_at,
            completed_by=by if happening.happened_at else None,
            created_by=by,
            **{
                **request.model_dump(exclude={"related", "happened_at"}),
                "direction": happening.direction,
                "strategy": request.strategy or (UNISON if request.assignees else None),
            },
        )
        if activity.strategy is not None:
            strategies.check(activity.strategy, len(activity.assignees))
        event = activity.event(ActivityLogged, at=at, related=request.related, **dict(happening))
        return activity, event

    @property
    def happening(self) -> Happening:
        """What the rules need to know of it."""
        return Happening.of(self, self.completed_at)

    @property
    def related(self) -> EntityRef:
        """The entity the activity belongs to."""
        return EntityRef.unchecked(self.related_entity_type, self.related_entity_id)

    @property
    def voting(self) -> Voting:
        """The answers of a task that several people have: done is yes, declined is no."""
        return Voting(f"the task {self.subject!r}", self.assignees, self.strategy or UNISON, self.answers)

    @property
    def open_seats(self) -> tuple[str, ...]:
        """Whose answer is waited for; nobody's once it is completed."""
        return self.voting.open_seats if self.completed_at is None else ()

    def to_dict(self) -> dict[str, Any]:
        """As lists and commands show it, with ``for`` and ``answer`` as people say it."""
        answers = [
            {("answer" if name == "vote" else name): value for name, value in vote.to_dict().items()}
            | {"answer": TaskAnswer.of(vote.vote).value}
            for vote in self.answers
        ]
        return super().to_dict() | {"answers": answers}

    def is_overdue(self, at: datetime) -> bool:
        """Derived, never stored: still to do, and its time has passed."""
        return self.completed_at is None and self.due_date is not None and self.due_date < at

    def complete(
        self, *, by: str, at: datetime, outcome: ActivityOutcome | None = None, happened_at: datetime | None = None
    ) -> tuple["Activity", ActivityCompleted]:
        """Done by this user, now or at ``happened_at``; without ``outcome`` the one that was planned stays.

        Raises ActivityAlreadyCompleted, HappensLater; AnsweredBySeveral for a task that several people have.
        """
        if self.completed_at is not None:
            raise ActivityAlreadyCompleted.because_done_before(self)
        if self.assignees:
            raise AnsweredBySeveral.because_it_is_shared(self)
        _require_past(happened_at, at)
        return self.completed(by=by, at=at, outcome=outcome, happened_at=happened_at)

    def completed(
        self, *, by: str, at: datetime, outcome: ActivityOutcome | None = None, happened_at: datetime | None = None
    ) -> tuple["Activity", ActivityCompleted]:
        """The same, whoever decides it."""
        when = as_utc(happened_at or at)
        done = self.changed(at, completed_at=when, completed_by=by, outcome=outcome or self.outcome)
        return done, self.event(ActivityCompleted, at=at, related=self.related, **dict(done.happening))


def _require_past(happened_at: datetime | None, at: datetime) -> None:
    if happened_at is not None and happened_at > at:
        raise HappensLater.because_it_is_ahead(happened_at)
