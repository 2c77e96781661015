"""The lines of imports in their table: appended with the rows they wrote, and counted by one statement."""

from collections.abc import Sequence

from sqlalchemy import Boolean, Column, Index, Integer, Table, case, func, insert, select

from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.tables import metadata, tenant_column
from crm_adapters.storage.kernel.types import key, text
from crm_core.imports import ImportKind, ImportLine, LineCount, Outcome, RowProblem

_table = Table(
    "crm_import_lines",
    metadata,
    tenant_column(),
    Column("batch_id", key(), primary_key=True),
    Column("file", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("kind", key(50), nullable=False),
    Column("outcome", key(50), nullable=False),
    Column("entity_id", key()),
    Column("version", Integer, nullable=False),
    Column("is_duplicate", Boolean, nullable=False),
    Column("problem", text()),
    Index(None, "tenant_id", "batch_id", "entity_id"),
)

_c = _table.c
_INSERT = Prepared(insert(_table), by_row=True)


class SqlImportLines:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, lines: Sequence[ImportLine]) -> None:
        if lines:
            mine = {"tenant_id": self._session.tenant_id}
            _INSERT.write(self._session.beside_writes, *({**mine, **_row(line)} for line in lines))

    def counts(self, batch_id: str) -> Sequence[LineCount]:
        query = (
            select(
                _c.file,
                _c.outcome,
                func.count(),
                func.sum(case((_c.is_duplicate, 1), else_=0)),
                func.max(_c.line),
            )
            .where(_c.tenant_id == self._session.tenant_id, _c.batch_id == batch_id)
            .group_by(_c.file, _c.outcome)
            .order_by(_c.file, _c.outcome)
        )
        rows = self._session.connection.execute(query)
        return [LineCount(row[0], Outcome(row[1]), row[2], int(row[3]), row[4]) for row in rows]

    def of(self, batch_id: str, file: int, *, after: int = 0, limit: int = 500) -> Sequence[ImportLine]:
        query = (
            select(*(_c[name] for name in ImportLine._fields))
            .where(_c.tenant_id == self._session.tenant_id, _c.batch_id == batch_id)
            .where(_c.file == file, _c.line > after)
            .order_by(_c.line)
            .limit(limit)
        )
        return [_line(ImportLine._make(row)) for row in self._session.connection.execute(query)]

    def written(self, batch_id: str, entity_ids: Sequence[str]) -> frozenset[str]:
        if not entity_ids:
            return frozenset()
        query = select(_c.entity_id).where(
            _c.tenant_id == self._session.tenant_id, _c.batch_id == batch_id, _c.entity_id.in_(entity_ids)
        )
        return frozenset(self._session.connection.execute(query).scalars())


def _row(line: ImportLine) -> dict[str, object]:
    problem = None if line.problem is None else line.problem.model_dump_json()
    return {**line._asdict(), "kind": line.kind.value, "outcome": line.outcome.value, "problem": problem}


def _line(row: ImportLine) -> ImportLine:
    problem = None if row.problem is None else RowProblem.model_validate_json(str(row.problem))
    return row._replace(kind=ImportKind(row.kind), outcome=Outcome(row.outcome), problem=problem)
