"""What every suite of a store of entities needs: the store, examples of its entity, and what is stored."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar, cast, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from crm_core.actor import Actor
from crm_core.all_stores import Stores
from crm_core.entities import Entity
from crm_core.errors import NotFound
from crm_core.stores import DeclaredStore, EntityStore, declared_stores
from crm_core.testing.examples import example_of, text_field_of
from crm_core.testing.store_contracts.every_field import every_field
from crm_core.testing.store_contracts.suite import OpensStores, StoreContract

E = TypeVar("E", bound=Entity)


class EntityCase(StoreContract, Generic[E]):
    """The store of one kind of entity, and examples to fill it with."""

    declared: ClassVar[DeclaredStore]
    drawn: ClassVar[Mapping[str, SearchStrategy[Any]]] = MappingProxyType({})
    """Strategies for the fields whose annotations do not tell what fits."""
    special: ClassVar[Collection[str]] = ()
    """Fields of the filter that the store compares in a way of its own."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in vars(cls).get("__orig_bases__", ()):
            for entity in get_args(base):
                if isinstance(entity, type) and issubclass(entity, Entity):
                    cls.declared = next(each for each in declared_stores(Stores) if each.entity is entity)

    @property
    def not_found(self) -> type[NotFound]:
        return self.declared.entity.not_found

    def store(self, work: Stores) -> EntityStore[E, Any]:
        store: EntityStore[E, Any] = getattr(work, self.declared.name)
        return store

    def one(self, actor: Actor, count: int = 1, **changes: Any) -> E:
        """A new entity of the actor's tenant."""
        return cast(E, example_of(self.declared.entity, count, **{"tenant_id": actor.tenant_id, **changes}))

    def edited(self, entity: E, text: str) -> E:
        """The entity after somebody wrote this text into one of its fields."""
        return entity.changed(entity.updated_at + timedelta(minutes=1), **{text_field_of(type(entity)): text})

    def everything(self, actor: Actor) -> SearchStrategy[E]:
        """New entities of the actor's tenant with something in every field."""
        fields = {"version": st.just(0), "tenant_id": st.just(actor.tenant_id), **self.drawn}
        return every_field(type(self.one(actor)), **fields)

    def added(self, records: OpensStores, actor: Actor, count: int = 1, **changes: Any) -> E:
        with records.writing(actor) as work:
            return self.store(work).add(self.one(actor, count, **changes))

    def stored(self, records: OpensStores, actor: Actor, entity_id: str) -> E:
        with records.reading(actor) as work:
            return self.store(work).get(entity_id)
