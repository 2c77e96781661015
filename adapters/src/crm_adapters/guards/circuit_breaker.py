"""A partner that does not answer is left alone for a while: nobody waits for it, and it can get back on its feet."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Self

from purgatory import SyncCircuitBreakerFactory
from purgatory.domain.model import HALF_OPENED, OpenedState

from crm_adapters.guards.chain import ProviderCall
from crm_adapters.guards.rate_limit import TooManyCalls
from crm_core.errors import Unavailable


class PartnerLeftAlone(Unavailable):
    @classmethod
    def because_it_did_not_answer(cls, partner: str, seconds: float) -> Self:
        return cls(
            "{partner} did not answer repeatedly and is left alone; try again in {retry_after_seconds} s",
            {"partner": partner, "retry_after_seconds": round(max(seconds, 0.0), 3)},
        )


class CircuitBreaker:
    """A Guard, for all tenants together: it is the server that fails.

    Features: so many Unavailable in a row open it; a refusal is an answer. After its time one call tries, alone,
    whether the partner is back: an answer closes it, another Unavailable opens it anew.
    """

    def __init__(self, partner: str, failures: int, seconds: float) -> None:
        self._partner = partner
        self._seconds = seconds
        self._circuit = SyncCircuitBreakerFactory(
            failures, seconds, exclude=[(BaseException, lambda error: not isinstance(error, Unavailable))]
        ).get_breaker(partner)
        self._is_being_tried = False
        self._lock = Lock()

    def __call__(self, call: ProviderCall, go_on: Callable[[], Any]) -> Any:  # noqa: ARG002
        is_a_try = self._enter()
        try:
            answer = go_on()
        except BaseException as error:
            self._leave(error, is_a_try=is_a_try)
            raise
        self._leave(None, is_a_try=is_a_try)
        return answer

    def _enter(self) -> bool:
        """Whether this call is to find out if the partner is back. Raises PartnerLeftAlone."""
        with self._lock:
            try:
                self._circuit.__enter__()  # the circuit knows no threads: it is locked, the call is not
            except OpenedState as is_open:
                left = is_open.opened_at + self._seconds - time.time()
                raise PartnerLeftAlone.because_it_did_not_answer(self._partner, left) from None
            if self._circuit.context.state != HALF_OPENED:
                return False
            if self._is_being_tried:
                raise PartnerLeftAlone.because_it_did_not_answer(self._partner, self._seconds)
            self._is_being_tried = True
            return True

    def _leave(self, error: BaseException | None, *, is_a_try: bool) -> None:
        with self._lock:
            if is_a_try:
                self._is_being_tried = False
            if not isinstance(error, TooManyCalls):  # that call never left the house
                self._circuit.__exit__(type(error) if error else None, error, None)
