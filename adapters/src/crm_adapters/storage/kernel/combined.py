"""Several writes as one statement of common table expressions, on PostgreSQL only: one round trip for all of them.

No part sees the effect of another one, so no two of them may touch the same row. Foreign keys are checked
at the end of the statement.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection

from crm_adapters.storage.kernel.prepared import Compiled, Prepared, Row, Values, fetched, somebody_listens

MOST = 24
"""Writes in one statement; where there are more, many alike go faster by themselves."""

Part = tuple[Prepared, Values, bool]
"""A write, or a query that locks rows, its values, and whether it is asked how many rows those were."""

_PARAMETER = re.compile(r"%(?:\((\w+)\)s|%)")


def is_combinable(connection: Connection) -> bool:
    """Only on PostgreSQL, and without listeners, since these are notified of each statement by itself."""
    return connection.dialect.name == "postgresql" and not somebody_listens(connection)


def combined(
    connection: Connection, writes: Sequence[Part], last: tuple[Prepared, Values] | None
) -> tuple[list[Row], list[int]]:
    """The rows of ``last``, and the row counts of those writes that are counted."""
    parts = [(prepared.compiled(connection, values), values) for prepared, values, _ in writes]
    counted = tuple(is_counted for *_, is_counted in writes)
    answer = None
    if last is not None:
        answer = last[0].compiled(connection, last[1])
        parts.append((answer, last[1]))
    sql = _sql(tuple(compiled for compiled, _ in parts[: len(writes)]), counted, answer)
    parameters = [value for compiled, values in parts for value in compiled.values(values)]
    rows = fetched(connection, sql, parameters, is_numbered=True)
    count = sum(counted)
    width = len(rows[0]) - count if rows else 0
    counts = [int(each) for each in rows[0][width:]] if rows else []
    return ([] if answer is None else [answer.read(row[:width]) for row in rows]), counts


@lru_cache(maxsize=512)
def _sql(writes: tuple[Compiled, ...], counted: tuple[bool, ...], last: Compiled | None) -> str:
    parts: list[str] = []
    place = 0
    for number, (write, is_counted) in enumerate(zip(writes, counted, strict=True)):
        if is_counted:
            parts.append(f"w{number} AS ({_numbered(write, place)}{'' if write.is_query else ' RETURNING 1'})")
            parts.append(f"n{number} AS (SELECT count(*) FROM w{number})")  # noqa: S608  ours alone
        else:
            parts.append(f"w{number} AS ({_numbered(write, place)})")
        place += len(write.names)
    if last is not None:
        parts.append(f"answer AS ({_numbered(last, place)})")
    shown = [f"(TABLE n{number})" for number, is_counted in enumerate(counted) if is_counted]
    if last is None:
        return f"WITH {', '.join(parts)} SELECT {', '.join(shown) or '1'}"
    return f"WITH {', '.join(parts)} SELECT {', '.join(['answer.*', *shown])} FROM answer"  # noqa: S608  ours alone


def _numbered(statement: Compiled, place: int) -> str:
    """With the parameters as ``$1``, ``$2``, PostgreSQL's own form, which the driver need not parse."""
    numbers = {name: place + number for number, name in enumerate(statement.names, start=1)}
    return _PARAMETER.sub(lambda found: f"${numbers[found[1]]}" if found[1] else "%", statement.sql)
