"""Rows of a chunk become entities: found by a key and changed, or created, and written by one statement a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from crm_core.clock import local_date
from crm_core.entities import Entity
from crm_core.errors import CrmError, Invalid
from crm_core.identity import NumberKind
from crm_core.imports import Chunk, ImportKind, ImportLine, MappedRow, Outcome
from crm_core.stores import EntityStore
from crm_operations.bulk.refusals import problem_of
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings

E = TypeVar("E", bound=Entity)

Create = Callable[[Any], Sequence[E]]
"""The states of a new entity, from the record of its row; its number is not drawn yet."""
Change = Callable[[E, Any], E]
"""The entity as the record has it; itself where nothing changes."""
Find = Callable[[str, Sequence[str]], Iterable[E]]
"""Those that have one of these values in the field."""

_UNNUMBERED = "-"


def _as_it_is(_: str, value: Any) -> Any:
    return value


class Upsert(Generic[E]):
    """Of one kind and one chunk, within one unit of work.

    A row that a rule refuses leaves no trace but its line. A later row with the key of an earlier one changes what
    that one wrote. ``find`` and ``normal`` are for keys that are not unique, such as an address.
    """

    unnumbered = _UNNUMBERED

    def __init__(
        self,
        work: UnitOfWork,
        store: EntityStore[E, Any],
        entity: type[E],
        kind: ImportKind,
        chunk: Chunk,
        *,
        find: Mapping[str, Find[E]] | None = None,
        normal: Callable[[str, Any], Any] = _as_it_is,
    ) -> None:
        self._work, self._store, self._entity, self._kind, self._chunk = work, store, entity, kind, chunk
        self._find = find or {}
        self._normal = normal
        self._unique = {key for (key, *others) in entity.unique if not others}
        self._by_key: dict[tuple[str, Any], set[str]] = {}
        self._lives: dict[str, list[E]] = {}
        self._stored: dict[str, E] = {}
        self._changed: dict[str, E] = {}

    def write(self, create: Create[E], change: Change[E], settings: OperationsSettings) -> Sequence[ImportLine]:
        """Writes the rows, and the lines of all of them. Raises KeyTaken where somebody else was faster."""
        self._look_up()
        lines = [self._line(problem.line, Outcome.REFUSED, problem=problem) for problem in self._chunk.problems]
        lines += [self._line(line, Outcome.SKIPPED) for line in self._chunk.skipped]
        lines += [self._row(row, create, change) for row in self._chunk.rows]
        self._number(settings)
        added = self._store.add_many(list(self._lives.values()))
        self._store.save_many(list(self._changed.values()))
        versions = {entity.id: entity.version for entity in added}
        versions |= {entity_id: entity.version + 1 for entity_id, entity in self._changed.items()}
        lines = [line._replace(version=versions.get(line.entity_id or "", 0)) for line in lines]
        self._work.import_lines.add(lines)
        return lines

    @property
    def created(self) -> Sequence[Sequence[E]]:
        """The lives of those that are new, once they are written."""
        return list(self._lives.values())

    def _row(self, row: MappedRow, create: Create[E], change: Change[E]) -> ImportLine:
        try:
            entity_id = self._hit(row.record)
            if entity_id is None:
                life = list(create(row.record))
                self._refuse_taken(life[-1])
                self._lives[life[-1].id] = life
                self._index(life[-1])
                return self._line(row.line, Outcome.CREATED, life[-1].id)
            present = self._present(entity_id)
            after = change(present, row.record)
            is_duplicate = entity_id in self._lives or entity_id in self._changed or entity_id in self._earlier
            if after is present:
                return self._line(row.line, Outcome.UNCHANGED, entity_id, is_duplicate=is_duplicate)
            self._refuse_taken(after)
        except CrmError as error:
            return self._line(row.line, Outcome.REFUSED, problem=problem_of(error, row.line))
        if entity_id in self._lives:
            self._lives[entity_id].append(after)
        else:
            self._changed[entity_id] = after
        self._index(after)
        return self._line(row.line, Outcome.CHANGED, entity_id, is_duplicate=is_duplicate)

    def _look_up(self) -> None:
        """By one statement a unique key, since a row may not take what another one has."""
        asked = self._unique | set(self._chunk.key)
        for field in sorted(asked & self._record_fields()):
            values = {value for row in self._chunk.rows if (value := getattr(row.record, field)) is not None}
            look = self._find.get(field) or self._store.get_many_by
            for entity in look(field, sorted(values)) if values else ():
                self._stored[entity.id] = entity
                self._index(entity)
        self._earlier = self._work.import_lines.written(self._chunk.batch_id, list(self._stored))

    def _record_fields(self) -> set[str]:
        fields = type(self._chunk.rows[0].record).model_fields if self._chunk.rows else {}
        return set(fields) & set(self._entity.model_fields)

    def _hit(self, record: Any) -> str | None:
        for field in self._chunk.key:
            value = getattr(record, field, None)
            if value is None:
                continue
            hits = self._by_key.get((field, self._normal(field, value)), set())
            if len(hits) > 1:
                both = " and ".join(self._name(entity_id) for entity_id in sorted(hits))
                remedy = "name another key in the mapping, or merge them"
                raise Invalid.field(field, f"it finds more than one: {both}", remedy)
            if hits:
                return next(iter(hits))
        return None

    def _refuse_taken(self, entity: E) -> None:
        for field in self._unique:
            value = getattr(entity, field)
            others = self._by_key.get((field, self._normal(field, value)), set()) - {entity.id}
            if value not in (None, self.unnumbered) and others:
                taken = self._name(next(iter(others)))
                raise Invalid.field(field, f"{taken} has it already", "name another one, or make it the key")

    def _present(self, entity_id: str) -> E:
        if entity_id in self._lives:
            return self._lives[entity_id][-1]
        return self._changed.get(entity_id) or self._stored[entity_id]

    def _name(self, entity_id: str) -> str:
        entity = self._present(entity_id)
        name = str(getattr(entity, entity.unique[0][0]))
        return entity_id if name == self.unnumbered else name

    def _index(self, entity: E) -> None:
        for field in self._unique | set(self._chunk.key):
            if (value := getattr(entity, field, None)) is not None:
                self._by_key.setdefault((field, self._normal(field, value)), set()).add(entity.id)

    def _number(self, settings: OperationsSettings) -> None:
        """Those that are created, in the year of their first state, in the order of rows."""
        field, kind = _numbered(self._entity)
        if kind is None:
            return
        by_year: dict[int, list[str]] = {}
        for entity_id, life in self._lives.items():
            by_year.setdefault(local_date(life[0].created_at, settings.zone).year, []).append(entity_id)
        for year, ids in sorted(by_year.items()):
            for entity_id, number in zip(ids, self._work.numbers.next_many(kind, year, len(ids)), strict=True):
                states = self._lives[entity_id]
                states[:] = [state.model_copy(update={field: number}) for state in states]

    def _line(self, line: int, outcome: Outcome, entity_id: str | None = None, **facts: Any) -> ImportLine:
        return ImportLine(self._chunk.batch_id, self._chunk.file, line, self._kind, outcome, entity_id, **facts)


def _numbered(entity: type[Entity]) -> tuple[str, NumberKind | None]:
    for name, field in entity.model_fields.items():
        for note in field.metadata:
            if isinstance(note, NumberKind):
                return name, note
    return "", None
