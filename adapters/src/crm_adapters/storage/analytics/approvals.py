"""What became of requests for approval, by one statement."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, null, select

from crm_adapters.storage.analytics.ranks import Percentiles, Ranked
from crm_adapters.storage.entities.approvals import approvals
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.whole_seconds import WholeSeconds
from crm_core.approvals import (
    DECIDED,
    REASONS_TO_REWORK,
    ApprovalCounts,
    ApprovalDimension,
    ApprovalFiguresQuery,
    ApprovalLevel,
    ApprovalState,
    in_order_of,
)

_request = approvals.c
_former = approvals.alias("former")
_IS_DECIDED = _request.state.in_(sorted(DECIDED))
_SECONDS = case((_IS_DECIDED, WholeSeconds(_request.decided_at) - WholeSeconds(_request.created_at)))
_IS_REWORK = case((_former.c.state.in_(sorted(REASONS_TO_REWORK)), 1), else_=0)


class SqlApprovalFigures:
    def __init__(self, session: Session) -> None:
        self._session = session

    def counted(self, query: ApprovalFiguresQuery) -> Sequence[ApprovalCounts]:
        by = [dimension.value for dimension in query.by]
        ranked = Ranked.of(_requests(self._session.tenant_id, query), by)
        counts = (func.count(case((ranked.rows.c.state == state.value, 1))) for state in ApprovalState)
        figures = select(*ranked.groups, *counts, func.sum(ranked.rows.c.rework), *ranked.figures)
        grouped = figures.group_by(*ranked.groups) if by else figures.having(func.count() > 0)
        found = (_counts(list(query.by), row, query) for row in self._session.connection.execute(grouped))
        return sorted(found, key=in_order_of)


def _requests(tenant_id: str, query: ApprovalFiguresQuery) -> Subquery:
    """Those made in the period, with what they are grouped by, and how long each took to be decided."""
    begin, *_, end = query.period.boundaries
    is_former = and_(_former.c.tenant_id == _request.tenant_id, _former.c.id == _request.former_request_id)
    asked = (
        select(*_columns(query), _request.state, _IS_REWORK.label("rework"), _SECONDS.label("seconds"))
        .select_from(approvals.outerjoin(_former, is_former))
        .where(_request.tenant_id == tenant_id, _request.created_at >= begin, _request.created_at < end)
    )
    return (asked if query.owners is None else asked.where(_request.owner.in_(sorted(query.owners)))).subquery()


def _columns(query: ApprovalFiguresQuery) -> Iterator[ColumnElement[Any]]:
    _, *later = query.period.boundaries
    teams: dict[str, list[str]] = {}
    for user, team in query.teams.items():
        teams.setdefault(team, []).append(user)
    columns: dict[ApprovalDimension, ColumnElement[Any]] = {
        ApprovalDimension.LEVEL: _request.level,
        ApprovalDimension.TEAM: (
            case(*((_request.owner.in_(users), team) for team, users in teams.items())) if teams else null()
        ),
        ApprovalDimension.MONTH: case(*((_request.created_at < moment, month) for month, moment in enumerate(later))),
    }
    return (columns[dimension].label(dimension.value) for dimension in query.by)


def _counts(dimensions: Sequence[ApprovalDimension], row: Sequence[Any], query: ApprovalFiguresQuery) -> ApprovalCounts:
    group: dict[ApprovalDimension, Any] = dict(zip(dimensions, row, strict=False))
    if (month := group.get(ApprovalDimension.MONTH)) is not None:
        group[ApprovalDimension.MONTH] = query.period.months[month]
    if (level := group.get(ApprovalDimension.LEVEL)) is not None:
        group[ApprovalDimension.LEVEL] = ApprovalLevel(level)
    *numbers, rework, middles, of_middles, p90 = row[len(dimensions) :]
    states = {state: int(number) for state, number in zip(ApprovalState, numbers, strict=True)}
    return ApprovalCounts.of(group, states, int(rework or 0), *Percentiles.of(middles, of_middles, p90))
