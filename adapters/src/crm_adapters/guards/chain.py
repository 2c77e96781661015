"""Wraps a partner in guards; the result offers what the partner offers."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from crm_operations.providers import CallKind, call_kinds_of

P = TypeVar("P")


class ProviderCall(NamedTuple):
    """One call of a partner; ``tenant_id`` None where the call names none."""

    tenant_id: str | None
    method: str
    call_kind: CallKind
    arguments: tuple[object, ...]


class Guard(Protocol):
    """Called in place of a provider's method; ``go_on`` is the next guard, or the call itself."""

    def __call__(self, call: ProviderCall, go_on: Callable[[], Any]) -> Any:
        """The answer of ``go_on``, or a cached one. Raises Unavailable to refuse it, and what ``go_on`` raises."""
        ...


def guarded(partner: P, protocol: type[Any], guards: Sequence[Guard]) -> P:
    """The first guard is outermost. Methods beyond the partner's Protocol count as commands."""
    kind = _Checkable if callable(getattr(type(partner), "check", None)) else _Guarded
    named = type(f"Guarded{type(partner).__name__}", (kind,), {})
    return cast(P, named(partner, protocol, guards))


class _Guarded:
    def __init__(self, partner: object, protocol: type[Any], guards: Sequence[Guard]) -> None:
        self._partner = partner
        self._call_kinds: Mapping[str, CallKind] = call_kinds_of(protocol)
        self._signatures = {name: inspect.signature(getattr(protocol, name)) for name in self._call_kinds}
        self._guards = guards

    @property
    def behind_guards(self) -> object:
        """The partner itself, for a check of its type; calls still go through the guards."""
        return self._partner

    def __getattr__(self, name: str) -> Any:
        """Called only for attributes this class does not have."""
        found = getattr(self._partner, name)
        return partial(self._ask, name, found) if callable(found) and not name.startswith("_") else found

    def _ask(self, name: str, method: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        call = self._call_of(name, args, kwargs)
        last: Callable[[], Any] = partial(method, *args, **kwargs)
        return reduce(lambda inner, guard: partial(guard, call, inner), reversed(self._guards), last)()

    def _call_of(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> ProviderCall:
        """The call with its arguments in one form, positional or by keyword alike."""
        if name in self._signatures:
            bound = self._signatures[name].bind(self, *args, **kwargs)
            bound.apply_defaults()
            _, tenant_id, *arguments = bound.arguments.values()
            return ProviderCall(tenant_id, name, self._call_kinds[name], tuple(arguments))
        tenant_id = args[0] if args and isinstance(args[0], str) else kwargs.get("tenant_id")
        return ProviderCall(tenant_id, name, CallKind.COMMAND, args)


class _Checkable(_Guarded):
    def check(self, tenant_id: str) -> Any:
        """A health check asks the partner itself, past the guards."""
        return cast(Any, self._partner).check(tenant_id)
