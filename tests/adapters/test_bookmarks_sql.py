"""Whoever reads on begins where the last one came to; a tenant's bookmark is its own."""

from datetime import timedelta

import pytest

from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlBookmarks
from crm_core.testing import START

LATER = START + timedelta(microseconds=1)


@pytest.fixture
def bookmarks(database: Database) -> SqlBookmarks:
    return SqlBookmarks(database)


def test_nobody_has_read_anything_at_first(bookmarks: SqlBookmarks) -> None:
    assert bookmarks.find(new_id(), "sales") is None


def test_a_bookmark_moves_on_and_never_back(bookmarks: SqlBookmarks) -> None:
    tenant = new_id()

    bookmarks.move(tenant, "sales", START)
    bookmarks.move(tenant, "sales", LATER)
    bookmarks.move(tenant, "sales", START)

    assert bookmarks.find(tenant, "sales") == LATER


@pytest.mark.requirement("PLAN-029")
def test_each_tenant_and_each_reading_has_its_own(bookmarks: SqlBookmarks) -> None:
    tenant, stranger = new_id(), new_id()

    bookmarks.move(tenant, "sales", START)
    bookmarks.move(stranger, "sales", LATER)
    bookmarks.move(tenant, "news", LATER)

    assert (bookmarks.find(tenant, "sales"), bookmarks.find(stranger, "sales")) == (START, LATER)
