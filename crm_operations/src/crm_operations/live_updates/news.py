"""Appends relayed events and inbox messages to the feed."""

import json
from collections.abc import Mapping
from typing import Any

from crm_core.clock import Clock
from crm_core.events import DomainEvent
from crm_core.values import Utc
from crm_operations.live_updates.feed import LiveFeed
from crm_operations.live_updates.updates import NewUpdate
from crm_operations.process import encoded
from crm_operations.providers import Message

ALERT = "alert"
"""The topic of a message to one person."""


class LiveNews:
    """Appends updates to the feed; a repeated delivery id adds nothing."""

    def __init__(self, feed: LiveFeed, clock: Clock) -> None:
        self._feed = feed
        self._clock = clock

    def announce(self, event: DomainEvent, delivery_id: str) -> None:
        """Appends an event for the whole tenant, under its name; an event handler of the relay."""
        facts = event.model_dump_json(exclude={"tenant_id", "at"})
        update = NewUpdate(topic=event.name, at=event.at, body=facts, delivery_id=delivery_id)
        self._feed.append(event.tenant_id, [update])

    def alert(
        self, tenant_id: str, messages: Mapping[str, Message], *, delivery_id: str, due: Utc | None = None
    ) -> None:
        """Appends to each of these people a message that only they receive."""
        more, now = {"due": due.isoformat()} if due is not None else {}, self._clock.now()
        updates = [
            NewUpdate(
                topic=ALERT,
                at=now,
                body=_json(message.to_dict() | more),
                user_id=user_id,
                delivery_id=f"{delivery_id}/{encoded(user_id)}",
            )
            for user_id, message in messages.items()
        ]
        self._feed.append(tenant_id, updates)

    def push(
        self, tenant_id: str, topic: str, facts: Mapping[str, Any], *, delivery_id: str, user_id: str | None = None
    ) -> None:
        """Appends an update for one person, or for the whole tenant."""
        body, now = _json(facts), self._clock.now()
        update = NewUpdate(topic=topic, at=now, body=body, user_id=user_id, delivery_id=delivery_id)
        self._feed.append(tenant_id, [update])


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
