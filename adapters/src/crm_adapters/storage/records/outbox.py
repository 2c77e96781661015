"""The writing side of the outbox; the relay reads it."""

from datetime import datetime

from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.session import Session
from crm_core.clock import Clock
from crm_core.events import DomainEvent
from crm_core.identity import EntityRef
from crm_operations.providers import Notice
from crm_operations.records import NOTICE_TOPIC, event_body

PENDING, DELIVERED, DEAD = "pending", "delivered", "dead"
DELIVERY = "delivery."
"""How the topic of a message begins that goes to one address by one channel: ``delivery.email``."""


class SqlOutbox:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def announce(self, *events: DomainEvent) -> None:
        for event in events:
            self._put(event.subject, event.name, event_body(event), event.at)
            self._session.announced.append(event)

    def notify(self, notice: Notice) -> None:
        self._put(notice.message.about, NOTICE_TOPIC, notice.model_dump_json(), self._clock.now())

    def _put(self, about: EntityRef | None, topic: str, body: str, at: datetime) -> None:
        row = {
            "id": self._session.new_id(),
            "entity_kind": about.kind.value if about else None,
            "entity_id": about.id if about else None,
            "sequence": None,
            "destination": None,
            "topic": topic,
            "body": body,
            "created_at": at,
            "available_at": at,
            "state": PENDING,
            "attempts": 0,
            "settled_at": None,
            "last_error": None,
        }
        self._session.append(record_tables.outbox, row)
