"""Declares a store of a unit of work in one line, which the registries of entities read too."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, Self, TypeVar, overload

from crm_core.entities import Entity
from crm_core.identity import EntityRef

S = TypeVar("S")


class HasSession(Protocol):
    """A unit of work; its stores are created with its session."""

    @property
    def session(self) -> Any:
        """Of the type its stores are created with."""
        ...


class store(Generic[S]):  # noqa: N801 - it reads like property
    """A store created on first access, since most units of work need two or three of their stores.

    class SqlUnitOfWork:
        leads = store(SqlLeads)
    """

    def __init__(self, make: Callable[[Any], S]) -> None:
        self.make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, work: None, owner: type) -> Self: ...

    @overload
    def __get__(self, work: HasSession, owner: type) -> S: ...

    def __get__(self, work: HasSession | None, owner: type) -> "Self | S":
        if work is None:
            return self
        created = work.__dict__[self._name] = self.make(work.session)
        return created


class Stores:
    """The operations of a unit of work that follow from its stores."""

    session: Any

    def get(self, entity: EntityRef) -> Entity:
        """Raises NotFound of its kind."""
        lines = (line for line in vars(type(self)).values() if isinstance(line, store))
        its_store = next(line for line in lines if getattr(line.make, "kind", None) is entity.kind)
        found: Entity = its_store.__get__(self, type(self)).get(entity.id)
        return found


def entity_stores(unit_of_work: type, base: type[S]) -> Sequence[type[S]]:
    """One for each kind of entity: a store that inherits from another of the unit of work adds no kind."""
    lines = [line.make for line in vars(unit_of_work).values() if isinstance(line, store)]
    stores = [make for make in lines if isinstance(make, type) and issubclass(make, base)]
    return [make for make in stores if not any(other is not make and issubclass(make, other) for other in stores)]
