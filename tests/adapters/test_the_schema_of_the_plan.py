"""The tables that the plan asks for, on every database it names (crm-package-plan.md, section 6)."""

import pytest
from sqlalchemy import Dialect, Table, UniqueConstraint
from sqlalchemy.dialects import mssql, mysql, postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from crm_adapters.storage import Database
from crm_adapters.storage.kernel.schema import every_table

PLAN = {
    "crm_leads": (
        """
        id tenant_id lead_number party_id contact_id status source score_total score_demographic
        score_behavioral score_engagement score_firmographic assigned_to converted_to_opportunity_id
        qualified_at converted_at disqualified_at disqualification_reason notes campaign_id created_at
        updated_at
        """,
        ["lead_number"],
        ["status", "assigned_to", "score_total"],
    ),
    "crm_opportunities": (
        """
        id tenant_id opportunity_number lead_id party_id contact_id name description stage type priority
        probability_basis_points expected_revenue_minor currency_code expected_close_date actual_close_date
        assigned_to converted_to_quote_id converted_to_order_id lost_reason notes created_at updated_at
        """,
        ["opportunity_number"],
        ["pipeline_id stage", "assigned_to", "party_id", "expected_close_date"],
    ),
    "crm_pipelines": (
        """
        id tenant_id name description is_default created_at updated_at
        """,
        ["name"],
        [],
    ),
    "crm_pipeline_stages": (
        """
        id pipeline_id name display_name display_order probability_basis_points outcome
        """,
        ["pipeline_id name", "pipeline_id display_order"],
        [],
    ),
    "crm_activities": (
        """
        id tenant_id related_entity_type related_entity_id activity_type subject description outcome
        due_date completed_at completed_by assigned_to created_by created_at updated_at
        """,
        [],
        ["related_entity_type related_entity_id", "due_date", "assigned_to"],
    ),
    "crm_customer_journeys": (
        """
        id tenant_id party_id journey_name current_step started_at completed_at abandoned_at
        abandonment_reason created_at updated_at
        """,
        ["journey_key journey_name run"],
        [],
    ),
    "crm_journey_steps": (
        """
        journey_id step_order step_name step_type entity_type entity_id entered_at exited_at
        """,
        ["journey_id step_order"],
        [],
    ),
}
"""Columns, unique keys and indexes of each table; a key and an index begin with the tenant, which is left out here.

Percentages are basis points and money is in minor units, a closed stage is told by its outcome, weighted revenue is
computed, and a journey is of a party or a lead and may be travelled again.
"""


@pytest.mark.requirement("PLAN-017")
@pytest.mark.parametrize("name", PLAN)
def test_a_table_of_the_plan_has_its_columns_keys_and_indexes(name: str) -> None:
    columns, keys, indexes = PLAN[name]
    table = every_table().tables[name]

    assert set(columns.split()) <= {column.name for column in table.columns}
    for key in keys:
        assert ["tenant_id", *key.split()] in unique_keys(table)
    for index in indexes:
        wanted = ["tenant_id", *index.split()]
        assert wanted in [[column.name for column in each.columns][: len(wanted)] for each in table.indexes]


@pytest.mark.requirement("DATA-002")
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql", "mysql", "mssql"])
def test_the_schema_can_be_written_for_every_database(database_kind: str) -> None:
    dialect = dialect_of(database_kind)

    for table in every_table().sorted_tables:
        written = str(CreateTable(table).compile(dialect=dialect))
        assert table.name in written
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect)).startswith("CREATE")


@pytest.mark.requirement("DATA-002")
def test_the_schema_stands_as_written_on_the_databases_that_are_here(database: Database) -> None:
    """The fixture migrates SQLite, PostgreSQL and MariaDB in turn."""
    from sqlalchemy import inspect

    seen = inspect(database.engine)
    there = {name: {column["name"] for column in seen.get_columns(name)} for name in seen.get_table_names()}

    for table in every_table().sorted_tables:
        assert {column.name for column in table.columns} == there[table.name]


def unique_keys(table: Table) -> list[list[str]]:
    keys = [[column.name for column in key.columns] for key in table.constraints if isinstance(key, UniqueConstraint)]
    return [*keys, [column.name for column in table.primary_key.columns]]


def dialect_of(kind: str) -> Dialect:
    dialects = {"sqlite": sqlite, "postgresql": postgresql, "mysql": mysql, "mssql": mssql}
    dialect: Dialect = dialects[kind].dialect()
    return dialect
