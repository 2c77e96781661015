"""A copy of a container that is declared once, with nothing made in it yet.

The injector would copy every provider deeply, with the placeholders between the containers, which takes three times
as long, and longer than to make all that is in it. Here each provider is made anew from what it was declared with.
"""

from collections.abc import Callable
from typing import Any

from dependency_injector import containers, providers


def copied(declared: type[containers.DeclarativeContainer]) -> containers.DynamicContainer:
    """Of a container of containers. Raises TypeError for a kind of provider that the table below lacks."""
    copies = _Copies()
    copy = containers.DynamicContainer()
    parts: dict[str, Any] = declared.providers
    for name, part in parts.items():
        inner = containers.DynamicContainer()
        for inner_name, provider in part.container.providers.items():
            if not isinstance(provider, providers.DependenciesContainer):
                inner.set_provider(inner_name, copies.of(provider))
        copy.set_provider(name, providers.Container(containers.DynamicContainer, inner))
    return copy


class _Copies:
    """One for each provider, however often it is an argument of others."""

    def __init__(self) -> None:
        self._copied: dict[int, Any] = {}

    def of(self, value: Any) -> Any:
        """What is no provider is kept as it is, and what stands for another is a copy of that one."""
        if not isinstance(value, providers.Provider):
            return value
        while isinstance(value, providers.Dependency) and value.last_overriding is not None:
            value = value.last_overriding
        if id(value) not in self._copied:
            try:
                copy = _HOW[type(value)]
            except KeyError:
                raise TypeError(f"a {type(value).__name__} cannot be copied: add how to the table below") from None
            self._copied[id(value)] = copy(value, self)
        return self._copied[id(value)]

    def call(self, value: Any) -> Any:
        """Of one that calls something with arguments."""
        arguments = (self.of(each) for each in value.args)
        return type(value)(value.provides, *arguments, **{name: self.of(each) for name, each in value.kwargs.items()})


_HOW: dict[type, Callable[[Any, _Copies], Any]] = {
    providers.Singleton: lambda value, copies: copies.call(value),
    providers.Factory: lambda value, copies: copies.call(value),
    providers.Callable: lambda value, copies: copies.call(value),
    providers.Object: lambda value, copies: providers.Object(copies.of(value.provides)),
    providers.List: lambda value, copies: providers.List(*map(copies.of, value.args)),
    providers.Dict: lambda value, copies: providers.Dict({key: copies.of(each) for key, each in value.kwargs.items()}),
    providers.Selector: lambda value, copies: providers.Selector(
        copies.of(value.selector), **{name: copies.of(each) for name, each in value.providers.items()}
    ),
    providers.Dependency: lambda value, _: providers.Dependency(value.instance_of),
    providers.ProvidedInstance: lambda value, copies: copies.of(value.provides).provided,
    providers.AttributeGetter: lambda value, copies: providers.AttributeGetter(copies.of(value.provides), value.name),
    providers.Delegate: lambda value, copies: providers.Delegate(copies.of(value.provides)),
}
