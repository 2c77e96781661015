"""Caches answers for a short time, for a partner that is slow or limits its calls."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from cachetools import TTLCache

from crm_adapters.guards.chain import ProviderCall
from crm_operations.providers import CallKind


class CachedAnswers:
    """A Guard.

    Features: answers are cached per tenant; a command of the tenant clears its cache, before and after,
    even if it fails. None and empty answers are not cached: the entity may exist by the next call.
    """

    def __init__(self, seconds: float, entries: int, timer: Callable[[], float] = time.monotonic) -> None:
        self._answers: TTLCache[ProviderCall, Any] = TTLCache(entries, seconds, timer)
        self._changes = 0
        self._lock = Lock()

    def __call__(self, call: ProviderCall, go_on: Callable[[], Any]) -> Any:
        match call.call_kind:
            case CallKind.QUERY if _is_hashable(call):
                return self._query(call, go_on)
            case CallKind.COMMAND:
                return self._command(call, go_on)
            case _:
                return go_on()

    def _query(self, call: ProviderCall, go_on: Callable[[], Any]) -> Any:
        with self._lock:
            known, as_of = self._answers.get(call), self._changes
        if known is not None:
            return _own(known)
        answer = go_on()
        if answer:
            with self._lock:
                if self._changes == as_of:  # a cached answer could be from before the change
                    self._answers[call] = _own(answer)
        return answer

    def _command(self, call: ProviderCall, go_on: Callable[[], Any]) -> Any:
        self._forget(call.tenant_id)
        try:
            return go_on()
        finally:  # a command whose answer was lost may have had its effect
            self._forget(call.tenant_id)

    def _forget(self, tenant_id: str | None) -> None:
        with self._lock:
            self._changes += 1
            for cached in [cached for cached in self._answers if tenant_id in {None, cached.tenant_id}]:
                self._answers.pop(cached, None)


def _own(answer: Any) -> Any:
    """A copy, since a caller can change a list."""
    return list(answer) if isinstance(answer, list) else answer


def _is_hashable(call: ProviderCall) -> bool:
    try:
        hash(call)
    except TypeError:
        return False
    return True
