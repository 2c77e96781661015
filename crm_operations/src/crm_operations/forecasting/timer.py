"""Takes the snapshot of each day when its timer fires."""

from typing import Final

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.identity import NewId
from crm_core.vocabulary import LAST_DAY
from crm_operations.forecasting.snapshots import SNAPSHOT_TIMER, next_snapshot, take_snapshot
from crm_operations.records import Timer, UnitOfWork
from crm_operations.settings import SettingsFor
from crm_operations.timers import Firing


class SnapshotTimer:
    """While snapshots are switched off it only waits for the next day; one that is not the newest's has ended."""

    kind: Final = SNAPSHOT_TIMER

    def __init__(self, settings_for: SettingsFor, clock: Clock, new_id: NewId) -> None:
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    def prepare(self, actor: Actor, timer: Timer) -> Firing:  # noqa: ARG002  nobody is asked for anything
        """Asks no partner."""
        return lambda work: self._fire(work, timer)

    def _fire(self, work: UnitOfWork, timer: Timer) -> None:
        settings, now = self._settings_for(timer.tenant_id), self._clock.now()
        newest = work.forecast_snapshots.newest(LAST_DAY)
        if newest is None or newest.ref != timer.subject:
            return
        if settings.forecasts.daily_snapshots:
            take_snapshot(work, settings, now, self._new_id)
        else:
            work.timers.set(SNAPSHOT_TIMER, timer.subject, next_snapshot(settings, now))
