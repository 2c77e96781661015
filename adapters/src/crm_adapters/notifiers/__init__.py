"""Notifiers: messages to people, in their inbox or on the screen."""

from crm_adapters.notifiers.addresses import Address, SqlAddresses, UnknownChannel
from crm_adapters.notifiers.channel import AddressGone, Channel, ChannelUnavailable, Delivery, DeliveryRefused
from crm_adapters.notifiers.channel_sender import DeliveryContext, sender_for
from crm_adapters.notifiers.channels import channels_of
from crm_adapters.notifiers.console import ConsoleNotifications
from crm_adapters.notifiers.dispatch import Dispatch
from crm_adapters.notifiers.fan_out import FanOutNotifications
from crm_adapters.notifiers.http_post import HttpPost
from crm_adapters.notifiers.inbox import Inbox, InboxEntry, InboxMessage, RoleMembers
from crm_adapters.notifiers.integrations import (
    ChannelIntegration,
    IntegrationChannelSender,
    IntegrationRegistry,
    IntegrationRun,
    Integrations,
    IntegrationUnusable,
    Known,
    RunState,
    SqlIntegrationRuns,
    WebhookIntegration,
)
from crm_adapters.notifiers.notifier import Notifier, Trial
from crm_adapters.notifiers.preferences import SqlPreferences
from crm_adapters.notifiers.recipients import NobodyToNotify, Recipients
from crm_adapters.notifiers.report import ChannelReport, SqlDeliveryReport
from crm_adapters.notifiers.router import NotificationRouter
from crm_adapters.notifiers.schedule import SqlSchedule
from crm_adapters.notifiers.sealed import SEALED_COLUMNS
from crm_adapters.notifiers.settings import EVERY, NotificationSettings, Preferences, QuietHours, Rhythm
from crm_adapters.notifiers.webhook_settings import SlackSettings, WebhookSettings
from crm_adapters.notifiers.webhooks import (
    DeliveryReport,
    DeliveryState,
    Pong,
    SqlWebhooks,
    Webhook,
    WebhookBody,
    WebhookChannelSender,
    WebhookFanOut,
    Webhooks,
    WebhookSender,
    WebhookState,
    WebhookWithSecret,
)

__all__ = [
    "EVERY",
    "SEALED_COLUMNS",
    "Address",
    "AddressGone",
    "Channel",
    "ChannelIntegration",
    "ChannelReport",
    "ChannelUnavailable",
    "ConsoleNotifications",
    "Delivery",
    "DeliveryContext",
    "DeliveryRefused",
    "DeliveryReport",
    "DeliveryState",
    "Dispatch",
    "FanOutNotifications",
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
    "RoleMembers",
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
