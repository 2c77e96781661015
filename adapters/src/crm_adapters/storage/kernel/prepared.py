"""Statements compiled once a kind of database and passed directly to its driver.

SQLAlchemy writes the SQL and converts values as usual; what it would repeat at each execution is left out, which is
most of a statement's cost in Python.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.exc import DBAPIError

Row = dict[str, Any]
Values = Mapping[str, Any]


class Prepared:
    """Of a statement whose parameters are named, and none of them a list.

    With ``by_row`` it is an insert that writes the columns of the row it is given.
    """

    def __init__(self, statement: Executable, *, by_row: bool = False) -> None:
        self._statement = statement
        self._by_row = by_row
        self._compiled: dict[tuple[str, ...], Compiled] = {}

    def all(self, connection: Connection, values: Values) -> list[Row]:
        compiled = self.compiled(connection, values)
        read = compiled.read
        return [read(row) for row in fetched(connection, compiled.sql, compiled.bind(values))]

    def first(self, connection: Connection, values: Values) -> Row | None:
        rows = self.all(connection, values)
        return rows[0] if rows else None

    def scalar(self, connection: Connection, values: Values) -> Any:
        """The first column of the first row; None without one."""
        row = self.first(connection, values)
        return None if row is None else next(iter(row.values()))

    def write(self, connection: Connection, *rows: Values) -> int:
        """How many rows were changed, or found and locked; where several are given, all name the same columns."""
        compiled = self.compiled(connection, rows[0])
        if compiled.is_query:
            return len(fetched(connection, compiled.sql, compiled.bind(rows[0])))
        if len(rows) == 1:
            return changed(connection, compiled.sql, compiled.bind(rows[0]))
        return changed(connection, compiled.sql, [compiled.bind(row) for row in rows], many=True)

    def compiled(self, connection: Connection, values: Values) -> "Compiled":
        """For this kind of database, and the columns these values name."""
        kind = connection.dialect.name
        shape = (kind, *values) if self._by_row else (kind,)
        compiled = self._compiled.get(shape)
        if compiled is None:
            columns = list(values) if self._by_row else None
            compiled = self._compiled[shape] = Compiled(self._statement, connection.dialect, columns)
        return compiled


class Compiled:
    """Its SQL and the names of its parameters; ``values`` are in their order, ``bind`` is as the driver wants them."""

    def __init__(self, statement: Any, dialect: Dialect, columns: list[str] | None) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns, for_executemany=True)
        if lists := compiled.post_compile_params:
            raise TypeError(f"a list cannot be prepared, give its values one by one: {', '.join(map(str, lists))}")
        self.is_query = isinstance(statement, Select)
        self.names = names = tuple(compiled.positiontup or compiled.params)
        kinds = {name: compiled.binds[name].type.dialect_impl(dialect) for name in names}
        self.sql = str(compiled)
        self._is_positional = bool(compiled.positiontup)
        self.values = _picker(
            names,
            {name: value for name, value in compiled.params.items() if value is not None},
            {name: convert for name, kind in kinds.items() if (convert := kind.bind_processor(dialect))},
        )
        answer = statement.exported_columns
        self.read = _reader(
            tuple(answer.keys()),
            {
                name: convert
                for name, column in answer.items()
                if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
            },
        )

    def bind(self, values: Values) -> Any:
        picked = self.values(values)
        return picked if self._is_positional else dict(zip(self.names, picked, strict=True))


_Convert = Callable[[Any], Any]


def _picker(
    names: tuple[str, ...], fixed: Values, converts: Mapping[str, _Convert]
) -> Callable[[Values], tuple[Any, ...]]:
    """Built once, so that a call does no more than its statement needs."""
    pick: Callable[[Values], tuple[Any, ...]] = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    places = [(place, converts[name]) for place, name in enumerate(names) if name in converts]

    def picked_from(values: Values) -> tuple[Any, ...]:
        picked = pick({**fixed, **values} if fixed else values)
        if not places:
            return picked
        converted = list(picked)
        for place, convert in places:
            converted[place] = convert(converted[place])
        return tuple(converted)

    return picked_from


def _reader(names: tuple[str, ...], converts: Mapping[str, _Convert]) -> Callable[[Sequence[Any]], Row]:
    def read(values: Sequence[Any]) -> Row:
        row = dict(zip(names, values, strict=True))
        for name, convert in converts.items():
            row[name] = convert(row[name])
        return row

    return read


def fetched(connection: Connection, sql: str, parameters: Any, *, is_numbered: bool = False) -> Sequence[Any]:
    """The rows, as the driver has them. ``is_numbered``, on PostgreSQL alone: parameters are ``$1``, no listeners."""
    if not is_numbered and somebody_listens(connection):
        return connection.exec_driver_sql(sql, parameters).all()
    ours, driver = connection.connection, connection.dialect.loaded_dbapi
    cursor = driver.RawCursor(ours.dbapi_connection) if is_numbered else ours.cursor()
    try:
        cursor.execute(sql, parameters)
        rows: Sequence[Any] = cursor.fetchall()
        return rows
    except driver.Error as error:
        raise _wrapped(connection, cursor, sql, error) from error
    finally:
        cursor.close()


def changed(connection: Connection, sql: str, parameters: Any, *, many: bool = False) -> int:
    """How many rows were changed."""
    if somebody_listens(connection):
        options = {"preserve_rowcount": True}
        return connection.exec_driver_sql(sql, parameters, execution_options=options).rowcount
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(sql, parameters)
        count: int = cursor.rowcount
        return count
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, cursor, sql, error) from error
    finally:
        cursor.close()


def _wrapped(connection: Connection, cursor: Any, sql: str, error: Any) -> BaseException:
    """The error as SQLAlchemy's; a broken connection is not returned to the pool."""
    dialect: Any = connection.dialect
    is_gone = dialect.is_disconnect(error, connection.connection, cursor)
    if is_gone:
        connection.invalidate(error)
    wrapped: BaseException = DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_gone,
        dialect=dialect,
    )
    return wrapped


def somebody_listens(connection: Connection) -> bool:
    """Whether event listeners, such as traces, observe statements; these then go through SQLAlchemy."""
    heard: Any = connection.engine.dispatch
    return bool(heard.before_cursor_execute or heard.after_cursor_execute)
