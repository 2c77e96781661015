"""The migration that keeps tenants apart makes what it may, says what it may not, and takes back all but the role."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from alembic import command
from alembic.config import Config
from pytest_mock import MockerFixture
from sqlalchemy import Engine, text

from crm_adapters.storage import EVERY_TENANT, Database, DatabaseNotReady, is_current, migrate
from crm_adapters.storage.kernel import errors, row_level_security, tenants
from crm_adapters.storage.kernel.schema import _config

TRACES = """
SELECT (SELECT count(*) FROM pg_policies), (SELECT count(*) FROM pg_class WHERE relrowsecurity),
    (SELECT count(*) FROM pg_default_acl),
    (SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'crm_tenant')
"""

New = Callable[..., str]
NewDatabase = Callable[..., Database]


@pytest.fixture
def new_database(new_postgres: New) -> Iterator[NewDatabase]:
    """Opens an empty database of the login that is named, until the test's end."""
    with ExitStack() as opened:

        def new(owner: str | None = None) -> Database:
            database = Database(new_postgres(owner))
            opened.callback(database.close)
            return database

        yield new


@pytest.fixture
def unknown_role(new_role: New, mocker: MockerFixture) -> str:
    """A name for the tenants' role that the server does not know yet, as on a server nobody ever migrated."""
    role = new_role()
    for module in (tenants, errors, row_level_security):
        mocker.patch.object(module, "TENANT_ROLE", role)
    return role


def works_for_one_and_for_all(database: Database) -> bool:
    with database.writing("ours") as connection:
        connection.execute(text("INSERT INTO crm_routing_counters (tenant_id, last_turn) VALUES ('ours', 1)"))
    with database.reading("theirs") as connection:
        theirs = connection.execute(text("SELECT count(*) FROM crm_routing_counters")).scalar_one()
    with database.reading(EVERY_TENANT) as connection:
        return (theirs, connection.execute(text("SELECT count(*) FROM crm_routing_counters")).scalar_one()) == (0, 1)


@pytest.mark.parametrize("attributes", ["LOGIN CREATEROLE", "LOGIN SUPERUSER"])
def test_a_login_that_may_makes_the_role_and_takes_it(
    new_database: NewDatabase, new_role: New, unknown_role: str, attributes: str
) -> None:
    database = new_database(new_role(attributes))

    migrate(database)

    assert works_for_one_and_for_all(database)


def test_a_login_that_may_not_says_what_an_administrator_has_to_run_and_leaves_nothing(
    new_database: NewDatabase, new_role: New, unknown_role: str, postgres_server: Engine
) -> None:
    login = new_role("LOGIN")
    database = new_database(login)
    remedy = f"CREATE ROLE {unknown_role} NOLOGIN; GRANT {unknown_role} TO {login};"

    with pytest.raises(DatabaseNotReady, match=remedy):
        migrate(database)
    assert not is_current(database)
    for statement in remedy.rstrip(";").split(";"):
        with pytest.raises(DatabaseNotReady, match=remedy):
            migrate(database)
        with postgres_server.connect() as administrator:
            administrator.execute(text(statement))
    migrate(database)

    assert works_for_one_and_for_all(database)


def test_two_databases_that_are_migrated_at_once_share_the_role(
    new_database: NewDatabase, unknown_role: str, postgres_server: Engine
) -> None:
    database = new_database()

    with ThreadPoolExecutor(1) as pool, postgres_server.connect() as faster:
        transaction = faster.execution_options(isolation_level="READ COMMITTED").begin()
        faster.execute(text(f"CREATE ROLE {unknown_role} NOLOGIN"))
        migrating = pool.submit(migrate, database)
        wait_until_somebody_waits(postgres_server, database)
        transaction.commit()
        migrating.result()

    assert works_for_one_and_for_all(database)


def wait_until_somebody_waits(server: Engine, database: Database) -> None:
    waiting = text("SELECT 1 FROM pg_stat_activity WHERE datname = :name AND wait_event_type = 'Lock'")
    deadline = time.monotonic() + 20
    with server.connect() as observer:
        while observer.execute(waiting, {"name": database.url.database}).first() is None:
            assert time.monotonic() < deadline, "the migration never met the other one"
            time.sleep(0.01)


def test_going_back_leaves_nothing_but_the_role_and_coming_again_is_the_same(
    new_database: NewDatabase, postgres_server: Engine
) -> None:
    database = new_database()
    migrate(database)
    there = traces_in(database)

    downgrade(database)
    gone = traces_in(database)
    with postgres_server.connect() as connection:
        role = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = 'crm_tenant'")).all()
    migrate(database)

    assert min(there) > 0
    assert gone == (0, 0, 0, 0)
    assert len(role) == 1
    assert traces_in(database) == there
    assert works_for_one_and_for_all(database)


def test_on_other_databases_going_back_and_coming_again_does_nothing(emptied: Database) -> None:
    migrate(emptied)

    downgrade(emptied)
    assert not is_current(emptied)
    migrate(emptied)

    assert is_current(emptied)


def traces_in(database: Database) -> tuple[int, ...]:
    with database.reading(EVERY_TENANT) as connection:
        return tuple(connection.execute(text(TRACES)).one())


def downgrade(database: Database) -> None:
    config: Config = _config()
    with database.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
