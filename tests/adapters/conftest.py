"""Databases with our tables in them; each test uses tenants of its own, so a module's tests share one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from crm_adapters.storage import Database, migrate
from crm_adapters.storage.schema import every_table


def empty(database: Database) -> None:
    """Takes our tables away, and Alembic's note that they were there."""
    every_table().drop_all(database.engine)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


@pytest.fixture(scope="module")
def emptied(database_url: str) -> Iterator[Database]:
    """A database of each kind in turn, without tables before and after the module's tests."""
    database = Database(database_url)
    empty(database)
    yield database
    empty(database)
    database.close()


@pytest.fixture(scope="module")
def database(emptied: Database) -> Database:
    """The same with our tables, as the migrations make them."""
    migrate(emptied)
    return emptied


@pytest.fixture(scope="module")
def migrated_url(database: Database, database_url: str) -> str:
    """Where that database is, for tests that open it themselves."""
    return database_url
