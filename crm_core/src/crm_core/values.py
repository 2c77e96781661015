"""Frozen values: what entities, commands, events and answers are made of."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from crm_core.personal import IMPERSONAL

FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2200, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def as_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Utc = Annotated[AwareDatetime, Field(ge=FIRST_MOMENT, le=LAST_MOMENT), AfterValidator(as_utc), IMPERSONAL]
"""A moment between 1900 and 2200: timezone-aware, kept as UTC. A naive datetime is refused."""


AnyMoment = Annotated[AwareDatetime, AfterValidator(as_utc), IMPERSONAL]
"""A moment told of our own facts, whenever it was."""


def _fit_moment(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return as_utc(min(max(aware, FIRST_MOMENT), LAST_MOMENT))


FitMoment = Annotated[datetime, AfterValidator(_fit_moment), IMPERSONAL]
"""A moment a partner answered: brought within the bounds rather than refused; one without a zone is meant in UTC."""


class Value(BaseModel):
    """Frozen and strict about names: an unknown field is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, ready to be written or shown (PLAN-001)."""
        return self.model_dump(mode="json")
