"""Figures of forecasts: open value by person and category, snapshots of deals, and what moved between two."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
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

_Columns = ReadOnlyColumnCollection[str, Column[Any]]
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
        query = union_all(_leaving(self._session.tenant_id, scope), _coming(self._session.tenant_id, scope))
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


_before, _after = snapshot_deals.alias("opening").c, snapshot_deals.alias("closing").c
_NO_VALUE = literal_column("0", exact_sum.type)


def _leaving(tenant_id: str, scope: WaterfallScope) -> Select[Any]:
    """What was open in the period at the opening, and is so no longer."""
    movement = case(
        (_after.outcome == Outcome.WON.value, Movement.WON.value),
        (_after.outcome == Outcome.LOST.value, Movement.LOST.value),
        else_=Movement.MOVED_OUT.value,
    ).label("movement")
    return (
        select(
            _before.currency_code,
            _before.category,
            movement,
            null().label("former"),
            func.count(),
            exact_sum(_before.value_minor),
            _NO_VALUE,
        )
        .select_from(_beside(_before, _after, scope.closing_id))
        .where(
            _before.tenant_id == tenant_id,
            _before.snapshot_id == scope.opening_id,
            *_holds(_before, scope),
            _stays(scope) == 0,
        )
        .group_by(_before.currency_code, _before.category, "movement")
    )


def _coming(tenant_id: str, scope: WaterfallScope) -> Select[Any]:
    """What is open in the period at the closing, with what it was before."""
    stays = _stays(scope) == 1
    movement = case(
        (and_(stays, _after.value_minor == _before.value_minor), Movement.STAYED.value),
        (and_(stays, _after.value_minor > _before.value_minor), Movement.UP.value),
        (stays, Movement.DOWN.value),
        (_before.outcome == Outcome.OPEN.value, Movement.MOVED_IN.value),
        (and_(_before.outcome.is_(None), _after.opened_at > scope.opening_at), Movement.NEW.value),
        else_=Movement.REOPENED.value,
    ).label("movement")
    former = case((and_(stays, _before.category != _after.category), _before.category), else_=null()).label("former")
    return (
        select(
            _after.currency_code,
            _after.category,
            movement,
            former,
            func.count(),
            exact_sum(case((stays, _before.value_minor), else_=0)),
            exact_sum(_after.value_minor),
        )
        .select_from(_beside(_after, _before, scope.opening_id))
        .where(_after.tenant_id == tenant_id, _after.snapshot_id == scope.closing_id, *_holds(_after, scope))
        .group_by(_after.currency_code, _after.category, "movement", "former")
    )


def _beside(one: _Columns, other: _Columns, snapshot_id: str) -> FromClause:
    """The deals of one snapshot, each beside its row in the other, which it may lack."""
    same = and_(
        other.tenant_id == one.tenant_id,
        other.snapshot_id == snapshot_id,
        other.opportunity_id == one.opportunity_id,
    )
    return one.tenant_id.table.outerjoin(other.tenant_id.table, same)


def _holds(deal: _Columns, scope: WaterfallScope) -> Iterator[ColumnElement[bool]]:
    """As ``WaterfallScope.holds``."""
    yield deal.outcome == Outcome.OPEN.value
    yield deal.expected_close_date >= scope.first
    yield deal.expected_close_date <= scope.last
    if scope.users is not None:
        yield deal.owner_id.in_(sorted(scope.users))


def _stays(scope: WaterfallScope) -> ColumnElement[int]:
    """1 for what is open in the period, and in the same currency, at both ends; 0 for everything else, never NULL."""
    both = (*_holds(_before, scope), *_holds(_after, scope), _before.currency_code == _after.currency_code)
    return case((and_(*both), 1), else_=0)
