"""The base of all entity stores in memory: loads, finds, adds, saves with a version check, writes the history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import new_class
from typing import Any, ClassVar, Generic, Self, TypeVar, get_args, get_origin

from crm_core.custom_fields import CustomField, FieldOwner, fitted
from crm_core.entities import Entity
from crm_core.errors import ChangedMeanwhile, Forbidden, KeyTaken, NotFound
from crm_core.identity import EntityKind
from crm_core.stores import Condition, DeclaredStore, Filter, Listed, asked_by, conditions_of, is_met
from crm_core.tombstones import Became, Tombstone, number_of
from crm_core.values import as_utc
from crm_operations.records import GENESIS, entry_of, last_entry_of
from crm_operations.testing.records.salts import salt
from crm_operations.testing.records.state import FakeSession

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=Filter)


class FakeEntityStore(Generic[E, F]):
    """A subclass defines ``where_<field>`` for filter fields without a single condition."""

    entity: ClassVar[type[Entity]]
    kind: ClassVar[EntityKind]
    _asked_for: ClassVar[Mapping[str, Sequence[Condition]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in getattr(cls, "__orig_bases__", ()):
            if get_origin(base) is FakeEntityStore:
                cls.entity, query = get_args(base)
                cls.kind = cls.entity.kind
                special = {name for name in query.model_fields if hasattr(cls, f"where_{name}")}
                properties = (name for name in dir(cls.entity) if isinstance(getattr(cls.entity, name, None), property))
                cls._asked_for = conditions_of(query, {*cls.entity.model_fields, *properties}, special)

    @classmethod
    def derived(cls, declared: DeclaredStore) -> type[Self]:
        """A store for an entity without queries of its own."""
        base: Any = cls
        return new_class(f"Fake{declared.entity.__name__}", (base[declared.entity, declared.filter],))

    def __init__(self, session: FakeSession) -> None:
        self._session = session
        self._state = session.state
        self._actor = session.actor

    def get(self, entity_id: str, *, lock: bool = False) -> E:
        entity: Any = self._state.entities.get((self.kind, entity_id))
        if entity is None:
            raise self._not_found(entity_id)
        found: E = entity
        return found

    def get_many(self, entity_ids: Sequence[str], *, lock: bool = False) -> Sequence[E]:
        filters = set(entity_ids)
        return [entity for entity in self.all() if entity.id in filters]

    def get_many_by(self, field: str, values: Sequence[str]) -> Sequence[E]:
        return [entity for entity in self.all() if getattr(entity, field) in set(values)]

    def find(self, query: F) -> Listed[E]:
        asked = asked_by(query, self._asked_for)
        found = (entity for entity in self.all() if all(self._holds(entity, *each) for each in asked.items()))
        after = [entity for entity in found if query.after_id is None or entity.id > query.after_id]
        return Listed.of(after[: query.limit])

    def all(self) -> Listed[E]:
        """In the order of ids."""
        entities: dict[tuple[EntityKind, str], Any] = self._state.entities
        mine = (entity for (kind, _), entity in entities.items() if kind is self.kind)
        return Listed.of(sorted(mine, key=lambda entity: entity.id))

    def add(self, entity: E) -> E:
        self._must_be_ours(entity)
        if (self.kind, entity.id) in self._state.entities:
            raise KeyTaken.because_taken(self.kind, "id", entity.id)
        self._must_be_free(entity)
        entity = fitted(entity, None, self._fields_of)
        return self._store(None, entity.model_copy(update={"version": 1}))

    def add_many(self, lives: Sequence[Sequence[E]]) -> Sequence[E]:
        added: list[E] = []
        for first, *later in lives:
            entity = self.add(first)
            for state in later:
                self._must_be_free(state)
                state = fitted(state, None, self._fields_of)  # noqa: PLW2901
                entity = self._store(entity, state.model_copy(update={"version": entity.version + 1}))
            added.append(entity)
        return added

    def save(self, entity: E) -> E:
        before = self._same_version(entity)
        self._must_be_free(entity)
        entity = fitted(entity, before, self._fields_of)
        return self._store(before, entity.model_copy(update={"version": entity.version + 1}))

    def save_many(self, entities: Sequence[E]) -> None:
        for entity in entities:
            self.save(entity)

    def remove_many(self, entities: Sequence[E], became: Became, *, at: datetime) -> None:
        for entity in entities:
            self._same_version(entity)
            key = (self.kind, entity.id)
            chain = self._state.history[key]
            removed = entity.model_copy(update={"version": entity.version + 1, "updated_at": as_utc(at)})
            user_id, origin = self._actor.user_id, self._session.origin
            entry = last_entry_of(chain[-1].hash, self.kind.value, removed, became, user_id, salt, origin)
            self._state.history[key] = (*chain, entry)
            del self._state.entities[key]
            self._state.tombstones[key] = Tombstone(
                kind=self.kind,
                id=entity.id,
                number=number_of(entity),
                version=removed.version,
                history_hash=entry.hash,
                became=became,
                at=entry.at,
                by=user_id,
                batch_id=entry.batch_id,
            )

    def _fields_of(self, owner: FieldOwner) -> Sequence[CustomField]:
        entities = self._state.entities.values()
        return [each for each in entities if isinstance(each, CustomField) and each.owner is owner]

    def _same_version(self, entity: E) -> E:
        self._must_be_ours(entity)
        before = self.get(entity.id)
        if before.version != entity.version:
            raise ChangedMeanwhile.because_version_moved_on(self.kind, entity.id, entity.version)
        return before

    def _not_found(self, entity_id: str) -> NotFound:
        stone = self._state.tombstones.get((self.kind, entity_id))
        if stone is None:
            return self.entity.not_found.because_unknown(self.kind, entity_id)
        name = stone.number or entity_id
        return self.entity.not_found.because_it_became(self.kind, name, stone.became, stone.batch_id)

    def _one(self, **filters: object) -> E | None:
        """The only one with these values."""
        found = (entity for entity in self.all() if all(getattr(entity, name) == filters[name] for name in filters))
        return next(found, None)

    def _holds(self, entity: E, field: str, value: Any) -> bool:
        if not (conditions := self._asked_for[field]):
            return bool(getattr(self, f"where_{field}")(entity, value))
        return all(is_met(each, entity, value) for each in conditions)

    def _must_be_ours(self, entity: E) -> None:
        if entity.tenant_id != self._actor.tenant_id:
            raise Forbidden.because_of_another_tenant(self.kind, entity.id)

    def _must_be_free(self, entity: E) -> None:
        """Raises KeyTaken; a key that contains None is never taken."""
        others = [other for other in self.all() if other.id != entity.id]
        for key in entity.unique:
            values = [getattr(entity, field) for field in key]
            if None not in values and any(values == [getattr(other, field) for field in key] for other in others):
                raise KeyTaken.because_taken(self.kind, ", ".join(key), ", ".join(map(str, values)))

    def _store(self, before: E | None, after: E) -> E:
        key = (self.kind, after.id)
        chain = self._state.history_of(after.ref)
        previous = chain[-1].hash if chain else GENESIS
        user_id, origin = self._actor.user_id, self._session.origin
        entry = entry_of(previous, self.kind.value, before, after, user_id, salt, origin)
        self._state.history[key] = (*chain, entry)
        self._state.entities[key] = after
        return after
