"""Time that counts towards a deadline: all of it, or what a calendar says, less pauses."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from crm_core.clock import moment_in_words
from crm_core.errors import Invalid
from crm_core.values import LAST_MOMENT, as_utc

NONE = timedelta(0)


class Span(NamedTuple):
    """From ``start`` until just before ``end``, both in UTC."""

    start: datetime
    end: datetime


class NeverDue(Invalid):
    @classmethod
    def because_time_runs_out(cls, start: datetime) -> Self:
        return cls(
            "working_time: from {start} on too little of it is left until {last}; name less, or open the calendar",
            {"start": moment_in_words(start), "last": str(LAST_MOMENT.date())},
        )


class CountedTime(ABC):
    """What counts of the time that passes; deadlines and ages are the same questions to each kind of it."""

    @abstractmethod
    def spans(self, after: datetime) -> Iterator[Span]:
        """What counts from that moment until the end of 2200, in order, without overlap."""

    def due(self, start: datetime, working_time: timedelta) -> datetime:
        """When that much has counted since ``start``: at the close of a day, not at the next opening.

        ``start`` itself for no time at all. Raises Invalid for less than none, NeverDue.
        """
        if working_time < NONE:
            raise Invalid.field("working_time", "it is less than none", "name a positive duration")
        if not working_time:
            return as_utc(start)
        left = working_time
        for span in self.spans(start):
            length = span.end - span.start
            if left <= length:
                return span.start + left
            left -= length
        raise NeverDue.because_time_runs_out(start)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """How much counts from ``start`` until ``end``; none when ``end`` is before it."""
        return sum((span.end - span.start for span in self._between(start, end)), NONE)

    def next_opening(self, at: datetime) -> datetime:
        """The first moment that counts at or after this one. Raises NeverDue."""
        first = next(self.spans(at), None)
        if first is None:
            raise NeverDue.because_time_runs_out(at)
        return first.start

    def intervals(self, start: datetime, end: datetime) -> Sequence[Span]:
        """What ``elapsed`` counts, those that touch as one: the explanation of a figure."""
        joined: list[Span] = []
        for span in self._between(start, end):
            if joined and joined[-1].end == span.start:
                joined[-1] = Span(joined[-1].start, span.end)
            else:
                joined.append(span)
        return joined

    def without(self, pauses: Iterable[tuple[datetime, datetime | None]]) -> "CountedTime":
        """The same less ``pauses``, which may overlap; one without an end goes on for good."""
        merged = _merged(pauses)
        return _Paused(self, merged) if merged else self

    def _between(self, start: datetime, end: datetime) -> Iterator[Span]:
        end = as_utc(end)
        for span in self.spans(start):
            if span.start >= end:
                return
            yield Span(span.start, min(span.end, end))


class ClockTime(CountedTime):
    """Every moment counts: 24 hours are 24 hours, whatever the clocks on the wall do."""

    def spans(self, after: datetime) -> Iterator[Span]:
        if after < LAST_MOMENT:
            yield Span(as_utc(after), LAST_MOMENT)


class _Paused(CountedTime):
    """The time of another kind outside pauses, which are in order and do not overlap."""

    def __init__(self, time: CountedTime, pauses: Sequence[Span]) -> None:
        self._time = time
        self._pauses = pauses

    def spans(self, after: datetime) -> Iterator[Span]:
        last = self._pauses[-1]
        for start, end in self._time.spans(after):
            if start >= last.start and last.end == LAST_MOMENT:
                return
            opened = start
            for pause in self._pauses:
                if opened < min(pause.start, end):
                    yield Span(opened, min(pause.start, end))
                opened = max(opened, pause.end)
            if opened < end:
                yield Span(opened, end)


def _merged(pauses: Iterable[tuple[datetime, datetime | None]]) -> Sequence[Span]:
    merged: list[Span] = []
    for start, end in sorted((as_utc(start), LAST_MOMENT if end is None else as_utc(end)) for start, end in pauses):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, end))
        elif start < end:
            merged.append(Span(start, end))
    return merged
