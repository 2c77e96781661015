"""How deals moved: conversion, velocity, cycle and trend, one statement each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, case, extract, func, literal, select, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from crm_adapters.storage.analytics_board import StageOnBoard, closed_in, deal, deal_value, deals_of, stages_on_board
from crm_adapters.storage.tables import pipeline_stages, stage_moves
from crm_adapters.storage.whole_seconds import WholeSeconds
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
    for column in (deal.expected_close_date, deal.actual_close_date)
}
"""Without a bound number in them, since PostgreSQL would not know them again under GROUP BY."""


def conversion_rates(connection: Connection, tenant_id: str, wanted: FiguresFilter) -> list[ConversionRate]:
    """Every deal that ever stood in a stage has left it by a move or stands there now."""
    board = stages_on_board(connection, tenant_id, wanted)
    source, target = pipeline_stages.alias("source"), pipeline_stages.alias("target")
    onwards = and_(target.c.outcome != Outcome.LOST.value, target.c.display_order > source.c.display_order)
    left = (
        select(
            move.pipeline_id.label("pipeline_id"),
            move.from_stage.label("stage"),
            move.opportunity_id.label("deal_id"),
            case((onwards, 1), else_=0).label("moved_on"),
            case((target.c.outcome == Outcome.LOST.value, 1), else_=0).label("lost"),
        )
        .select_from(stage_moves)
        .join(source, and_(*_pipeline_of_move(source.c), source.c.name == move.from_stage))
        .join(target, and_(*_pipeline_of_move(target.c), target.c.name == move.to_stage))
        .where(*_moves_of(tenant_id, wanted))
    )
    here = select(deal.pipeline_id, deal.stage, deal.id, literal(0), literal(0)).where(*deals_of(tenant_id, wanted))
    stays = union_all(left, here).subquery()
    once = (
        select(
            stays.c.pipeline_id,
            stays.c.stage,
            func.max(stays.c.moved_on).label("moved_on"),
            func.max(stays.c.lost).label("lost"),
        )
        .group_by(stays.c.pipeline_id, stays.c.stage, stays.c.deal_id)
        .subquery()
    )
    query = select(
        once.c.pipeline_id, once.c.stage, func.count(), func.sum(once.c.moved_on), func.sum(once.c.lost)
    ).group_by(once.c.pipeline_id, once.c.stage)
    counts = {(row[0], row[1]): tuple(map(int, row[2:])) for row in connection.execute(query)}
    return [_conversion(stage, *counts.get((stage.pipeline_id, stage.stage), (0, 0, 0))) for stage in _open(board)]


def velocity(connection: Connection, tenant_id: str, wanted: FiguresFilter) -> list[StageVelocity]:
    board = stages_on_board(connection, tenant_id, wanted)
    query = (
        select(move.pipeline_id, move.from_stage, func.count(), func.sum(move.seconds_in_stage))
        .where(*_moves_of(tenant_id, wanted))
        .group_by(move.pipeline_id, move.from_stage)
    )
    sums = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in connection.execute(query)}
    return [_stage_velocity(stage, *sums.get((stage.pipeline_id, stage.stage), (0, 0))) for stage in _open(board)]


def sales_cycle(connection: Connection, tenant_id: str, wanted: FiguresFilter, months: Months) -> SalesCycle:
    lasted = WholeSeconds(deal.closed_at) - WholeSeconds(deal.created_at)
    query = select(func.count(deal.closed_at), func.sum(lasted)).where(
        *deals_of(tenant_id, wanted), deal.outcome == Outcome.WON.value, closed_in(months.first, months.end)
    )
    count, seconds = connection.execute(query).one()
    return SalesCycle.of(int(count), int(seconds or 0))


def trend(connection: Connection, tenant_id: str, wanted: FiguresFilter, months: Months) -> list[MonthTrend]:
    """One statement for what was opened and one for what was closed."""
    opened = _opened_by_month(connection, tenant_id, wanted, months)
    closed = _closed_by_month(connection, tenant_id, wanted, months)
    return [_month_trend(month, opened.get(month, 0), closed.get(month, [])) for month in months.each]


def _opened_by_month(connection: Connection, tenant_id: str, wanted: FiguresFilter, months: Months) -> dict[date, int]:
    """A moment's month begins at the tenant's midnight."""
    begin, *between, end = months.boundaries
    index = case(*((deal.created_at < boundary, at) for at, boundary in enumerate((*between, end))), else_=-1)
    query = (
        select(index.label("month_index"), func.count())
        .where(*deals_of(tenant_id, wanted), deal.created_at >= begin, deal.created_at < end)
        .group_by("month_index")
    )
    return {months.each[at]: int(count) for at, count in connection.execute(query)}


def _closed_by_month(
    connection: Connection, tenant_id: str, wanted: FiguresFilter, months: Months
) -> dict[date, list[Any]]:
    """The day of closing is the tenant's already."""
    keys = (*year_and_month[deal.actual_close_date.name], deal.outcome, deal.currency_code)
    query = (
        select(*keys, func.count(), func.sum(deal_value))
        .where(*deals_of(tenant_id, wanted), deal.outcome != Outcome.OPEN.value, closed_in(months.first, months.end))
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
        amounts.setdefault(currency, {})[Outcome(outcome)] = int(total or 0)
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


def _moves_of(tenant_id: str, wanted: FiguresFilter) -> list[ColumnElement[bool]]:
    conditions = [move.tenant_id == tenant_id]
    if wanted.pipeline_id is not None:
        conditions.append(move.pipeline_id == wanted.pipeline_id)
    if wanted.assigned_to is not None:
        conditions.append(move.opportunity_id.in_(select(deal.id).where(*deals_of(tenant_id, wanted))))
    return conditions


def _pipeline_of_move(stage: ReadOnlyColumnCollection[str, Column[Any]]) -> tuple[ColumnElement[bool], ...]:
    return stage.tenant_id == move.tenant_id, stage.pipeline_id == move.pipeline_id


def _open(board: Sequence[StageOnBoard]) -> list[StageOnBoard]:
    return [stage for stage in board if stage.outcome is Outcome.OPEN]


def _conversion(stage: StageOnBoard, entered: int, moved_on: int, lost: int) -> ConversionRate:
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


def _stage_velocity(stage: StageOnBoard, stays: int, seconds: int) -> StageVelocity:
    return StageVelocity(
        pipeline_id=stage.pipeline_id,
        stage=stage.stage,
        display_name=stage.display_name,
        display_order=stage.display_order,
        stays=stays,
        total_seconds=seconds,
        average_seconds=average(seconds, stays),
    )
