"""Who gets which message: notices go to the notifier, every event to analytics, subscribers and the message broker."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Self, TypeVar

from pydantic import ValidationError

import crm_core.activities
import crm_core.journeys
import crm_core.leads
import crm_core.opportunities  # noqa: F401  an event is known once its room is imported
from crm_adapters.storage import DELIVERY
from crm_core.errors import CrmError, Invalid, Kind, NotFound, Refused, Unavailable
from crm_core.events import DomainEvent, event_named
from crm_core.leads import LeadConvertedToOpportunity
from crm_operations.providers import (
    AnalyticsProvider,
    Notice,
    NotificationProvider,
    TrackedConversion,
    TrackedEvent,
    Urgency,
)
from crm_operations.records import NOTICE_TOPIC, OutboxMessage

V = TypeVar("V", DomainEvent, Notice)

EVERY_EVENT = "*"
"""The topic of those who want to hear of everything that happens."""

Subscriber = Callable[[DomainEvent], None]
Carrier = Callable[[OutboxMessage], None]
"""Takes a delivery to its address; ``id`` stays the same over retries, ``attempts`` counts the earlier ones."""
EventHandler = Callable[[DomainEvent, str], None]
"""Takes an event and a delivery id that stays the same over retries."""


class Undeliverable(Invalid):
    """Trying again would not help."""

    @classmethod
    def because_topic_is_unknown(cls, topic: str) -> Self:
        return cls(
            "no event is named {topic}; the release that wrote the message knew it, this one does not", {"topic": topic}
        )

    @classmethod
    def because_body_is_unreadable(cls, topic: str, problem: str) -> Self:
        return cls("the body is not a {topic}: {problem}", {"topic": topic, "problem": problem})

    @classmethod
    def because_it_addresses_nobody(cls) -> Self:
        return cls("the notice names neither a person nor a role")

    @classmethod
    def because_handlers_refuse(cls, reasons: str) -> Self:
        return cls("{reasons}", {"reasons": reasons})


class DeliveryFailed(Unavailable):
    @classmethod
    def because_handlers_failed(cls, reasons: str) -> Self:
        return cls("{reasons}", {"reasons": reasons})


class Handlers:
    """Each handler is tried even when another one fails, and told again when the message is delivered again."""

    def __init__(self, notifications: NotificationProvider) -> None:
        self._notifications = notifications
        self._by_topic: dict[str, dict[str, EventHandler]] = {}
        self._carriers: dict[str, Carrier] = {}

    def carry(self, channel: str, carrier: Carrier) -> None:
        """What takes the deliveries of a channel. Raises Invalid for one that has a carrier."""
        if channel in self._carriers:
            raise Invalid.field("channel", f"{channel} has a carrier already", "give each channel one")
        self._carriers[channel] = carrier

    def handle(self, topic: str, name: str, handler: EventHandler) -> None:
        """Adds a handler under a name of its own, part of its delivery ids. Raises Invalid for a name in use."""
        named = self._by_topic.setdefault(topic, {})
        if name in named:
            raise Invalid.field("name", f"{name} handles {topic} already", "give each handler a name of its own")
        named[name] = handler

    def subscribe(self, topic: str, subscriber: Subscriber, *, name: str | None = None) -> None:
        """Adds somebody to whom an event heard twice is the same as heard once."""
        self.handle(topic, name or _name_of(subscriber), lambda event, _: subscriber(event))

    def deliver(self, message: OutboxMessage) -> None:
        """To everybody concerned. Raises Undeliverable, or DeliveryFailed when trying again may help."""
        if message.topic == NOTICE_TOPIC:
            self._deliver_notice(message)
            return
        if message.topic.startswith(DELIVERY):
            self._carry(message)
            return
        kind = event_named(message.topic)
        if kind is None:
            raise Undeliverable.because_topic_is_unknown(message.topic)
        event = _read(kind, message)
        handlers = self._by_topic.get(EVERY_EVENT, {}) | self._by_topic.get(message.topic, {})
        _try_all({name: partial(handler, event, f"{message.id}:{name}") for name, handler in handlers.items()})

    def _carry(self, message: OutboxMessage) -> None:
        """What the address refuses is not tried again."""
        carrier = self._carriers.get(message.topic.removeprefix(DELIVERY))
        if carrier is None:
            raise Undeliverable.because_topic_is_unknown(message.topic)
        try:
            carrier(message)
        except (Invalid, NotFound, Refused) as cause:
            raise Undeliverable.because_handlers_refuse(str(cause)) from cause

    def _deliver_notice(self, message: OutboxMessage) -> None:
        notice = _read(Notice, message)
        if not notice.users and notice.role is None:
            raise Undeliverable.because_it_addresses_nobody()
        # Both ways under one delivery id: who is named and also holds the role is told once.
        calls: dict[str, Callable[[], None]] = {}
        if notice.users:
            calls["users"] = partial(self._tell_users, notice, message)
        if notice.role is not None:
            calls["role"] = partial(self._tell_role, notice, message)
        _try_all(calls)

    def _tell_users(self, notice: Notice, message: OutboxMessage) -> None:
        delivery_id = f"{message.id}:{NOTICE_TOPIC}"
        if notice.message.urgency is Urgency.REMINDER:
            due = notice.due or message.created_at
            for user in notice.users:
                self._notifications.remind(notice.tenant_id, user, notice.message, due, delivery_id=delivery_id)
        else:
            self._notifications.notify_many(notice.tenant_id, notice.users, notice.message, delivery_id=delivery_id)

    def _tell_role(self, notice: Notice, message: OutboxMessage) -> None:
        if notice.role is None:
            return
        is_escalation = notice.message.urgency is Urgency.ESCALATION
        tell = self._notifications.escalate if is_escalation else self._notifications.notify_role
        tell(notice.tenant_id, notice.role, notice.message, delivery_id=f"{message.id}:{NOTICE_TOPIC}")


def standard_handlers(
    notifications: NotificationProvider,
    analytics: AnalyticsProvider,
    subscribers: Sequence[Subscriber] = (),
    publisher: EventHandler | None = None,
) -> Handlers:
    """Notices to the notifier, every event to analytics, to these subscribers, and to a broker if there is one."""
    handlers = Handlers(notifications)
    handlers.handle(EVERY_EVENT, "analytics", partial(_track, analytics))
    for subscriber in subscribers:
        handlers.subscribe(EVERY_EVENT, subscriber)
    if publisher is not None:
        handlers.handle(EVERY_EVENT, "broker", publisher)
    return handlers


def _track(analytics: AnalyticsProvider, event: DomainEvent, delivery_id: str) -> None:
    if isinstance(event, LeadConvertedToOpportunity):
        conversion = TrackedConversion(
            lead_id=event.subject.id,
            opportunity_id=event.opportunity_id,
            source=event.source,
            at=event.at,
            value=event.value,
        )
        analytics.track_conversion(event.tenant_id, conversion, delivery_id=delivery_id)
    else:
        tracked = TrackedEvent(name=event.name, at=event.at, subject=event.subject, properties=_small_facts(event))
        analytics.track(event.tenant_id, tracked, delivery_id=delivery_id)


def _small_facts(event: DomainEvent) -> Mapping[str, str | int | float | bool]:
    """The event's figures and words, money and references spread out; reasons are prose and may name people."""
    known: dict[str, Any] = event.model_dump(mode="json", exclude={*DomainEvent.model_fields, "reason"})
    spread: dict[str, str | int | float | bool] = {}
    for field, value in known.items():
        if isinstance(value, dict):
            spread |= {f"{field}_{part}": content for part, content in value.items()}
        elif value is not None:
            spread[field] = value
    return spread


def _read(kind: type[V], message: OutboxMessage) -> V:
    try:
        return kind.model_validate_json(message.body)
    except ValidationError as cause:
        problem = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in cause.errors())
        raise Undeliverable.because_body_is_unreadable(message.topic, problem) from cause


def _try_all(calls: Mapping[str, Callable[[], None]]) -> None:
    failures: dict[str, Exception] = {}
    for name, call in calls.items():
        try:
            call()
        except Exception as failure:  # noqa: BLE001  whatever one handler does, the others get their message
            failures[name] = failure
    if not failures:
        return
    reasons = "; ".join(f"{name}: {type(failure).__name__}: {failure}" for name, failure in failures.items())
    cause = next(iter(failures.values()))
    if all(isinstance(failure, CrmError) and failure.kind is Kind.INVALID for failure in failures.values()):
        raise Undeliverable.because_handlers_refuse(reasons) from cause
    raise DeliveryFailed.because_handlers_failed(reasons) from cause


def _name_of(subscriber: Subscriber) -> str:
    named = subscriber if hasattr(subscriber, "__qualname__") else type(subscriber)
    return f"{named.__module__}.{named.__qualname__}"
