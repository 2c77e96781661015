"""What is left of an entity that was taken out: its number keeps no gap, and its chain can still be verified."""

from enum import StrEnum

from crm_core.entities import Entity
from crm_core.identity import EntityKind, NumberKind
from crm_core.values import AnyMoment, Value
from crm_core.vocabulary import AnyText, Total


class Became(StrEnum):
    """What became of an entity that is no longer there."""

    REVERSED = "reversed"
    """What an import had created was taken back."""


class Tombstone(Value):
    """Of an entity that lists, figures and exports no longer see; ``version`` and ``history_hash`` end its chain."""

    kind: EntityKind
    id: AnyText
    number: AnyText | None = None
    version: Total
    history_hash: AnyText
    became: Became
    at: AnyMoment
    by: AnyText
    batch_id: AnyText | None = None


def number_of(entity: Entity) -> str | None:
    """Its business number; None where its kind bears none."""
    for name, field in type(entity).model_fields.items():
        if any(isinstance(note, NumberKind) for note in field.metadata):
            number: str = getattr(entity, name)
            return number
    return None
