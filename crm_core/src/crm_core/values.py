"""Frozen values: what entities, commands, events and answers are made of."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from crm_core.vocabulary import AnyText, Count, Id, TenantId

T = TypeVar("T")
E = TypeVar("E", bound="Entity")

FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2200, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def as_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Utc = Annotated[AwareDatetime, Field(ge=FIRST_MOMENT, le=LAST_MOMENT), AfterValidator(as_utc)]
"""A moment between 1900 and 2200: timezone-aware, kept as UTC. A naive datetime is refused."""


AnyMoment = Annotated[AwareDatetime, AfterValidator(as_utc)]
"""A moment told of our own facts, whenever it was."""


def _fit_moment(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return as_utc(min(max(aware, FIRST_MOMENT), LAST_MOMENT))


FitMoment = Annotated[datetime, AfterValidator(_fit_moment)]
"""A moment a partner answered: brought within the bounds rather than refused; one without a zone is meant in UTC."""


class Value(BaseModel):
    """Frozen and strict about names: an unknown field is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, ready to be written or shown (PLAN-001)."""
        return self.model_dump(mode="json")


class Entity(Value):
    """Something with an id and a life: it belongs to one tenant and counts its versions for optimistic locking."""

    id: Id
    tenant_id: TenantId
    version: Count = 0
    created_at: Utc
    updated_at: Utc

    def changed(self, at: datetime, **changes: object) -> Self:
        """A copy with these fields changed at this moment; the rules that allow it belong to the caller."""
        return self.model_copy(update={**changes, "updated_at": as_utc(at)})


class Unreadable(Value):
    """Something that is kept and cannot be told, because somebody wrote past the application."""

    id: AnyText
    problem: AnyText
    """What is wrong, and what to do."""


class Listed(list[T]):
    """What a list found, and what it had to leave out; ``last_id`` is where a page ended, None at the end."""

    def __init__(
        self, found: Iterable[T] = (), *, unreadable: Iterable[Unreadable] = (), last_id: str | None = None
    ) -> None:
        super().__init__(found)
        self.unreadable = tuple(unreadable)
        self.last_id = last_id

    @property
    def looked_at(self) -> int:
        """As many as there are, whether they could be read or not."""
        return len(self) + len(self.unreadable)

    @staticmethod
    def of(entities: Sequence[E]) -> "Listed[E]":
        """All of which could be read."""
        return Listed(entities, last_id=entities[-1].id if entities else None)
