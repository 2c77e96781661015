"""Figures counted by plain Python over the rows of opportunities, against those a database counted in SQL."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isclose
from typing import Any

from crm_core.money import BASIS_POINTS, rounded_ratio
from crm_core.pipelines import ForecastCategory, ForecastRange, Outcome, PipelineForecast, PipelineSummary, StageFigures
from crm_operations.providers import LeadFunnel

Row = Mapping[Any, Any]
EIGHTY_PERCENT = 1.2816
"""Standard deviations to both sides that hold 80 % of a normal distribution."""


def wrong_stages(figures: Sequence[StageFigures], rows: Sequence[Row]) -> Iterator[str]:
    """Of one pipeline or of many."""
    by_stage: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        by_stage[row["stage"], row["currency_code"]].append(row)
    found: dict[Any, list[StageFigures]] = defaultdict(list)
    for figure in figures:
        if figure.currency is not None:
            found[figure.stage, figure.currency].append(figure)
    for key in sorted(by_stage.keys() | found.keys()):
        of_stage, of_figure = by_stage[key], found[key]
        exact = sum((value_of(row) or 0) * _weight(row) for row in of_stage)
        yield from _differing(
            f"stage {key[0]} in {key[1]}",
            count=(sum(each.count for each in of_figure), len(of_stage)),
            unpriced_count=(sum(each.unpriced_count for each in of_figure), _unpriced(of_stage)),
            total_minor=(sum(each.total_minor for each in of_figure), _total(of_stage)),
            weighted_exact=(sum(each.weighted_exact for each in of_figure), exact),
        )
        for each in of_figure:
            weighted = rounded_ratio(each.weighted_exact, BASIS_POINTS)
            yield from _differing(f"stage {key[0]} in {key[1]}", weighted_minor=(each.weighted_minor, weighted))


def wrong_summary(summary: PipelineSummary, rows: Sequence[Row]) -> Iterator[str]:
    by_outcome = {outcome: [row for row in rows if _outcome(row) == outcome] for outcome in Outcome}
    yield from _differing(
        "the summary",
        open_count=(summary.open_count, len(by_outcome[Outcome.OPEN])),
        won=(summary.win_rate.won, len(by_outcome[Outcome.WON])),
        lost=(summary.win_rate.lost, len(by_outcome[Outcome.LOST])),
        currencies=([each.currency for each in summary.currencies], sorted({row["currency_code"] for row in rows})),
    )
    for figures in summary.currencies:
        ours = {
            outcome: [row for row in of if row["currency_code"] == figures.currency]
            for outcome, of in by_outcome.items()
        }
        still_open = ours[Outcome.OPEN]
        yield from _differing(
            f"the summary in {figures.currency}",
            open_minor=(figures.open_minor, _total(still_open)),
            won_minor=(figures.won_minor, _total(ours[Outcome.WON])),
            lost_minor=(figures.lost_minor, _total(ours[Outcome.LOST])),
            weighted_minor=(figures.weighted_minor, _expected(still_open)),
            unpriced_count=(figures.unpriced_count, _unpriced(still_open)),
        )


def wrong_forecast(forecast: PipelineForecast, rows: Sequence[Row], today: date) -> Iterator[str]:
    """At a confidence of 80 %."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if _outcome(row) == Outcome.OPEN and row.get("forecast_override_category") != ForecastCategory.OMITTED:
            due = row["expected_close_date"]
            when = "undated" if due is None else "slipped" if due < today else f"{due:%Y-%m}"
            groups[when, row["currency_code"]].append(row)
    found: dict[Any, ForecastRange] = {(f"{each.month:%Y-%m}", each.currency): each for each in forecast.months}
    found = {key: each for key, each in found.items() if each.count}
    found |= {("slipped", each.currency): each for each in forecast.slipped}
    found |= {("undated", each.currency): each for each in forecast.undated}
    if found.keys() != groups.keys():
        yield f"the forecast has {sorted(found)} instead of {sorted(groups)}"
    for key in found.keys() & groups.keys():
        yield from _wrong_range(f"the forecast of {key[0]} in {key[1]}", found[key], groups[key])
    won: dict[str, int] = defaultdict(int)
    for row in rows:
        if _outcome(row) == Outcome.WON and row["actual_close_date"] >= today.replace(day=1):
            won[row["currency_code"]] += value_of(row) or 0
    this_month = {each.currency: each.won_minor for each in forecast.months if each.won_count}
    yield from _differing("the forecast", won_this_month=(this_month, won))


def wrong_funnel(funnel: LeadFunnel, leads: Sequence[Row]) -> Iterator[str]:
    counted: dict[str, int] = defaultdict(int)
    for lead in leads:
        counted[lead["status"]] += 1
    found = {each.status.value: each.count for each in funnel.by_status if each.count}
    yield from _differing("the leads", total=(funnel.total, len(leads)), by_status=(found, counted))


def value_of(row: Row) -> int | None:
    actual: int | None = row.get("actual_value_minor")
    expected: int | None = row.get("expected_revenue_minor")
    return expected if actual is None else actual


def _wrong_range(what: str, found: ForecastRange, rows: Sequence[Row]) -> Iterator[str]:
    expected, total = _expected(rows), _total(rows)
    squares = ((value_of(row) or 0) ** 2 * _chance(row) * (BASIS_POINTS - _chance(row)) for row in rows)
    margin = EIGHTY_PERCENT * (sum(squares) / BASIS_POINTS**2) ** 0.5
    yield from _differing(
        what,
        count=(found.count, len(rows)),
        unpriced_count=(found.unpriced_count, _unpriced(rows)),
        total_minor=(found.total_minor, total),
        expected_minor=(found.expected_minor, expected),
    )
    for name, figure, bound in (
        ("worst", found.worst_minor, max(0, expected - margin)),
        ("best", found.best_minor, min(total, expected + margin)),
    ):
        if not isclose(figure, bound, rel_tol=1e-9, abs_tol=1):
            yield f"{what}: {name} is {figure} instead of {bound}"


def _differing(what: str, **figures: tuple[object, object]) -> Iterator[str]:
    for name, (found, counted) in figures.items():
        if found != counted:
            yield f"{what}: {name} is {found} instead of {counted}"


def _outcome(row: Row) -> str:
    return str(row.get("outcome", Outcome.OPEN))


def _chance(row: Row) -> int:
    return int(row["probability_basis_points"])


def _weight(row: Row) -> int:
    """A won one weighs whole and a lost one nothing, whatever probability it was left with."""
    weights = {Outcome.WON: BASIS_POINTS, Outcome.LOST: 0}
    return weights.get(Outcome(_outcome(row)), _chance(row))


def _total(rows: Sequence[Row]) -> int:
    return sum(value_of(row) or 0 for row in rows)


def _unpriced(rows: Sequence[Row]) -> int:
    return sum(value_of(row) is None for row in rows)


def _expected(rows: Sequence[Row]) -> int:
    return rounded_ratio(sum((value_of(row) or 0) * _chance(row) for row in rows), BASIS_POINTS)
