"""Money is an integer count of minor units and an ISO 4217 code, so sums are exact in every database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints

from crm_core.currencies import is_currency, minor_digits
from crm_core.errors import Invalid
from crm_core.personal import IMPERSONAL
from crm_core.values import Value
from crm_core.vocabulary import Day


def _known(code: str) -> str:
    if not is_currency(code):
        raise ValueError(f"{code!a} is not a currency; use an ISO 4217 code such as USD or EUR")
    return code


OfIso4217 = AfterValidator(_known)
"""Marks the code of a currency."""

CurrencyCode = Annotated[str, OfIso4217, StringConstraints(max_length=3), IMPERSONAL]
"""A code of ISO 4217 whose minor unit we know."""

StoredCurrency = Annotated[str, Field(), IMPERSONAL]
"""The currency of what is stored; not validated again."""

BASIS_POINTS = 10_000
"""One whole, in basis points (hundredths of a percent)."""

LARGEST_AMOUNT = 10**15
"""In minor units: ten trillion euros. A larger amount is a mistake, and its weighted value would not fit a column."""

MinorUnits = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT), IMPERSONAL]
"""What something is worth, in minor units; it may be nothing, never less."""

SignedMinorUnits = Annotated[int, Field(ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT), IMPERSONAL]
"""An amount that may be taken away, in minor units."""

TotalMinorUnits = Annotated[int, Field(), IMPERSONAL]
"""What amounts add up to, in minor units; no column holds it, so nothing bounds it."""

BasisPoints = Annotated[int, Field(ge=0, le=BASIS_POINTS), IMPERSONAL]
"""A part of a whole, 0 to 10 000."""

SignedBasisPoints = Annotated[int, Field(ge=-100 * BASIS_POINTS, le=BASIS_POINTS), IMPERSONAL]
"""A part of a whole that may be less than nothing, down to a hundred times the whole."""

Percent = Annotated[int, Field(ge=0, le=100), IMPERSONAL]
"""A part of a whole, 0 to 100."""


def require_currency(minor: int | None, currency: str | None) -> None:
    """For an entity whose amount may be unknown. Raises Invalid for an amount without a currency."""
    if minor is not None and currency is None:
        raise Invalid.field("currency_code", "an amount without a currency cannot be added up", "name one")


class MoneyError(Invalid):
    @classmethod
    def because_currencies_differ(cls, left: str, right: str) -> Self:
        return cls(
            "currency: {left} and {right} do not add up; convert one of them with a dated rate first",
            {"left": left, "right": right},
        )

    @classmethod
    def because_nothing_to_allocate_by(cls) -> Self:
        return cls("weights: they add up to nothing; give at least one a positive weight")

    @classmethod
    def because_rate_does_not_fit(cls, rate: str, currency: str) -> Self:
        return cls("rate: {rate} does not convert from {currency}", {"rate": rate, "currency": currency})


_HUNDREDTHS = 2
"""The digits of a code that was stored before codes were checked."""


class Money(Value):
    """An amount in minor units (cents, yen, fils) of one currency; sums have no bounds, an ``Amount`` has."""

    minor: TotalMinorUnits
    currency: CurrencyCode

    @classmethod
    def unchecked(cls, minor: int, currency: str) -> "Money":
        """Of a stored amount; neither part is validated again."""
        return Money.model_construct(minor=minor, currency=currency)

    @property
    def in_words(self) -> str:
        """``12,000.00 USD``, with the digits that its minor unit has."""
        digits = minor_digits(self.currency) if is_currency(self.currency) else _HUNDREDTHS
        return f"{Decimal(self.minor).scaleb(-digits):,f} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        return Money.unchecked(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money.unchecked(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return self.unchecked(-self.minor, self.currency)

    def share(self, basis_points: int) -> "Money":
        """That part of the amount, rounded half to even once; 10 000 basis points are the whole."""
        return Money.unchecked(rounded_ratio(self.minor * basis_points, BASIS_POINTS), self.currency)

    def allocate(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Parts in proportion to the weights that always add up to the whole.

        Largest remainder; ties go to the earlier weight; a negative amount mirrors the positive one.
        Raises MoneyError when no weight is positive or one is negative.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise MoneyError.because_nothing_to_allocate_by()
        sign = -1 if self.minor < 0 else 1
        floors, remainders = zip(*(divmod(abs(self.minor) * weight, total) for weight in weights), strict=True)
        parts = list(floors)
        by_remainder = sorted(range(len(parts)), key=lambda index: -remainders[index])
        for index in by_remainder[: abs(self.minor) - sum(floors)]:
            parts[index] += 1
        return tuple(Money.unchecked(sign * part, self.currency) for part in parts)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise MoneyError.because_currencies_differ(self.currency, other.currency)
        return other


def _within_bounds(money: Money) -> Money:
    if not 0 <= money.minor <= LARGEST_AMOUNT:
        raise ValueError(f"it is {money.minor} minor units; use 0 to {LARGEST_AMOUNT}")
    return money


Amount = Annotated[Money, AfterValidator(_within_bounds)]
"""An amount in a request, between 0 and ``LARGEST_AMOUNT``."""

AnyMoney = Annotated[Money, Field()]
"""A sum of amounts, or a partner's amount; not bounded."""


class ExchangeRate(Value):
    """How many minor units of ``target`` one minor unit of ``source`` was worth on that day.

    The rate is between minor units, so it already carries the two currencies' exponents (JPY 0, KWD 3). One that is
    ``inverted`` was given the other way: how many of ``source`` one of ``target`` was worth; it divides exactly.
    """

    source: CurrencyCode
    target: CurrencyCode
    rate: Annotated[Decimal, Field(gt=0, le=Decimal("1e12"), max_digits=36), IMPERSONAL]
    on: Day
    inverted: bool = False

    def convert(self, amount: Money) -> Money:
        """The amount in the target currency, rounded half to even. Raises MoneyError for another currency."""
        if amount.currency != self.source:
            raise MoneyError.because_rate_does_not_fit(f"{self.source}->{self.target}", amount.currency)
        numerator, denominator = self.rate.as_integer_ratio()
        if self.inverted:
            numerator, denominator = denominator, numerator
        return Money(minor=rounded_ratio(amount.minor * numerator, denominator), currency=self.target)


def rounded_ratio(numerator: int, denominator: int) -> int:
    """The quotient of two integers rounded half to even, exactly, whatever their size."""
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    return quotient + (twice > denominator or (twice == denominator and quotient % 2 == 1))
