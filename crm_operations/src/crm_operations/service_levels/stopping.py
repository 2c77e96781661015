"""Facts that stop clocks: when they happened counts, and one that is told late corrects what was judged without it."""

from collections.abc import Collection
from datetime import datetime

from crm_core.identity import EntityKind, EntityRef
from crm_core.service_levels import ClockStatus, SlaClock, Target
from crm_operations.records import UnitOfWork
from crm_operations.service_levels.clocks import Clocks


class ClockFacts:
    """What happened with one lead or deal; ``at`` is when it is told."""

    def __init__(self, work: UnitOfWork, clocks: Clocks, subject: EntityRef, at: datetime, *, starts: bool) -> None:
        """``starts`` is False where no clock is started, as for what is long past."""
        self._work = work
        self._clocks = clocks
        self._subject = subject
        self._at = at
        self._starts = starts

    def meet(self, targets: Collection[Target], happened_at: datetime) -> None:
        """Stops those that run; one that was met late and was in time after all is corrected.

        What is replayed ended before some clocks began: of these nothing is owed.
        """
        running = self._running(targets)
        for target in targets:
            clock = running.get(target)
            if clock is not None and self._at < clock.started_at:
                self._clocks.cancel(clock, at=self._at)
            elif clock is not None and (clock.started_at <= happened_at or self._is_its_first(clock)):
                self._clocks.meet(clock, happened_at=happened_at, at=self._at)
            elif happened_at < self._at:
                self._correct(target, happened_at)

    def cancel(self, targets: Collection[Target]) -> None:
        """What was promised is no longer owed."""
        for clock in self._running(targets).values():
            self._clocks.cancel(clock, at=self._at)

    def follow_up(self, happened_at: datetime, *, done: str | None = None) -> None:
        """Stops the follow-up and starts it anew from then; pauses go on, but for that of the activity ``done``."""
        clock = self._running({Target.FOLLOW_UP}).get(Target.FOLLOW_UP)
        if clock is None or clock.started_at >= happened_at:
            if happened_at < self._at:
                self._correct(Target.FOLLOW_UP, happened_at)
            return
        self._clocks.meet(clock, happened_at=happened_at, at=self._at)
        if self._starts:
            pauses = [
                pause.model_copy(update={"start": max(pause.start, happened_at)})
                for pause in clock.pauses
                if pause.covers(self._at) and (done is None or pause.cause != done)
            ]
            deal = self._work.opportunities.get(self._subject.id)
            self._clocks.start(deal, (Target.FOLLOW_UP,), started_at=happened_at, at=self._at, pauses=pauses)

    def _running(self, targets: Collection[Target]) -> dict[Target, SlaClock]:
        return {clock.target: clock for clock in self._clocks.running(self._subject) if clock.target in targets}

    def _is_its_first(self, clock: SlaClock) -> bool:
        """Whether it started with its lead: a call that led to the capture was its first contact."""
        if clock.subject_kind is not EntityKind.LEAD or clock.target is not Target.FIRST_CONTACT:
            return False
        return self._work.leads.get(clock.subject_id).created_at == clock.started_at

    def _correct(self, target: Target, happened_at: datetime) -> None:
        former = self._work.sla_clocks.last(self._subject, target, happened_at)
        if former is None or former.status is not ClockStatus.MET_LATE:
            return
        if former.stopped_at is not None and happened_at < former.stopped_at:
            self._clocks.meet(former, happened_at=happened_at, at=self._at)
