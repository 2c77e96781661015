"""Figures of forecasts: open value by person and category, snapshots of deals, and what moved between two."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement

from crm_adapters.storage.analytics.outlook import CATEGORY, OPPORTUNITIES_AND_STAGES
from crm_adapters.storage.entities import SqlOpportunities
from crm_adapters.storage.entities.splits import SqlSplits
from crm_adapters.storage.kernel.exact_sums import exact_sum
from crm_adapters.storage.kernel.nested_json import reader
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import Moment, key, minor
from crm_core.credits import Share
from crm_core.forecasts import Movement, MovementSum, OpenAmount, SnapshotDeal, WaterfallScope
from crm_core.pipelines import Outcome
from crm_core.splits import SplitStatus

_Columns = ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]
_deal = SqlOpportunities.mapping.table.c
_split = SqlSplits.mapping.table.c

snapshot_deals = Table(
    "crm_forecast_snapshot_deals",
    metadata,
    tenant_column(),
    Column("snapshot_id", key(), primary_key=True),
    Column("opportunity_id", key(), primary_key=True),
    Column("outcome", key(50), nullable=False),
    Column("owner_id", key(), nullable=False),
    Column("currency_code", key(3), nullable=False),
    Column("category", key(50), nullable=False),
    Column("value_minor", minor(), nullable=False),
    Column("expected_close_date", Date),
    Column("opened_at", Moment, nullable=False),
)
"""A row a deal and snapshot; a snapshot copies them by one statement, and nothing changes them."""

_OUTCOME_CATEGORY = case(
    (_deal.outcome == Outcome.WON.value, Outcome.WON.categories[0].value),
    (_deal.outcome == Outcome.LOST.value, Outcome.LOST.categories[0].value),
    else_=CATEGORY,
)
_VALUE = case((_deal.outcome == Outcome.WON.value, _deal.actual_value_minor), else_=_deal.expected_revenue_minor)
_LATEST = (func.coalesce(_split.decided_at, _split.created_at).desc(), _split.revision.desc())


class SqlForecastFigures:
    def __init__(self, session: Session) -> None:
        self._session = session

    def open_amounts(self, first: date, last: date) -> Sequence[OpenAmount]:
        open_in_period = (
            _deal.tenant_id == self._session.tenant_id,
            _deal.outcome == Outcome.OPEN.value,
            _deal.expected_close_date >= first,
            _deal.expected_close_date <= last,
        )
        agreed = self._agreed(open_in_period)
        group = (_deal.assigned_to, _deal.currency_code, CATEGORY.label("category"), agreed.c.id)
        query = (
            select(
                *group[:3],
                func.max(agreed.c.shares),
                func.count(),
                func.count(_deal.expected_revenue_minor),
                exact_sum(_deal.expected_revenue_minor),
            )
            .select_from(
                OPPORTUNITIES_AND_STAGES.outerjoin(
                    agreed, and_(agreed.c.opportunity_id == _deal.id, agreed.c.place == 1)
                )
            )
            .where(*open_in_period)
            .group_by(_deal.assigned_to, _deal.currency_code, "category", agreed.c.id)
        )
        return [_open_amount(*row) for row in self._session.connection.execute(query)]

    def copy_deals(self, snapshot_id: str, closed_since: date) -> int:
        copied = (
            select(
                _deal.tenant_id,
                literal(snapshot_id).label("snapshot_id"),
                _deal.id.label("opportunity_id"),
                _deal.outcome,
                _deal.assigned_to.label("owner_id"),
                _deal.currency_code,
                _OUTCOME_CATEGORY.label("category"),
                func.coalesce(_VALUE, 0).label("value_minor"),
                _deal.expected_close_date,
                _deal.created_at.label("opened_at"),
            )
            .select_from(OPPORTUNITIES_AND_STAGES)
            .where(
                _deal.tenant_id == self._session.tenant_id,
                or_(_deal.outcome == Outcome.OPEN.value, _deal.actual_close_date >= closed_since),
            )
        )
        names = [column.name for column in copied.selected_columns]
        statement = insert(snapshot_deals).from_select(names, copied)
        return self._session.connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount

    def deals(self, snapshot_id: str) -> Sequence[SnapshotDeal]:
        rows = snapshot_deals.c
        query = (
            select(*(rows[name] for name in SnapshotDeal._fields))
            .where(rows.tenant_id == self._session.tenant_id, rows.snapshot_id == snapshot_id)
            .order_by(rows.opportunity_id)
        )
        return [SnapshotDeal(*row) for row in self._session.connection.execute(query)]

    def movements(self, scope: WaterfallScope) -> Sequence[MovementSum]:
        """Both rows of a deal are put beside each other by grouping.

        A join of the two snapshots would be as fast, but quadratic wherever a server does not know their sizes yet.
        """
        deals = _side_by_side(self._session.tenant_id, scope)
        query = union_all(_leaving(deals.c), _coming(deals.c, scope))
        return [
            MovementSum(currency, category, Movement(movement), former, count, before, after)
            for currency, category, movement, former, count, before, after in self._session.connection.execute(query)
        ]

    def _agreed(self, open_in_period: Sequence[ColumnElement[bool]]) -> FromClause:
        """The splits that count, of each deal the latest with place 1."""
        place = func.row_number().over(partition_by=_split.opportunity_id, order_by=_LATEST).label("place")
        return (
            select(_split.id, _split.opportunity_id, _split.shares, place)
            .join_from(
                SqlSplits.mapping.table,
                SqlOpportunities.mapping.table,
                and_(_deal.tenant_id == _split.tenant_id, _deal.id == _split.opportunity_id),
            )
            .where(
                *open_in_period,
                _split.tenant_id == self._session.tenant_id,
                _split.status.in_([each.value for each in SplitStatus if each.counts]),
                or_(_split.effective_from.is_(None), _split.effective_from <= _deal.expected_close_date),
            )
            .subquery("agreed")
        )


_shares = reader(tuple[Share, ...])


def _open_amount(
    owner: str, currency: str, category: str, shares: str | None, count: int, priced: int, total: int
) -> OpenAmount:
    shared = None if shares is None else _shares(json.loads(shares))
    return OpenAmount(owner, currency, category, shared, count, priced, total)


_COMPARED = ("outcome", "currency_code", "category", "value_minor")
_NO_VALUE = literal_column("0", exact_sum.type)


def _side_by_side(tenant_id: str, scope: WaterfallScope) -> CTE:
    """A row a deal: how it stood at the opening and at the closing, NULL where it was not there."""
    deal = snapshot_deals.c
    is_open = (
        deal.outcome == Outcome.OPEN.value,
        deal.expected_close_date >= scope.first,
        deal.expected_close_date <= scope.last,
        *(() if scope.users is None else (deal.owner_id.in_(sorted(scope.users)),)),
    )
    columns = [func.max(case((deal.snapshot_id == scope.closing_id, deal.opened_at))).label("opened_at")]
    for when, snapshot_id in (("before", scope.opening_id), ("after", scope.closing_id)):
        is_of = deal.snapshot_id == snapshot_id
        holds = func.max(case((and_(is_of, *is_open), 1), else_=0))
        columns.append(holds.label(f"{when}_holds"))
        columns += [func.max(case((is_of, deal[name]))).label(f"{when}_{name}") for name in _COMPARED]
    query = select(*columns).where(
        deal.tenant_id == tenant_id, deal.snapshot_id.in_([scope.opening_id, scope.closing_id])
    )
    return query.group_by(deal.opportunity_id).cte("deals")


def _leaving(deal: _Columns) -> Select[Any]:
    """What was open in the period at the opening, and is so no longer."""
    movement = case(
        (deal.after_outcome == Outcome.WON.value, Movement.WON.value),
        (deal.after_outcome == Outcome.LOST.value, Movement.LOST.value),
        else_=Movement.MOVED_OUT.value,
    ).label("movement")
    return (
        select(
            deal.before_currency_code,
            deal.before_category,
            movement,
            null().label("former"),
            func.count(),
            exact_sum(deal.before_value_minor),
            _NO_VALUE,
        )
        .where(deal.before_holds == 1, _stays(deal) == 0)
        .group_by(deal.before_currency_code, deal.before_category, "movement")
    )


def _coming(deal: _Columns, scope: WaterfallScope) -> Select[Any]:
    """What is open in the period at the closing, with what it was before."""
    stays = _stays(deal) == 1
    movement = case(
        (and_(stays, deal.after_value_minor == deal.before_value_minor), Movement.STAYED.value),
        (and_(stays, deal.after_value_minor > deal.before_value_minor), Movement.UP.value),
        (stays, Movement.DOWN.value),
        (deal.before_outcome == Outcome.OPEN.value, Movement.MOVED_IN.value),
        (and_(deal.before_outcome.is_(None), deal.opened_at > scope.opening_at), Movement.NEW.value),
        else_=Movement.REOPENED.value,
    ).label("movement")
    is_changed = and_(stays, deal.before_category != deal.after_category)
    return (
        select(
            deal.after_currency_code,
            deal.after_category,
            movement,
            case((is_changed, deal.before_category), else_=null()).label("former"),
            func.count(),
            exact_sum(case((stays, deal.before_value_minor), else_=0)),
            exact_sum(deal.after_value_minor),
        )
        .where(deal.after_holds == 1)
        .group_by(deal.after_currency_code, deal.after_category, "movement", "former")
    )


def _stays(deal: _Columns) -> ColumnElement[int]:
    """1 for what is open in the period, and in the same currency, at both ends; 0 for everything else, never NULL."""
    both = (deal.before_holds == 1, deal.after_holds == 1, deal.before_currency_code == deal.after_currency_code)
    return case((and_(*both), 1), else_=0)
