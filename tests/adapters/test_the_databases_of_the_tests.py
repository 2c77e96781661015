"""The databases that tests are given are real, empty or migrated, and of the kind they say."""

import pytest
from fresh_databases import FreshDatabases
from sqlalchemy import create_engine, func, inspect, select, text

from crm_adapters.storage import EVERY_TENANT, Database
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.wiring import administrator, open_crm
from crm_core.leads import CreateLead


def test_a_database_is_empty_and_takes_a_table(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE trial (figure INTEGER)"))
        connection.execute(text("INSERT INTO trial VALUES (7)"))
        assert connection.execute(text("SELECT figure FROM trial")).scalar_one() == 7
        connection.execute(text("DROP TABLE trial"))
    engine.dispose()


def test_a_migrated_database_has_nothing_of_the_one_before(request: pytest.FixtureRequest, database_kind: str) -> None:
    databases: FreshDatabases = request.getfixturevalue(f"{database_kind}_databases")
    actor = administrator("ours")

    for _ in range(2):
        with databases.migrated() as url, open_crm(url) as crm:
            assert crm.is_ready
            assert rows_in(crm.database) == {"crm_schema": 1}
            crm.initialise(actor)
            crm.leads.capture(actor, CreateLead(name="Ada", email="ada@example.com"))


def rows_in(database: Database) -> dict[str, int]:
    """Of the tables that have any."""
    with database.reading(EVERY_TENANT) as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in every_table().sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


def test_each_kind_of_database_is_what_it_says(sqlite_url: str, postgresql_url: str, mariadb_url: str) -> None:
    versions = []
    for url, question in (
        (sqlite_url, "SELECT 'SQLite ' || sqlite_version()"),
        (postgresql_url, "SELECT version()"),
        (mariadb_url, "SELECT version()"),
    ):
        engine = create_engine(url)
        with engine.connect() as connection:
            versions.append(str(connection.execute(text(question)).scalar_one()))
        engine.dispose()

    assert versions[0].startswith("SQLite 3")
    assert versions[1].startswith("PostgreSQL")
    assert "MariaDB" in versions[2]
