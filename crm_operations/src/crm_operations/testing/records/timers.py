"""Timers in memory, with the meaning they have on a database."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.identity import EntityRef
from crm_core.stores import Listed
from crm_operations.records import Timer, TimerFilter, TimerLost, TimerNotFound, TimerState, timer_id
from crm_operations.testing.records.state import FakeSession

_FINAL = frozenset({TimerState.FIRED, TimerState.PASSED})


class FakeTimers:
    def __init__(self, session: FakeSession) -> None:
        self._timers = session.state.timers
        self._tenant_id = session.actor.tenant_id
        self._held: Timer | None = None
        self._is_moved = False

    def set(self, kind: str, subject: EntityRef, at: datetime, rung: int = 0) -> None:
        key = timer_id(kind, subject, rung)
        known = self._timers.get(key)
        if self._held is not None and self._held.id == key:
            self._require_held(self._held)
            self._is_moved = True
        elif known is not None and known.state in _FINAL:
            return
        self._timers[key] = Timer(
            id=key,
            tenant_id=self._tenant_id,
            kind=kind,
            subject=subject,
            rung=rung,
            trigger_at=at,
            available_at=at,
            token=0 if known is None else known.token + 1,
        )

    def cancel(self, subject: EntityRef, kind: str | None = None) -> None:
        for timer in self.of(subject):
            is_held = self._held is not None and self._held.id == timer.id
            if timer.state is TimerState.PENDING and kind in {None, timer.kind} and not is_held:
                self._change(timer, state=TimerState.CANCELLED, token=timer.token + 1)

    def of(self, subject: EntityRef) -> Sequence[Timer]:
        found = [timer for timer in self._timers.values() if timer.subject == subject]
        return sorted(found, key=lambda timer: (timer.kind, timer.rung))

    def get(self, timer_id: str) -> Timer:
        if (timer := self._timers.get(timer_id)) is None:
            raise TimerNotFound.because_unknown_id(timer_id)
        return timer

    def find(self, filters: TimerFilter, now: datetime) -> Listed[Timer]:
        found = sorted((timer for timer in self._timers.values() if _is_met(filters, timer, now)), key=_moment)
        if filters.after_id is not None:
            last = self._timers.get(filters.after_id)
            found = [] if last is None else [timer for timer in found if _moment(timer) > _moment(last)]
        page = found[: filters.limit]
        return Listed(page, last_id=page[-1].id if page else None)

    def retry(self, timer: Timer, at: datetime) -> None:
        known = self.get(timer.id)
        if known.state in {TimerState.FAILED, TimerState.CANCELLED}:
            fresh = {"state": TimerState.PENDING, "available_at": at, "attempts": 0, "ended_at": None}
            self._change(known, **fresh, token=known.token + 1)

    def hold(self, timer: Timer) -> Sequence[Timer]:
        self._require_held(timer)
        self._held, self._is_moved = timer, False
        return [each for each in self.of(timer.subject) if each.kind == timer.kind]

    def finish(self, timer: Timer, state: TimerState, at: datetime) -> bool:
        known = self.get(timer.id)
        if self._held is None or self._held.id != timer.id:
            if known.state in {TimerState.PENDING, TimerState.FAILED}:
                self._change(known, state=state, ended_at=at, token=known.token + 1)
        elif not self._is_moved:
            self._require_held(timer)
            self._change(known, state=state, ended_at=at, last_error=None)
        else:
            return False
        return True

    def _require_held(self, timer: Timer) -> None:
        known = self._timers.get(timer.id)
        if known is None or known.state is not TimerState.PENDING or known.token != timer.token:
            raise TimerLost.because_no_longer_held(timer)

    def _change(self, timer: Timer, **changes: object) -> None:
        self._timers[timer.id] = timer.model_copy(update=changes)


def _moment(timer: Timer) -> tuple[datetime, str]:
    return timer.trigger_at, timer.id


def _is_met(filters: TimerFilter, timer: Timer, now: datetime) -> bool:
    return (
        filters.kind in {None, timer.kind}
        and filters.state in {None, timer.state}
        and not (filters.due and (timer.state is not TimerState.PENDING or timer.trigger_at > now))
        and not (filters.failed and timer.state is not TimerState.FAILED)
        and filters.subject_kind in {None, timer.subject.kind}
        and filters.subject_id in {None, timer.subject.id}
    )
