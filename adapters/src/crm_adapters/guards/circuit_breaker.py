"""A circuit breaker: a partner that does not answer is not called for a while, so that callers do not wait."""

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
    """A Guard, shared by all tenants, since it is the server that fails.

    Features: a number of Unavailable in a row opens it; a refusal counts as an answer. After the pause one call tries
    whether the partner is back: an answer closes the circuit, another Unavailable opens it again.
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
        """Whether this call is the one that tries if the partner is back. Raises PartnerLeftAlone."""
        with self._lock:
            try:
                self._circuit.__enter__()  # the library is not thread-safe: its state is locked, the call is not
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
            if not isinstance(error, TooManyCalls):  # that call never reached the partner
                self._circuit.__exit__(type(error) if error else None, error, None)
