"""The report's section on quotas of the present period: what people attained of them, and its chart."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crm_core.money import BASIS_POINTS, Money
from crm_core.pipelines import Rate
from crm_operations.attainment import Attained
from crm_operations.pipeline_analytics.charts import MOST_PEOPLE
from crm_operations.pipeline_analytics.columns import CURRENCY, money, rate, text
from crm_operations.pipeline_analytics.report import Cell, Chart, ChartKind, Section, Series, Table


class AttainedQuotas(NamedTuple):
    """Of one period and currency: what each person, and each group by its name, attained of a quota."""

    period: str
    currency: str
    people: Sequence[tuple[str, Attained]]
    """As they are to be shown; two people may share a name."""
    groups: Mapping[str, Attained]


def attainment(found: AttainedQuotas) -> Section:
    rows = sorted(found.people, key=lambda row: (-row[1].attained_minor, row[0]))
    return Section(
        name="attainment",
        title="Quotas",
        note=f"{found.period}, by credit; pace is what was attained of what is due by the end of today.",
        charts=tuple(_charts(rows[:MOST_PEOPLE], found.currency)),
        tables=(
            _table("attainment", "Quotas of people", "Person", rows, found, "Nobody has a quota in this period."),
            _table(
                "attainment_groups",
                "Quotas of teams and territories",
                "Group",
                sorted(found.groups.items()),
                found,
                "No team and no territory has a quota in this period.",
            ),
        ),
    )


def _table(
    name: str, title: str, whose: str, rows: Sequence[tuple[str, Attained]], found: AttainedQuotas, empty: str
) -> Table:
    return Table(
        name=name,
        title=title,
        columns=(
            text(whose.lower(), whose),
            CURRENCY,
            money("quota", "Quota"),
            money("attained", "Attained"),
            rate("attainment", "Attainment"),
            rate("pace", "Pace"),
        ),
        rows=tuple(_cells(label, each, found.currency) for label, each in rows),
        empty=empty,
    )


def _cells(label: str, each: Attained, currency: str) -> tuple[Cell, ...]:
    quota = None if each.quota_minor is None else Money.unchecked(each.quota_minor, currency)
    return (
        label,
        currency,
        quota,
        Money.unchecked(each.attained_minor, currency),
        _rate(each.attainment),
        _rate(each.pace),
    )


def _charts(rows: Sequence[tuple[str, Attained]], currency: str) -> Sequence[Chart]:
    if not rows:
        return ()
    series = (
        Series(title="Attained", values=tuple(max(each.attained_minor, 0) for _, each in rows)),
        Series(title="Quota", values=tuple(each.quota_minor or 0 for _, each in rows)),
    )
    return (
        Chart(
            name=f"attainment-{currency}".lower(),
            title=f"Attained and quota by person, {currency}",
            kind=ChartKind.RANKING,
            labels=tuple(label for label, _ in rows),
            series=series,
            currency=currency,
        ),
    )


def _rate(basis_points: int | None) -> Rate | None:
    return None if basis_points is None else Rate.of(basis_points, BASIS_POINTS)
