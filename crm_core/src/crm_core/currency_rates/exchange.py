"""Amounts in another currency, by the newest rate that is not after a day; without one the answer is unknown."""

from collections.abc import Iterable
from datetime import date

from crm_core.currency_rates.rate import CurrencyRate
from crm_core.money import AnyMoney, ExchangeRate, Money, StoredCurrency
from crm_core.values import Value
from crm_core.vocabulary import AnyDay


class Exchanged(Value):
    """An amount as of a day in another currency; ``amount`` is None where no rate is known, never one to one.

    ``rate`` is the one used; None within one currency.
    """

    original: AnyMoney
    into: StoredCurrency
    day: AnyDay
    amount: AnyMoney | None
    rate: ExchangeRate | None = None

    @property
    def is_known(self) -> bool:
        return self.amount is not None


def newest_rate(rates: Iterable[CurrencyRate], source: str, target: str, day: date) -> ExchangeRate | None:
    """The newest rate not after that day, given either way; of the same day the one given this way.

    A rate given the other way divides exactly. Retired ones do not count.
    """
    usable = (
        each
        for each in rates
        if each.retired_at is None and each.day <= day and {each.from_currency, each.to_currency} == {source, target}
    )
    newest = max(usable, key=lambda each: (each.day, each.from_currency == source), default=None)
    return None if newest is None else newest.towards(target)


def exchanged(amount: Money, into: str, day: date, rates: Iterable[CurrencyRate]) -> Exchanged:
    """The amount in this currency as of this day, rounded half to even once."""
    if amount.currency == into:
        return Exchanged(original=amount, into=into, day=day, amount=amount)
    rate = newest_rate(rates, amount.currency, into, day)
    return Exchanged(
        original=amount, into=into, day=day, amount=None if rate is None else rate.convert(amount), rate=rate
    )
