"""Activities with a lead, a deal or a customer, done or planned (PLAN-004, PLAN-011)."""

from datetime import datetime
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from crm_core.activities.human import Happening
from crm_core.activities.kinds import ActivityDirection, ActivityOutcome, ActivityType
from crm_core.clock import moment_in_words
from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.personal import PERSONAL
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import FreeText, Id, ShortText, Text, UserId

HappenedAt = Annotated[
    Utc, Field(description="When it happened, if not now: 2026-06-30T14:00 your time; not ahead of now.")
]


class ActivityNote(Value):
    """A remark on an activity: who, when, what."""

    author: UserId
    at: Utc
    text: Text


class LogActivity(Value):
    """What happened is logged as completed; a task or follow-up needs a due date.

    ``direction`` left out is outbound, of a note internal; ``happened_at`` left out is now.
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

    def happening(self, at: datetime) -> Happening:
        """What the rules need to know of it, told at this moment."""
        return Happening(
            activity_type=self.activity_type,
            direction=self.direction or self.activity_type.usual_direction,
            automated=self.automated,
            outcome=self.outcome,
            happened_at=None if self.due_date else self.happened_at or at,
        )


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
        return _happening_of(self, self.happened_at)


class ActivityCompleted(ActivityEvent):
    """Announced when a task or another planned activity is done; ``outcome`` is None when none was named."""

    name: ClassVar = "activity.completed"
    activity_type: ActivityType = ActivityType.TASK

    @property
    def happening(self) -> Happening:
        """What the rules need to know of it."""
        return _happening_of(self, self.happened_at)


class ActivityAlreadyCompleted(Refused):
    @classmethod
    def because_done_before(cls, activity: "Activity") -> Self:
        return cls(
            "activity {subject!r} was completed at {at}; log a new one instead",
            {"subject": activity.subject, "at": moment_in_words(activity.completed_at or activity.updated_at)},
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


class Activity(Entity):
    """Something done, or to be done, that belongs to one other entity.

    ``due_date`` None means that it was logged after it happened, so it is completed from the start; moments in UTC.
    ``completed_at`` is when it happened, ``created_at`` when it was told.
    """

    kind = EntityKind.ACTIVITY
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
    created_by: UserId

    @classmethod
    def log(
        cls, request: LogActivity, *, entity_id: str, tenant_id: str, by: str, at: datetime
    ) -> tuple["Activity", ActivityLogged]:
        """Completed at once, by whoever logs it, unless the request has a due date. Raises HappensLater."""
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
            },
        )
        event = activity.event(ActivityLogged, at=at, related=request.related, **dict(happening))
        return activity, event

    @property
    def happening(self) -> Happening:
        """What the rules need to know of it."""
        return _happening_of(self, self.completed_at)

    @property
    def related(self) -> EntityRef:
        """The entity the activity belongs to."""
        return EntityRef.unchecked(self.related_entity_type, self.related_entity_id)

    def is_overdue(self, at: datetime) -> bool:
        """Derived, never stored: still to do, and its time has passed."""
        return self.completed_at is None and self.due_date is not None and self.due_date < at

    def complete(
        self, *, by: str, at: datetime, outcome: ActivityOutcome | None = None, happened_at: datetime | None = None
    ) -> tuple["Activity", ActivityCompleted]:
        """Done by this user, now or at ``happened_at``; without ``outcome`` the one that was planned stays.

        Raises ActivityAlreadyCompleted, HappensLater.
        """
        if self.completed_at is not None:
            raise ActivityAlreadyCompleted.because_done_before(self)
        _require_past(happened_at, at)
        when = as_utc(happened_at or at)
        done = self.changed(at, completed_at=when, completed_by=by, outcome=outcome or self.outcome)
        return done, self.event(ActivityCompleted, at=at, related=self.related, **dict(done.happening))


def _require_past(happened_at: datetime | None, at: datetime) -> None:
    if happened_at is not None and happened_at > at:
        raise HappensLater.because_it_is_ahead(happened_at)


def _happening_of(fact: Activity | ActivityLogged | ActivityCompleted, happened_at: datetime | None) -> Happening:
    """Built without validation, which its parts passed."""
    return Happening.model_construct(
        activity_type=fact.activity_type,
        direction=fact.direction,
        automated=fact.automated,
        outcome=fact.outcome,
        happened_at=happened_at,
    )
