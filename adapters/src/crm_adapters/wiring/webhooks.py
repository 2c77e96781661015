"""Wires webhooks and integrations: their coordinators, and their handlers and senders in the relay."""

from collections.abc import Mapping

from crm_adapters.encryption import Secrets
from crm_adapters.notifiers import (
    Channel,
    ChannelIntegration,
    HttpPost,
    IntegrationChannelSender,
    IntegrationRegistry,
    Integrations,
    SqlIntegrationRuns,
    SqlWebhooks,
    WebhookChannelSender,
    WebhookFanOut,
    WebhookIntegration,
    Webhooks,
    WebhookSender,
)
from crm_adapters.relay import EVERY_EVENT, ChannelSender, Handlers
from crm_adapters.storage import Database
from crm_adapters.wiring.settings import CrmSettings
from crm_core.clock import Clock
from crm_core.identity import NewId

_MISSING = {
    "email": "no mail server is set; say [notifications.email]",
    "slack": "Slack is not set up; say [notifications.slack]",
}


class WebhookServices:
    def __init__(
        self,
        settings: CrmSettings,
        database: Database,
        clock: Clock,
        new_id: NewId,
        channels: Mapping[str, Channel],
        secrets: Secrets,
    ) -> None:
        own, attempts = settings.webhooks, settings.operations.relay.attempts
        store = SqlWebhooks(database, secrets)
        sender = WebhookSender(HttpPost(own, clock), clock)
        runs = SqlIntegrationRuns(database, new_id, secrets)
        registry = _registry_of(WebhookIntegration(store, sender, clock), channels)
        self.webhooks = Webhooks(store, sender, own, clock, new_id)
        self.integrations = Integrations(registry, runs, clock, new_id)
        self._fan_out = WebhookFanOut(store, clock)
        self._senders: Mapping[str, ChannelSender] = {
            "webhook": WebhookChannelSender(store, sender, clock, own, attempts),
            "integration": IntegrationChannelSender(runs, registry, clock, attempts),
        }

    def listening(self, handlers: Handlers) -> Handlers:
        """The same handlers, which also fan events out to webhooks and send the deliveries to these."""
        handlers.handle(EVERY_EVENT, "webhooks", self._fan_out, local=True)
        for channel, sender in self._senders.items():
            handlers.add_sender(channel, sender)
        return handlers


def _registry_of(webhook: WebhookIntegration, channels: Mapping[str, Channel]) -> IntegrationRegistry:
    """The registry: webhooks always, mail and Slack where configured, and the installed plugins."""
    writing = [ChannelIntegration(channels[name]) for name in _MISSING if name in channels]
    missing = {name: why for name, why in _MISSING.items() if name not in channels}
    return IntegrationRegistry([webhook, *writing], missing)
