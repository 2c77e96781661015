"""Rates into one currency, for many amounts of many days: each is read once."""

from datetime import date

from crm_core.currency_rates.exchange import newest_rate
from crm_core.currency_rates.store import CurrencyRateStore
from crm_core.money import ExchangeRate, Money


class RatesInto:
    """Within one unit of work."""

    def __init__(self, rates: CurrencyRateStore, into: str) -> None:
        self._store = rates
        self.into = into
        self._rates: dict[tuple[str, date], ExchangeRate | None] = {}

    def on(self, currency: str, day: date) -> ExchangeRate | None:
        """The newest not after that day; None without one."""
        if (currency, day) not in self._rates:
            rates = self._store.newest([currency], self.into, day)
            self._rates[currency, day] = newest_rate(rates, currency, self.into, day)
        return self._rates[currency, day]

    def converted(self, amount_minor: int, currency: str, day: date) -> int | None:
        """In minor units, rounded half to even once; None without a rate."""
        if currency == self.into:
            return amount_minor
        rate = self.on(currency, day)
        return None if rate is None else rate.convert(Money.unchecked(amount_minor, currency)).minor
