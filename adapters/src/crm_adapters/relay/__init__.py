"""The relay: what a commit left in the outbox reaches notifiers, analytics and subscribers, at least once."""

from crm_adapters.relay.batch import RelayRun
from crm_adapters.relay.handlers import EVERY_EVENT, DeliveryFailed, Handlers, Undeliverable, standard_handlers
from crm_adapters.relay.relay import Relay

__all__ = [
    "EVERY_EVENT",
    "DeliveryFailed",
    "Handlers",
    "Relay",
    "RelayRun",
    "Undeliverable",
    "standard_handlers",
]
