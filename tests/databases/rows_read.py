"""How many rows a database reads for what it is asked, as it counts them itself: no stopwatch, no guess at a plan."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, inspect, text

STEPS_AT_A_TIME = 10
"""How exactly SQLite's steps are counted."""


def work_of(connection: Connection, look: Callable[[], Any]) -> int:
    """Rows on PostgreSQL and MariaDB, on SQLite the steps of its machine, some dozens a row that is handed out."""
    kinds = {"sqlite": _steps, "postgresql": _rows_of_plans}
    return kinds.get(connection.dialect.name, _rows_handled)(connection, look)


def note_sizes(engine: Engine, *tables: str) -> None:
    """Lets the planner know how large these tables are, or all of them, and what is in them."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables or inspect(engine).get_table_names():
            prefix = "ANALYZE" if connection.dialect.name in {"sqlite", "postgresql"} else "ANALYZE TABLE"
            connection.execute(text(f"{prefix} {table}"))
    engine.dispose()  # a connection of SQLite knows the statistics of when it was opened


def _steps(connection: Connection, look: Callable[[], Any]) -> int:
    driver: Any = connection.connection.dbapi_connection
    steps = 0

    def note() -> int:
        nonlocal steps
        steps += STEPS_AT_A_TIME
        return 0

    driver.set_progress_handler(note, STEPS_AT_A_TIME)
    try:
        look()
    finally:
        driver.set_progress_handler(None, 0)
    return steps


def _rows_of_plans(connection: Connection, look: Callable[[], Any]) -> int:
    with _statements_of(connection) as sent:
        look()
    explained = (
        connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters).scalar_one()
        for sql, parameters in sent
    )
    plans = (json.loads(answer) if isinstance(answer, str) else answer for answer in explained)
    return sum(_rows_of(plan[0]["Plan"]) for plan in plans)


def _rows_of(node: dict[str, Any]) -> int:
    inner = sum(_rows_of(each) for each in node.get("Plans", ()))
    if "Scan" not in node["Node Type"] or node["Node Type"] == "Subquery Scan":
        return inner
    thrown_away = sum(node.get(name, 0) for name in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
    return inner + int((node["Actual Rows"] + thrown_away) * node["Actual Loops"])


def _rows_handled(connection: Connection, look: Callable[[], Any]) -> int:
    connection.execute(text("FLUSH STATUS"))
    look()
    counters = connection.execute(text("SHOW SESSION STATUS LIKE 'Handler_read%'")).all()
    return sum(int(count) for _, count in counters)


@contextmanager
def _statements_of(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        sent.append((sql, parameters))

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
