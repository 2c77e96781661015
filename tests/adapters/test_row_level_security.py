"""PostgreSQL keeps tenants apart by itself: raw SQL without any condition meets the rows of one tenant alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Boolean, Column, Connection, Date, Integer, Numeric, Table, create_engine, insert, text

from crm_adapters.storage import EVERY_TENANT, Database, DatabaseNotReady, Moment, Tenant
from crm_adapters.storage.kernel.errors import RowOfAnotherTenant, StatementRefused
from crm_adapters.storage.kernel.row_level_security import enable_rls
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.storage.kernel.types import ExactDecimal
from crm_core.testing import VirtualClock

THEIRS, OURS = "theirs", "ours"
TABLES = [table for table in every_table().sorted_tables if "tenant_id" in table.columns]
UNFENCED = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = current_schema()::regnamespace AND (c.relrowsecurity AND (
    SELECT array_agg(p.cmd || ' ' || p.permissive || ' ' || p.qual || ' ' || p.with_check) = ARRAY[:policy]
    FROM pg_policies p WHERE p.schemaname = current_schema() AND p.tablename = c.relname)) IS NOT TRUE
"""
"""Tables with a tenant that have anything but the one policy, and views, which see what their owner sees."""
_MINE = "((tenant_id)::text = current_setting('crm.tenant'::text, true))"
POLICY = f"ALL PERMISSIVE {_MINE} {_MINE}"

tables = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def database(migrated_postgres: Callable[[], str]) -> Iterator[Database]:
    """A row for us and a row for them in every table that has a tenant."""
    database = Database(migrated_postgres())
    with database.writing(EVERY_TENANT) as connection:
        for tenant in (OURS, THEIRS):
            for table in TABLES:
                connection.execute(insert(table), row_of(table, tenant))
    yield database
    database.close()


def row_of(table: Table, tenant: str) -> dict[str, Any]:
    """Every table's rows have the same ids, so that those who name another find it."""
    return {column.name: tenant if column.name == "tenant_id" else _value(column) for column in table.columns}


def _value(column: Column[Any]) -> Any:
    match column.type:
        case Moment():
            return VirtualClock().now()
        case Date():
            return date(2026, 1, 15)
        case Boolean():
            return True
        case Integer() | Numeric():
            return 1
        case ExactDecimal():
            return Decimal(1)
    return "x"


def count(connection: Connection, table: Table, condition: str = "true") -> int:
    found: int = connection.execute(text(f"SELECT count(*) FROM {table.name} WHERE {condition}")).scalar_one()
    return found


@pytest.fixture(autouse=True)
def _both_tenants_keep_what_they_have(database: Database) -> Iterator[None]:
    yield
    with database.reading(EVERY_TENANT) as connection:
        for table in TABLES:
            held = connection.execute(text(f"SELECT tenant_id FROM {table.name} WHERE tenant_id IN ('ours', 'theirs')"))
            assert sorted(held.scalars()) == [OURS, THEIRS], table.name


class Undone(Exception):
    """Takes back what a test wrote."""


@contextmanager
def trying(database: Database, tenant: Tenant = OURS) -> Iterator[Connection]:
    """A transaction of which nothing is kept."""
    with suppress(Undone), database.writing(tenant) as connection:
        yield connection
        raise Undone


@pytest.mark.requirement("PLAN-029", "INT-001")
def test_every_table_with_a_tenant_has_the_policy(database: Database) -> None:
    with database.reading(EVERY_TENANT) as connection:
        unfenced = connection.execute(text(UNFENCED), {"policy": POLICY}).scalars().all()
    assert unfenced == [], "the migration that makes a table with a tenant calls fence(table)"


@pytest.mark.parametrize(
    "slip",
    [
        "CREATE TABLE crm_forgotten (tenant_id VARCHAR(64))",
        "CREATE VIEW crm_glimpse AS SELECT * FROM crm_leads",
        "ALTER TABLE crm_leads DISABLE ROW LEVEL SECURITY",
        "DROP POLICY of_the_tenant ON crm_leads",
        "CREATE POLICY another ON crm_leads USING (true)",
        "ALTER POLICY of_the_tenant ON crm_leads WITH CHECK (true)",
    ],
)
def test_a_table_whose_fence_has_a_gap_is_found(database: Database, slip: str) -> None:
    with trying(database, EVERY_TENANT) as connection:
        connection.execute(text(slip))
        assert len(connection.execute(text(UNFENCED), {"policy": POLICY}).scalars().all()) == 1


def test_a_later_migration_fences_its_table_with_one_call(database: Database) -> None:
    with trying(database, EVERY_TENANT) as connection:
        connection.execute(text("CREATE TABLE crm_later (tenant_id VARCHAR(64))"))
        with Operations.context(MigrationContext.configure(connection)):
            enable_rls("crm_later")
        assert connection.execute(text(UNFENCED), {"policy": POLICY}).scalars().all() == []


@pytest.mark.requirement("PLAN-029", "INT-001", "SR-003")
@tables
def test_a_tenant_reads_its_own_rows_without_asking_for_them_and_no_others_that_it_asks_for(
    database: Database, table: Table
) -> None:
    name = table.name
    with database.reading(OURS) as connection:
        assert connection.execute(text(f"SELECT tenant_id FROM {name}")).scalars().all() == [OURS]
        assert count(connection, table, "tenant_id = 'theirs'") == 0
        assert count(connection, table, "tenant_id <> current_setting('crm.tenant')") == 0
        subquery = f"SELECT 1 WHERE EXISTS (SELECT FROM {name} WHERE tenant_id = 'theirs')"
        assert connection.execute(text(subquery)).all() == []
        join = f"SELECT 1 FROM crm_leads AS ours JOIN {name} AS theirs ON theirs.tenant_id <> ours.tenant_id"
        assert connection.execute(text(join)).all() == []
        with _copying(connection, f"COPY (SELECT tenant_id FROM {name}) TO STDOUT") as copied:
            assert [bytes(line) for line in copied] == [b"ours\n"]


@pytest.mark.requirement("PLAN-029", "SR-003")
@tables
def test_a_tenant_changes_its_own_rows_and_neither_changes_deletes_nor_copies_anothers(
    database: Database, table: Table
) -> None:
    name = table.name
    with trying(database) as connection:
        assert connection.execute(text(f"UPDATE {name} SET tenant_id = tenant_id")).rowcount == 1
        for change in (f"UPDATE {name} SET tenant_id = 'ours'", f"DELETE FROM {name}"):
            assert connection.execute(text(f"{change} WHERE tenant_id = 'theirs'")).rowcount == 0
        copy = f"CREATE TEMP TABLE loot AS SELECT * FROM {name} WHERE tenant_id = 'theirs'"
        assert connection.execute(text(copy)).rowcount == 0


@pytest.mark.requirement("PLAN-029", "SR-003")
@tables
def test_a_tenant_writes_no_row_for_another(database: Database, table: Table) -> None:
    name = table.name
    with (
        pytest.raises(RowOfAnotherTenant, match=f'row-level security policy for table "{name}"'),
        trying(database) as one,
    ):
        one.execute(insert(table), row_of(table, THEIRS))
    with pytest.raises(RowOfAnotherTenant), trying(database) as one:
        one.execute(insert(table), row_of(table, "a third tenant"))
    with pytest.raises(RowOfAnotherTenant), trying(database) as one:
        one.execute(text(f"UPDATE {name} SET tenant_id = 'theirs'"))


@tables
def test_what_would_go_around_the_policies_is_refused(database: Database, table: Table) -> None:
    with pytest.raises(DatabaseNotReady, match="permission denied"), trying(database) as connection:
        connection.execute(text(f"TRUNCATE {table.name} CASCADE"))
    with pytest.raises(DatabaseNotReady, match="must be owner"), trying(database) as connection:
        connection.execute(text(f"ALTER TABLE {table.name} DISABLE ROW LEVEL SECURITY"))
    with (
        pytest.raises(StatementRefused, match="FeatureNotSupported 0A000"),
        trying(database) as connection,
        _copying(connection, f"COPY {table.name} FROM STDIN"),
    ):
        pytest.fail("rows may be copied in unseen")


@tables
def test_whoever_works_for_every_tenant_sees_them_all(database: Database, table: Table) -> None:
    with database.reading(EVERY_TENANT) as connection:
        assert count(connection, table) == 2


@pytest.mark.requirement("PLAN-029")
def test_a_statement_that_is_prepared_by_one_shows_the_next_only_their_own(
    migrated_postgres: Callable[[], str],
) -> None:
    """The driver prepares what it has sent a few times, and the server keeps its plan beyond the transaction."""
    database = Database(migrated_postgres())
    people = next(table for table in TABLES if table.name == "crm_people")
    with database.writing(EVERY_TENANT) as connection:
        for tenant in (OURS, THEIRS):
            connection.execute(insert(people), row_of(people, tenant))
    everybody = text("SELECT tenant_id FROM crm_people ORDER BY tenant_id")
    seen: dict[Tenant, list[list[str]]] = {EVERY_TENANT: [], OURS: [], THEIRS: []}

    for _ in range(8):
        for whose, lists in seen.items():
            with database.reading(whose) as connection:
                lists.append(list(connection.execute(everybody).scalars()))
    with database.reading(EVERY_TENANT) as connection:
        prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement = :sql")
        assert connection.execute(prepared, {"sql": str(everybody)}).scalar_one() == 1
    database.close()

    assert seen == {EVERY_TENANT: [[OURS, THEIRS]] * 8, OURS: [[OURS]] * 8, THEIRS: [[THEIRS]] * 8}


@pytest.mark.requirement("PLAN-029")
@pytest.mark.parametrize("has_served", [False, True], ids=["a new connection", "one that served a tenant before"])
def test_without_a_tenant_the_role_sees_nothing(database: Database, has_served: bool) -> None:
    alone = create_engine(database.url, pool_size=1, max_overflow=0)
    with alone.begin() as connection:
        if has_served:
            connection.execute(text("SELECT set_config('crm.tenant', 'ours', true)"))
    with alone.begin() as connection:
        connection.execute(text("SET LOCAL ROLE crm_tenant"))
        assert {table.name: count(connection, table) for table in TABLES} == dict.fromkeys(
            (table.name for table in TABLES), 0
        )
    alone.dispose()


@contextmanager
def _copying(connection: Connection, statement: str) -> Iterator[psycopg.Copy]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy
