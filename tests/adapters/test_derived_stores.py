"""A store that says nothing of its own follows from its entity and filter; what cannot be derived fails at import."""

from collections.abc import Mapping
from operator import ge, gt, le, lt, ne
from types import SimpleNamespace, new_class
from typing import Annotated, Any

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, insert, select

from crm_adapters.storage.entities import SqlSources
from crm_adapters.storage.kernel.conditions import in_sql
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.statements import Among
from crm_core.sources import Source
from crm_core.stores import Compared, Condition, Empty, Filled, Filter, OneOf, is_met
from crm_operations.records import Stores
from crm_operations.testing.records.entity_store import FakeEntityStore

VALUES = (None, "1", "2", "3")


@pytest.mark.parametrize(
    "condition",
    [
        *(Compared("value", operator) for operator in (lt, le, gt, ge, ne)),
        Compared("value"),
        Empty("value"),
        Filled("value"),
        OneOf("value", ("1", "3")),
    ],
    ids=repr,
)
def test_a_condition_means_in_sql_what_it_means_in_memory(condition: Condition) -> None:
    table = Table("entities", MetaData(), Column("value", String))
    with create_engine("sqlite://").begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"value": value} for value in VALUES])
        asked = in_sql(condition, table, "2")
        where = asked.column.in_(asked.values) if isinstance(asked, Among) else asked
        found = set(connection.execute(select(table.c.value).where(where)).scalars())

    entities: Mapping[str | None, Any] = {value: SimpleNamespace(value=value) for value in VALUES}
    assert found == {value for value, entity in entities.items() if is_met(condition, entity, "2")}


class Meaningless(Filter):
    colour: str | None = None


class Misspelt(Filter):
    only_active: Annotated[bool, Empty("retired_on")] = False


@pytest.mark.parametrize("query", [Meaningless, Misspelt])
@pytest.mark.parametrize("base", [SqlEntityStore, FakeEntityStore])
def test_a_filter_that_asks_for_no_field_fails_at_import(base: Any, query: type[Filter]) -> None:
    with pytest.raises(TypeError, match=f"{query.__name__}.*which is no field"):
        new_class("Sources", (base[Source, query],), exec_body=lambda body: body.update(mapping=SqlSources.mapping))


def test_a_unit_of_work_must_define_a_store_that_is_asked_more_than_every_store() -> None:
    with pytest.raises(TypeError, match="defines no leads, which can do more"):
        new_class("Incomplete", (Stores,), {"base": FakeEntityStore})
