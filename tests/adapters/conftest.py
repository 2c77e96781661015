"""Databases with our tables in them; each test uses tenants of its own, so a module's tests share one."""

from collections.abc import Iterator

import pytest

from crm_adapters.storage import Database
from crm_adapters.storage.tables import metadata


@pytest.fixture(scope="module")
def database(database_url: str) -> Iterator[Database]:
    """A database of each kind in turn; its tables are gone after the module's tests."""
    database = Database(database_url)
    metadata.create_all(database.engine)
    yield database
    metadata.drop_all(database.engine)
    database.close()
