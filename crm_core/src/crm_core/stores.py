"""What every store of entities can do; the rooms add what theirs is asked besides (INT-CRMOP-0090)."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from crm_core.entities import Entity
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Id, Limit

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


class Filter(Value):
    """Everything named must hold; pages by id, so that the cursor is stable under inserts.

    A field of a subclass that is a field of the entity asks for that value; what any other means, a store says.
    """

    after_id: Id | None = None
    limit: Limit = 50


F_contra = TypeVar("F_contra", bound=Filter, contravariant=True)


class Unreadable(Value):
    """Something that is stored and cannot be read, because somebody wrote past the application."""

    id: AnyText
    problem: AnyText
    """What is wrong, and what to do."""


class Listed(list[T]):
    """What a list found, and what it had to leave out; ``last_id`` is where a page ended, None at the end."""

    def __init__(
        self, found: Iterable[T] = (), *, unreadable: Iterable[Unreadable] = (), last_id: str | None = None
    ) -> None:
        super().__init__(found)
        self.unreadable = tuple(unreadable)
        self.last_id = last_id

    @property
    def looked_at(self) -> int:
        """As many as there are, whether they could be read or not."""
        return len(self) + len(self.unreadable)

    @staticmethod
    def of(entities: Sequence[E]) -> "Listed[E]":
        """All of which could be read."""
        return Listed(entities, last_id=entities[-1].id if entities else None)


class EntityQuery(Protocol[E, F_contra]):
    def get(self, entity_id: str, *, lock: bool = False) -> E:
        """With ``lock`` nobody else changes it before the unit of work ends. Raises NotFound of its kind."""
        ...

    def get_many(self, entity_ids: Sequence[str], *, lock: bool = False) -> Sequence[E]:
        """Those that are there, in the order of ids."""
        ...

    def find(self, query: F_contra) -> Listed[E]:
        """At most ``limit`` of them, in the order of ids, which is that of their creation."""
        ...


class EntityPersist(Protocol[E]):
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
