"""The coordinator of snapshots: taken, listed, compared."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.fiscal import FiscalPeriod
from crm_core.forecasts import (
    ComparedSnapshots,
    ForecastSnapshot,
    ForecastSnapshotFilter,
    WaterfallScope,
    everybody_below,
    snapshots_of,
    waterfall_of,
)
from crm_core.identity import NewId
from crm_core.stores import Listed
from crm_core.values import as_utc
from crm_core.vocabulary import FIRST_DAY, LAST_DAY, Id
from crm_operations.forecasting.answers import ComparedSnapshot, Waterfall, WaterfallQuery
from crm_operations.forecasting.refusals import SnapshotsNotComparable
from crm_operations.forecasting.rollup import managers_of, period_of
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider
from crm_operations.records import EntityRecords, Records, UnitOfWork, repeats_lost_races
from crm_operations.settings import OperationsSettings, SettingsFor

SNAPSHOT_TIMER = "forecast_snapshot"
"""Waits about the newest snapshot for the next one."""


class ForecastSnapshotCoordinator:
    """How deals stood at a moment, and what became of open value between two; nothing of it is ever changed.

    Each method raises NotPermitted; those that name a snapshot raise ForecastSnapshotNotFound.
    """

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._snapshots = EntityRecords(records, settings_for, clock, new_id, lambda work: work.forecast_snapshots)

    @acts(Permission.FORECAST_SNAPSHOT)
    @repeats_lost_races
    def take(self, actor: Actor) -> ForecastSnapshot:
        """Take a snapshot of every deal; from then on another one follows each day, where that is set."""
        settings = self._settings_for(actor.tenant_id)
        with self._records.writing(actor) as work:
            return take_snapshot(work, settings, self._clock.now(), self._new_id)

    @reads(Permission.FORECAST_READ)
    def get(self, actor: Actor, forecast_snapshot_id: Id) -> ForecastSnapshot:
        """Show one snapshot."""
        return self._snapshots.get(actor, forecast_snapshot_id)

    @reads(Permission.FORECAST_READ)
    def list(self, actor: Actor, filters: ForecastSnapshotFilter) -> Listed[ForecastSnapshot]:
        """List snapshots in the order they were taken."""
        return self._snapshots.find(actor, filters)

    @reads(Permission.FORECAST_READ)
    def waterfall(self, actor: Actor, query: WaterfallQuery) -> Waterfall:
        """Show what became of the open value of a period: won, lost, moved, new, up and down, from opening to closing.

        Raises Invalid for an unknown period, SnapshotsNotComparable, Unavailable.
        """
        period = period_of(self._settings_for(actor.tenant_id), query.period, self._clock.now())
        users = None
        if query.user is not None:
            users = everybody_below(managers_of(self._people.members(actor.tenant_id)), query.user)
        with self._records.reading(actor) as work:
            return waterfall(work, period, query, users)


def take_snapshot(work: UnitOfWork, settings: OperationsSettings, at: datetime, new_id: NewId) -> ForecastSnapshot:
    """In the unit of work that is open, with the timer of the next one in place of that of the one before."""
    today, snapshot_id = local_date(at, settings.zone), new_id()
    closed_since = max(today - timedelta(days=settings.forecasts.closed_days), FIRST_DAY)
    if (former := work.forecast_snapshots.newest(LAST_DAY)) is not None:
        work.timers.cancel(former.ref, SNAPSHOT_TIMER)
    snapshot, taken = ForecastSnapshot.take(
        entity_id=snapshot_id,
        tenant_id=work.actor.tenant_id,
        at=at,
        taken_on=today,
        taken_by=work.actor.user_id,
        closed_since=closed_since,
        deals=work.forecast_figures.copy_deals(snapshot_id, closed_since),
    )
    work.outbox.announce(taken)
    work.timers.set(SNAPSHOT_TIMER, snapshot.ref, next_snapshot(settings, at))
    return work.forecast_snapshots.add(snapshot)


def next_snapshot(settings: OperationsSettings, after: datetime) -> datetime:
    """The next moment at which it is the time of day for one, where the tenant lives."""
    at, day = time.fromisoformat(settings.forecasts.snapshot_at), local_date(after, settings.zone)
    moments = (datetime.combine(day + timedelta(days=days), at, settings.zone) for days in range(3))
    return next(found for moment in moments if (found := as_utc(moment)) > after)


def waterfall(
    work: UnitOfWork, period: FiscalPeriod, query: WaterfallQuery, users: Collection[str] | None
) -> Waterfall:
    """Raises SnapshotsNotComparable, ForecastSnapshotNotFound."""
    compared = _compared(work, period, query)
    opening, closing = compared
    if not compared.are_in_order:
        raise SnapshotsNotComparable.because_they_are_in_the_other_order(opening, closing)
    if not compared.are_near:
        raise SnapshotsNotComparable.because_they_are_far_apart(opening, closing)
    scope = WaterfallScope(opening.id, closing.id, opening.created_at, period.start, period.end, users)
    return Waterfall(
        period=period.id,
        first_day=period.start,
        last_day=period.end,
        opening=ComparedSnapshot.of(opening),
        closing=ComparedSnapshot.of(closing),
        columns=tuple(waterfall_of(work.forecast_figures.movements(scope))),
    )


def _compared(work: UnitOfWork, period: FiscalPeriod, query: WaterfallQuery) -> ComparedSnapshots:
    """Those that are named by id; else by their days."""
    snapshots = work.forecast_snapshots
    named = [None if each is None else snapshots.get(each) for each in (query.opening_id, query.closing_id)]
    by_days = snapshots_of(snapshots, period, query.since, query.until)
    opening, closing = (one or other for one, other in zip(named, by_days or (None, None), strict=True))
    if opening is None and closing is not None:
        opening = snapshots.earliest(FIRST_DAY)
    if closing is None and opening is not None:
        closing = snapshots.newest(LAST_DAY)
    if opening is None or closing is None or opening.id == closing.id:
        raise SnapshotsNotComparable.because_there_are_not_two()
    return ComparedSnapshots(opening, closing)
