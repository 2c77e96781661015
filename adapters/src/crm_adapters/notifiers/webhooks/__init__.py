"""Webhooks: addresses of other applications that events are delivered to, signed."""

from crm_adapters.notifiers.channels.webhook_settings import WebhookSettings
from crm_adapters.notifiers.webhooks.channel_sender import WebhookChannelSender, WebhookFanOut
from crm_adapters.notifiers.webhooks.sender import WebhookSender
from crm_adapters.notifiers.webhooks.store import SqlWebhooks
from crm_adapters.notifiers.webhooks.values import (
    DeliveryReport,
    DeliveryState,
    Pong,
    Webhook,
    WebhookBody,
    WebhookState,
    WebhookWithSecret,
)
from crm_adapters.notifiers.webhooks.webhooks import Webhooks

__all__ = [
    "DeliveryReport",
    "DeliveryState",
    "Pong",
    "SqlWebhooks",
    "Webhook",
    "WebhookBody",
    "WebhookChannelSender",
    "WebhookFanOut",
    "WebhookSender",
    "WebhookSettings",
    "WebhookState",
    "WebhookWithSecret",
    "Webhooks",
]
