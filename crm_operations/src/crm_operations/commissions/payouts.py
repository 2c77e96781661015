"""What is paid out of locked periods, and what the tenant is liable for (accrued, payable, at risk)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from pydantic import Field

from crm_core.commissions import CommissionPeriod, CommissionPeriodFilter, EntryQuery, PeriodStatus
from crm_core.fiscal import PeriodId
from crm_core.money import CurrencyCode, StoredCurrency, TotalMinorUnits
from crm_core.stores import find_all
from crm_core.values import Value
from crm_core.vocabulary import PAGE_LENGTH, AnyText, Name
from crm_operations.commissions.plans import newest_plan
from crm_operations.commissions.settlements import settlements
from crm_operations.records import UnitOfWork


class PayoutsQuery(Value):
    """What is to be paid of a locked period."""

    period: PeriodId = Field(description="Which, such as 2017-Q4.")
    plan: Name | None = Field(default=None, description="Of this plan alone.")
    currency: CurrencyCode | None = Field(default=None, description="In this currency alone.")


class Payout(Value):
    """What one person is paid by one plan; whoever owes is not paid: ``carried_minor`` is below 0 then."""

    user: AnyText
    name: AnyText | None
    plan: AnyText
    period: AnyText
    status: AnyText
    currency: StoredCurrency
    payable_minor: TotalMinorUnits
    carried_minor: TotalMinorUnits


class Liability(Value):
    """In one currency: ``accrued_minor`` is posted and not locked, ``payable_minor`` locked and not paid.

    ``held_minor`` is kept back until it is released. ``draw_balance_minor`` is what payees owe of draws.
    ``at_risk_minor`` is what was earned by deals whose clawback window is not over: a refund could take it back.
    """

    currency: StoredCurrency
    accrued_minor: TotalMinorUnits
    payable_minor: TotalMinorUnits
    held_minor: TotalMinorUnits
    draw_balance_minor: TotalMinorUnits
    at_risk_minor: TotalMinorUnits


def payouts(work: UnitOfWork, query: PayoutsQuery, names: dict[str, str]) -> Iterator[Payout]:
    """Of locked and paid periods, plan by plan and in the order of payees; nothing of anybody whose balance is 0."""
    found = find_all(
        work.commission_periods, CommissionPeriodFilter(plan=query.plan, period=query.period, limit=PAGE_LENGTH)
    )
    for period in sorted((each for each in found if each.is_settled), key=lambda each: each.plan):
        for settlement in settlements(work, newest_plan(work, period.plan), period, {}):
            parts = settlement.parts
            if query.currency not in {None, parts.currency_code}:
                continue
            if settlement.payable_minor or settlement.carried_minor < 0:
                yield Payout(
                    user=parts.payee_id,
                    name=names.get(parts.payee_id),
                    plan=period.plan,
                    period=period.period,
                    status=period.status,
                    currency=parts.currency_code,
                    payable_minor=settlement.payable_minor,
                    carried_minor=settlement.carried_minor,
                )


def liabilities(work: UnitOfWork, today: date) -> Sequence[Liability]:
    """By currency, over all plans; a period that is paid counts for what may be taken back alone."""
    figures: dict[str, dict[str, int]] = {}
    periods = list(find_all(work.commission_periods, CommissionPeriodFilter(limit=PAGE_LENGTH)))
    for period in periods:
        for currency, name, amount in _of_period(work, period):
            of_currency = figures.setdefault(currency, dict.fromkeys(_FIGURES, 0))
            of_currency[name] += amount
    for plan in sorted({period.plan for period in periods}):
        newest = newest_plan(work, plan)
        since = None if newest.clawback_days is None else today - timedelta(days=newest.clawback_days)
        for currency, amount in work.commission_entries.earned_since(plan, since):
            figures.setdefault(currency, dict.fromkeys(_FIGURES, 0))["at_risk_minor"] += amount
    return [Liability(currency=currency, **of_currency) for currency, of_currency in sorted(figures.items())]


_FIGURES = tuple(name for name in Liability.model_fields if name.endswith("_minor"))


def _of_period(work: UnitOfWork, period: CommissionPeriod) -> Iterable[tuple[str, str, int]]:
    query = EntryQuery(plan=period.plan, posted_period=period.period)
    for parts in work.commission_entries.parts(query):
        yield parts.currency_code, "held_minor", -parts.holdback_minor - parts.release_minor
        if not period.is_settled:
            yield parts.currency_code, "accrued_minor", parts.before_draw_minor
            yield parts.currency_code, "draw_balance_minor", parts.draw_balance_minor
        elif period.status is PeriodStatus.LOCKED:
            posted = parts.before_draw_minor + parts.draw_minor + parts.draw_recovery_minor
            yield parts.currency_code, "payable_minor", posted - parts.carried_minor
