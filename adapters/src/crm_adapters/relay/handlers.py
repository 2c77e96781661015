"""Dispatches messages: notices to the notifier, deliveries to their channel, events to their handlers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, Self, TypeVar

from pydantic import ValidationError

import crm_core.all_stores  # noqa: F401  an event is known once its room is imported, and these are all
from crm_adapters.loops import described
from crm_adapters.storage import DELIVERY
from crm_core.arguments import in_words
from crm_core.errors import CrmError, Invalid, Kind, NotFound, Refused, Unavailable
from crm_core.events import DomainEvent, event_named
from crm_operations.providers import Notice, NotificationProvider, Urgency
from crm_operations.records import NOTICE_TOPIC, OutboxMessage

V = TypeVar("V", DomainEvent, Notice)

EVERY_EVENT = "*"
"""The topic that stands for every event."""

Subscriber = Callable[[DomainEvent], None]
ChannelSender = Callable[[OutboxMessage], None]
"""Sends a delivery to its address; ``id`` stays the same over retries, ``attempts`` counts the earlier ones."""
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


class _Call(NamedTuple):
    """A call of one handler with a message."""

    name: str
    make: Callable[[], None]
    local: bool = False


class _Handler(NamedTuple):
    take: EventHandler
    local: bool


class Handlers:
    """Every handler is called, even when another one fails, and again when the message is delivered again.

    A handler is local when it writes to our own database and nowhere else: many messages can then share one
    commit.
    """

    def __init__(self, notifications: NotificationProvider, *, local: bool = False) -> None:
        """``local`` says whether the notifier writes to our own database only."""
        self._notifications = notifications
        self._notifies_locally = local
        self._by_topic: dict[str, dict[str, _Handler]] = {}
        self._senders: dict[str, ChannelSender] = {}

    def add_sender(self, channel: str, sender: ChannelSender) -> None:
        """Adds the sender of a channel's deliveries. Raises Invalid for a channel that has one."""
        if channel in self._senders:
            raise Invalid.field("channel", f"{channel} has a carrier already", "give each channel one")
        self._senders[channel] = sender

    def handle(self, topic: str, name: str, handler: EventHandler, *, local: bool = False) -> None:
        """Adds a handler under a name of its own, part of its delivery ids. Raises Invalid for a name in use."""
        named = self._by_topic.setdefault(topic, {})
        if name in named:
            raise Invalid.field("name", f"{name} handles {topic} already", "give each handler a name of its own")
        named[name] = _Handler(handler, local)

    def subscribe(self, topic: str, subscriber: Subscriber, *, name: str | None = None, local: bool = False) -> None:
        """Adds a subscriber, which must ignore an event it gets twice."""
        self.handle(topic, name or _name_of(subscriber), lambda event, _: subscriber(event), local=local)

    def has_local_handler(self, topic: str) -> bool:
        """Whether a local handler takes messages of that topic."""
        if topic == NOTICE_TOPIC:
            return self._notifies_locally
        return event_named(topic) is not None and any(handler.local for handler in self._of(topic).values())

    def handle_locally(self, message: OutboxMessage) -> None:
        """Calls local handlers only; many messages can share a commit. Raises Undeliverable, and what they raise."""
        for call in self._calls(message):
            if call.local:
                call.make()

    def deliver(self, message: OutboxMessage, *, is_handled: bool = False) -> None:
        """Calls all handlers of the topic; when ``is_handled``, all but the local ones.

        Raises Undeliverable, or DeliveryFailed when trying again may help.
        """
        if message.topic.startswith(DELIVERY):
            self._send(message)
        else:
            _try_all(call for call in self._calls(message) if not (is_handled and call.local))

    def _send(self, message: OutboxMessage) -> None:
        """Sends a delivery by its channel; a refusal is final."""
        sender = self._senders.get(message.topic.removeprefix(DELIVERY))
        if sender is None:
            raise Undeliverable.because_topic_is_unknown(message.topic)
        try:
            sender(message)
        except (Invalid, NotFound, Refused) as cause:
            raise Undeliverable.because_handlers_refuse(str(cause)) from cause

    def _calls(self, message: OutboxMessage) -> Iterator[_Call]:
        if message.topic == NOTICE_TOPIC:
            yield from self._notifying(message)
            return
        kind = event_named(message.topic)
        if kind is None:
            raise Undeliverable.because_topic_is_unknown(message.topic)
        event = _read(kind, message).model_copy(update={"sequence": message.sequence})
        for name, handler in self._of(message.topic).items():
            yield _Call(name, partial(handler.take, event, f"{message.id}:{name}"), handler.local)

    def _of(self, topic: str) -> Mapping[str, _Handler]:
        return self._by_topic.get(EVERY_EVENT, {}) | self._by_topic.get(topic, {})

    def _notifying(self, message: OutboxMessage) -> Iterator[_Call]:
        """By id and by role under one delivery id, so that a person who is named and has the role gets one message."""
        notice = _read(Notice, message)
        if not notice.users and notice.role is None:
            raise Undeliverable.because_it_addresses_nobody()
        if notice.users:
            yield _Call("users", partial(self._notify_users, notice, message), self._notifies_locally)
        if notice.role is not None:
            yield _Call("role", partial(self._notify_role, notice, message), self._notifies_locally)

    def _notify_users(self, notice: Notice, message: OutboxMessage) -> None:
        delivery_id = f"{message.id}:{NOTICE_TOPIC}"
        if notice.message.urgency is Urgency.REMINDER:
            due = notice.due or message.created_at
            for user in notice.users:
                self._notifications.remind(notice.tenant_id, user, notice.message, due, delivery_id=delivery_id)
        else:
            self._notifications.notify_many(notice.tenant_id, notice.users, notice.message, delivery_id=delivery_id)

    def _notify_role(self, notice: Notice, message: OutboxMessage) -> None:
        if notice.role is None:
            return
        is_escalation = notice.message.urgency is Urgency.ESCALATION
        notify = self._notifications.escalate if is_escalation else self._notifications.notify_role
        notify(notice.tenant_id, notice.role, notice.message, delivery_id=f"{message.id}:{NOTICE_TOPIC}")


def _read(kind: type[V], message: OutboxMessage) -> V:
    try:
        return kind.model_validate_json(message.body)
    except ValidationError as cause:
        problem = "; ".join(f"{'.'.join(map(str, error['loc']))}: {in_words(error)[0]}" for error in cause.errors())
        raise Undeliverable.because_body_is_unreadable(message.topic, problem) from cause


def _try_all(calls: Iterable[_Call]) -> None:
    failures: dict[str, Exception] = {}
    for call in calls:
        try:
            call.make()
        except Exception as failure:  # noqa: BLE001  whatever one handler does, the others get their message
            failures[call.name] = failure
    if not failures:
        return
    reasons = "; ".join(f"{name}: {described(failure)}" for name, failure in failures.items())
    cause = next(iter(failures.values()))
    if all(isinstance(failure, CrmError) and failure.kind is Kind.INVALID for failure in failures.values()):
        raise Undeliverable.because_handlers_refuse(reasons) from cause
    raise DeliveryFailed.because_handlers_failed(reasons) from cause


def _name_of(subscriber: Subscriber) -> str:
    named = subscriber if hasattr(subscriber, "__qualname__") else type(subscriber)
    return f"{named.__module__}.{named.__qualname__}"
