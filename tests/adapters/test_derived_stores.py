"""A store that says nothing of its own follows from its entity and filter; what cannot be derived fails at import."""

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from operator import ge, gt, le, lt, ne
from types import SimpleNamespace, new_class
from typing import Annotated, Any

import pytest
from sqlalchemy import Column, MetaData, String, Table, create_engine, insert, select

from crm_adapters.storage.entities import SqlSources
from crm_adapters.storage.kernel.conditions import in_sql
from crm_adapters.storage.kernel.corrupt_values import CorruptValue
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.nested_json import reader
from crm_adapters.storage.kernel.statements import Among
from crm_adapters.storage.kernel.tables import metadata
from crm_core.entities import Entity
from crm_core.identity import EntityKind
from crm_core.sources import Source
from crm_core.stores import Compared, Condition, Empty, Filled, Filter, OneOf, is_met
from crm_core.testing import START
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, Day
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


class Threat(StrEnum):
    LOW = "low"
    HIGH = "high"


class Interval(Value):
    begins: Utc
    ends: Utc | None = None


class Shift(Value):
    weekday: Count
    kind: Threat
    on: Day | None
    rate: Decimal
    intervals: tuple[Interval, ...]
    limits: Mapping[str, Count]


class Roster(Entity):
    kind = EntityKind.SOURCE
    shifts: tuple[Shift, ...] = ()


def test_a_tuple_of_values_that_hold_values_comes_back_as_it_was() -> None:
    mapping: EntityMapping[Roster] = EntityMapping(Roster, "only_in_a_test")
    shift = Shift(
        weekday=1,
        kind=Threat.HIGH,
        on=START.date(),
        rate=Decimal("1.10"),
        intervals=(Interval(begins=START, ends=None), Interval(begins=START, ends=START)),
        limits={"a": 1},
    )
    for shifts in ((), (shift,), (shift, shift)):
        roster = Roster(id="1", tenant_id="acme", created_at=START, updated_at=START, shifts=shifts)
        row = {**mapping.row_of(roster), "history_hash": ""}
        assert isinstance(row["shifts"], str)
        assert mapping.entity_of(row) == roster

    metadata.remove(mapping.table)


@pytest.mark.parametrize("stored", ['[{"weekday": 1, "kind": "huge"}]', '["no shift"]', '[{"on": "someday"}]'])
def test_a_value_in_json_that_is_none_is_told_as_corrupt(stored: str) -> None:
    with pytest.raises(CorruptValue):
        reader(tuple[Shift, ...])(json.loads(stored))
