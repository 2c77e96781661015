"""Writes of a transaction whose results are not needed at once, sent together: on PostgreSQL as one statement."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection

from crm_adapters.storage.kernel.combined import MOST, combined, is_combinable
from crm_adapters.storage.kernel.prepared import Prepared, Row, Values
from crm_core.errors import CrmError
from crm_core.identity import EntityKind

Refusal = Callable[[], CrmError]


class Write(NamedTuple):
    """``refusal`` is the error when it changes no row, or finds none to lock; without one, that is no error.

    ``goes_last`` are those of rows that everybody locks after the entities they are about.
    """

    statement: Prepared
    row: Values
    refusal: Refusal | None = None
    goes_last: bool = False


class WriteList:
    """Pending writes, in the order in which they are sent; two changes of one row are sent one after the other.

    After a refused write nothing more is sent, since later writes depend on it.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._writes: list[Write] = []
        self._subjects: set[tuple[EntityKind, str]] = set()
        self._kinds: set[EntityKind] = set()
        self._refused: CrmError | None = None

    def add(self, write: Write, subject: tuple[EntityKind, str] | None = None) -> None:
        """Adds a write; ``subject``, its kind and id, is the entity whose row it is."""
        if subject is not None:
            if subject in self._subjects:
                self.send()
            self._subjects.add(subject)
            self._kinds.add(subject[0])
        self._writes.append(write)

    def touches(self, kind: EntityKind) -> bool:
        """Whether a row of such an entity waits to be written."""
        return kind in self._kinds

    def send(self) -> None:
        """Sends all. Raises the refusal of the first that changed nothing."""
        if self._writes or self._refused:
            self._send(None, {})

    def send_with(self, last: Prepared, values: Values) -> list[Row]:
        """Sends all together with ``last``, and answers its rows."""
        return self._send(last, values)

    def _send(self, last: Prepared | None, values: Values) -> list[Row]:
        if self._refused is not None:
            raise self._refused
        writes, self._writes = self._writes, []
        self._subjects.clear()
        self._kinds.clear()
        if is_combinable(self.connection) and 1 < len(writes) + (last is not None) <= MOST:
            return self._combined(writes, last, values)
        for alike in _grouped(writes):
            if alike[0].refusal is not None:
                for write in alike:
                    self._check(write, write.statement.write(self.connection, write.row))
            else:
                alike[0].statement.write(self.connection, *(write.row for write in alike))
        return [] if last is None else last.all(self.connection, values)

    def _combined(self, writes: list[Write], last: Prepared | None, values: Values) -> list[Row]:
        parts = [(write.statement, write.row, write.refusal is not None) for write in writes]
        rows, counts = combined(self.connection, parts, None if last is None else (last, values))
        for write, count in zip((write for write in writes if write.refusal), counts, strict=True):
            self._check(write, count)
        return rows

    def _check(self, write: Write, changed: int) -> None:
        if write.refusal is not None and changed != 1:
            self._refused = write.refusal()
            raise self._refused


def _grouped(writes: Iterable[Write]) -> Sequence[Sequence[Write]]:
    """Those of one statement together, where its first one stands; as none of them touch one row, none minds."""
    groups: dict[tuple[bool, int, bool], list[Write]] = {}
    for write in writes:
        groups.setdefault((write.goes_last, id(write.statement), write.refusal is not None), []).append(write)
    return [groups[key] for key in sorted(groups, key=itemgetter(0))]
