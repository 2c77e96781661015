"""Ids that are the same for the same seed: the clock's milliseconds and a counter, in the shape of a UUIDv7."""

from itertools import count

from crm_core.clock import Clock


class CountedIds:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = count(1)

    def __call__(self) -> str:
        milliseconds = int(self._clock.now().timestamp() * 1_000)
        drawn = next(self._count)
        value = milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | drawn
        text = f"{value:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
