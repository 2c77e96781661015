"""How webhooks and integrations are put together: their doors, and what the relay hands them."""

from collections.abc import Mapping

from crm_adapters.encryption import Secrets
from crm_adapters.notifiers import (
    Channel,
    ChannelIntegration,
    IntegrationCarrier,
    IntegrationRegistry,
    Integrations,
    Posting,
    SqlIntegrationRuns,
    SqlWebhooks,
    WebhookCarrier,
    WebhookIntegration,
    Webhooks,
    WebhookSender,
    WebhookSpreader,
)
from crm_adapters.relay import EVERY_EVENT, Carrier, Handlers
from crm_adapters.storage import Database
from crm_adapters.wiring.settings import CrmSettings
from crm_core.clock import Clock
from crm_core.identity import NewId

_MISSING = {
    "email": "no mail server is set; say [notifications.email]",
    "slack": "Slack is not set up; say [notifications.slack]",
}


class Outgoing:
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
        sender = WebhookSender(Posting(own, clock), clock)
        runs = SqlIntegrationRuns(database, new_id, secrets)
        registry = _registry_of(WebhookIntegration(store, sender, clock), channels)
        self.webhooks = Webhooks(store, sender, own, clock, new_id)
        self.integrations = Integrations(registry, runs, clock, new_id)
        self._spreader = WebhookSpreader(store, clock)
        self._carriers: Mapping[str, Carrier] = {
            "webhook": WebhookCarrier(store, sender, clock, own, attempts),
            "integration": IntegrationCarrier(runs, registry, clock, attempts),
        }

    def listening(self, handlers: Handlers) -> Handlers:
        """The same, which from now on also spread events to webhooks, and carry what goes to these."""
        handlers.handle(EVERY_EVENT, "webhooks", self._spreader, at_home=True)
        for channel, carrier in self._carriers.items():
            handlers.carry(channel, carrier)
        return handlers


def _registry_of(webhook: WebhookIntegration, channels: Mapping[str, Channel]) -> IntegrationRegistry:
    """Webhooks always, mail and Slack where they are set up, and whatever is installed."""
    writing = [ChannelIntegration(channels[name]) for name in _MISSING if name in channels]
    missing = {name: why for name, why in _MISSING.items() if name not in channels}
    return IntegrationRegistry([webhook, *writing], missing)
