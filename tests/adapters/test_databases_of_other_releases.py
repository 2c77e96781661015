"""A database of another release: left alone by whoever must leave it, with the release that is needed."""

import importlib.util
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from crm_adapters.storage import EVERY_TENANT, Database, DatabaseOfAnotherRelease, is_current, migrate, schema_state
from crm_adapters.storage.kernel import releases
from crm_adapters.storage.kernel.schema import every_table
from crm_adapters.wiring import CrmSettings, RunnerKind, administrator, open_crm
from crm_core.leads import CreateLead

NextRelease = Callable[[bool], AbstractContextManager[None]]

ACTOR = administrator("ours")

pytestmark = pytest.mark.usefixtures("migrated_step_by_step")


@pytest.fixture
def fresh(emptied: Database) -> Iterator[Database]:
    """Migrated by this release, as another process would open it."""
    forget(emptied)
    migrate(emptied)
    opened = Database(emptied.url.render_as_string(hide_password=False))
    yield opened
    opened.close()
    forget(emptied)


def forget(database: Database) -> None:
    every_table().drop_all(database.engine)
    with database.engine.begin() as connection:
        for table in ("alembic_version", "crm_next"):
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def migrate_as(release: AbstractContextManager[None], url: str) -> None:
    opened = Database(url)
    with release:
        migrate(opened)
        assert is_current(opened)
    opened.close()


def test_a_database_of_a_newer_release_is_neither_read_nor_written(fresh: Database, next_release: NextRelease) -> None:
    migrate_as(next_release(False), url_of(fresh))

    with open_crm(url_of(fresh)) as crm:
        for act in (
            lambda: crm.leads.capture(ACTOR, CreateLead(name="Ada", email="ada@example.com")),
            lambda: crm.deals.pipelines(ACTOR),
            lambda: crm.initialise(ACTOR),
            lambda: crm.is_ready,
        ):
            with pytest.raises(DatabaseOfAnotherRelease, match=r"needs release 0\.2\.0 or a newer"):
                act()
    with fresh.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM crm_leads")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM crm_pipelines")).scalar_one() == 0


def test_a_newer_release_may_let_this_one_go_on(fresh: Database, next_release: NextRelease) -> None:
    migrate_as(next_release(True), url_of(fresh))

    with open_crm(url_of(fresh)) as crm:
        crm.initialise(ACTOR)
        crm.leads.capture(ACTOR, CreateLead(name="Ada", email="ada@example.com"))

        assert crm.is_ready
        assert schema_state(crm.database).release == "0.2.0"


@pytest.mark.parametrize("revision", ["0001", "0007"])
def test_a_database_made_before_the_first_release_is_refused_with_what_to_do(fresh: Database, revision: str) -> None:
    with fresh.engine.begin() as connection:
        connection.execute(text("DROP TABLE crm_schema"))
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))

    with open_crm(url_of(fresh)) as crm:
        for act in (lambda: crm.deals.pipelines(ACTOR), lambda: crm.initialise(ACTOR), lambda: crm.is_ready):
            with pytest.raises(DatabaseOfAnotherRelease, match=r"not carried over; name a database that is empty"):
                act()


def test_the_database_is_asked_once_and_then_no_more(fresh: Database) -> None:
    asked: list[str] = []
    event.listen(fresh.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    for _ in range(3):
        with fresh.reading("ours"), fresh.writing("ours"):
            pass

    assert len([statement for statement in asked if "FROM crm_schema" in statement]) == 1


def test_a_worker_leaves_a_database_that_was_migrated_beneath_it(tmp_path: Path, next_release: NextRelease) -> None:
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    settings = CrmSettings.load(
        database_url=url,
        runner=RunnerKind.DURABLE,
        operations={"processes": {"lease_seconds": 0.3, "grace_seconds": 5}},
    )
    with open_crm(settings=settings, works_off_queues=True) as crm:
        crm.initialise(ACTOR)
        worker, stop, ended = crm.worker(), threading.Event(), []

        def work() -> None:
            try:
                worker.run(stop, 60)
            except DatabaseOfAnotherRelease as refusal:
                ended.append(refusal)

        thread = threading.Thread(target=work)
        thread.start()
        while not open_and_count_workers(url):
            assert thread.is_alive()
        migrate_as(next_release(False), url)
        thread.join(30)

        assert not thread.is_alive()
        assert "0.2.0" in str(ended)
        with pytest.raises(DatabaseOfAnotherRelease):
            crm.leads.capture(ACTOR, CreateLead(name="Ada", email="ada@example.com"))


def open_and_count_workers(url: str) -> int:
    database = Database(url)
    try:
        with database.reading(EVERY_TENANT) as connection:
            found: int = connection.execute(text("SELECT count(*) FROM crm_workers")).scalar_one()
            return found
    finally:
        database.close()


def test_every_migration_says_its_release_and_whether_the_one_before_may_go_on() -> None:
    for file in (releases.MIGRATIONS / "versions").glob("[0-9]*.py"):
        script = loaded(file)
        assert script.revision == file.name.partition("_")[0]
        assert isinstance(script.former_release_may_write, bool)
        assert script.release.count(".") == 2


def loaded(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
