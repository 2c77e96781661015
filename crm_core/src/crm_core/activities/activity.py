"""Activities with a lead, a deal or a customer, done or planned (PLAN-004, PLAN-011)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from crm_core.entities import Entity
from crm_core.errors import NotFound, Refused
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.personal import PERSONAL
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import FreeText, Id, ShortText, Text, UserId


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


class ActivityOutcome(StrEnum):
    SUCCESSFUL = "successful"
    UNSUCCESSFUL = "unsuccessful"
    NO_ANSWER = "no_answer"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"


class ActivityNote(Value):
    """A remark on an activity: who, when, what."""

    author: UserId
    at: Utc
    text: Text


class LogActivity(Value):
    """An interaction that happened is logged as completed; a task or follow-up needs a due date."""

    related: EntityRef
    activity_type: ActivityType = Field(description="What kind of activity it is.")
    subject: Annotated[ShortText, PERSONAL] = Field(description="What it was, or is, about.")
    description: FreeText | None = Field(default=None, description="The whole story.")
    outcome: ActivityOutcome | None = Field(default=None, description="How it went.")
    due_date: Utc | None = Field(
        default=None, description="Still to do: by 2026-06-30, or at 2026-06-30T14:00 your time."
    )
    assigned_to: UserId | None = Field(default=None, description="Who is to do it.")

    @model_validator(mode="after")
    def _tasks_fall_due(self) -> Self:
        if self.activity_type.requires_due_date and self.due_date is None:
            raise ValueError(f"due_date is missing: a {self.activity_type} needs one")
        return self


class ActivityLogged(DomainEvent):
    """Announced when an activity is logged; ``related`` is the lead or deal it belongs to."""

    name: ClassVar = "activity.logged"
    related: EntityRef
    activity_type: ActivityType


class ActivityCompleted(DomainEvent):
    """Announced when a task or another planned activity is done; ``outcome`` is None when none was named."""

    name: ClassVar = "activity.completed"
    related: EntityRef
    outcome: ActivityOutcome | None


class ActivityAlreadyCompleted(Refused):
    @classmethod
    def because_done_before(cls, activity: "Activity") -> Self:
        return cls(
            "activity {subject!r} was completed at {at}; log a new one instead",
            {"subject": activity.subject, "at": str(activity.completed_at)},
        )


class ActivityNotFound(NotFound):
    """No activity of the tenant has this id."""


class Activity(Entity):
    """Something done, or to be done, that belongs to one other entity.

    ``due_date`` None means that it was logged after it happened, so it is completed from the start; moments in UTC.
    """

    kind = EntityKind.ACTIVITY
    not_found = ActivityNotFound

    related_entity_type: EntityKind
    related_entity_id: Id
    activity_type: ActivityType
    subject: Annotated[ShortText, PERSONAL]
    description: FreeText | None = None
    outcome: ActivityOutcome | None = None
    due_date: Utc | None = None
    completed_at: Utc | None = None
    completed_by: UserId | None = None
    assigned_to: UserId | None = None
    created_by: UserId

    @classmethod
    def log(
        cls, request: LogActivity, *, entity_id: str, tenant_id: str, by: str, at: datetime
    ) -> tuple["Activity", ActivityLogged]:
        """Completed at once, by whoever logs it, unless the request has a due date."""
        happened = request.due_date is None
        activity = cls.new(
            None,
            entity_id=entity_id,
            tenant_id=tenant_id,
            at=at,
            related_entity_type=request.related.kind,
            related_entity_id=request.related.id,
            completed_at=at if happened else None,
            completed_by=by if happened else None,
            created_by=by,
            **request.model_dump(exclude={"related"}),
        )
        event = activity.event(ActivityLogged, at=at, related=request.related, activity_type=request.activity_type)
        return activity, event

    @property
    def related(self) -> EntityRef:
        """The entity the activity belongs to."""
        return EntityRef.unchecked(self.related_entity_type, self.related_entity_id)

    def is_overdue(self, at: datetime) -> bool:
        """Derived, never stored: still to do, and its time has passed."""
        return self.completed_at is None and self.due_date is not None and self.due_date < at

    def complete(
        self, *, by: str, at: datetime, outcome: ActivityOutcome | None = None
    ) -> tuple["Activity", ActivityCompleted]:
        """Done by this user; without ``outcome`` the one that was planned stays. Raises ActivityAlreadyCompleted."""
        if self.completed_at is not None:
            raise ActivityAlreadyCompleted.because_done_before(self)
        done = self.changed(at, completed_at=as_utc(at), completed_by=by, outcome=outcome or self.outcome)
        return done, self.event(ActivityCompleted, at=at, related=self.related, outcome=done.outcome)
