"""What one unit of a currency was worth in another, from a day on: 1 EUR = 1.0850 USD."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from crm_core.currencies import minor_digits
from crm_core.entities import Entity
from crm_core.errors import Conflict, Invalid, NotFound, Refused
from crm_core.identity import EntityKind
from crm_core.money import CurrencyCode, ExchangeRate
from crm_core.personal import IMPERSONAL
from crm_core.stores import Empty, Filter
from crm_core.values import Changes, Utc, Value, as_utc
from crm_core.vocabulary import Day

LARGEST_RATE = Decimal("1e9")


def _written_out(rate: Decimal) -> Decimal:
    """Without an exponent, so that it is the same after it was stored as text."""
    return Decimal(format(rate, "f"))


ExactRate = Annotated[
    Decimal,
    Field(gt=0, le=LARGEST_RATE, decimal_places=12, max_digits=22, allow_inf_nan=False),
    AfterValidator(_written_out),
    IMPERSONAL,
]
"""A rate between whole units of two currencies, exact to twelve decimals."""


class CurrencyPair(Value):
    from_currency: CurrencyCode = Field(description="The currency one unit of which is priced, such as EUR.")
    to_currency: CurrencyCode = Field(description="The currency it is priced in, such as USD.")


class AddCurrencyRate(CurrencyPair):
    """One unit of ``from_currency`` is worth ``rate`` units of ``to_currency``, from that day on until a newer one."""

    rate: ExactRate = Field(description="What one unit is worth, such as 1.0850.")
    day: Day | None = Field(default=None, description="From which day on: 2026-06-30; else today.")


class EditCurrencyRate(Changes):
    """Another rate for the same currencies and day."""

    required = ("rate",)

    rate: ExactRate | None = Field(default=None, description="What one unit is worth, such as 1.0850.")


class CurrencyRateNotFound(NotFound):
    """No currency rate of the tenant has this id."""


class CurrencyRateThere(Conflict):
    @classmethod
    def because_another_is_there(cls, rate: "CurrencyRate") -> Self:
        return cls(
            "the rate from {source} to {target} of {day} is {rate} already; correct it with `crm rate edit {id}`",
            {
                "source": rate.from_currency,
                "target": rate.to_currency,
                "day": str(rate.day),
                "rate": str(rate.rate),
                "id": rate.id,
            },
        )


class CurrencyRateRetired(Refused):
    @classmethod
    def because_it_is_retired(cls, rate: "CurrencyRate") -> Self:
        return cls(
            "the rate from {source} to {target} of {day} is retired; add it again with `crm rate add`",
            {"source": rate.from_currency, "target": rate.to_currency, "day": str(rate.day)},
        )


class CurrencyRate(CurrencyPair, Entity):
    """The rate of one day; a retired one converts nothing, and stays with the decisions that it was used in."""

    kind = EntityKind.CURRENCY_RATE
    unique = (("from_currency", "to_currency", "day"),)
    not_found = CurrencyRateNotFound

    rate: ExactRate
    day: Day
    retired_at: Utc | None = None

    def check_fields(self) -> None:
        """Raises Invalid for a currency priced in itself."""
        if self.from_currency == self.to_currency:
            raise Invalid.field("to_currency", f"it is {self.to_currency} too", "name another one")

    def edited(self, request: Changes, *, at: datetime) -> Self:
        """Raises CurrencyRateRetired."""
        if self.retired_at is not None:
            raise CurrencyRateRetired.because_it_is_retired(self)
        return super().edited(request, at=at)

    def retire(self, *, at: datetime) -> Self:
        """It converts nothing from now on; retired already is fine."""
        return self if self.retired_at else self.changed(at, retired_at=as_utc(at))

    def reinstate(self, rate: Decimal, *, at: datetime) -> Self:
        """Taken up again, at this rate."""
        return self.changed(at, rate=rate, retired_at=None)

    def towards(self, target: str) -> ExchangeRate:
        """The same rate between minor units, into one of its two currencies; into the first it is inverted."""
        is_inverted = target == self.from_currency
        source = self.to_currency if is_inverted else self.from_currency
        shift = minor_digits(self.to_currency) - minor_digits(self.from_currency)
        return ExchangeRate.model_construct(
            source=source, target=target, rate=self.rate.scaleb(shift), on=self.day, inverted=is_inverted
        )


class CurrencyRateFilter(Filter):
    from_currency: CurrencyCode | None = Field(default=None, description="Only rates that price this currency.")
    to_currency: CurrencyCode | None = Field(default=None, description="Only rates in this currency.")
    only_active: Annotated[bool, Empty("retired_at")] = Field(
        default=False, description="Without those that are retired."
    )
