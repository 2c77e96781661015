"""Notifiers: messages to people, in their inbox or on the screen."""

from crm_adapters.notifiers.addresses import Address, SqlAddresses, UnknownChannel
from crm_adapters.notifiers.carrier import Post, carrier_of
from crm_adapters.notifiers.channel import AddressGone, Channel, ChannelUnavailable, Delivery, DeliveryRefused
from crm_adapters.notifiers.channels import channels_of
from crm_adapters.notifiers.console import ConsoleNotifications
from crm_adapters.notifiers.dispatch import Dispatch
from crm_adapters.notifiers.fan_out import FanOutNotifications
from crm_adapters.notifiers.inbox import Inbox, InboxMessage, Letter, RoleMembers
from crm_adapters.notifiers.integrations import (
    ChannelIntegration,
    IntegrationCarrier,
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
from crm_adapters.notifiers.posting import Posting
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
    WebhookCarrier,
    Webhooks,
    WebhookSender,
    WebhookSpreader,
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
    "DeliveryRefused",
    "DeliveryReport",
    "DeliveryState",
    "Dispatch",
    "FanOutNotifications",
    "Inbox",
    "InboxMessage",
    "IntegrationCarrier",
    "IntegrationRegistry",
    "IntegrationRun",
    "IntegrationUnusable",
    "Integrations",
    "Known",
    "Letter",
    "NobodyToNotify",
    "NotificationRouter",
    "NotificationSettings",
    "Notifier",
    "Pong",
    "Post",
    "Posting",
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
    "WebhookCarrier",
    "WebhookIntegration",
    "WebhookSender",
    "WebhookSettings",
    "WebhookSpreader",
    "WebhookState",
    "WebhookWithSecret",
    "Webhooks",
    "carrier_of",
    "channels_of",
]
