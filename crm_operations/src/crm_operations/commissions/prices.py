"""Credit in the currency of a plan, by the newest rate not after its day; what is corrected keeps its rate."""

from collections.abc import Mapping
from decimal import Decimal

from crm_core.commissions import Posted, Price
from crm_core.credits import CreditRow
from crm_core.currency_rates import RatesInto
from crm_core.money import ExchangeRate, Money

_INVERTED = "1/"


def price_after(posted: Mapping[str, Posted], rates: RatesInto) -> Price:
    """``posted``, by deal, is what stands in the ledger: by the rate of that a deal is priced again."""

    def price(row: CreditRow, amount_minor: int) -> int | None:
        if row.currency_code == rates.into:
            return amount_minor
        former = posted.get(row.opportunity_id)
        rate = former_rate(former, row.currency_code, rates.into) or rates.on(row.currency_code, row.credit_date)
        return None if rate is None else rate.convert(Money.unchecked(amount_minor, row.currency_code)).minor

    return price


def former_rate(former: Posted | None, source: str, target: str) -> ExchangeRate | None:
    """The rate something was posted by; None for what was not, or within one currency."""
    if former is None or former.rate is None or former.rate_date is None:
        return None
    return ExchangeRate(
        source=source,
        target=target,
        rate=Decimal(former.rate.removeprefix(_INVERTED)),
        on=former.rate_date,
        inverted=former.rate.startswith(_INVERTED),
    )


def written_rate(rate: ExchangeRate | None) -> str | None:
    """As an entry keeps it, between minor units: ``1.085``, or ``1/1.085`` where it was given the other way."""
    return None if rate is None else f"{_INVERTED if rate.inverted else ''}{rate.rate}"
