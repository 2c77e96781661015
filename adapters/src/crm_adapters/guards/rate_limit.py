"""Limits how often a partner is called: calls wait for their turn, up to a limit."""

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Any, Self

from throttled import MemoryStore, RateLimiterType, Throttled, per_duration

from crm_adapters.guards.chain import ProviderCall
from crm_core.errors import Unavailable

_SPAN = 1_000
"""Seconds the library counts calls for: it takes whole numbers, and a rate may be a fraction."""


class TooManyCalls(Unavailable):
    @classmethod
    def because_no_turn_came(cls, partner: str, seconds: float) -> Self:
        return cls(
            "{partner} is asked more often than it can bear; try again in {retry_after_seconds} s",
            {"partner": partner, "retry_after_seconds": round(seconds, 3)},
        )


class RateLimit:
    """A Guard by the generic cell rate algorithm (GCRA), for all tenants and threads of this process together.

    Features: ``burst`` calls at once after a pause, then one by one at the rate; a call that would wait longer
    than ``wait_seconds`` is refused at once. Where another thread takes the turn, a call waits again,
    up to twice ``wait_seconds`` in all.
    """

    def __init__(self, partner: str, per_second: float, burst: int | None, wait_seconds: float) -> None:
        self._partner = partner
        self._turns = Throttled(
            key=partner,
            using=RateLimiterType.GCRA.value,
            quota=per_duration(
                timedelta(seconds=_SPAN), limit=round(per_second * _SPAN), burst=burst or max(1, ceil(per_second))
            ),
            store=MemoryStore(),
            timeout=wait_seconds or None,
        )

    def __call__(self, call: ProviderCall, go_on: Callable[[], Any]) -> Any:  # noqa: ARG002
        turn = self._turns.limit()
        if turn.limited:
            raise TooManyCalls.because_no_turn_came(self._partner, turn.state.retry_after)
        return go_on()
