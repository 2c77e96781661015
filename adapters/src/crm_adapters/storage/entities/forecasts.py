"""Submitted and adjusted forecasts, and what is known of snapshots, in their tables."""

from datetime import date
from types import MappingProxyType

from sqlalchemy import bindparam, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.forecasts import (
    ForecastSnapshot,
    ForecastSnapshotFilter,
    ForecastSubmission,
    ForecastSubmissionFilter,
)

_snapshots = EntityMapping(ForecastSnapshot, "crm_forecast_snapshots")
_table = _snapshots.table
_mine = select(_table).where(_table.c.tenant_id == bindparam("tenant")).limit(1)
_NEWEST = Prepared(
    _mine.where(_table.c.taken_on <= bindparam("day")).order_by(_table.c.taken_on.desc(), _table.c.id.desc())
)
_EARLIEST = Prepared(_mine.where(_table.c.taken_on >= bindparam("day")).order_by(_table.c.taken_on, _table.c.id))
_FEW = "together with a period, of which people submit a few each"


class SqlForecastSubmissions(SqlEntityStore[ForecastSubmission, ForecastSubmissionFilter]):
    mapping = EntityMapping(ForecastSubmission, "crm_forecast_submissions")
    scans = MappingProxyType(dict.fromkeys(("category", "origin", "currency", "current"), _FEW))
    sorts = MappingProxyType(
        {"user_id": "by the key, which is in the order of periods; a person submits a few for each"}
    )


class SqlForecastSnapshots(SqlEntityStore[ForecastSnapshot, ForecastSnapshotFilter]):
    mapping = _snapshots

    def newest(self, until: date) -> ForecastSnapshot | None:
        return next(iter(self._found(_NEWEST, {"tenant": self._session.tenant_id, "day": until})), None)

    def earliest(self, since: date) -> ForecastSnapshot | None:
        return next(iter(self._found(_EARLIEST, {"tenant": self._session.tenant_id, "day": since})), None)
