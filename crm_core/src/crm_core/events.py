"""Events: facts in the past tense, immutable, delivered to subscribers."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import TenantId, Total


class DomainEvent(Value):
    """A fact about one entity of one tenant.

    ``name`` is what subscribers name; it stays when the class is renamed. ``sequence`` is set by the commit that
    announces it.
    """

    name: ClassVar[str]

    tenant_id: TenantId
    subject: EntityRef
    at: Utc
    sequence: Total | None = None
    """Which of the facts about its subject it is, from 1 in the order of commits; None until it is announced."""


def event_named(name: str) -> type[DomainEvent] | None:
    """The event class of that name, of those that were imported; None for an unknown one."""
    return next((event for event in _below(DomainEvent) if getattr(event, "name", None) == name), None)


def event_names() -> Sequence[str]:
    """The names of all imported events, in order."""
    return sorted({name for event in _below(DomainEvent) if (name := getattr(event, "name", None))})


def _below(event: type[DomainEvent]) -> Iterator[type[DomainEvent]]:
    for child in event.__subclasses__():
        yield child
        yield from _below(child)
