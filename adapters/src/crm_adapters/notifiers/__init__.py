"""Notifiers: messages to people and calls of other applications, in the inbox and outside."""

from crm_adapters.notifiers.channels.channel import AddressGone, Channel, ChannelUnavailable, Delivery, DeliveryRefused
from crm_adapters.notifiers.channels.factory import channels_of
from crm_adapters.notifiers.channels.http_post import HttpPost
from crm_adapters.notifiers.channels.webhook_settings import SlackSettings, WebhookSettings
from crm_adapters.notifiers.delivery.addresses import Address, SqlAddresses, UnknownChannel
from crm_adapters.notifiers.delivery.channel_sender import DeliveryContext, sender_for
from crm_adapters.notifiers.delivery.dispatch import Dispatch
from crm_adapters.notifiers.delivery.recipients import NobodyToNotify, Recipients
from crm_adapters.notifiers.delivery.report import ChannelReport, SqlDeliveryReport
from crm_adapters.notifiers.delivery.schedule import SqlSchedule
from crm_adapters.notifiers.inbox.inbox import Inbox, InboxEntry, InboxMessage
from crm_adapters.notifiers.integrations.by_channel import ChannelIntegration
from crm_adapters.notifiers.integrations.by_webhook import WebhookIntegration
from crm_adapters.notifiers.integrations.channel_sender import IntegrationChannelSender
from crm_adapters.notifiers.integrations.integrations import Integrations
from crm_adapters.notifiers.integrations.registry import IntegrationRegistry, IntegrationUnusable
from crm_adapters.notifiers.integrations.store import SqlIntegrationRuns
from crm_adapters.notifiers.integrations.values import IntegrationRun, Known, RunState
from crm_adapters.notifiers.notifier import Notifier, Trial
from crm_adapters.notifiers.preferences.settings import EVERY, NotificationSettings, Preferences, QuietHours, Rhythm
from crm_adapters.notifiers.preferences.store import SqlPreferences
from crm_adapters.notifiers.router import NotificationRouter
from crm_adapters.notifiers.sealed import SEALED_COLUMNS
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
    "EVERY",
    "SEALED_COLUMNS",
    "Address",
    "AddressGone",
    "Channel",
    "ChannelIntegration",
    "ChannelReport",
    "ChannelUnavailable",
    "Delivery",
    "DeliveryContext",
    "DeliveryRefused",
    "DeliveryReport",
    "DeliveryState",
    "Dispatch",
    "HttpPost",
    "Inbox",
    "InboxEntry",
    "InboxMessage",
    "IntegrationChannelSender",
    "IntegrationRegistry",
    "IntegrationRun",
    "IntegrationUnusable",
    "Integrations",
    "Known",
    "NobodyToNotify",
    "NotificationRouter",
    "NotificationSettings",
    "Notifier",
    "Pong",
    "Preferences",
    "QuietHours",
    "Recipients",
    "Rhythm",
    "RunState",
    "SlackSettings",
    "SqlAddresses",
    "SqlDeliveryReport",
    "SqlIntegrationRuns",
    "SqlPreferences",
    "SqlSchedule",
    "SqlWebhooks",
    "Trial",
    "UnknownChannel",
    "Webhook",
    "WebhookBody",
    "WebhookChannelSender",
    "WebhookFanOut",
    "WebhookIntegration",
    "WebhookSender",
    "WebhookSettings",
    "WebhookState",
    "WebhookWithSecret",
    "Webhooks",
    "channels_of",
    "sender_for",
]
