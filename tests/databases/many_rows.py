"""Tables filled by the database itself, a million rows in seconds: one entity many times, some columns computed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, String, case, cast, column, func, insert, literal, select
from sqlalchemy import table as named_table

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.storage.entities.opportunities import SqlOpportunities
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_core.entities import Entity
from crm_core.pipelines import Outcome, Pipeline
from crm_core.testing.builders import an_opportunity

FIRST_ID = 1_000_000_000
"""Ids have the same width, so that they sort by number."""


def row_number(kind: str, count: int) -> ColumnElement[int]:
    """From 1 to ``count``, as the one column of a query's FROM."""
    match kind:
        case "postgresql":
            return func.generate_series(literal(1, BigInteger), count, type_=BigInteger).column_valued("i")
        case "mysql":
            sequence: FromClause = named_table(f"seq_1_to_{count}", column("seq", BigInteger))
            return sequence.c.seq
    numbers = select(literal(1).label("i")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.i + 1).where(numbers.c.i < count))
    return numbers.c.i


def words(beginning: str, number: ColumnElement[Any]) -> ColumnElement[str]:
    return literal(beginning, String).concat(cast(number, String(20)))


def fill(
    database: Database,
    store: type[SqlEntityStore[Any, Any]],
    entity: Entity,
    number: ColumnElement[int],
    **computed: Any,
) -> None:
    """A row for each number: the entity's, but for its id and what is computed from the number. Without a history."""
    table = store.table
    values: Mapping[str, Any] = {
        **store.mapping.row_of(entity),
        "history_hash": "none",
        "id": words("", number + FIRST_ID),
        **computed,
    }
    rows = select(
        *(
            value if isinstance(value, ColumnElement) else literal(value, table.c[name].type)
            for name, value in values.items()
        )
    )
    with database.writing(EVERY_TENANT) as connection:
        connection.execute(insert(table).from_select(list(values), rows))


def fill_deals(database: Database, tenant_id: str, pipeline: Pipeline, count: int) -> None:
    """As many in each stage of the pipeline, of forty people, in no order of value."""
    number = row_number(database.kind, count)
    stages = pipeline.stages
    value = (number * 7919) % 1_000_000

    def of_stage(*values: Any) -> ColumnElement[Any]:
        return case(dict(enumerate(values)), value=number % len(stages))

    fill(
        database,
        SqlOpportunities,
        an_opportunity(pipeline=pipeline, tenant_id=tenant_id),
        number,
        opportunity_number=words("OPP-", number),
        stage=of_stage(*(stage.name for stage in stages)),
        outcome=of_stage(*(stage.outcome.value for stage in stages)),
        probability_basis_points=of_stage(*(stage.probability.basis_points for stage in stages)),
        expected_revenue_minor=value,
        actual_value_minor=case((of_stage(*(stage.outcome is Outcome.WON for stage in stages)), value)),
        assigned_to=words("rep-", number % 40),
    )
