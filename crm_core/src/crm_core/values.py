"""Immutable values: the base of entities, requests, events and answers."""

from datetime import UTC, datetime
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Self, TypeVar, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from crm_core.personal import IMPERSONAL

FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2200, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


R = TypeVar("R", bound=BaseModel)


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC."""
    return moment.astimezone(UTC)


Utc = Annotated[AwareDatetime, Field(ge=FIRST_MOMENT, le=LAST_MOMENT), AfterValidator(as_utc), IMPERSONAL]
"""A moment between 1900 and 2200: timezone-aware, kept as UTC. A naive datetime is refused."""


AnyMoment = Annotated[AwareDatetime, AfterValidator(as_utc), IMPERSONAL]
"""A moment of a stored fact, in UTC; not bounded."""


def _fit_moment(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return as_utc(min(max(aware, FIRST_MOMENT), LAST_MOMENT))


FitMoment = Annotated[datetime, AfterValidator(_fit_moment), IMPERSONAL]
"""A moment a partner answered: brought within the bounds rather than refused; one without a zone is meant in UTC."""


class Value(BaseModel):
    """Frozen and strict about names: an unknown field is an error, not a silent loss."""

    # Its validator is built at first use, since a command uses few of the hundreds there are.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, ready to be written or shown (PLAN-001)."""
        return self.model_dump(mode="json")


class Changes(Value):
    """A partial change: only fields that are set change; None empties a field, unless it is ``required``."""

    required: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        for field in self.required:
            if field in self.model_fields_set and getattr(self, field) is None:
                raise ValueError(f"{field} cannot be emptied; leave it out to keep it")
        return self

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were set, with their values; None empties a field."""
        return {field: getattr(self, field) for field in self.model_fields_set}


class Edit(Changes, Generic[R]):
    """The request to edit what another request adds: the same fields without the ``fixed`` ones, all optional.

    class EditCompetitor(Edit[AddCompetitor]): ...
    """

    fixed: ClassVar[tuple[str, ...]] = ()

    if TYPE_CHECKING:
        # mypy does not see the fields; this makes it accept any, which are validated at run time.
        any_field: Any = Field(default=None, alias=f"{any}")  # type: ignore[pydantic-alias]

        def __getattr__(self, name: str) -> Any: ...

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        arguments = getattr(cls.__mro__[1], "__pydantic_generic_metadata__", {}).get("args", ())
        fields = {
            name: field for added in arguments for name, field in added.model_fields.items() if name not in cls.fixed
        }
        for name, field in fields.items():
            annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
            cls.__annotations__ = {**cls.__annotations__, name: annotation | None}
            setattr(cls, name, Field(default=None, description=field.description))
        never_empty = (name for name, field in fields.items() if NoneType not in get_args(field.annotation))
        cls.required = (*never_empty, *cls.required)
