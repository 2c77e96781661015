"""The handlers every relay has: the notifier, analytics, subscribers and, if there is one, a message broker."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from crm_adapters.relay.handlers import EVERY_EVENT, EventHandler, Handlers, Subscriber
from crm_core.events import DomainEvent
from crm_core.leads import LeadConvertedToOpportunity
from crm_core.texts import fit
from crm_operations.providers import AnalyticsProvider, NotificationProvider, TrackedConversion, TrackedEvent


def _never(_: object) -> bool:
    return False


def standard_handlers(
    notifications: NotificationProvider,
    analytics: AnalyticsProvider,
    subscribers: Sequence[Subscriber] = (),
    publisher: EventHandler | None = None,
    *,
    is_local: Callable[[object], bool] = _never,
) -> Handlers:
    """Notices to the notifier, every event to analytics, to these subscribers, and to a broker if there is one."""
    handlers = Handlers(notifications, local=is_local(notifications))
    handlers.handle(EVERY_EVENT, "analytics", partial(_track, analytics), local=is_local(analytics))
    for subscriber in subscribers:
        handlers.subscribe(EVERY_EVENT, subscriber, local=is_local(subscriber))
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
    """The event's figures and words; reasons are prose and may name people.

    Money and references are spread out, several words are one, and what has more structure is left out.

    Values beyond their bounds are cut, and numbers too large for a column left out, so that one value never makes
    the event undeliverable.
    """
    known: dict[str, Any] = event.model_dump(mode="json", exclude={*DomainEvent.model_fields, "reason"})
    flat: dict[str, Any] = {}
    for field, value in known.items():
        if isinstance(value, dict):
            flat |= {f"{field}_{part}": content for part, content in value.items()}
        elif isinstance(value, list):
            flat[field] = ", ".join(map(str, value))
        elif value is not None:
            flat[field] = value
    return {
        name: fit(value, LONGEST_FACT, lines=True) if isinstance(value, str) else value
        for name, value in flat.items()
        if isinstance(value, str | float | bool) or (isinstance(value, int) and abs(value) < LARGEST_FACT)
    }


LONGEST_FACT = 2_000
LARGEST_FACT = 2**63
