"""What a batch wrote is taken back: what it created goes, what it changed is as before, what others touched stays."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from crm_core.entities import Entity
from crm_core.imports import ImportKind, ImportLine, Outcome
from crm_core.stores import EntityStore
from crm_core.tombstones import Became
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Total
from crm_operations.records import HistoryEntry, UnitOfWork

E = TypeVar("E", bound=Entity)


class Left(Value):
    """Something that an undo left as it is, and why."""

    kind: ImportKind
    id: AnyText
    reason: AnyText


class Undone(Value):
    """What became of what a batch wrote; asked again, it says the same."""

    batch: AnyText = ""
    reversed: Total = 0
    restored: Total = 0
    kept: tuple[Left, ...] = ()
    impossible: tuple[Left, ...] = ()

    def __add__(self, other: "Undone") -> "Undone":
        return Undone(
            batch=self.batch or other.batch,
            reversed=self.reversed + other.reversed,
            restored=self.restored + other.restored,
            kept=self.kept + other.kept,
            impossible=self.impossible + other.impossible,
        )


class _Restored(NamedTuple):
    """The fields as they were before the batch, and those that somebody else changed since."""

    fields: dict[str, Any]
    kept: Sequence[str]


def undo_lines(
    work: UnitOfWork,
    store: EntityStore[E, Any],
    lines: Sequence[ImportLine],
    *,
    at: datetime,
    hanging: Callable[[E], str | None],
) -> Undone:
    """Of the first lines of entities of one kind. ``hanging`` says what hangs on one, so that it cannot go.

    An entity is touched when an entry that is not the batch's came after what the batch wrote.
    """
    by_id = {line.entity_id: line for line in lines if line.entity_id is not None}
    found = {entity.id: entity for entity in store.get_many(sorted(by_id), lock=True)}
    removed, changed = list[E](), list[E]()
    kept: list[Left] = []
    restored = 0
    for entity_id, entity in found.items():
        line = by_id[entity_id]
        if line.outcome is Outcome.CREATED:
            if reason := _touched(work, entity, line) or hanging(entity):
                kept.append(Left(kind=line.kind, id=entity_id, reason=reason))
            else:
                removed.append(entity)
            continue
        former = _former(work, entity, line.batch_id)
        kept += [Left(kind=line.kind, id=entity_id, reason=reason) for reason in former.kept]
        restored += not former.kept
        if former.fields:
            changed.append(entity.changed(at, **former.fields))
    store.remove_many(removed, Became.REVERSED, at=at)
    store.save_many(changed)
    gone = sum(line.outcome is Outcome.CREATED and entity_id not in found for entity_id, line in by_id.items())
    return Undone(reversed=len(removed) + gone, restored=restored, kept=tuple(kept))


def _touched(work: UnitOfWork, entity: Entity, line: ImportLine) -> str | None:
    """Who changed what the batch created; nobody, where it is at the version that the line left."""
    if entity.version == line.version:
        return None
    others = [entry for entry in work.history.of(entity.ref) if entry.batch_id != line.batch_id]
    return _changed_by(others[-1]) if others else None


def _former(work: UnitOfWork, entity: E, batch_id: str) -> _Restored:
    first: dict[str, Any] = {}
    written: dict[str, Any] = {}
    later: dict[str, HistoryEntry] = {}
    for entry in work.history.of(entity.ref):
        for field, (before, after) in entry.fields.items():
            if entry.batch_id == batch_id:
                first.setdefault(field, before)
                written[field] = after
            elif field in first:
                later[field] = entry
    present = entity.model_dump(mode="json", include=set(first))
    back = [name for name in first if present[name] == written[name] and first[name] != written[name]]
    kept = [
        f"{name} was {_changed_by(later[name])}"
        for name in first
        if name in later and present[name] not in (written[name], first[name])
    ]
    former = entity.model_validate({**entity.model_dump(mode="json"), **{name: first[name] for name in back}})
    return _Restored({name: getattr(former, name) for name in back}, kept)


def _changed_by(entry: HistoryEntry) -> str:
    return f"changed by {entry.user_id} at {entry.at:%Y-%m-%d %H:%M}"
