"""A database is set up by many at once, or in many tries: in the end it is set up, once."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from child_processes import in_a_child
from setting_up import die_while_setting_up, set_up
from sqlalchemy import event, text
from thoroughness import IN_FULL

from crm_adapters.storage import Database, is_current, migrate
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.wiring import administrator, open_crm

ACTOR = administrator("ours")

pytestmark = pytest.mark.usefixtures("migrated_step_by_step")


@pytest.fixture
def bare(emptied: Database) -> Iterator[Database]:
    """A database nobody set up."""
    forget(emptied)
    yield emptied
    forget(emptied)


@pytest.fixture(scope="module")
def counted() -> dict[str, int]:
    """How many statements it takes, by the kind of the database."""
    return {}


def forget(database: Database) -> None:
    every_table().drop_all(database.engine)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def assert_set_up(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, every_table()) == []
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM crm_schema")).scalar_one() == 1
    assert is_current(database)


def pipelines_in(database: Database) -> list[str]:
    with open_crm(url_of(database)) as crm:
        return [pipeline.name for pipeline in crm.deals.pipelines(ACTOR)]


def test_thirty_threads_at_once_set_it_up_once(bare: Database) -> None:
    barrier = Barrier(30)

    def initialise() -> None:
        with open_crm(url_of(bare)) as crm:
            barrier.wait()
            crm.initialise(ACTOR)

    with ThreadPoolExecutor(30) as pool:
        for done in [pool.submit(initialise) for _ in range(30)]:
            done.result()

    assert_set_up(bare)
    assert pipelines_in(bare) == ["Sales"]


def test_six_processes_at_once_set_it_up_once(bare: Database) -> None:
    with ThreadPoolExecutor(6) as pool:
        ended = list(pool.map(lambda url: in_a_child(set_up, url), [url_of(bare)] * 6))

    assert [child.exit_code for child in ended] == [0] * 6
    assert_set_up(bare)
    assert pipelines_in(bare) == ["Sales"]


def test_broken_off_after_any_statement_the_next_try_finishes_it(bare: Database) -> None:
    cuts = 0
    # Where changes of tables roll back it is always the same, so not after every one.
    step = 25 if bare.kind != "mysql" else 1 if IN_FULL else 10
    while broken_off_after(bare, cuts * step + 1):
        cuts += 1

    assert cuts * step > len(every_table().tables)
    assert_set_up(bare)


class BrokenOff(Exception):
    pass


def broken_off_after(database: Database, statements: int) -> bool:
    executed = 0

    def cut(*_given: object) -> None:
        nonlocal executed
        executed += 1
        if executed == statements:
            raise BrokenOff

    event.listen(database.engine, "after_cursor_execute", cut)
    try:
        migrate(database)
    except BrokenOff:
        return True
    finally:
        event.remove(database.engine, "after_cursor_execute", cut)
    return False


@pytest.mark.parametrize("place", ["at the first table", "half way", "at the last statement"])
def test_killed_for_real_the_next_try_finishes_it(bare: Database, counted: dict[str, int], place: str) -> None:
    if bare.kind not in counted:
        counted[bare.kind] = statements_to_set_up(bare)
        forget(bare)
    whole = counted[bare.kind]
    after = {"at the first table": 12, "half way": whole // 2, "at the last statement": whole - 1}[place]

    killed = in_a_child(die_while_setting_up, url_of(bare), after)

    assert killed.exit_code == -signal.SIGKILL
    migrate(bare)
    assert_set_up(bare)


def statements_to_set_up(database: Database) -> int:
    executed = 0

    def count(*_given: object) -> None:
        nonlocal executed
        executed += 1

    event.listen(database.engine, "after_cursor_execute", count)
    migrate(database)
    event.remove(database.engine, "after_cursor_execute", count)
    return executed
