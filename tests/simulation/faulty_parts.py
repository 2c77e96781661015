"""The parts of an application that a fault strikes: its database, its records in memory, its partners."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from fault_points import FaultKind, FaultPoints, Point
from partner_faults import TAKES_BACK
from sqlalchemy import Connection, event

from crm_adapters.storage import Database
from crm_core.errors import Unavailable
from crm_core.testing import Ids, VirtualClock
from crm_operations.testing import FakeRecords, RecordedCall

LATE = timedelta(hours=3)
"""How long a late answer takes: longer than any claim or lease."""
_READS = ("SELECT", "SET ", "WITH", "BEGIN", "PRAGMA")


class FaultyDatabase:
    """Strikes a database at its statements and commits; counts what was written."""

    def __init__(self, database: Database, points: FaultPoints) -> None:
        self.writes = 0
        self._points = points
        self._database = database
        dialect = database.engine.dialect
        self._commit: Callable[[Any], None] = dialect.do_commit
        vars(dialect)["do_commit"] = self._committing  # there is no event of it
        event.listen(database.engine, "before_cursor_execute", self._executing)

    def _executing(self, connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().upper().startswith(_READS):
            self.writes += 1
        if self._points.reach(Point.STATEMENT) is FaultKind.DATABASE_CUT:
            self._cut(connection.connection.dbapi_connection)

    def _committing(self, connection: Any) -> None:
        if self._points.reach(Point.BEFORE_COMMIT) is FaultKind.DATABASE_CUT:
            self._cut(connection.dbapi_connection)
        self._commit(connection)
        if self._points.reach(Point.AFTER_COMMIT) is FaultKind.DATABASE_CUT:
            self._cut(connection.dbapi_connection)

    def _cut(self, connection: Any) -> None:
        """A server's connection is closed under its user; a file fails as a disk does."""
        if self._database.kind != "sqlite":
            connection.close()
        raise self._database.engine.dialect.loaded_dbapi.OperationalError("cut on purpose")


class FaultyRecords(FakeRecords):
    """Records in memory that a fault strikes where a database would be."""

    def __init__(self, points: FaultPoints, clock: VirtualClock, new_id: Ids, journal: list[RecordedCall]) -> None:
        super().__init__(clock, new_id, journal)
        self._points = points
        self.writes = 0

    @contextmanager
    def recording_call(self, method: str, arguments: Mapping[str, Any], *, changes: bool) -> Iterator[None]:
        self._pass(Point.BEFORE_COMMIT if changes else Point.STATEMENT)
        with super().recording_call(method, arguments, changes=changes):
            yield
        if changes:
            self.writes += 1
            self._pass(Point.AFTER_COMMIT)

    def _pass(self, point: Point) -> None:
        if self._points.reach(point) is FaultKind.DATABASE_CUT:
            raise Unavailable("the database was cut on purpose")


class FaultyPartner:
    """A provider over another one: its calls and answers are points where a fault may strike.

    What an undo calls only dies with the process, so that everything can be undone.
    """

    def __init__(self, name: str, inner: Any, points: FaultPoints, clock: VirtualClock) -> None:
        self._name = name
        self._inner = inner
        self._points = points
        self._clock = clock

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not inspect.ismethod(found) or name in TAKES_BACK:
            return found
        return self._faulty(found)

    def _faulty(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            self._points.call(self._name)
            answer = method(*args, **kwargs)
            match self._points.reach(Point.ANSWER):
                case FaultKind.ANSWER_LOST:
                    raise Unavailable("the answer of {partner} is lost on purpose", {"partner": self._name})
                case FaultKind.ANSWER_LATE:
                    self._clock.advance(LATE)
            return answer

        return called
