"""Integrations: actions in other systems, executed and undone by the relay."""

from crm_adapters.notifiers.integrations.by_channel import ChannelIntegration
from crm_adapters.notifiers.integrations.by_webhook import WebhookIntegration
from crm_adapters.notifiers.integrations.channel_sender import IntegrationChannelSender
from crm_adapters.notifiers.integrations.integrations import Integrations
from crm_adapters.notifiers.integrations.registry import IntegrationRegistry, IntegrationUnusable
from crm_adapters.notifiers.integrations.store import SqlIntegrationRuns
from crm_adapters.notifiers.integrations.values import IntegrationRun, Known, RunState, RunTaken

__all__ = [
    "ChannelIntegration",
    "IntegrationChannelSender",
    "IntegrationRegistry",
    "IntegrationRun",
    "IntegrationUnusable",
    "Integrations",
    "Known",
    "RunState",
    "RunTaken",
    "SqlIntegrationRuns",
    "WebhookIntegration",
]
