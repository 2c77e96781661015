"""Domain events for other applications: CloudEvents on NATS or RabbitMQ, each acknowledged by the broker."""

from crm_adapters.broker.addresses import event_publisher
from crm_adapters.broker.envelope import Envelope, sealed, subject_of
from crm_adapters.broker.publisher import EventPublisher, Link
from crm_adapters.broker.refusals import BrokerUnavailable, EventRefused

__all__ = [
    "BrokerUnavailable",
    "Envelope",
    "EventPublisher",
    "EventRefused",
    "Link",
    "event_publisher",
    "sealed",
    "subject_of",
]
