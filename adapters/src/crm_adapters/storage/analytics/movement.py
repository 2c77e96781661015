"""How deals moved: conversion, velocity, cycle and trend, one statement each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, extract, func, select

from crm_adapters.storage.analytics.board import (
    StageKey,
    StageOnBoard,
    closed_in,
    opportunities_of,
    opportunity,
    opportunity_value,
    stages_on_board,
    sums_by_stage,
)
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities, stage_moves
from crm_adapters.storage.kernel.exact_sums import exact_sum
from crm_adapters.storage.kernel.whole_seconds import WholeSeconds
from crm_core.pipelines import (
    ConversionRate,
    FiguresFilter,
    Months,
    MonthTrend,
    Outcome,
    Rate,
    SalesCycle,
    StageVelocity,
    TrendAmount,
    average,
)

move = stage_moves.c

year_and_month = {
    column.name: (extract("year", column), extract("month", column))
    for column in (opportunity.expected_close_date, opportunity.actual_close_date)
}
"""Without a bound number in them, since PostgreSQL would not know them again under GROUP BY."""


class _Moves(NamedTuple):
    """How many, and of those ``timed``, where it is known since when the deal was there, the seconds of the stays."""

    number: int
    timed: int
    seconds: int


def conversion_rates(connection: Connection, tenant_id: str, filters: FiguresFilter) -> list[ConversionRate]:
    """Every stay in a stage has ended by a move or goes on now."""
    board = stages_on_board(connection, tenant_id, filters)
    left = _moves(connection, tenant_id, filters)
    here = sums_by_stage(connection, tenant_id, filters)
    places = {(stage.pipeline_id, stage.stage): stage for stage in board}
    return [
        _conversion(stage, left, sum(row.count for row in here.get(key, ())), places) for key, stage in _open(board)
    ]


def velocity(connection: Connection, tenant_id: str, filters: FiguresFilter) -> list[StageVelocity]:
    board = stages_on_board(connection, tenant_id, filters)
    left = _moves(connection, tenant_id, filters)
    return [_velocity(stage, left.get(key, {})) for key, stage in _open(board)]


def sales_cycle(connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months) -> SalesCycle:
    return _took(connection, _won(tenant_id, filters, months, opportunity.created_at))


def lead_to_won(connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months) -> SalesCycle:
    lead = leads.c
    won = _won(tenant_id, filters, months, lead.created_at)
    return _took(
        connection, won.join(leads, and_(lead.tenant_id == opportunity.tenant_id, lead.id == opportunity.lead_id))
    )


def _won(tenant_id: str, filters: FiguresFilter, months: Months, since: ColumnElement[Any]) -> Select[Any]:
    """How many seconds each won deal took, ranked."""
    took = WholeSeconds(opportunity.closed_at) - WholeSeconds(since)
    return (
        select(took.label("took"), func.row_number().over(order_by=took).label("place"), func.count().over().label("n"))
        .select_from(opportunities)
        .where(
            *opportunities_of(tenant_id, filters),
            opportunity.outcome == Outcome.WON.value,
            opportunity.closed_at.is_not(None),
            closed_in(months.first, months.end),
        )
    )


def _took(connection: Connection, won: Select[Any]) -> SalesCycle:
    """The median is the one in the middle, or halfway between the two that are."""
    ranked = won.subquery()
    is_middle = and_(2 * ranked.c.place >= ranked.c.n, 2 * ranked.c.place <= ranked.c.n + 2)
    middle = case((is_middle, ranked.c.took))
    query = select(func.count(), func.sum(ranked.c.took), func.sum(middle), func.count(middle))
    count, total, middles, of_middles = connection.execute(query).one()
    return SalesCycle.of(int(count), int(total or 0), average(int(middles or 0), int(of_middles)))


def trend(connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months) -> list[MonthTrend]:
    """One statement for what was opened and one for what was closed."""
    opened = _opened_by_month(connection, tenant_id, filters, months)
    closed = _closed_by_month(connection, tenant_id, filters, months)
    return [_month_trend(month, opened.get(month, 0), closed.get(month, [])) for month in months.each]


def _opened_by_month(connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months) -> dict[date, int]:
    """Counts by month of opening, which begins at the tenant's midnight."""
    begin, *between, end = months.boundaries
    index = case(*((opportunity.created_at < boundary, at) for at, boundary in enumerate((*between, end))), else_=-1)
    query = (
        select(index.label("month_index"), func.count())
        .where(*opportunities_of(tenant_id, filters), opportunity.created_at >= begin, opportunity.created_at < end)
        .group_by("month_index")
    )
    return {months.each[at]: int(count) for at, count in connection.execute(query)}


def _closed_by_month(
    connection: Connection, tenant_id: str, filters: FiguresFilter, months: Months
) -> dict[date, list[Any]]:
    """Counts by month of closing; the day of closing is in the tenant's time zone already."""
    keys = (*year_and_month[opportunity.actual_close_date.name], opportunity.outcome, opportunity.currency_code)
    query = (
        select(*keys, func.count(), exact_sum(opportunity_value))
        .where(
            *opportunities_of(tenant_id, filters),
            opportunity.outcome != Outcome.OPEN.value,
            closed_in(months.first, months.end),
        )
        .group_by(*keys)
    )
    by_month: dict[date, list[Any]] = {}
    for year, month, *row in connection.execute(query):
        by_month.setdefault(date(int(year), int(month), 1), []).append(row)
    return by_month


def _month_trend(month: date, opened: int, closed: Sequence[Any]) -> MonthTrend:
    counts = {Outcome.WON: 0, Outcome.LOST: 0}
    amounts: dict[str, dict[Outcome, int]] = {}
    for outcome, currency, count, total in closed:
        counts[Outcome(outcome)] += int(count)
        amounts.setdefault(currency, {})[Outcome(outcome)] = total
    return MonthTrend(
        month=month,
        opened=opened,
        won=counts[Outcome.WON],
        lost=counts[Outcome.LOST],
        amounts=tuple(
            TrendAmount(
                currency=currency,
                won_minor=amounts[currency].get(Outcome.WON, 0),
                lost_minor=amounts[currency].get(Outcome.LOST, 0),
            )
            for currency in sorted(amounts)
        ),
    )


def _moves(connection: Connection, tenant_id: str, filters: FiguresFilter) -> dict[StageKey, dict[str, _Moves]]:
    """From each stage to each other."""
    conditions = [move.tenant_id == tenant_id]
    if filters.pipeline_id is not None:
        conditions.append(move.pipeline_id == filters.pipeline_id)
    if filters.assigned_to is not None:
        conditions.append(move.opportunity_id.in_(select(opportunity.id).where(*opportunities_of(tenant_id, filters))))
    keys = (move.pipeline_id, move.from_stage, move.to_stage)
    took = move.seconds_in_stage
    query = select(*keys, func.count(), func.count(took), func.sum(took)).where(*conditions).group_by(*keys)
    left: dict[StageKey, dict[str, _Moves]] = {}
    for pipeline_id, source, target, count, timed, seconds in connection.execute(query):
        left.setdefault((pipeline_id, source), {})[target] = _Moves(int(count), int(timed), int(seconds or 0))
    return left


def _open(board: Sequence[StageOnBoard]) -> list[tuple[StageKey, StageOnBoard]]:
    return [((stage.pipeline_id, stage.stage), stage) for stage in board if stage.outcome is Outcome.OPEN]


def _conversion(
    stage: StageOnBoard,
    moves: Mapping[StageKey, Mapping[str, _Moves]],
    here: int,
    places: Mapping[StageKey, StageOnBoard],
) -> ConversionRate:
    entered, moved_on, lost = here, 0, 0
    for name, (count, *_) in moves.get((stage.pipeline_id, stage.stage), {}).items():
        target = places.get((stage.pipeline_id, name))
        entered += count
        if target is not None and target.outcome is Outcome.LOST:
            lost += count
        elif target is not None and target.display_order > stage.display_order:
            moved_on += count
    return ConversionRate(
        pipeline_id=stage.pipeline_id,
        stage=stage.stage,
        display_name=stage.display_name,
        display_order=stage.display_order,
        entered=entered,
        moved_on=moved_on,
        lost=lost,
        rate=Rate.of(moved_on, entered),
    )


def _velocity(stage: StageOnBoard, moves: Mapping[str, _Moves]) -> StageVelocity:
    stays, seconds = sum(each.timed for each in moves.values()), sum(each.seconds for each in moves.values())
    return StageVelocity(
        pipeline_id=stage.pipeline_id,
        stage=stage.stage,
        display_name=stage.display_name,
        display_order=stage.display_order,
        stays=stays,
        total_seconds=seconds,
        average_seconds=average(seconds, stays),
    )
