"""The outbox: messages are written in the same commit as the change, and delivered later by the relay (REL-002)."""

from typing import Protocol

from crm_core.events import DomainEvent
from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Total
from crm_operations.providers import Notice

NOTICE_TOPIC = "notice"


class OutboxMessage(Value):
    """``id`` is the stable delivery id; ``topic`` is an event's name or ``notice``; ``body`` its JSON.

    ``sequence`` counts the messages about an entity, from 1 in the order of commits; None without an entity.
    """

    id: AnyText
    tenant_id: AnyText
    about: EntityRef | None
    sequence: Total | None = None
    topic: AnyText
    body: AnyText
    created_at: Utc
    attempts: Total = 0
    last_error: AnyText | None = None


class Outbox(Protocol):
    """Part of a unit of work: nothing is delivered unless it commits.

    Every message about an entity gets the entity's next number, in the order of the calls.
    """

    def announce(self, *events: DomainEvent) -> None:
        """Writes the events in this order; subscribers get each at least once, after the commit."""
        ...

    def notify(self, notice: Notice) -> None:
        """Writes a message to people; the notifier gets it at least once, after the commit."""
        ...


def event_body(event: DomainEvent) -> str:
    """The event as JSON, without ``sequence``, which is drawn later and stored in a column of its own."""
    return event.model_dump_json(exclude={"sequence"})
