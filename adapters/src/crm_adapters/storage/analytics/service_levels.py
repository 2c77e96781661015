"""How well service levels were kept, and what is due soon: one statement each."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, null, or_, select

from crm_adapters.storage.analytics.ranks import Percentiles, Ranked
from crm_adapters.storage.entities.service_levels import SqlSlaClocks, sla_clocks
from crm_adapters.storage.kernel.session import Session
from crm_core.service_levels import ClockStatus, Compliance, ComplianceQuery, Dimension, SlaClock, Target, in_order_of

_clock = sla_clocks.c
_IS_MET = _clock.status.in_([ClockStatus.MET.value, ClockStatus.MET_LATE.value])
_CONTACT = case((and_(_IS_MET, _clock.target == Target.FIRST_CONTACT.value), _clock.elapsed_seconds))
_COUNTED = {
    "met": ClockStatus.MET,
    "met_late": ClockStatus.MET_LATE,
    "breached_open": ClockStatus.RUNNING,
    "cancelled": ClockStatus.CANCELLED,
}


class SqlSlaFigures:
    def __init__(self, session: Session) -> None:
        self._session = session

    def compliance(self, query: ComplianceQuery) -> Sequence[Compliance]:
        ranked = Ranked.of(_clocks(self._session.tenant_id, query), [dimension.value for dimension in query.by])
        counts = (func.count(case((ranked.rows.c.status == status.value, 1))) for status in _COUNTED.values())
        figures = select(*ranked.groups, *counts, *ranked.figures).group_by(*ranked.groups)
        rows = self._session.connection.execute(figures if ranked.groups else figures.having(func.count() > 0))
        found = [_compliance(list(query.by), row, query) for row in rows]
        return sorted(found, key=in_order_of)

    def upcoming(self, at: datetime, until: Mapping[str | None, datetime], limit: int) -> Sequence[SlaClock]:
        own = {calendar: moment for calendar, moment in until.items() if calendar is not None}
        others = _clock.calendar_id.not_in(own) if own else literal(True)
        by_calendar = [
            and_(_clock.calendar_id == calendar, _clock.due_at <= moment) for calendar, moment in own.items()
        ]
        if None in until:
            is_other = or_(_clock.calendar_id.is_(None), others)
            by_calendar.append(and_(is_other, _clock.due_at <= until[None]))
        query = (
            select(sla_clocks)
            .where(
                _clock.tenant_id == self._session.tenant_id,
                _clock.status == ClockStatus.RUNNING.value,
                _clock.due_at > at,
                _clock.due_at <= max(until.values()),
                _clock.paused_until <= at,
                or_(*by_calendar),
            )
            .order_by(_clock.due_at, _clock.id)
            .limit(limit)
        )
        return [SqlSlaClocks.mapping.entity_of(row) for row in self._session.connection.execute(query).mappings()]

    def started(
        self, begin: datetime, end: datetime, targets: Sequence[Target], after_id: str, limit: int
    ) -> Sequence[SlaClock]:
        query = (
            select(sla_clocks)
            .where(
                _clock.tenant_id == self._session.tenant_id,
                _clock.id > after_id,
                _clock.started_at >= begin,
                _clock.started_at < end,
                _clock.target.in_([target.value for target in targets]),
            )
            .order_by(_clock.id)
            .limit(limit)
        )
        return [SqlSlaClocks.mapping.entity_of(row) for row in self._session.connection.execute(query).mappings()]


def _clocks(tenant_id: str, query: ComplianceQuery) -> Subquery:
    """Those that are judged, with what they are grouped by and the seconds of each first contact."""
    begin, *_, end = query.period.boundaries
    is_judged = or_(_clock.status != ClockStatus.RUNNING.value, _clock.due_at <= query.at)
    return (
        select(*_columns(query), _clock.status, _CONTACT.label("seconds"))
        .where(_clock.tenant_id == tenant_id, _clock.due_at >= begin, _clock.due_at < end, is_judged)
        .where(*_asked(query))
        .subquery()
    )


def _columns(query: ComplianceQuery) -> Iterator[ColumnElement[Any]]:
    _, *later = query.period.boundaries
    teams: dict[str, list[str]] = {}
    for user, team in query.teams.items():
        teams.setdefault(team, []).append(user)
    columns: dict[Dimension, ColumnElement[Any]] = {
        Dimension.POLICY: _clock.policy,
        Dimension.TARGET: _clock.target,
        Dimension.TEAM: case(*((_clock.owner.in_(users), team) for team, users in teams.items())) if teams else null(),
        Dimension.USER: _clock.owner,
        Dimension.MONTH: case(*((_clock.due_at < moment, month) for month, moment in enumerate(later))),
    }
    return (columns[dimension].label(dimension.value) for dimension in query.by)


def _asked(query: ComplianceQuery) -> Iterator[ColumnElement[bool]]:
    if query.policy is not None:
        yield _clock.policy == query.policy
    if query.target is not None:
        yield _clock.target == query.target.value
    if query.users is not None:
        yield _clock.owner.in_(sorted(query.users))


def _compliance(dimensions: Sequence[Dimension], row: Sequence[Any], query: ComplianceQuery) -> Compliance:
    group = dict(zip(dimensions, row, strict=False))
    if (month := group.get(Dimension.MONTH)) is not None:
        group[Dimension.MONTH] = query.period.months[month]
    *numbers, middles, of_middles, p90 = row[len(dimensions) :]
    counts = {name: int(number) for name, number in zip(_COUNTED, numbers, strict=True)}
    return Compliance.of(group, counts, *Percentiles.of(middles, of_middles, p90))
