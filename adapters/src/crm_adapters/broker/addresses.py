"""Which broker an address means."""

from functools import partial
from urllib.parse import urlsplit

from crm_adapters.broker.publisher import EventPublisher
from crm_core.errors import Invalid


def event_publisher(
    url: str, *, destination: str, prefix: str, timeout_seconds: float, mandatory: bool
) -> EventPublisher:
    """At ``nats://`` the destination is a JetStream stream, at ``amqp://`` a topic exchange; it is made if missing.

    Connecting may take that many seconds, and so may each answer. What no queue takes is refused by RabbitMQ if
    ``mandatory``. Raises Invalid for another kind of address.
    """
    match urlsplit(url).scheme:
        case "nats":
            from crm_adapters.broker.jetstream import connect_to_nats

            return EventPublisher(partial(connect_to_nats, url, destination, prefix, timeout_seconds), prefix)
        case "amqp" | "amqps":
            from crm_adapters.broker.exchange import connect_to_rabbitmq

            return EventPublisher(partial(connect_to_rabbitmq, url, destination, timeout_seconds, mandatory), prefix)
        case scheme:
            raise Invalid.field("broker.url", f"{scheme or 'that'} is no broker we know", "use nats:// or amqp://")
