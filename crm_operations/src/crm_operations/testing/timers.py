"""The queue of timers in memory, over all tenants of the records in memory."""

from collections.abc import Sequence
from datetime import datetime

from crm_operations.records import Timer, TimerState
from crm_operations.testing.records import FakeRecords
from crm_operations.timers import ATTEMPT_LOST

_OVER = frozenset({TimerState.FIRED, TimerState.PASSED, TimerState.CANCELLED})


class FakeTimerQueue:
    """Claims from the committed timers of ``FakeRecords``."""

    def __init__(self, records: FakeRecords) -> None:
        self._records = records

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Timer]:
        due = sorted(
            (timer for timer in self._records.timers if _is_due(timer, now)), key=lambda each: each.available_at
        )
        of_tenants: dict[str, list[Timer]] = {}
        for timer in due:
            of_tenants.setdefault(timer.tenant_id, []).append(timer)
        longest = max(map(len, of_tenants.values()), default=0)
        fair = [each[place] for place in range(longest) for each in of_tenants.values() if place < len(each)]
        claims = [
            timer.model_copy(update={"attempts": timer.attempts + 1, "token": timer.token + 1, "available_at": until})
            for timer in fair[:limit]
        ]
        for timer in claims:
            self._records.replace_timer(timer.model_copy(update={"last_error": ATTEMPT_LOST}))
        return claims

    def release(self, claimed: Sequence[Timer], now: datetime) -> None:
        for timer in claimed:
            self._change(timer, attempts=timer.attempts - 1, available_at=now, last_error=timer.last_error)

    def fail(self, timer: Timer, error: str, again_at: datetime | None, now: datetime) -> None:
        if again_at is None:
            self._change(timer, state=TimerState.FAILED, ended_at=now, last_error=error)
        else:
            self._change(timer, available_at=again_at, last_error=error)

    def forget(self, before: datetime) -> int:
        old = [
            timer
            for timer in self._records.timers
            if timer.state in _OVER and timer.available_at < before and (timer.ended_at or timer.trigger_at) < before
        ]
        for timer in old:
            self._records.replace_timer(timer, remove=True)
        return len(old)

    def _change(self, claimed: Timer, **changes: object) -> None:
        for timer in self._records.timers:
            is_this = (timer.tenant_id, timer.id, timer.token) == (claimed.tenant_id, claimed.id, claimed.token)
            if is_this and timer.state is TimerState.PENDING:
                self._records.replace_timer(timer.model_copy(update=changes))


def _is_due(timer: Timer, now: datetime) -> bool:
    return timer.state is TimerState.PENDING and timer.available_at <= now and timer.trigger_at <= now
