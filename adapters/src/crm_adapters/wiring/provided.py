"""What a container provides, as a typed attribute of the application's object."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar, overload

T = TypeVar("T")


class HasProviders(Protocol):
    def provide(self, provider: Callable[[], T]) -> T:
        """What that provider of a container's class makes in this application."""
        ...


@dataclass(frozen=True)
class Provided(Generic[T]):
    """Under the type the provider has."""

    provider: Callable[[], T]

    @overload
    def __get__(self, crm: None, owner: type) -> Self: ...
    @overload
    def __get__(self, crm: HasProviders, owner: type) -> T: ...
    def __get__(self, crm: HasProviders | None, owner: type) -> Self | T:
        return self if crm is None else crm.provide(self.provider)
