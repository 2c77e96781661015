"""Fires due timers: each rung once over any workers and crashes, in the commit of what it does (FR-L3-006)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Self

import structlog
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from crm_core.clock import Clock
from crm_core.errors import Refused, Unavailable
from crm_core.identity import EntityRef
from crm_core.texts import fit
from crm_core.values import Value
from crm_core.vocabulary import Total
from crm_operations.records import LOST_RACES, Records, Timer, TimerLost, TimerState
from crm_operations.settings import SettingsFor, TimerSettings
from crm_operations.timers.handler import TimerHandler, timer_actor
from crm_operations.timers.queue import ATTEMPT_LOST, TimerQueue

LARGEST_BATCH = 1_000
"""One statement names every timer of a batch."""
LONGEST_ERROR = 2_000

_log = structlog.get_logger(__name__)


class NoTimerHandler(Refused):
    @classmethod
    def because_unknown(cls, kind: str) -> Self:
        return cls("nothing fires timers of kind {kind}; start a worker of the release that set it", {"kind": kind})


class TimerRun(Value):
    """What became of the timers that were claimed, each counted once."""

    fired: Total = 0
    passed: Total = 0
    """Lower rungs of what fired."""
    moved: Total = 0
    """They set themselves to a later moment."""
    lost: Total = 0
    """Moved, cancelled or claimed by another worker meanwhile."""
    retried: Total = 0
    """Failed, and tried again later."""
    failed: Total = 0
    """Given up."""
    released: Total = 0
    """Not tried, since the lease was half over, or since another one whose worker was lost had to be tried alone."""

    @property
    def claimed(self) -> int:
        """How many were claimed in all."""
        return sum(getattr(self, name) for name in type(self).model_fields)

    def __add__(self, other: "TimerRun") -> "TimerRun":
        return TimerRun(**{name: getattr(self, name) + getattr(other, name) for name in TimerRun.model_fields})


class TimerFiring:
    """Any number of workers may fire at once, in one process or many."""

    def __init__(
        self,
        queue: TimerQueue,
        records: Records,
        handlers: Iterable[TimerHandler],
        settings_for: SettingsFor,
        clock: Clock,
        settings: TimerSettings,
        chance: Callable[[], float],
    ) -> None:
        """``chance`` draws from 0 up to but not including 1, and spreads the retries."""
        self._queue = queue
        self._records = records
        self._handlers = {handler.kind: handler for handler in handlers}
        self._settings_for = settings_for
        self._clock = clock
        self._settings = settings
        self._chance = chance

    def run_once(self, limit: int | None = None) -> TimerRun:
        """Fires one batch of what is due. Raises Unavailable when the database does not answer."""
        at_most = min(limit or self._settings.batch_size, LARGEST_BATCH)
        now = self._clock.now()
        lease = timedelta(seconds=self._settings.lease_seconds)
        claimed, others = _one_suspect(highest_rungs_first(self._queue.claim(now, now + lease, at_most)))
        self._queue.release(others, now)
        total, tried = TimerRun(released=len(others)), 0
        try:
            for timer in claimed:
                # The other half of the lease is for the current one.
                if tried and self._clock.now() > now + lease / 2:
                    break
                tried += 1
                total += self._fire(timer)
        finally:
            self._queue.release(claimed[tried:], self._clock.now())
        return total + TimerRun(released=len(claimed) - tried)

    def run_until_none(self) -> TimerRun:
        """Fires until none is due; what waits for its next try is not."""
        total = TimerRun()
        while (run := self.run_once()).claimed:
            total += run
        return total

    def run_next(self) -> float:
        """Fires one batch; answers how many seconds a loop waits before the next one."""
        return 0.0 if self.run_once().claimed else self._settings.poll_seconds

    def forget_old(self) -> int:
        """Deletes timers that ended longer ago than ``timers.retention_days``, and answers how many."""
        return self._queue.forget(self._clock.now() - timedelta(days=self._settings.retention_days))

    def _fire(self, timer: Timer) -> TimerRun:
        names = {"timer": timer.id, "kind": timer.kind, "tenant": timer.tenant_id, "attempt": timer.attempts}
        try:
            if timer.attempts > self._settings.attempts:
                return self._failed(timer, timer.last_error or ATTEMPT_LOST)
            return self._repeating(timer)(self._try, timer)
        except TimerLost:
            _log.info("timer.lost", **names)
            return TimerRun(lost=1)
        except Exception as failure:  # noqa: BLE001  one that cannot be fired must not stop the others
            _log.warning("timer.failed", error=type(failure).__name__, **names)
            asked = failure.retry_after_seconds if isinstance(failure, Unavailable) else None
            return self._failed(timer, f"{type(failure).__name__}: {failure}", asked or 0.0)

    def _try(self, timer: Timer) -> TimerRun:
        """One commit: what the handler writes, the mark of its rung, and of the lower ones that are due."""
        handler = self._handlers.get(timer.kind)
        if handler is None:
            raise NoTimerHandler.because_unknown(timer.kind)
        actor = timer_actor(timer.tenant_id)
        firing = handler.prepare(actor, timer)
        with self._records.writing(actor) as work:
            now = self._clock.now()
            rungs = work.timers.hold(timer)
            if any(is_overtaken(timer, rung, now) for rung in rungs):
                work.timers.finish(timer, TimerState.PASSED, now)
                return TimerRun(passed=1)
            firing(work)
            for rung in rungs:
                if is_overtaken(rung, timer, now):
                    work.timers.finish(rung, TimerState.PASSED, now)
            has_ended = work.timers.finish(timer, TimerState.FIRED, now)
        return TimerRun(fired=1) if has_ended else TimerRun(moved=1)

    def _failed(self, timer: Timer, error: str, asked: float = 0.0) -> TimerRun:
        # The error itself stays in the database: it may name people.
        now, fitted = self._clock.now(), fit(error, LONGEST_ERROR, lines=True)
        if timer.attempts >= self._settings.attempts:
            self._queue.fail(timer, fitted, None, now)
            return TimerRun(failed=1)
        pause = self._settings.pause(timer.attempts, self._chance(), asked)
        self._queue.fail(timer, fitted, now + timedelta(seconds=pause), now)
        return TimerRun(retried=1)

    def _repeating(self, timer: Timer) -> Retrying:
        """What lost a race is tried again at once, but not what this worker no longer holds."""
        retry = self._settings_for(timer.tenant_id).retry
        return Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, LOST_RACES) and not isinstance(error, TimerLost)),
            stop=stop_after_attempt(retry.race_attempts),
            wait=wait_random_exponential(multiplier=retry.initial_seconds, max=retry.maximum_seconds),
            reraise=True,
        )


def is_overtaken(lower: Timer, higher: Timer, now: datetime) -> bool:
    """Whether both rungs are due, the higher no earlier: after a downtime only the highest acts."""
    is_in_play = higher.state in {TimerState.PENDING, TimerState.FIRED, TimerState.FAILED}
    return lower.rung < higher.rung and is_in_play and lower.trigger_at <= higher.trigger_at <= now


def _one_suspect(claimed: Sequence[Timer]) -> tuple[Sequence[Timer], Sequence[Timer]]:
    """What to try, and what to give back: of those whose worker did not come back one at a time, behind the others.

    So a timer that every worker dies of uses up its own attempts and nobody else's.
    """
    suspects = [timer for timer in claimed if timer.last_error == ATTEMPT_LOST]
    return [timer for timer in claimed if timer.last_error != ATTEMPT_LOST] + suspects[:1], suspects[1:]


def highest_rungs_first(timers: Sequence[Timer]) -> Sequence[Timer]:
    """In the same order, but for rungs of one kind and subject, of which the highest comes first."""
    rungs: dict[tuple[str, str, EntityRef], list[Timer]] = {}
    for timer in sorted(timers, key=lambda timer: timer.rung):
        rungs.setdefault((timer.tenant_id, timer.kind, timer.subject), []).append(timer)
    return [rungs[timer.tenant_id, timer.kind, timer.subject].pop() for timer in timers]
