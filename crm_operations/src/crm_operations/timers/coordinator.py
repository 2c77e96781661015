"""The coordinator of timers: listed and shown, cancelled and retried by people."""

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.stores import Listed
from crm_core.vocabulary import Id
from crm_operations.operation import acts, reads
from crm_operations.records import (
    Records,
    Timer,
    TimerFilter,
    TimerNotWaiting,
    TimerState,
    repeats_lost_races,
)
from crm_operations.settings import SettingsFor


class TimerCoordinator:
    """What falls due, and what became of it.

    Each method raises NotPermitted; those that name a timer raise TimerNotFound.
    """

    def __init__(self, records: Records, settings_for: SettingsFor, clock: Clock) -> None:
        self._records = records
        self._settings_for = settings_for
        self._clock = clock

    @reads(Permission.PROCESS_READ)
    def list(self, actor: Actor, filters: TimerFilter) -> Listed[Timer]:
        """List timers in the order in which they fall due."""
        with self._records.reading(actor) as work:
            return work.timers.find(filters, self._clock.now())

    @reads(Permission.PROCESS_READ)
    def get(self, actor: Actor, timer_id: Id) -> Timer:
        """Show one timer."""
        with self._records.reading(actor) as work:
            return work.timers.get(timer_id)

    @acts(Permission.PROCESS_MANAGE)
    @repeats_lost_races
    def cancel(self, actor: Actor, timer_id: Id) -> Timer:
        """Cancel one that waits, or that failed. Raises TimerNotWaiting."""
        with self._records.writing(actor) as work:
            timer = work.timers.get(timer_id)
            if timer.state not in {TimerState.PENDING, TimerState.FAILED}:
                raise TimerNotWaiting.because_it_is(timer)
            work.timers.finish(timer, TimerState.CANCELLED, self._clock.now())
            return work.timers.get(timer_id)

    @acts(Permission.PROCESS_MANAGE)
    @repeats_lost_races
    def retry(self, actor: Actor, timer_id: Id) -> Timer:
        """Fire one that failed or was cancelled after all, with all its attempts. Raises TimerNotWaiting."""
        with self._records.writing(actor) as work:
            timer = work.timers.get(timer_id)
            if timer.state not in {TimerState.FAILED, TimerState.CANCELLED}:
                raise TimerNotWaiting.because_it_is(timer)
            work.timers.retry(timer, self._clock.now())
            return work.timers.get(timer_id)
