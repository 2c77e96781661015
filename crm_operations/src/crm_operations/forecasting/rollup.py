"""The forecast of a period: figures, submissions and adjustments, rolled up along the chain of managers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from crm_core.clock import local_date
from crm_core.credits import REVENUE, CreditBasis, CreditDimension, CreditQuery
from crm_core.fiscal import FiscalPeriod
from crm_core.forecasts import ForecastSubmissionFilter, RolledUp, own_figures, roll_up
from crm_core.roles import Role
from crm_core.stores import find_all
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.forecasting.answers import Forecast, ForecastTotal, PersonForecast
from crm_operations.providers import Person, PersonNotFound
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def period_of(settings: OperationsSettings, period_id: str | None, now: datetime) -> FiscalPeriod:
    """That one, else the one of today in the tenant's zone. Raises Invalid where the calendar has none."""
    if period_id is not None:
        return settings.fiscal.period(period_id)
    return settings.fiscal.containing(local_date(now, settings.zone), settings.forecasts.period)


def managers_of(people: Sequence[Person]) -> Mapping[str, str | None]:
    """By id, whom each person reports to."""
    return {person.id: person.manager_id for person in people}


def forecast_of(
    work: UnitOfWork, people: Sequence[Person], period: FiscalPeriod, currency: str, user: str | None
) -> Forecast:
    """One statement for what is open, one for what is closed. Raises PersonNotFound."""
    opened = work.forecast_figures.open_amounts(period.start, period.end)
    days = (period.start, period.end + timedelta(days=1))
    query = CreditQuery(CreditBasis.WON, days, by=(CreditDimension.USER,), kinds=(REVENUE,))
    credited = work.credits.sums(query)
    submissions = list(
        find_all(
            work.forecast_submissions,
            ForecastSubmissionFilter(period=period.id, current=True, limit=PAGE_LENGTH),
        )
    )
    own = own_figures(opened, credited, currency)
    mine = [each for each in submissions if each.currency_code == currency]
    known = {person.id: person for person in people}
    shown = {*own, *(each.user_id for each in mine)}
    if user is not None and user not in known and user not in shown:
        raise PersonNotFound.because_unknown_person(user)
    rows = roll_up(_with_a_row(known, shown), own, mine, top=user)
    currencies = {
        *(each.currency_code for each in opened),
        *(each.currency_code for each in credited),
        *(each.currency_code for each in submissions),
    }
    return Forecast(
        period=period.id,
        first_day=period.start,
        last_day=period.end,
        currency=currency,
        people=tuple(_person(row, known.get(row.user_id)) for row in rows),
        total=_total([row for row in rows if row.depth == 0]),
        other_currencies=tuple(sorted(currencies - {currency})),
    )


def _with_a_row(known: Mapping[str, Person], shown: set[str]) -> Mapping[str, str | None]:
    """Everybody who sells, whoever has figures, and all above them."""
    needed = {*shown, *(person.id for person in known.values() if person.is_active and Role.REP in person.roles)}
    waiting = list(needed)
    while waiting:
        person = known.get(waiting.pop())
        manager = None if person is None else person.manager_id
        if manager is not None and manager in known and manager not in needed:
            needed.add(manager)
            waiting.append(manager)
    return {user: known[user].manager_id if user in known else None for user in needed}


def _person(row: RolledUp, person: Person | None) -> PersonForecast:
    return PersonForecast(
        user=row.user_id,
        name=None if person is None else person.name,
        manager=None if person is None else person.manager_id,
        depth=row.depth,
        closed_minor=row.figures.closed_minor,
        open_minor=row.figures.open_minor,
        deals=row.figures.deals,
        unpriced=row.figures.unpriced,
        commit=row.commit,
        best_case=row.best_case,
    )


def _total(tops: Sequence[RolledUp]) -> ForecastTotal:
    return ForecastTotal(
        closed_minor=sum(row.figures.closed_minor for row in tops),
        open_minor=sum(row.figures.open_minor for row in tops),
        commit_minor=sum(row.commit.forecast_minor for row in tops),
        best_case_minor=sum(row.best_case.forecast_minor for row in tops),
    )
