"""What every store of entities offers; packages add the queries of theirs (INT-CRMOP-0090)."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from crm_core.entities import Entity
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Id, Limit

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


class Filter(Value):
    """Everything named must hold; pages by id, so that the cursor is stable under inserts.

    A field that the entity has too must be equal; the meaning of any other field is defined by the store.
    """

    after_id: Id | None = None
    limit: Limit = 50


F_contra = TypeVar("F_contra", bound=Filter, contravariant=True)


class Unreadable(Value):
    """A stored row that cannot be read, because it was written by something other than the application."""

    id: AnyText
    problem: AnyText
    """What is wrong, and what to do."""


class Listed(list[T]):
    """The entities found, and the rows that cannot be read; ``last_id`` is where a page ended, None at the end."""

    def __init__(
        self, found: Iterable[T] = (), *, unreadable: Iterable[Unreadable] = (), last_id: str | None = None
    ) -> None:
        super().__init__(found)
        self.unreadable = tuple(unreadable)
        self.last_id = last_id

    @property
    def looked_at(self) -> int:
        """The rows of the page, readable or not."""
        return len(self) + len(self.unreadable)

    @staticmethod
    def of(entities: Sequence[E]) -> "Listed[E]":
        """A page without unreadable rows."""
        return Listed(entities, last_id=entities[-1].id if entities else None)


class EntityQuery(Protocol[E, F_contra]):
    """Reads the entities of one kind and one tenant, within one unit of work."""

    def get(self, entity_id: str, *, lock: bool = False) -> E:
        """With ``lock`` nobody else changes it before the unit of work ends. Raises NotFound of its kind."""
        ...

    def get_many(self, entity_ids: Sequence[str], *, lock: bool = False) -> Sequence[E]:
        """Those that exist, in the order of ids; an id that is unknown is left out. ``lock`` as in ``get``."""
        ...

    def find(self, query: F_contra) -> Listed[E]:
        """At most ``limit`` of them, in the order of ids, which is that of their creation."""
        ...


class EntityPersist(Protocol[E]):
    """Writes the entities of one kind and one tenant, within one unit of work."""

    def add(self, entity: E) -> E:
        """Stores a new entity as version 1. Raises KeyTaken, naming the key; Forbidden for another tenant's."""
        ...

    def save(self, entity: E) -> E:
        """Stores the next version. Raises ChangedMeanwhile when it changed since it was loaded, NotFound, KeyTaken."""
        ...

    def save_many(self, entities: Sequence[E]) -> None:
        """All of them or, with an error that ends the unit of work, none. Raises what ``save`` raises."""
        ...


class EntityStore(EntityQuery[E, F_contra], EntityPersist[E], Protocol[E, F_contra]):
    """Both, within one unit of work."""
