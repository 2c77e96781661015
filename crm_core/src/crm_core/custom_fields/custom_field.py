"""A custom field: what a tenant keeps of one kind of row, and which values it takes."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from crm_core.custom_fields.reading import FieldType, check_pattern, read_value
from crm_core.entities import Entity
from crm_core.errors import Invalid, NotFound
from crm_core.identity import EntityKind
from crm_core.personal import IMPERSONAL
from crm_core.stores import Empty, Filter
from crm_core.values import Edit, Utc, Value, as_utc
from crm_core.vocabulary import Key, ShortText

LARGEST = 10**15
MOST_OPTIONS = 200


class FieldOwner(StrEnum):
    """What a field is kept of, as people call it."""

    LEAD = "lead"
    DEAL = "deal"
    ACTIVITY = "activity"
    PRODUCT = "product"

    @classmethod
    def of(cls, kind: EntityKind) -> "FieldOwner":
        """The word for that kind of entity. Raises ValueError for one that has no custom fields."""
        return cls.DEAL if kind is EntityKind.OPPORTUNITY else cls(kind.value)


FieldName = Annotated[
    Key, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), Field(description="Its name in rules and files: region.")
]
Bound = Annotated[
    Decimal, Field(ge=-LARGEST, le=LARGEST, decimal_places=4, max_digits=20, allow_inf_nan=False), IMPERSONAL
]
Option = Annotated[ShortText, IMPERSONAL]


class CustomFieldTerms(Value):
    """``least`` and ``most`` bound a number, of an amount its major units, of a text its length."""

    owner: FieldOwner = Field(description="What it is kept of.")
    name: FieldName
    type: FieldType = Field(default=FieldType.TEXT, description="Which values it takes.")
    label: Option | None = Field(default=None, description="What people read; else its name.")
    is_required: bool = Field(default=False, description="Every new row has a value.")
    options: Annotated[tuple[Option, ...], Field(max_length=MOST_OPTIONS)] = Field(
        default=(), description="A value that may be chosen; repeat it."
    )
    default: Option | None = Field(default=None, description="What rows have that do not say it, as it is written.")
    pattern: Option | None = Field(default=None, description="A regular expression that a text fits as a whole.")
    least: Bound | None = Field(default=None, description="The smallest number, or the fewest characters.")
    most: Bound | None = Field(default=None, description="The largest number, or the most characters.")
    personal: bool = Field(default=True, description="Whether it tells of a person.")


class AddCustomField(CustomFieldTerms):
    """A field as it is declared; no two of a kind share a name."""


class EditCustomField(Edit[AddCustomField]):
    """Only what is named changes, and nothing by which a value that is kept would no longer fit: options are added."""

    fixed = ("owner", "name", "type", "pattern", "least", "most")


class CustomFieldNotFound(NotFound):
    """No custom field of the tenant has this id or name."""


class CustomField(CustomFieldTerms, Entity):
    """Retired, it takes no values any more; those that are kept stay where they are."""

    kind = EntityKind.CUSTOM_FIELD
    unique = (("owner", "name"),)
    not_found = CustomFieldNotFound

    required_from: Utc | None = None
    """Rows created since then have a value; None while it is not required."""
    retired_at: Utc | None = None

    @classmethod
    def declare(
        cls, request: AddCustomField, *, entity_id: str, tenant_id: str, at: datetime, from_now: bool = False
    ) -> Self:
        """A new field. Raises Invalid; for a required one without a default, unless it is required from now on only."""
        field = cls.new(request, entity_id=entity_id, tenant_id=tenant_id, at=at)
        return field.requiring(at, from_now)

    def revise(self, request: EditCustomField, *, at: datetime, from_now: bool = False) -> Self:
        """With what the request names. Raises Invalid, as ``declare`` does, and for an option that is taken away."""
        if gone := [each for each in self.options if each not in request.changes.get("options", self.options)]:
            raise Invalid.field("options", f"rows may have {', '.join(gone)}", "name all that there are, and new ones")
        return self.edited(request, at=at).requiring(at, from_now or self.is_required)

    def requiring(self, at: datetime, from_now: bool) -> Self:
        """Since when it is required. Raises Invalid for one that rows there are do not have."""
        if not self.is_required:
            return self.model_copy(update={"required_from": None})
        if self.default is None and not from_now:
            raise Invalid.field(
                f"{self.owner}.{self.name}",
                "rows there are have no value of a new required field",
                "give it a default, or require it --from-now",
            )
        return self.model_copy(update={"required_from": self.required_from or as_utc(at)})

    def check_fields(self) -> None:
        """Raises Invalid for options without a choice, crossed bounds, an unreadable pattern, an unfit default."""
        about = f"{self.owner}.{self.name}"
        if self.type.has_options is not bool(self.options):
            problem = f"a {self.type} has {'options' if self.type.has_options else 'none'}"
            raise Invalid.field("options", problem, "name them for a choice or many, and for nothing else")
        if self.least is not None and self.most is not None and self.most < self.least:
            raise Invalid.field("most", f"{self.most} is less than the least, {self.least}", "name a larger number")
        if self.pattern is not None:
            check_pattern(self.pattern)
        if self.default is not None:
            self.read(self.default, about=f"default of {about}")

    def read(self, value: object, *, about: str | None = None) -> object:
        """The value as it is kept. Raises Invalid, naming the field."""
        return read_value(self, value, about or f"custom.{self.name}")

    def retire(self, *, at: datetime) -> Self:
        """Retired already is fine."""
        return self if self.retired_at else self.changed(at, retired_at=as_utc(at))

    def restore(self, *, at: datetime) -> Self:
        """It takes values again; one that is in use stays as it is."""
        return self.changed(at, retired_at=None) if self.retired_at else self


class CustomFieldFilter(Filter):
    owner: FieldOwner | None = Field(default=None, description="Only those of this kind of row.")
    only_active: Annotated[bool, Empty("retired_at")] = Field(
        default=False, description="Without those that are retired."
    )
