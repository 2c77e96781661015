"""Whatever a driver raises becomes an error of ours, which quotes neither a statement nor anybody's values."""

import hashlib
import logging
import sqlite3
import traceback
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest
import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from crm_adapters.cli.shell.logs import set_up_logs
from crm_adapters.durable import configuration
from crm_adapters.storage import EVERY_TENANT, TRANSLATED, Database, DatabaseConflict, driver_named
from crm_adapters.storage.kernel.errors import DatabaseCannotStore, DatabaseDamaged
from crm_adapters.wiring import CrmSettings, RunnerKind, administrator, open_crm
from crm_core.errors import CrmError, Kind

SECRET = "ada@secret.example"
SAID = f"Duplicate entry '{SECRET}' for key 'uq_people'\nDETAIL:  Key (email)=({SECRET}) already exists."
STATEMENT = "INSERT INTO people (email) VALUES (:email)"


def below(error: type[Exception]) -> Iterator[type[Exception]]:
    yield error
    for child in error.__subclasses__():
        yield from below(child)


EVERY_ERROR = sorted(
    {error for module in (sqlite3, psycopg, pymysql.err) for error in below(module.Error)},
    key=lambda error: (error.__module__, error.__qualname__),
)


RIGHTS = (psycopg.errors.InsufficientPrivilege,)
"""Whose first line is told: it names what a right is lacking on."""


def everything_seen(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(getattr(error, "facts", ""))


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: f"{error.__module__}.{error.__qualname__}")
@pytest.mark.parametrize("by", ["SQLAlchemy", "the driver"])
def test_every_error_of_every_driver_is_told_in_our_words(error: type[Exception], by: str) -> None:
    said = f"permission denied for table people\nDETAIL: {SECRET}" if error in RIGHTS else SAID
    raised: Exception = error(1062, said) if error.__module__.startswith("pymysql") else error(said)
    module: Any = {"sqlite3": sqlite3, "psycopg": psycopg, "pymysql": pymysql}[error.__module__.partition(".")[0]]
    if by == "SQLAlchemy":
        raised = DBAPIError.instance(STATEMENT, {"email": SECRET}, raised, module.Error, hide_parameters=True)

    with pytest.raises(CrmError) as told, TRANSLATED:
        raise raised

    seen = everything_seen(told.value)
    assert SECRET not in seen
    assert "INSERT" not in seen
    state = getattr(error, "sqlstate", None)
    if state is not None and told.value.facts:
        assert told.value.facts.get("code", state) == state


@pytest.fixture
def people(database_url: str) -> Iterator[Database]:
    """A table with a unique column, on each kind of database."""
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE people (email VARCHAR(40), age INTEGER, CONSTRAINT uq_people UNIQUE (email))")
        )
    yield database
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE people"))
    database.close()


def test_who_was_there_already_stays_unsaid_and_the_constraint_is_named(people: Database) -> None:
    with people.writing(EVERY_TENANT) as connection:
        connection.execute(text(STATEMENT), {"email": SECRET})

    with pytest.raises(DatabaseConflict) as told, people.writing(EVERY_TENANT) as connection:
        connection.execute(text(STATEMENT), {"email": SECRET})

    assert SECRET not in everything_seen(told.value)
    assert "INSERT" not in everything_seen(told.value)
    assert told.value.facts["name"] == ("people.email" if people.kind == "sqlite" else "uq_people")
    assert (
        told.value.facts["code"]
        == {
            "sqlite": "SQLITE_CONSTRAINT_UNIQUE",
            "postgresql": "23505",
            "mysql": "1062",
        }[people.kind]
    )


def test_what_does_not_fit_stays_unsaid(people: Database) -> None:
    values = {"email": SECRET + "\ud800"}

    with pytest.raises(DatabaseCannotStore) as told, people.writing(EVERY_TENANT) as connection:
        connection.execute(text(STATEMENT), values)

    assert SECRET not in everything_seen(told.value)


@pytest.mark.parametrize("file", ["crm.db", "crm.processes.db"])
def test_a_damaged_file_is_told_as_that(tmp_path: Path, file: str) -> None:
    settings = CrmSettings.load(database_url=f"sqlite:///{tmp_path / 'crm.db'}", runner=RunnerKind.DURABLE)
    actor = administrator("ours")
    with open_crm(settings=settings) as crm:
        crm.initialise(actor)
    (tmp_path / file).write_bytes(b"no database at all, but a text of some length " * 100)

    with open_crm(settings=settings) as crm, pytest.raises(DatabaseDamaged, match="bring back a copy") as told:
        crm.processes.list(actor)

    assert told.value.kind is Kind.REFUSED


def test_an_id_no_index_can_hold_is_refused_by_the_durable_engine_without_being_quoted(postgresql_url: str) -> None:
    settings = CrmSettings.load(database_url=postgresql_url, runner=RunnerKind.DURABLE)
    actor = administrator("ours")
    with open_crm(settings=settings) as crm:
        crm.initialise(actor)
        engine = crm.processes._runner.engine
        crm.processes.list(actor)
        long = hashlib.shake_256().hexdigest(50_000)  # which PostgreSQL cannot compress

        with pytest.raises(DatabaseCannotStore) as told:
            engine.enqueue("lead-conversion", long, "ours", {}, {})

        assert long[:50] not in everything_seen(told.value)


def test_no_engine_shows_parameters(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url)
    assert database.engine.hide_parameters
    database.close()
    beside = configuration.configuration_of(driver_named(f"sqlite:///{tmp_path / 'a.db'}"), "me")
    assert beside["system_database_engine"].hide_parameters  # type: ignore[union-attr]
    server = configuration.configuration_of(driver_named("postgresql://somewhere/else"), "me")
    assert server["db_engine_kwargs"] == {"hide_parameters": True}
    assert create_engine("sqlite://", **server["db_engine_kwargs"]).hide_parameters


def test_logs_say_where_it_happened_and_not_what_was_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    written, before = StringIO(), structlog.get_config()
    monkeypatch.setattr("sys.stderr", written)
    set_up_logs("debug")
    try:
        _fail_with_something_at_hand(SECRET)
    finally:
        structlog.configure(**before)

    assert "ZeroDivisionError" in written.getvalue()
    assert "_fail_with_something_at_hand" in written.getvalue()
    assert SECRET not in written.getvalue()


def _fail_with_something_at_hand(email: str) -> None:
    try:
        assert len(email) / 0
    except ZeroDivisionError:
        structlog.get_logger(__name__).exception("it.broke")


def test_the_drivers_own_loggers_are_not_among_those_who_speak() -> None:
    assert not logging.getLogger("sqlalchemy.engine").isEnabledFor(logging.INFO)
