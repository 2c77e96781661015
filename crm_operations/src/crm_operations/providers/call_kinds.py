"""What a call of a partner does, declared at each method of a Protocol; caches and retries rely on it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar, cast

M = TypeVar("M", bound=Callable[..., Any])


class CallKind(StrEnum):
    QUERY = "query"
    """Only calls of the same partner, or users of that system, change the answer: it may be cached."""
    UNCACHED_QUERY = "uncached_query"
    """Changes in other systems change the answer: it is never cached."""
    COMMAND = "command"
    """It may change something; a second call with the same key changes nothing."""


def query(method: M) -> M:
    return _marked(method, CallKind.QUERY)


def uncached_query(method: M) -> M:
    return _marked(method, CallKind.UNCACHED_QUERY)


def command(method: M) -> M:
    return _marked(method, CallKind.COMMAND)


def call_kinds_of(protocol: type[Any]) -> Mapping[str, CallKind]:
    """The call kind of each method, in the Protocol's order. Raises AttributeError for a method without one."""
    methods = {name: found for name, found in vars(protocol).items() if not name.startswith("_") and callable(found)}
    return {name: found.call_kind for name, found in methods.items()}


def _marked(method: M, call_kind: CallKind) -> M:
    cast(Any, method).call_kind = call_kind
    return method
