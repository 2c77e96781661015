"""The migrations bring any of the three databases to the very shape the code works with."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from releases import RELEASES, Release, migration_digests
from sqlalchemy import text

from crm_adapters.storage import Database, is_current, migrate
from crm_adapters.storage.kernel.releases import MIGRATIONS
from crm_adapters.storage.kernel.schema import every_table

ADD = 'make migration NAME="what changes"'

pytestmark = pytest.mark.usefixtures("migrated_step_by_step")


@pytest.fixture
def empty(emptied: Database) -> Database:
    every_table().drop_all(emptied.engine)
    with emptied.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    return emptied


def test_migrating_an_empty_database_leaves_no_difference_to_the_tables_of_the_code(empty: Database) -> None:
    assert not is_current(empty)

    migrate(empty)

    assert is_current(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, every_table()) == []


def test_migrating_again_changes_nothing(empty: Database) -> None:
    migrate(empty)
    migrate(empty)

    assert is_current(empty)


@pytest.mark.parametrize("release", RELEASES, ids=str)
def test_a_migration_that_was_released_stays_as_it_is(release: Release) -> None:
    now = migration_digests()

    changed = [revision for revision, digest in release.expected["migrations"].items() if now.get(revision) != digest]

    assert changed == [], f"databases of {release} were made by them; take the change back, and add a migration: {ADD}"


def test_a_migration_since_then_names_a_release_to_come() -> None:
    out = {str(release) for release in RELEASES}
    theirs = {revision for release in RELEASES for revision in release.expected["migrations"]}

    migrations = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    early = [each.path for each in migrations if each.revision not in theirs and each.module.release in out]

    assert early == [], "say in `release` which one they will come with: those that are out have all their migrations"


@pytest.mark.requirement("PLAN-029")
def test_every_key_and_every_index_begins_with_the_tenant_unless_workers_search_across_them() -> None:
    across_tenants = {
        "crm_outbox",
        "crm_workers",
        "crm_schema",
        "crm_encryption_keys",
        "crm_loop_failures",
        "crm_timers",
    }
    for table in every_table().sorted_tables:
        if table.name in across_tenants:
            continue
        keys = [list(table.primary_key.columns), *(list(index.columns) for index in table.indexes)]
        for columns in keys:
            assert columns[0].name == "tenant_id", f"{table.name}: {[column.name for column in columns]}"
