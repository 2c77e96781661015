"""What waits, the question for it, and the place in the list where a page ends."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field

from crm_core.errors import Invalid
from crm_core.identity import EntityRef
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.roles import Role
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Limit, Number, PersonId, ShortText, Total


class WorkKind(StrEnum):
    """What is to be done: decide, contact or take up a lead, look at a deal, do what was planned, keep a promise."""

    APPROVAL = "approval"
    LEAD = "lead"
    DEAL = "deal"
    ACTIVITY = "activity"
    CLOCK = "clock"


class WorkReason(StrEnum):
    """Why it waits. An approval says the level that is asked, a clock the target and whether it is at risk.

    A deal accepted in the sales system says what it waits for here, a task of several people is to be answered by each.
    """

    ACCEPTED = "accepted_in_sales_system"
    TO_CONTACT = "to_contact"
    STALE = "stale"
    ROTTING = "rotting"
    SLIPPED = "slipped"
    CLOSING_SOON = "closing_soon"
    NOT_PRICED = "not_priced"
    TO_ANSWER = "to_answer"
    OVERDUE = "overdue"


AT_RISK, BREACHED = "at_risk", "breached"
"""What is said of a target behind its name: ``first_contact_at_risk``."""


class WorkOrder(StrEnum):
    """By what is due first, or by what waits longest; what has no due date comes last."""

    DUE = "due"
    AGE = "age"


class WorkPlace(NamedTuple):
    """Where an item stands in the list, whatever the order."""

    due_at: datetime | None
    since: datetime
    subject_id: str
    kind: str

    @property
    def text(self) -> str:
        """As it is written at the command line."""
        return _BETWEEN.join((self.due_at.isoformat() if self.due_at else "", self.since.isoformat(), *self[2:]))

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises Invalid."""
        try:
            due_at, since, subject_id, kind = text.split(_BETWEEN)
            place = cls(
                datetime.fromisoformat(due_at) if due_at else None,
                datetime.fromisoformat(since),
                subject_id,
                WorkKind(kind).value,
            )
            if place.since.tzinfo is None or (place.due_at is not None and place.due_at.tzinfo is None):
                raise ValueError(text)
        except ValueError as cause:
            raise Invalid.field("after", "it is no place in the list", "take it from the page before") from cause
        return place


_BETWEEN = "~"


class WorkQuery(Value):
    """Whose work: one person's, a team's, a role's, or everybody's; left out, one's own."""

    user_id: PersonId | None = Field(default=None, description="Only what waits for this person.")
    team: ShortText | None = Field(default=None, description="What waits for the people of this team.")
    role: Role | None = Field(default=None, description="What waits for the people who have this role.")
    everybody: bool = Field(default=False, description="What waits for anybody.")
    kind: WorkKind | None = Field(default=None, description="Only this kind of work.")
    overdue: bool = Field(default=False, description="Only what should be done by now.")
    order: WorkOrder = Field(default=WorkOrder.DUE, description="What comes first.")
    after: ShortText | None = Field(default=None, description="Go on after this place, the last of the page before.")
    limit: Limit = 50


class WorkItem(Value):
    """One for each kind and subject, with all its reasons.

    ``user`` is who acts, ``for_user`` whom they stand in for, if anybody. ``due_at`` of a lead is by
    when it must be contacted, of a deal the beginning, in UTC, of the day it should close. ``since`` is when the
    waiting began.
    """

    kind: WorkKind
    subject: EntityRef
    number: Annotated[Number, IMPERSONAL]
    title: Annotated[AnyText, PERSONAL]
    user: Annotated[AnyText, IMPERSONAL] | None
    for_user: Annotated[AnyText, IMPERSONAL] | None = None
    due_at: Utc | None = None
    since: Utc
    age_seconds: Total
    reasons: tuple[Annotated[AnyText, IMPERSONAL], ...]

    @property
    def place(self) -> str:
        """After which the next page goes on."""
        return WorkPlace(self.due_at, self.since, self.subject.id, self.kind.value).text

    def to_dict(self) -> dict[str, Any]:
        """In the shape of the definitions: ``for`` is whom they stand in for."""
        shown = super().to_dict()
        return {("for" if name == "for_user" else name): shown[name] for name in _SHOWN}


_SHOWN = ("kind", "subject", "number", "title", "user", "for_user", "due_at", "age_seconds", "reasons")
