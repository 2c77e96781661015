"""Webhooks, and their deliveries."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import JsonValue, StringConstraints

from crm_core.errors import Invalid, NotFound
from crm_core.events import DomainEvent, event_named, event_names
from crm_core.identity import EntityRef
from crm_core.values import Utc, Value
from crm_core.vocabulary import OneLine

WebhookAddress = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), OneLine]

EVERYTHING = "*"
"""The topic that stands for every event."""


class WebhookState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


class Webhook(Value):
    """An address and the events delivered to it; its secret is shown once, when it is created."""

    id: str
    url: str
    topics: tuple[str, ...]
    state: WebhookState = WebhookState.ACTIVE
    reason: str | None = None
    """Why it is disabled."""
    failures: int = 0
    """Failed deliveries since the last successful one."""
    former_secret_until: Utc | None = None
    """Until when deliveries are signed with two secrets."""
    created_at: Utc
    updated_at: Utc

    def wants(self, topic: str) -> bool:
        """Whether it is active and ``topic`` is among its topics."""
        return self.state is WebhookState.ACTIVE and (EVERYTHING in self.topics or topic in self.topics)


class WebhookWithSecret(Value):
    """The only answer that contains the secret."""

    webhook: Webhook
    secret: str


class WebhookBody(Value):
    """What is posted, as JSON: ``type``, ``timestamp`` and ``data`` as Standard Webhooks has them."""

    id: str
    """Of the delivery; the same over retries."""
    type: str
    timestamp: Utc
    tenant: str
    subject: EntityRef | None = None
    """The record it happened to."""
    sequence: int | None = None
    """Counts the events about one record, from 1 in the order of commits; the same for every endpoint."""
    data: dict[str, JsonValue]


class WebhookDelivery(Value):
    """The message of a delivery in the outbox."""

    webhook_id: str
    body: WebhookBody


class DeliveryState(StrEnum):
    """The state of a delivery's message in the outbox."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class DeliveryReport(Value):
    """The state of one delivery."""

    id: str
    topic: str
    subject: EntityRef | None
    state: DeliveryState
    attempts: int
    created_at: Utc
    settled_at: Utc | None
    error: str | None


class Pong(Value):
    """The answer of an endpoint to a test."""

    delivery_id: str
    status: int
    text: str
    milliseconds: int


class WebhookUnknown(NotFound):
    @classmethod
    def because_removed(cls, webhook_id: str) -> Self:
        return cls("webhook {id} was removed", {"id": webhook_id})


def body_of(event: DomainEvent, delivery_id: str) -> WebhookBody:
    data: dict[str, Any] = event.model_dump(mode="json", exclude=set(DomainEvent.model_fields))
    return WebhookBody(
        id=delivery_id,
        type=event.name,
        timestamp=event.at,
        tenant=event.tenant_id,
        subject=event.subject,
        sequence=event.sequence,
        data=data,
    )


def checked_topics(topics: Sequence[str]) -> tuple[str, ...]:
    """The topics without duplicates. Raises Invalid for an empty list or an unknown event."""
    if not topics:
        raise Invalid.field("topics", "there are none", f"name events, or {EVERYTHING} for all of them")
    for topic in topics:
        if topic != EVERYTHING and event_named(topic) is None:
            known = ", ".join(event_names())
            raise Invalid.field("topics", f"no event is named {topic!r}", f"name {EVERYTHING} for all, or of {known}")
    return tuple(dict.fromkeys(topics))
