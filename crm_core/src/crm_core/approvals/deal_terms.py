"""The material facts of a deal, what stands for them, and whether others ask for more (PLAN-022)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Self

from pydantic import Field

from crm_core.money import LARGEST_AMOUNT, CurrencyCode, Money
from crm_core.personal import IMPERSONAL, PERSONAL
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Attributes, Count, ForeignId, ShortText

AnyBasisPoints = Annotated[int, Field(ge=-1_000_000, le=1_000_000), IMPERSONAL]
"""A share that may be negative, such as a margin."""

ValueMinor = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT), IMPERSONAL]


_CLAUSE = "non_standard_clause_"


class MaterialTerms(Value):
    """Unknown is None and asks for nothing; 0 is a value. Amounts in minor units, shares in basis points."""

    customer: ForeignId
    currency_code: CurrencyCode
    value_minor: ValueMinor | None = None
    discount_basis_points: AnyBasisPoints | None = None
    margin_basis_points: AnyBasisPoints | None = None
    payment_days: Count | None = None
    term_months: Count | None = None
    non_standard_clauses: tuple[Annotated[ShortText, PERSONAL], ...] = ()

    @property
    def value(self) -> Money | None:
        return None if self.value_minor is None else Money.unchecked(self.value_minor, self.currency_code)

    @property
    def digest(self) -> str:
        """SHA-256 of the terms, in hexadecimal; the same for the same terms."""
        plain = self.model_dump(mode="json") | {"non_standard_clauses": sorted(self.non_standard_clauses)}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode(errors="surrogatepass")).hexdigest()

    @property
    def as_attributes(self) -> Attributes:
        """Each by name, without unknown ones; clauses are counted from 1."""
        known = {name: value for name, value in self.model_dump().items() if value is not None}
        clauses = known.pop("non_standard_clauses")
        return known | {f"{_CLAUSE}{count}": clause for count, clause in enumerate(clauses, start=1)}

    @classmethod
    def from_attributes(cls, attributes: Mapping[str, object]) -> Self:
        """The inverse of ``as_attributes``."""
        numbers = sorted(int(name.removeprefix(_CLAUSE)) for name in attributes if name.startswith(_CLAUSE))
        known = {name: value for name, value in attributes.items() if not name.startswith(_CLAUSE)}
        clauses = tuple(attributes[f"{_CLAUSE}{number}"] for number in numbers)
        return cls.model_validate({**known, "non_standard_clauses": clauses})

    def asks_for_more_than(self, approved: "MaterialTerms") -> tuple[AnyText, ...]:
        """The fields in which these terms go beyond the approved ones, or differ where there is no more or less.

        What becomes known goes beyond what was unknown, but for a figure of 0.
        """
        return tuple(name for name, goes_beyond in _BEYOND.items() if goes_beyond(approved, self))


Beyond = Callable[[MaterialTerms, MaterialTerms], bool]
"""Whether terms, named second, go beyond approved ones."""


def _higher(field: str) -> Beyond:
    def beyond(approved: MaterialTerms, asked: MaterialTerms) -> bool:
        before, now = getattr(approved, field), getattr(asked, field)
        return now is not None and now > (before or 0)

    return beyond


def _lower(field: str) -> Beyond:
    def beyond(approved: MaterialTerms, asked: MaterialTerms) -> bool:
        before, now = getattr(approved, field), getattr(asked, field)
        return now is not None and (before is None or now < before)

    return beyond


def _other(field: str) -> Beyond:
    return lambda approved, asked: getattr(approved, field) != getattr(asked, field)


_BEYOND: Mapping[str, Beyond] = {
    "customer": _other("customer"),
    "currency_code": _other("currency_code"),
    "value_minor": _higher("value_minor"),
    "discount_basis_points": _higher("discount_basis_points"),
    "margin_basis_points": _lower("margin_basis_points"),
    "payment_days": _higher("payment_days"),
    "term_months": _other("term_months"),
    "non_standard_clauses": lambda approved, asked: (
        not {*asked.non_standard_clauses} <= {*approved.non_standard_clauses}
    ),
}
