"""Statements: what a period's postings come to for each person, beside what they sold (COM-CRMOP-0132)."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from crm_core.commissions import CommissionPeriodFilter, CommissionPlan, EntryQuery, Payees
from crm_core.currency_rates import RatesInto
from crm_core.errors import Invalid
from crm_core.fiscal import FiscalPeriod, PeriodId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.performance import Sold, sold_by_user
from crm_core.values import Value
from crm_core.vocabulary import PAGE_LENGTH, AnyText, Name, Total
from crm_operations.commissions.plans import newest_plan
from crm_operations.providers import Person
from crm_operations.records import UnitOfWork


class StatementsQuery(Value):
    """Everybody's statements of a period."""

    period: PeriodId | None = Field(default=None, description="Which, such as 2017-Q4; else this quarter.")
    plan: Name | None = Field(default=None, description="Of this plan alone.")


class PersonStatement(Value):
    """``won_count`` by who owned the deals when they were closed, ``won_minor`` by credit."""

    user: AnyText
    name: AnyText | None
    manager: AnyText | None
    manager_name: AnyText | None
    won_count: Total
    won_minor: TotalMinorUnits
    commission_minor: TotalMinorUnits


class Statements(Value):
    """Everybody who is paid by a plan in the period, those without anything too, in the order of user ids.

    ``not_priced`` are the numbers of deals whose currency has no rate into that of the plans.
    """

    period: AnyText
    currency: StoredCurrency
    people: tuple[PersonStatement, ...]
    not_priced: tuple[AnyText, ...] = ()


def plans_of(work: UnitOfWork, period: FiscalPeriod, plan: str | None) -> Sequence[CommissionPlan]:
    """The plans that were run for the period, or the one that is named. Raises CommissionPlanNotFound."""
    if plan is not None:
        return [newest_plan(work, plan)]
    opened = work.commission_periods.find(CommissionPeriodFilter(period=period.id, limit=PAGE_LENGTH))
    return [newest_plan(work, name) for name in sorted({each.plan for each in opened})]


def currency_of(plans: Sequence[CommissionPlan], default: str) -> str:
    """Raises Invalid where they pay in several."""
    currencies = sorted({plan.pays_in for plan in plans})
    if len(currencies) > 1:
        named = ", ".join(plan.name for plan in plans)
        raise Invalid.field("plan", f"several pay in {' and '.join(currencies)}: {named}", "name one of them")
    return currencies[0] if currencies else default


def statements_of(
    work: UnitOfWork,
    period: FiscalPeriod,
    plans: Sequence[CommissionPlan],
    currency: str,
    payees: Payees,
    people: Sequence[Person],
) -> Statements:
    """Of ``payees``, and of whoever was posted something."""
    posted: dict[str, int] = {}
    for plan in plans:
        for each in work.commission_entries.sums(EntryQuery(plan=plan.name, posted_period=period.id)):
            posted[each.payee_id] = posted.get(each.payee_id, 0) + each.amount_minor
    sold, not_priced = sold_by_user(
        work.performance_figures, work.credits, period, RatesInto(work.currency_rates, currency)
    )
    known = {person.id: person for person in people}
    users = sorted({*payees, *posted})
    return Statements(
        period=period.id,
        currency=currency,
        people=tuple(_person(user, known, sold.get(user, Sold()), posted.get(user, 0)) for user in users),
        not_priced=not_priced,
    )


def _person(user: str, known: Mapping[str, Person], sold: Sold, commission_minor: int) -> PersonStatement:
    person = known.get(user)
    manager = None if person is None or person.manager_id is None else known.get(person.manager_id)
    return PersonStatement(
        user=user,
        name=None if person is None else person.name,
        manager=None if person is None else person.manager_id,
        manager_name=None if manager is None else manager.name,
        won_count=sold.won_count,
        won_minor=sold.won_minor,
        commission_minor=commission_minor,
    )
