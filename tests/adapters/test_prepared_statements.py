"""Statements handed straight to the driver say the same as SQLAlchemy's own way, and fail the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import DateTime, bindparam, create_engine, delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from crm_adapters.storage import EVERY_TENANT, Database, DatabaseUnavailable, Moment, Prepared
from crm_adapters.storage.kernel.record_tables import runs

AT = datetime(2026, 3, 29, 1, 59, 59, 123_457, tzinfo=UTC)
TENANT = uuid4().hex
ROW = {
    "tenant_id": TENANT,
    "process_id": "one",
    "workflow": "lead-conversion",
    "user_id": "ada",
    "request_hash": "h",
    "claimed_at": AT,
    "claimed_until": AT,
}
ADD = Prepared(insert(runs), by_row=True)
FIND = select(runs).where(runs.c.tenant_id == bindparam("tenant")).order_by(runs.c.process_id)
CLOSE = Prepared(
    update(runs).where(runs.c.tenant_id == bindparam("tenant"), runs.c.answer.is_(None)).values(answer="closed")
)


@pytest.fixture(params=["straight", "listened to"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(migrated_url: str, way: str) -> Iterator[Database]:
    database = Database(migrated_url)
    if way == "listened to":
        event.listen(database.engine, "before_cursor_execute", lambda *_: None)
    yield database
    with database.writing(TENANT) as connection:
        connection.execute(delete(runs).where(runs.c.tenant_id == TENANT))
    database.close()


def test_values_come_back_as_sqlalchemy_reads_them(database: Database) -> None:
    with database.writing(TENANT) as connection:
        ADD.write(connection, ROW)
        ours = Prepared(FIND).all(connection, {"tenant": TENANT})
        theirs = [dict(row) for row in connection.execute(FIND, {"tenant": TENANT}).mappings()]

    assert ours == theirs
    assert [row["claimed_at"] for row in ours] == [AT]


def test_how_many_rows_were_changed_is_counted_over_all_of_them(database: Database) -> None:
    rows = [{**ROW, "process_id": f"{each}"} for each in range(3)]

    with database.writing(TENANT) as connection:
        added = ADD.write(connection, *rows)
        closed = [CLOSE.write(connection, {"tenant": TENANT}) for _ in range(2)]

    assert (added, closed) == (3, [3, 0])


def test_a_taken_key_is_the_same_error(database: Database) -> None:
    with database.writing(TENANT) as connection:
        ADD.write(connection, ROW)

    with pytest.raises(IntegrityError) as told, _untranslated(database) as connection:
        ADD.write(connection, ROW)
    assert told.value.hide_parameters
    assert not told.value.connection_invalidated


def test_a_connection_that_is_gone_is_told_and_not_used_again(database: Database) -> None:
    if database.kind == "sqlite":
        pytest.skip("a file has no connection that somebody else could cut")
    with pytest.raises(DatabaseUnavailable):
        _add_after_a_cut(database)

    with database.writing(TENANT) as connection:
        ADD.write(connection, ROW)
        assert len(Prepared(FIND).all(connection, {"tenant": TENANT})) == 1


def test_a_list_is_refused() -> None:
    listed = Prepared(select(runs.c.answer).where(runs.c.process_id.in_(bindparam("ids", expanding=True))))

    with pytest.raises(TypeError, match="ids"), create_engine("sqlite://").connect() as connection:
        listed.all(connection, {"ids": ["one"]})


@contextmanager
def _untranslated(database: Database) -> Iterator[Any]:
    with database.engine.connect() as connection, connection.begin():
        yield connection


def _add_after_a_cut(database: Database) -> None:
    with database.writing(TENANT) as connection:
        _cut(database, connection)
        ADD.write(connection, ROW)


def _cut(database: Database, connection: Any) -> None:
    """As a server does that goes down."""
    ask, cut = {
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({}, 5000)"),
        "mysql": ("SELECT connection_id()", "KILL {}"),
    }[database.kind]
    victim = connection.execute(text(ask)).scalar_one()
    with database.writing(EVERY_TENANT) as other:
        other.execute(text(cut.format(victim)))


@pytest.mark.parametrize(
    "moment",
    [
        AT,
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=timezone(timedelta(hours=-5, minutes=-45))),
    ],
    ids=str,
)
def test_a_moment_on_sqlite_is_the_text_sqlalchemy_writes(moment: datetime) -> None:
    dialect = create_engine("sqlite://").dialect
    ours, theirs = (kind.dialect_impl(dialect).bind_processor(dialect) for kind in (Moment(), DateTime()))

    assert ours is not None
    assert theirs is not None
    assert ours(moment) == theirs(moment.astimezone(UTC).replace(tzinfo=None))
    assert ours(None) is None
