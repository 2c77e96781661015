"""A product of the catalog: its code, what it is called and its list price.

A retired one stays readable where it was sold, and no new line of a quotation may name it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from crm_core.custom_fields import OwnColumns, OwnValues
from crm_core.entities import Entity
from crm_core.errors import Conflict, NotFound
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, MinorUnits, require_currency
from crm_core.personal import IMPERSONAL
from crm_core.stores import Empty, Filter
from crm_core.values import Edit, Utc, as_utc
from crm_core.vocabulary import Name, Number, ShortText


class RecurringPeriod(StrEnum):
    """How often the price of what is not sold once falls due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class ProductFields(OwnValues):
    code: Number = Field(description="Its code, such as ENG-1.")
    name: Annotated[ShortText, IMPERSONAL] = Field(description="What it is called.")
    category: Name | None = Field(default=None, description="Its category.")
    list_price_minor: MinorUnits | None = Field(default=None, description="The price of one unit.")
    currency_code: CurrencyCode | None = Field(default=None, description="The currency of its price.")
    recurring: RecurringPeriod | None = Field(
        default=None, description="How often its price falls due; without, it is sold once."
    )


class AddProduct(ProductFields):
    """A product as it is entered; no two of a tenant share a code."""


class EditProduct(Edit[AddProduct]):
    """Only the fields that are named change; the code stays, since lines of quotations name it."""

    fixed = ("code",)


class ProductNotFound(NotFound):
    """No product of the tenant has this id or code."""


class ProductIsRetired(Conflict):
    @classmethod
    def because_it_is_sold_no_more(cls, code: str) -> Self:
        return cls(
            "product {code} is retired; name another, or take it up again with `crm product restore {code}`",
            {"code": code},
        )


class Product(ProductFields, OwnColumns, Entity):
    """``list_price_minor`` in minor units of ``currency_code``, of one unit, and for what recurs of one period."""

    kind = EntityKind.PRODUCT
    unique = (("code",), ("external_id",))
    not_found = ProductNotFound

    retired_at: Utc | None = None

    @property
    def is_active(self) -> bool:
        """Whether new lines may name it."""
        return self.retired_at is None

    def check_fields(self) -> None:
        """Raises Invalid for a price without a currency."""
        require_currency(self.list_price_minor, self.currency_code)

    def list_price_in(self, currency: str) -> int | None:
        """In minor units of that currency; None where its price is in another or it has none."""
        return self.list_price_minor if self.currency_code == currency else None

    def retire(self, *, at: datetime) -> Self:
        """Retired already is fine."""
        return self if self.retired_at else self.changed(at, retired_at=as_utc(at))

    def restore(self, *, at: datetime) -> Self:
        """New lines may name it again; one that is active stays as it is."""
        return self.changed(at, retired_at=None) if self.retired_at else self


class ProductFilter(Filter):
    code: Number | None = Field(default=None, description="Only the one with this code.")
    category: Name | None = Field(default=None, description="Only those of this category.")
    recurring: RecurringPeriod | None = Field(default=None, description="Only those whose price falls due so often.")
    only_active: Annotated[bool, Empty("retired_at")] = Field(
        default=False, description="Without those that are retired."
    )
