"""The relay: delivers the outbox to notifiers, analytics, subscribers and broker, at least once."""

from crm_adapters.relay.batch import RelayRun
from crm_adapters.relay.handlers import EVERY_EVENT, ChannelSender, DeliveryFailed, Handlers, Undeliverable
from crm_adapters.relay.outbox_queue import Share
from crm_adapters.relay.relay import Relay, circuits_of
from crm_adapters.relay.standard import standard_handlers

__all__ = [
    "EVERY_EVENT",
    "ChannelSender",
    "DeliveryFailed",
    "Handlers",
    "Relay",
    "RelayRun",
    "Share",
    "Undeliverable",
    "circuits_of",
    "standard_handlers",
]
