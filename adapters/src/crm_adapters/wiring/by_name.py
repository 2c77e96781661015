"""Arguments of a constructor by the names of its parameters, so that a container need not list them."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from dependency_injector import containers, providers

T = TypeVar("T")

Joined = tuple[type[containers.DeclarativeContainer], providers.DependenciesContainer]
"""A container, and its placeholder in a container that depends on it."""


class ByName:
    """Declares singletons: each parameter without a default is given the provider of its name in these containers."""

    def __init__(self, *joined: Joined) -> None:
        self._joined = joined

    def __call__(self, kind: Callable[..., T], **others: Any) -> providers.Singleton[T]:
        """``others`` are providers of parameters called otherwise. Raises TypeError for one nobody provides."""
        signature = inspect.signature(kind)
        asked = {
            name: self._provider(kind, name)
            for name, parameter in signature.parameters.items()
            if name not in others and parameter.default is parameter.empty
        }
        bound = signature.bind(**asked, **others)
        return providers.Singleton(kind, *bound.args, **bound.kwargs)

    def _provider(self, kind: Callable[..., Any], name: str) -> Any:
        for container, stand_in in self._joined:
            if name in container.providers:
                return getattr(stand_in, name)
        raise TypeError(f"{kind.__name__} asks for {name!r}, which no container provides: say which provider it is")
