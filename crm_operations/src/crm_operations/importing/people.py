"""People from files, written to the built-in directory; one that another system keeps is changed there."""

from collections.abc import Sequence
from typing import Any, Self

from crm_core.actor import Actor, Permission
from crm_core.errors import CrmError, Refused, Unavailable
from crm_core.imports import Chunk, ImportKind, ImportLine, Lines, MappedRow, Outcome, PersonRecord
from crm_operations.bulk import Left, Undone, problem_of
from crm_operations.operation import inward
from crm_operations.providers import PeopleProvider, Person, PersonNotFound
from crm_operations.records import Records
from crm_operations.settings import SettingsFor

_STAYS = "people stay in the directory: `crm person edit` changes them"
_OURS = {"manager": "manager_id"}


class PeopleElsewhere(Refused):
    @classmethod
    def because_not_built_in(cls) -> Self:
        return cls("people are kept in another system; bring them in there, and leave this file out here")


class PersonRows:
    """Who is there already, by their id, is changed."""

    def __init__(self, records: Records, people: PeopleProvider, settings_for: SettingsFor) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for

    @inward("it takes rows as a mapping understood them", Permission.IMPORT_HISTORY)
    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """At most 500 people of a file. Raises PeopleElsewhere, NotPermitted without the right to change settings.

        Whoever leads somebody stands in the directory, or in a row of the chunk.
        """
        actor.require(Permission.SETTINGS_CHANGE)
        lines = [self._line(chunk, each.line, Outcome.REFUSED, problem=each) for each in chunk.problems]
        lines += [self._line(chunk, line, Outcome.SKIPPED) for line in chunk.skipped]
        lines += _People(self._people, actor.tenant_id, chunk, self._settings_for(actor.tenant_id).timezone).written()
        with self._records.writing(actor, batch=chunk.batch_id) as work:
            work.import_lines.add(lines)
        return lines

    @inward("it takes lines of a batch", Permission.IMPORT_HISTORY)
    def undo_rows(self, actor: Actor, lines: Lines) -> Undone:  # noqa: ARG002
        """Nobody is taken out of the directory."""
        return Undone(kept=tuple(Left(kind=each.kind, id=each.entity_id or "", reason=_STAYS) for each in lines))

    def add_unknown(self, actor: Actor, chunk: Chunk) -> None:
        """Adds whom rows of the chunk name and nobody knows, inactive. Raises PeopleElsewhere, NotPermitted."""
        unknown = {person.id: person for row in chunk.rows for person in row.unknown_people}
        if not unknown:
            return
        actor.require(Permission.SETTINGS_CHANGE)
        add: Any = getattr(self._people, "add", None)
        if add is None:
            raise PeopleElsewhere.because_not_built_in()
        timezone = self._settings_for(actor.tenant_id).timezone
        for each in unknown.values():
            if self._people.find_by_id(actor.tenant_id, each.id) is None:
                facts = {"id": each.id, "name": each.name, "timezone": timezone, "is_active": False}
                add(actor.tenant_id, Person.model_validate(facts))

    def _line(self, chunk: Chunk, line: int, outcome: Outcome, **facts: Any) -> ImportLine:
        return ImportLine(chunk.batch_id, chunk.file, line, ImportKind.PERSON, outcome, **facts)


class _People:
    """Of one chunk: all are added first, so that whoever leads somebody may stand in a later row."""

    def __init__(self, people: PeopleProvider, tenant_id: str, chunk: Chunk, timezone: str) -> None:
        self._people = people
        self._add: Any = getattr(people, "add", None)
        self._update: Any = getattr(people, "update", None)
        if self._add is None or self._update is None:
            raise PeopleElsewhere.because_not_built_in()
        self._tenant_id = tenant_id
        self._chunk = chunk
        self._timezone = timezone

    def written(self) -> Sequence[ImportLine]:
        """In the order of rows."""
        lines = {row.line: self._tried(row, self._added) for row in self._chunk.rows}
        for row in self._chunk.rows:
            if lines[row.line].outcome is Outcome.REFUSED:
                continue
            changed = self._tried(row, self._changed)
            if changed.outcome is Outcome.REFUSED or lines[row.line].outcome is not Outcome.CREATED:
                lines[row.line] = changed._replace(is_duplicate=lines[row.line].is_duplicate)
        return list(lines.values())

    def _tried(self, row: MappedRow, write: Any) -> ImportLine:
        try:
            outcome, is_duplicate = write(row.record)
        except Unavailable:
            raise
        except CrmError as error:
            return self._line(row.line, Outcome.REFUSED, problem=problem_of(error, row.line))
        version = 0 if outcome is Outcome.UNCHANGED else 1
        return self._line(row.line, outcome, entity_id=row.record.id, version=version, is_duplicate=is_duplicate)  # type: ignore[union-attr]

    def _added(self, record: PersonRecord) -> tuple[Outcome, bool]:
        if self._people.find_by_id(self._tenant_id, record.id) is not None:
            earlier = [row for row in self._chunk.rows if getattr(row.record, "id", None) == record.id]
            return Outcome.UNCHANGED, earlier[0].record is not record
        facts = {**_facts_of(record), "manager_id": None}
        self._add(self._tenant_id, Person.model_validate({"timezone": self._timezone, "name": record.name, **facts}))
        return Outcome.CREATED, False

    def _changed(self, record: PersonRecord) -> tuple[Outcome, bool]:
        if (known := self._people.find_by_id(self._tenant_id, record.id)) is None:
            raise PersonNotFound.because_unknown("person", record.id)
        changes = {
            name: value
            for name, value in _facts_of(record).items()
            if value != (present := getattr(known, name)) and self._chunk.may_write(_word(name), present)
        }
        if not changes:
            return Outcome.UNCHANGED, False
        self._update(self._tenant_id, Person.model_validate({**dict(known), **changes}))
        return Outcome.CHANGED, False

    def _line(self, line: int, outcome: Outcome, **facts: Any) -> ImportLine:
        return ImportLine(self._chunk.batch_id, self._chunk.file, line, ImportKind.PERSON, outcome, **facts)


def _facts_of(record: PersonRecord) -> dict[str, Any]:
    return {_OURS.get(name, name): getattr(record, name) for name in record.model_fields_set}


def _word(name: str) -> str:
    return next((theirs for theirs, ours in _OURS.items() if ours == name), name)
