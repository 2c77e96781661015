"""What is asked of forecasts, and answered."""

from pydantic import Field

from crm_core.fiscal import PeriodId
from crm_core.forecasts import CategoryForecast, ForecastSnapshot, WaterfallColumn
from crm_core.money import CurrencyCode, StoredCurrency, TotalMinorUnits
from crm_core.values import AnyMoment, Value
from crm_core.vocabulary import AnyDay, AnyText, Day, Id, PersonId, Total


class ForecastQuery(Value):
    """The forecast of a period, of everybody or of one person and all below."""

    period: PeriodId | None = Field(default=None, description="Which period, such as 2026-Q3; else the present one.")
    user: PersonId | None = Field(default=None, description="Only this person and everybody below.")
    currency: CurrencyCode | None = Field(default=None, description="In which currency; else in the tenant's.")


class PersonForecast(Value):
    """A person with everybody below, amounts in minor units; ``depth`` is 0 at the top.

    ``open_minor`` is all that is open in the period and not omitted, ``unpriced`` how many of the ``deals`` have no
    value yet.
    """

    user: AnyText
    name: AnyText | None
    manager: AnyText | None
    depth: Total
    closed_minor: TotalMinorUnits
    open_minor: TotalMinorUnits
    deals: Total
    unpriced: Total
    commit: CategoryForecast
    best_case: CategoryForecast


class ForecastTotal(Value):
    """What those at the top come to."""

    closed_minor: TotalMinorUnits
    open_minor: TotalMinorUnits
    commit_minor: TotalMinorUnits
    best_case_minor: TotalMinorUnits


class Forecast(Value):
    """Managers come before those who report to them.

    Nothing is converted: ``other_currencies`` are those in which there is more.
    """

    period: AnyText
    first_day: AnyDay
    last_day: AnyDay
    currency: StoredCurrency
    people: tuple[PersonForecast, ...]
    total: ForecastTotal
    other_currencies: tuple[StoredCurrency, ...] = ()


class WaterfallQuery(Value):
    """What became of the open value of a period between two snapshots."""

    period: PeriodId | None = Field(default=None, description="Which period, such as 2026-Q3; else the present one.")
    user: PersonId | None = Field(default=None, description="Only deals of this person and everybody below.")
    since: Day | None = Field(
        default=None, description="From the last snapshot of this day or before: 2026-06-01; else of the first day."
    )
    until: Day | None = Field(
        default=None, description="To the last snapshot of this day or before; else of the last day of the period."
    )
    opening_id: Id | None = Field(default=None, description="From this very snapshot.")
    closing_id: Id | None = Field(default=None, description="To this very snapshot.")


class ComparedSnapshot(Value):
    """One of the two."""

    id: AnyText
    taken_on: AnyDay
    taken_at: AnyMoment

    @classmethod
    def of(cls, snapshot: ForecastSnapshot) -> "ComparedSnapshot":
        """Named by its day and moment."""
        return cls(id=snapshot.id, taken_on=snapshot.taken_on, taken_at=snapshot.created_at)


class Waterfall(Value):
    """By currency a column for each category, and one of all; in each, opening and every movement add up to closing."""

    period: AnyText
    first_day: AnyDay
    last_day: AnyDay
    opening: ComparedSnapshot
    closing: ComparedSnapshot
    columns: tuple[WaterfallColumn, ...]
