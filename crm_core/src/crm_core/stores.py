"""The Protocols of every store of entities; packages add the queries of their own (INT-CRMOP-0090)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import eq
from typing import Any, NamedTuple, Protocol, TypeVar, get_args, get_origin, get_type_hints

from crm_core.entities import Entity
from crm_core.tombstones import Became
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Id, Limit

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


class Filter(Value):
    """Everything named must hold; pages by id, so that the cursor is stable under inserts.

    A field that the entity has too must be equal. The meaning of another is annotated at it, ``Annotated[bool,
    Empty("retired_at")]``, or defined by the store. A field that is None, or False by default, is no condition.
    """

    after_id: Id | None = None
    limit: Limit = 50


F = TypeVar("F", bound=Filter)
F_contra = TypeVar("F_contra", bound=Filter, contravariant=True)


class Compared(NamedTuple):
    """The entity's field compares so with the value: ``Compared("due_date", operator.lt)``; an empty one never does."""

    field: str
    operator: Callable[[Any, Any], Any] = eq


class Empty(NamedTuple):
    """The entity's field is None."""

    field: str


class Filled(NamedTuple):
    """The entity's field is not None."""

    field: str


class OneOf(NamedTuple):
    """The entity's field is one of these values."""

    field: str
    values: Collection[str]


class AsOf(NamedTuple):
    """Marks the moment a filter looks from; at the command line it is a switch, and the moment is now."""


Condition = Compared | Empty | Filled | OneOf


def conditions_of(
    query: type[Filter], fields: Collection[str], special: Collection[str]
) -> Mapping[str, Sequence[Condition]]:
    """The conditions of each field of the filter; none for ``special`` ones, which the store defines.

    Raises TypeError for one that names none of the entity's ``fields``.
    """
    asked: dict[str, Sequence[Condition]] = {}
    for name, field in query.model_fields.items():
        if name in Filter.model_fields:
            continue
        noted = tuple(note for note in field.metadata if isinstance(note, Condition))
        asked[name] = () if name in special else noted or (Compared(name),)
        if unknown := [each.field for each in asked[name] if each.field not in fields]:
            raise TypeError(
                f"{query.__name__}.{name} asks for {unknown}, which is no field; "
                f"note at it what it means, or say it in where_{name} of the store"
            )
    return asked


def is_met(condition: Condition, entity: Entity, value: Any) -> bool:
    """Whether the entity fulfils the condition, for the value in the filter."""
    actual = getattr(entity, condition.field)
    match condition:
        case Compared():
            return actual is not None and bool(condition.operator(actual, value))
        case Empty():
            return actual is None
        case Filled():
            return actual is not None
        case OneOf():
            return actual in condition.values


def asked_by(query: Filter, fields: Iterable[str]) -> Mapping[str, Any]:
    """The values of the fields that are conditions."""
    values = {name: getattr(query, name) for name in fields}
    return {
        name: value
        for name, value in values.items()
        if value is not None and not (value is False and type(query).model_fields[name].default is False)
    }


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
        """How many rows the page has, readable or not."""
        return len(self) + len(self.unreadable)

    @staticmethod
    def of(entities: Sequence[E]) -> "Listed[E]":
        """A page without unreadable rows."""
        return Listed(entities, last_id=entities[-1].id if entities else None)


class EntityQuery(Protocol[E, F_contra]):
    """Reads the entities of one kind and one tenant, within one unit of work."""

    def get(self, entity_id: str, *, lock: bool = False) -> E:
        """By id; ``lock`` blocks other writers until the unit of work ends. Raises NotFound of its kind."""
        ...

    def get_many(self, entity_ids: Sequence[str], *, lock: bool = False) -> Sequence[E]:
        """The entities of these ids, in the order of ids; unknown ids are left out. ``lock`` as in ``get``."""
        ...

    def get_many_by(self, field: str, values: Sequence[str]) -> Sequence[E]:
        """Those that have one of these values in the field, a unique key of one, in the order of ids."""
        ...

    def find(self, query: F_contra) -> Listed[E]:
        """The entities that match, at most ``limit``, in the order of ids, which is that of their creation."""
        ...


def find_all(store: EntityQuery[E, F], query: F) -> Iterator[E]:
    """Whatever matches, however much there is, a page of the query's ``limit`` at a time."""
    page = store.find(query)
    yield from page
    while page.last_id is not None and page.looked_at == query.limit:
        page = store.find(query.model_copy(update={"after_id": page.last_id}))
        yield from page


class EntityPersist(Protocol[E]):
    """Writes the entities of one kind and one tenant, within one unit of work."""

    def add(self, entity: E) -> E:
        """Stores a new entity as version 1. Raises KeyTaken, naming the key; Forbidden for another tenant's."""
        ...

    def add_many(self, lives: Sequence[Sequence[E]]) -> Sequence[E]:
        """Stores new entities, each with all that is known of its past: how it was, one state after the other.

        The last state is the entity, and each is an entry of its history, versions 1, 2, 3. One statement a table.
        All of them or, with an error that ends the unit of work, none. Raises what ``add`` raises.
        """
        ...

    def save(self, entity: E) -> E:
        """Stores the next version. Raises ChangedMeanwhile when it changed since it was loaded, NotFound, KeyTaken."""
        ...

    def save_many(self, entities: Sequence[E]) -> None:
        """All of them or, with an error that ends the unit of work, none. Raises what ``save`` raises."""
        ...

    def remove_many(self, entities: Sequence[E], became: Became, *, at: datetime) -> None:
        """Leaves a tombstone of each: its history with a last entry, and its number; its keys are free again.

        Whether anything hangs on them, the caller knows. Raises as ``save_many``.
        """
        ...


class EntityStore(EntityQuery[E, F_contra], EntityPersist[E], Protocol[E, F_contra]):
    """Both, within one unit of work."""


class DeclaredStore(NamedTuple):
    """A store of a unit of work, as its type declares it; one that ``is_plain`` has no queries of its own."""

    name: str
    entity: type[Entity]
    filter: type[Filter]
    is_plain: bool


def declared_stores(bundle: type) -> Sequence[DeclaredStore]:
    """The stores of entities among the properties of such a class, in their order."""
    hints = {
        name: get_type_hints(each.fget)["return"] for name, each in vars(bundle).items() if isinstance(each, property)
    }
    return [
        DeclaredStore(name, *parts, is_plain=get_origin(hint) is EntityStore)
        for name, hint in hints.items()
        if (parts := _entity_and_filter(hint)) is not None
    ]


def _entity_and_filter(store: Any) -> tuple[Any, Any] | None:
    if get_origin(store) in {EntityStore, EntityQuery}:
        entity, query = get_args(store)
        return entity, query
    bases = getattr(store, "__orig_bases__", ())
    return next((found for base in bases if (found := _entity_and_filter(base)) is not None), None)
