"""Declares a store of a unit of work in one line, which the registries of entities read too."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, Self, TypeVar, overload

from crm_core import all_stores
from crm_core.entities import Entity
from crm_core.identity import EntityRef
from crm_core.stores import DeclaredStore, declared_stores

S = TypeVar("S")


class HasSession(Protocol):
    """A unit of work that has a session, with which its stores are created."""

    @property
    def session(self) -> Any:
        """The session that its stores are created with."""
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


class DerivesStores(Protocol):
    """The base of a family of stores, which derives a store for an entity without one of its own."""

    @classmethod
    def derived(cls, declared: DeclaredStore) -> Callable[[Any], Any]:
        """The class of the entity's derived store."""
        ...


class Stores(all_stores.Stores):
    """The stores of a unit of work; those that the class does not define are derived by ``base``.

    Raises TypeError at import for a store that has methods of its own and is not defined.
    """

    session: Any

    def __init_subclass__(cls, *, base: DerivesStores) -> None:
        super().__init_subclass__()
        for declared in declared_stores(all_stores.Stores):
            if declared.name in vars(cls):
                continue
            if not declared.is_plain:
                raise TypeError(f"{cls.__name__} defines no {declared.name}, which can do more than every store can")
            line = store(base.derived(declared))
            line.__set_name__(cls, declared.name)
            setattr(cls, declared.name, line)

    @classmethod
    def opened(cls, *arguments: Any) -> Self:
        """Created with these arguments; to mypy, which sees no derived store, the class itself is abstract."""
        return cls(*arguments)

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
