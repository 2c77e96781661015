"""The suite of every entity of ``Stores``, its own or derived, and the classes of tests that pytest collects."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import new_class
from typing import Any

from crm_core.all_stores import Stores
from crm_core.stores import declared_stores
from crm_core.testing.store_contracts.entity_suite import EntityStoreContract


@cache
def entity_suites() -> Sequence[type[EntityStoreContract[Any]]]:
    """One for each entity of ``Stores``: its own, or the one derived from its fields."""
    own = {each.declared.entity: each for each in EntityStoreContract.__subclasses__()}
    base: Any = EntityStoreContract
    return [
        own.get(each.entity) or new_class(f"{each.entity.__name__}StoreContract", (base[each.entity],))
        for each in declared_stores(Stores)
    ]


def entity_tests(prefix: str, stores: type) -> Mapping[str, type]:
    """The classes pytest collects, by name, for a module to take into its globals; ``stores`` has the fixtures."""
    names = {f"Test{prefix}{suite.declared.entity.__name__}": suite for suite in entity_suites()}
    return {name: type(name, (stores, suite), {"__module__": stores.__module__}) for name, suite in names.items()}
