"""Forecasts counted by plain Python over deals, credits and snapshots, against those a database counted in SQL."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from crm_adapters.wiring import Crm
from crm_core.actor import Actor
from crm_core.credits import REVENUE, CreditBasis, CreditFilter
from crm_core.forecasts import (
    ForecastSnapshotFilter,
    ForecastSubmissionFilter,
    Movement,
    SnapshotDeal,
    WaterfallScope,
    movement_sums,
    waterfall_of,
)
from crm_core.pipelines import Outcome
from crm_core.stores import find_all
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.forecasting import ForecastQuery

Row = Mapping[Any, Any]


def wrong_forecasts(crm: Crm, admin: Actor, deals: Sequence[Row]) -> Iterator[str]:
    """What is computed is what deals and credits come to, whatever anybody submitted or adjusted."""
    shown = crm.forecasts.show(admin, ForecastQuery())
    for currency in (shown.currency, *shown.other_currencies):
        found = crm.forecasts.show(admin, ForecastQuery(currency=currency))
        opened = sum(
            row["expected_revenue_minor"] or 0
            for row in deals
            if row["outcome"] == Outcome.OPEN
            and row["currency_code"] == currency
            and row["expected_close_date"] is not None
            and found.first_day <= row["expected_close_date"] <= found.last_day
            and _category(crm, admin, row) != "omitted"
        )
        asked = CreditFilter(
            basis=CreditBasis.WON, kind=REVENUE, since=found.first_day, until=found.last_day, limit=PAGE_LENGTH
        )
        with crm.container.infrastructure.records().reading(admin) as work:
            closed = sum(each.amount_minor for each in find_all(work.credits, asked) if each.currency_code == currency)
        if (found.total.open_minor, found.total.closed_minor) != (opened, closed):
            yield f"{found.period} in {currency} is {found.total}, and deals are {opened} open, {closed} closed"
        tops = [each for each in found.people if each.depth == 0]
        for category in ("commit", "best_case"):
            total = sum(getattr(each, category).forecast_minor for each in tops)
            if total != getattr(found.total, f"{category}_minor"):
                yield f"the {category} of {found.period} is not what those at the top come to: {total}"


def wrong_submissions(crm: Crm, admin: Actor) -> Iterator[str]:
    """Revisions count from 1 without gaps, and of each kind of figure at most one counts."""
    revisions: dict[tuple[str, str], list[int]] = defaultdict(list)
    counting: Counter[tuple[str, ...]] = Counter()
    for each in crm.forecasts.list(admin, ForecastSubmissionFilter(limit=PAGE_LENGTH)):
        revisions[each.user_id, each.period].append(each.revision)
        counting[each.user_id, each.period, each.currency_code, each.category.value, each.origin.value] += each.counts
    for (user, period), found in revisions.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"the forecast of {user} for {period} has the revisions {found}"
    for parts, times in counting.items():
        if times > 1:
            yield f"{times} figures count at once: {' '.join(parts)}"


def wrong_snapshots(crm: Crm, admin: Actor) -> Iterator[str]:
    """Each has the deals it says it has, and between any two that follow a waterfall adds up, as counted plainly."""
    snapshots = crm.forecast_snapshots.list(admin, ForecastSnapshotFilter(limit=PAGE_LENGTH))
    deals: dict[str, dict[str, SnapshotDeal]] = {}
    with crm.container.infrastructure.records().reading(admin) as work:
        for snapshot in snapshots:
            found = {each.opportunity_id: each for each in work.forecast_figures.deals(snapshot.id)}
            deals[snapshot.id] = found
            if len(found) != snapshot.deals:
                yield f"the snapshot of {snapshot.taken_on} has {len(found)} deals instead of {snapshot.deals}"
        settings = crm.settings_for(admin.tenant_id)
        for opening, closing in pairwise(snapshots):
            period = settings.fiscal.containing(opening.taken_on, settings.forecasts.period)
            scope = WaterfallScope(opening.id, closing.id, opening.created_at, period.start, period.end)
            sums = work.forecast_figures.movements(scope)
            if Counter(sums) != Counter(movement_sums(deals[opening.id], deals[closing.id], scope)):
                yield f"the waterfall from {opening.taken_on} to {closing.taken_on} is not what is counted: {sums}"
            for column in waterfall_of(sums):
                if not column.adds_up:
                    yield f"the waterfall from {opening.taken_on} to {closing.taken_on} does not add up: {column}"
            for step, at in ((Movement.OPENING, opening), (Movement.CLOSING, closing)):
                whole = sum(
                    column.step(step).amount_minor for column in waterfall_of(sums) if column.category is not None
                )
                if whole != sum(each.value_minor for each in deals[at.id].values() if scope.holds(each)):
                    yield f"the {step} of the waterfall from {opening.taken_on} is {whole}"


def _category(crm: Crm, admin: Actor, row: Row) -> str:
    if row["forecast_override_category"] is not None:
        return str(row["forecast_override_category"])
    pipelines = crm.deals.pipelines(admin, with_retired=True)
    return next(
        stage.category.value
        for pipeline in pipelines
        for stage in pipeline.stages
        if pipeline.id == row["pipeline_id"] and stage.name == row["stage"]
    )
