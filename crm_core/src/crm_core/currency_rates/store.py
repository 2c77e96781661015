"""Where a tenant's currency rates are stored."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from crm_core.currency_rates.rate import CurrencyRate, CurrencyRateFilter
from crm_core.stores import EntityStore


class CurrencyRateStore(EntityStore[CurrencyRate, CurrencyRateFilter], Protocol):
    """Stores rates by their two currencies and their day."""

    def find_by_day(self, from_currency: str, to_currency: str, day: date) -> CurrencyRate | None:
        """The rate of exactly that day, retired or not."""
        ...

    def newest(self, currencies: Collection[str], into: str, day: date) -> Sequence[CurrencyRate]:
        """Of each currency the newest rate not after that day towards ``into``, and the newest the other way.

        Without retired ones, by one statement; at most two for a currency.
        """
        ...
