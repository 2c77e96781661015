"""Credit in a plan's currency, and pay in another, by the newest rate not after its day; corrections keep theirs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from crm_core.commissions import EntryKind, EventCredit, Posted, Price, TargetKey
from crm_core.credits import CreditRow
from crm_core.currency_rates import RatesInto
from crm_core.money import ExchangeRate, Money

_INVERTED = "1/"

PostedOfPayee = Mapping[TargetKey, Posted]
"""What stands in the ledger of one person."""


class Prices:
    """Of one plan, within one unit of work."""

    def __init__(self, into_plan: RatesInto, into_pay: RatesInto) -> None:
        self._into_plan = into_plan
        self._into_pay = into_pay
        self.is_paid_in_another = into_plan.into != into_pay.into

    def price_of(self, component: EntryKind, posted: PostedOfPayee) -> Price:
        """By the rate of what was posted for an event of a deal, else of its day.

        Unknown too where what is earned could not be paid, for want of a rate into the currency of pay.
        """
        plain = None if self.is_paid_in_another else self._into_plan.into

        def price(row: CreditRow, amount_minor: int) -> int | None:
            if row.currency_code == plain:
                return amount_minor
            former = posted.get(TargetKey(component.value, row.opportunity_id, row.event_id))
            if self.is_paid_in_another and self._pay_rate(former, row.credit_date) is None:
                return None
            if row.currency_code == self._into_plan.into:
                return amount_minor
            rate = self._rate(former, row.currency_code, row.credit_date)
            return None if rate is None else rate.convert(Money.unchecked(amount_minor, row.currency_code)).minor

        return price

    def paid(self, amount_minor: int, credit: EventCredit, former: Posted | None) -> int:
        """In the currency of pay, rounded half to even."""
        rate = self.pay_rate(credit, former)
        return amount_minor if rate is None else rate.convert(Money.unchecked(amount_minor, rate.source)).minor

    def rate(self, credit: EventCredit, former: Posted | None) -> ExchangeRate | None:
        """From the credit's currency to the plan's; None within one currency."""
        if credit.currency_code == self._into_plan.into:
            return None
        return self._rate(former, credit.currency_code, credit.credit_date)

    def pay_rate(self, credit: EventCredit, former: Posted | None) -> ExchangeRate | None:
        """From the plan's currency to that of pay; None within one currency."""
        return self._pay_rate(former, credit.credit_date) if self.is_paid_in_another else None

    def _rate(self, former: Posted | None, source: str, day: date) -> ExchangeRate | None:
        used = None if former is None else read_rate(former.rate, former.rate_date, source, self._into_plan.into)
        return used or self._into_plan.on(source, day)

    def _pay_rate(self, former: Posted | None, day: date) -> ExchangeRate | None:
        source, target = self._into_plan.into, self._into_pay.into
        used = None if former is None else read_rate(former.pay_rate, former.pay_rate_date, source, target)
        return used or self._into_pay.on(source, day)


def read_rate(rate: str | None, on: date | None, source: str, target: str) -> ExchangeRate | None:
    """As an entry keeps it; None for one within one currency."""
    if rate is None or on is None:
        return None
    return ExchangeRate(
        source=source,
        target=target,
        rate=Decimal(rate.removeprefix(_INVERTED)),
        on=on,
        inverted=rate.startswith(_INVERTED),
    )


def written_rate(rate: ExchangeRate | None) -> str | None:
    """As an entry keeps it, between minor units: ``1.085``, or ``1/1.085`` where it was given the other way."""
    return None if rate is None else f"{_INVERTED if rate.inverted else ''}{rate.rate}"
