"""Every field of every filter finds its page by an index, whatever lies between, or its store says that it does not.

Derived from the stores: a filter to come is covered without being named. The rows are one entity again and again, and
one in a hundred is another that the filter alone finds; what each page reads is counted by the database itself.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from rows_read import note_sizes, work_of
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    String,
    UniqueConstraint,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    true,
)

from crm_adapters.identifiers import new_id
from crm_adapters.storage import EVERY_TENANT, Database, SqlRecords
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.unit_of_work import ENTITY_STORES, SqlUnitOfWork
from crm_core.actor import Actor, Role
from crm_core.currencies import is_currency
from crm_core.entities import Entity
from crm_core.errors import CrmError
from crm_core.stores import Filter
from crm_core.testing import VirtualClock
from crm_core.testing.drawing import FITTING
from crm_core.testing.store_contracts.every_field import every_field
from crm_operations.testing import FakeRecords

PAGE = 10
SIDE, ONE_IN = 100, 100
ROWS = SIDE * SIDE
FEW = 7 * PAGE
"""Rows a page may read that an index has in order; the primary key alone would read 1,000, the whole index 100."""
ALL_FOUND = 3 * ROWS / ONE_IN
"""Rows that may be read where all that is found is sorted."""
BY_PRIMARY_KEY = 1.5 * PAGE * ONE_IN
"""Rows that may be read where every row is looked at until the page is full."""

NEW_KEY = 10
"""Characters of a key that is a row's own; a shorter text, such as a currency, stays."""
LATE = datetime(2200, 1, 1, tzinfo=UTC)
_DRAWN = settings(
    max_examples=2_000,
    phases=[Phase.generate],
    database=None,
    derandomize=True,
)


EMPTYING = {
    "sqlite": ("DELETE FROM {}",),
    "postgresql": ("TRUNCATE TABLE {} CASCADE",),
    "mysql": ("SET FOREIGN_KEY_CHECKS = 0", "TRUNCATE TABLE {}", "SET FOREIGN_KEY_CHECKS = 1"),
}
ASK_OTHER_TABLES = {("opportunities", "rotting_at"): "the days stand at the stages of the deal's pipeline"}
"""By store and field: what two rows of the store alone do not decide."""

MISJUDGED = {
    ("mysql", "crm_custom_fields", "owner"): "it takes the unique key, which is as good for the few fields of a tenant",
    ("postgresql", "crm_approvals", "waiting_for"): "in the tenants here nearly all or nearly none are pending, and it"
    " takes the share in all of them for that of each",
}
"""By database, table and field: where a plan is made for a table that only the tests have, with the reason."""

FIELDS = [
    (store, field)
    for store in ENTITY_STORES
    for field in store.filter.model_fields
    if field not in Filter.model_fields
    and (store.table.name.removeprefix("crm_"), field) not in ASK_OTHER_TABLES
    and (field,) not in store.mapping.entity.unique  # a key finds one row
]


@pytest.fixture
def actor(store: type[SqlEntityStore[Any, Any]], field: str) -> Actor:
    return Actor(tenant_id=f"{store.__name__}-{field}", user_id="ada", roles=frozenset(Role))


@pytest.fixture
def emptied(database: Database) -> Iterator[Callable[[str], None]]:
    """Empties a table after the test: with the rows of all fields, the last would take much longer than the first."""
    tables: list[str] = []
    yield tables.append
    for table in tables:
        with database.engine.begin() as connection:
            for statement in EMPTYING[database.kind]:
                connection.execute(text(statement.format(table)))


@pytest.mark.filterwarnings("ignore:SELECT statement has a cartesian product")  # that is how rows are multiplied
@pytest.mark.requirement("SCL-003")
@pytest.mark.parametrize(("store", "field"), FIELDS, ids=lambda each: getattr(each, "__name__", each))
def test_a_page_reads_what_it_shows_or_the_store_says_what_it_reads(
    database: Database,
    actor: Actor,
    store: type[SqlEntityStore[Any, Any]],
    field: str,
    emptied: Callable[[str], None],
) -> None:
    common, rare, asked = found_alone(store, field, actor)  # type: ignore[arg-type]  # a class is hashable
    records = SqlRecords(database, VirtualClock(), new_id)
    with records.writing(actor) as work:
        for entity in (common, rare):
            store(work.session).add(entity)
    multiply(database, store, field, common, 1)
    multiply(database, store, field, rare, ONE_IN)
    note_sizes(database.engine, store.table.name)
    emptied(store.table.name)

    with records.reading(actor) as work:
        entities = store(work.session)
        page = entities.find(asked)
        assert [each.id[-1] for each in page] == [rare.id[-1]] * PAGE, "the page holds what was asked for alone"
        assert [each.id for each in page] == sorted(each.id for each in page)
        any_page = work_of(work.session.connection, lambda: entities.find(type(asked)(limit=PAGE)))
        read = PAGE * work_of(work.session.connection, lambda: entities.find(asked)) / any_page

    if (database.kind, store.table.name, field) in MISJUDGED:
        return
    if field in store.scans:
        assert read > FEW, f"{field} has an index by now: take it out of {store.__name__}.scans"
    elif field in store.sorts:
        # For a short page a server may rather look through the primary key, where it hopes to find enough soon.
        most = ALL_FOUND if database.kind == "sqlite" else BY_PRIMARY_KEY
        assert read < most, f"{read:.0f} rows read for {PAGE} by {field}"
    else:
        remedy = f"give {store.table.name} an index (tenant_id, ..., id), or say in {store.__name__}.scans why not"
        assert read <= FEW, f"{read:.0f} rows read for {PAGE} by {field}: {remedy}"


@cache
def found_alone(store: type[SqlEntityStore[Any, Any]], field: str, actor: Actor) -> tuple[Entity, Entity, Filter]:
    """Two entities and a filter that names this field alone and finds only the second, as the fakes judge it.

    Drawn once for all databases: drawing takes longer than filling a table.
    """
    kind = store.mapping.entity
    entities = every_field(kind, version=st.just(0), tenant_id=st.just(actor.tenant_id))
    pair = st.tuples(entities, entities).map(lambda two: (keyed(two[0], "a"), keyed(two[1], "b")))
    common, rare = find(pair, lambda two: next(filters_for(store, field, *two), None) is not None, settings=_DRAWN)
    return common, rare, next(filters_for(store, field, common, rare))


def keyed(entity: Entity, key: str) -> Entity:
    """With this key and, where a unique one is a number or a day, that of its letter.

    What has a form of its own stays.
    """
    has_form = {field for field in type(entity).model_fields if f"{type(entity).__name__}.{field}" in FITTING}
    unique = {field: getattr(entity, field) for each in entity.unique for field in each if field not in has_form}
    texts = dict.fromkeys({"id", *(field for field, value in unique.items() if _is_free_text(value))}, key)
    numbers = {field: ord(key) for field, value in unique.items() if isinstance(value, int)}
    days = {field: date(2000, 1, ord(key) - ord("a") + 1) for field, value in unique.items() if type(value) is date}
    return entity.model_copy(update=texts | numbers | days)


def _is_free_text(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, StrEnum) and not is_currency(value)


def filters_for(store: type[SqlEntityStore[Any, Any]], field: str, common: Entity, rare: Entity) -> Iterator[Filter]:
    """Each value that the rare one has somewhere, and the filter takes, may be what it is found by."""
    name = next(name for name, line in vars(SqlUnitOfWork).items() if getattr(line, "make", None) is store)
    actor = Actor(tenant_id=rare.tenant_id, user_id="ada", roles=frozenset(Role))
    records = FakeRecords(VirtualClock(), new_id)
    with records.writing(actor) as work:
        for entity in (common, rare):
            getattr(work, name).add(entity)
        for value in (True, LATE, *values_of(rare)):
            try:
                asked = store.filter(**{field: value}, limit=PAGE)
            except (ValidationError, CrmError):
                continue
            if [each.id for each in getattr(work, name).find(asked)] == [rare.id]:
                yield asked


def values_of(entity: Entity) -> list[Any]:
    properties = [name for name, each in vars(type(entity)).items() if isinstance(each, property)]
    values = list[Any]()
    for name in (*type(entity).model_fields, *properties):
        with suppress(CrmError):  # what is drawn field by field need not fit together
            values.append(getattr(entity, name))
    return values + [each for value in values if isinstance(value, tuple) for each in value]


def multiply(
    database: Database, store: type[SqlEntityStore[Any, Any]], field: str, entity: Entity, one_in: int
) -> None:
    """As the row is, with an id, and with keys that are its own; what the filter asks for stays."""
    table = store.table
    unique = [column for each in table.constraints if isinstance(each, UniqueConstraint) for column in each.columns]
    keys = {
        column.name
        for column in unique
        if isinstance(column.type, String)
        and column.name != field
        and not isinstance(getattr(entity, column.name, None), StrEnum)
        and (column.type.length or NEW_KEY) >= NEW_KEY
    }
    counts = {column.name for column in unique if isinstance(column.type, Integer)}
    counted = select(literal(0).label("n")).cte("counted", recursive=True)
    counted = counted.union_all(select(counted.c.n + 1).where(counted.c.n < SIDE - 1))
    more, many = counted.alias("more"), counted.alias("many")
    number = more.c.n * SIDE + many.c.n
    new_key = cast(number + SIDE * SIDE, String(8)).concat(entity.id)
    values = {column.name: column for column in table.c} | {"id": new_key}
    values |= {name: case((table.c[name].is_not(None), new_key)) for name in keys if name != "tenant_id"}
    values |= {name: table.c[name] + (number + 1) * SIDE * SIDE for name in counts}
    values |= {
        column.name: days_after(database.kind, column, number + 1) for column in unique if isinstance(column.type, Date)
    }
    rows = (
        select(*(values[column.name] for column in table.c))
        .select_from(table.join(more, true()).join(many, true()))
        .where(table.c.tenant_id == entity.tenant_id, table.c.id == entity.id, number % one_in == 0)
    )
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(insert(table).from_select([column.name for column in table.c], rows))


def days_after(kind: str, day: ColumnElement[Any], number: ColumnElement[int]) -> ColumnElement[Any]:
    """A column of days has no sum that all databases write alike."""
    if kind == "sqlite":
        return func.date(literal("1971-01-01"), cast(number, String(8)).concat(" days"))
    first = literal(date(1971, 1, 1))
    return first + number if kind == "postgresql" else func.adddate(first, number)
