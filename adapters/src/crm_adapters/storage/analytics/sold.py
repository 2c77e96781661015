"""Figures of what people sold, one statement each."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from crm_adapters.storage.entities import SqlOpportunities
from crm_adapters.storage.kernel.session import Session
from crm_core.pipelines import Outcome

_deal = SqlOpportunities.mapping.table.c


class SqlPerformanceFigures:
    def __init__(self, session: Session) -> None:
        self._session = session

    def won_counts(self, first: date, last: date) -> Mapping[str, int]:
        query = (
            select(_deal.assigned_to, func.count())
            .where(
                _deal.tenant_id == self._session.tenant_id,
                _deal.outcome == Outcome.WON.value,
                _deal.actual_close_date >= first,
                _deal.actual_close_date <= last,
                _deal.assigned_to.is_not(None),
            )
            .group_by(_deal.assigned_to)
        )
        rows = self._session.connection.execute(query)
        return {row[0]: row[1] for row in rows}
