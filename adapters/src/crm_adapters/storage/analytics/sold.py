"""Figures of what people sold and did, one statement each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, false, func, literal, select, union_all

from crm_adapters.storage.analytics.ranks import Percentiles, Ranked
from crm_adapters.storage.entities import SqlOpportunities
from crm_adapters.storage.entities.activities import activities
from crm_adapters.storage.entities.opportunities import stage_moves
from crm_adapters.storage.entities.pipelines import pipeline_stages, pipelines
from crm_adapters.storage.kernel.exact_sums import exact_sum
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.types import Moment
from crm_adapters.storage.kernel.whole_seconds import WholeSeconds
from crm_core.performance import ActivityCount, ClosedSum, CycleOfUser, StageConversion
from crm_core.pipelines import Outcome

_deal = SqlOpportunities.mapping.table.c
_activity = activities.c
_move = stage_moves.c
_stage = pipeline_stages.c
_WON, _OPEN = literal(Outcome.WON.value), literal(Outcome.OPEN.value)
_value = case((_deal.outcome == _WON, _deal.actual_value_minor), else_=_deal.expected_revenue_minor)
_WON_IS_FURTHEST = 1_000_000
"""Beyond the order of any stage."""


class SqlPerformanceFigures:
    def __init__(self, session: Session) -> None:
        self._session = session

    def won_counts(self, first: date, last: date) -> Mapping[str, int]:
        query = select(_deal.assigned_to, func.count()).where(*self._won(first, last)).group_by(_deal.assigned_to)
        return {row[0]: row[1] for row in self._rows(query)}

    def closed(self, first: date, last: date, own_currency: str) -> Sequence[ClosedSum]:
        foreign_day = case((_deal.currency_code != own_currency, _deal.actual_close_date)).label("foreign_day")
        query = (
            select(_deal.assigned_to, _deal.outcome, _deal.currency_code, foreign_day, func.count(), exact_sum(_value))
            .where(*self._closed(first, last))
            .group_by(_deal.assigned_to, _deal.outcome, _deal.currency_code, "foreign_day")
        )
        return [
            ClosedSum(user, outcome == Outcome.WON.value, currency, day, count, value)
            for user, outcome, currency, day, count, value in self._rows(query)
        ]

    def cycles(self, first: date, last: date) -> Sequence[CycleOfUser]:
        took = (WholeSeconds(_deal.closed_at) - WholeSeconds(_deal.created_at)).label("seconds")
        won = select(_deal.assigned_to, took).where(*self._won(first, last))
        ranked = Ranked.of(won.subquery(), by=("assigned_to",))
        query = select(*ranked.groups, func.count(), *ranked.figures).group_by(*ranked.groups)
        return [
            CycleOfUser(user, count, Percentiles.of(*figures).median) for user, count, *figures in self._rows(query)
        ]

    def activities(self, since: datetime, until: datetime) -> Sequence[ActivityCount]:
        query = (
            select(_activity.completed_by, _activity.activity_type, func.count())
            .where(
                _activity.tenant_id == self._session.tenant_id,
                _activity.completed_by.is_not(None),
                _activity.completed_at >= since,
                _activity.completed_at < until,
                _activity.automated == false(),
            )
            .group_by(_activity.completed_by, _activity.activity_type)
        )
        return [ActivityCount(*row) for row in self._rows(query)]

    def stage_conversions(self, since: datetime, until: datetime) -> Sequence[StageConversion]:
        """A stay ended by a move, or goes on; what its deal reached afterwards is seen from it to the last one."""
        tenant_id, begin, end = self._session.tenant_id, _seconds(since), _seconds(until)
        entered = WholeSeconds(_move.at) - func.coalesce(_move.seconds_in_stage, 0)
        ended = select(
            _move.opportunity_id, _move.pipeline_id, _move.from_stage.label("stage"), entered.label("entered")
        ).where(_move.tenant_id == tenant_id, WholeSeconds(_move.at) >= begin, entered >= begin)
        now = WholeSeconds(_deal.stage_entered_at)
        going_on = select(_deal.id, _deal.pipeline_id, _deal.stage, now).where(
            _deal.tenant_id == tenant_id, now >= begin
        )
        stay = union_all(ended, going_on).subquery("stay").c
        here = and_(_stage.tenant_id == tenant_id, _stage.pipeline_id == stay.pipeline_id, _stage.name == stay.stage)
        rank = case(
            (_stage.outcome == _WON, literal(_WON_IS_FURTHEST)),
            (_stage.outcome == _OPEN, _stage.display_order),
            else_=-1,
        )
        furthest = func.max(rank).over(partition_by=stay.opportunity_id, order_by=(stay.entered, rank), rows=(1, None))
        stays = (
            select(
                stay.opportunity_id,
                stay.pipeline_id,
                stay.stage,
                stay.entered,
                _stage.outcome,
                _stage.display_order,
                furthest.label("furthest"),
            )
            .join_from(stay.opportunity_id.table, pipeline_stages, here)
            .subquery("stays")
        ).c
        reached = case((stays.furthest > stays.display_order, stays.opportunity_id))
        keys = (
            _deal.assigned_to,
            stays.pipeline_id,
            pipelines.c.name.label("pipeline"),
            stays.stage,
            stays.display_order,
        )
        query = (
            select(*keys, func.count(distinct(stays.opportunity_id)), func.count(distinct(reached)))
            .select_from(stays.stage.table)
            .join(SqlOpportunities.table, and_(_deal.tenant_id == tenant_id, _deal.id == stays.opportunity_id))
            .join(pipelines, and_(pipelines.c.tenant_id == tenant_id, pipelines.c.id == stays.pipeline_id))
            .where(stays.outcome == _OPEN, stays.entered < end)
            .group_by(*keys)
        )
        return [StageConversion(*row) for row in self._rows(query)]

    def _won(self, first: date, last: date) -> list[ColumnElement[bool]]:
        return [*self._closed(first, last), _deal.outcome == _WON]

    def _closed(self, first: date, last: date) -> list[ColumnElement[bool]]:
        return [
            _deal.tenant_id == self._session.tenant_id,
            _deal.outcome != _OPEN,
            _deal.actual_close_date >= first,
            _deal.actual_close_date <= last,
            _deal.assigned_to.is_not(None),
        ]

    def _rows(self, query: Select[Any]) -> list[Any]:
        return list(self._session.connection.execute(query))


def _seconds(at: datetime) -> ColumnElement[int]:
    return WholeSeconds(literal(at, Moment()))
