"""From the relay to endpoints: an event becomes one delivery for each subscribed webhook, sent by itself."""

from crm_adapters.identifiers import derived_id
from crm_adapters.notifiers.channels.channel import AddressGone, ChannelUnavailable, DeliveryRefused
from crm_adapters.notifiers.channels.webhook_settings import WebhookSettings
from crm_adapters.notifiers.webhooks.sender import WebhookSender
from crm_adapters.notifiers.webhooks.store import CHANNEL, Endpoint, SqlWebhooks
from crm_adapters.notifiers.webhooks.values import (
    WebhookDelivery,
    WebhookState,
    WebhookUnknown,
    body_of,
)
from crm_core.clock import Clock
from crm_core.errors import Refused
from crm_core.events import DomainEvent
from crm_operations.records import OutboxMessage


class WebhookFanOut:
    """An event handler. For a repeated event it adds nothing, since the deliveries exist already."""

    def __init__(self, webhooks: SqlWebhooks, clock: Clock) -> None:
        self._webhooks = webhooks
        self._clock = clock

    def __call__(self, event: DomainEvent, delivery_id: str) -> None:
        message_id = delivery_id.partition(":")[0]
        wanting = self._webhooks.wanting(event.tenant_id, event.name)
        if wanting:
            deliveries = [
                WebhookDelivery(webhook_id=each, body=body_of(event, derived_id(message_id, CHANNEL, each)))
                for each in wanting
            ]
            self._webhooks.put(event.tenant_id, deliveries, self._clock.now())


class WebhookChannelSender:
    """A ChannelSender; ``attempts`` is how often the relay tries."""

    def __init__(
        self, webhooks: SqlWebhooks, sender: WebhookSender, clock: Clock, settings: WebhookSettings, attempts: int
    ) -> None:
        self._webhooks = webhooks
        self._sender = sender
        self._clock = clock
        self._settings = settings
        self._attempts = attempts

    def __call__(self, message: OutboxMessage) -> None:
        delivery = WebhookDelivery.model_validate_json(message.body)
        endpoint = self._webhooks.find(message.tenant_id, delivery.webhook_id, self._clock.now())
        if endpoint is None:
            raise WebhookUnknown.because_removed(delivery.webhook_id)
        if endpoint.webhook.state is WebhookState.DISABLED:
            raise DeliveryRefused.because_of(CHANNEL, f"the endpoint is disabled: {endpoint.webhook.reason}")
        self._send(message, endpoint, delivery)

    def _send(self, message: OutboxMessage, endpoint: Endpoint, delivery: WebhookDelivery) -> None:
        attempt = message.attempts + 1
        try:
            self._sender.send(endpoint, delivery.body, attempt)
        except AddressGone as end:
            self._note_failure(message, endpoint, end, limit=1)
            raise
        except Refused as refusal:
            self._note_failure(message, endpoint, refusal, limit=self._settings.disable_after)
            raise
        except ChannelUnavailable as failure:
            if attempt >= self._attempts:
                self._note_failure(message, endpoint, failure, limit=self._settings.disable_after)
            raise
        if endpoint.webhook.failures:
            self._webhooks.note_taken(message.tenant_id, endpoint.webhook.id)

    def _note_failure(self, message: OutboxMessage, endpoint: Endpoint, error: Exception, *, limit: int) -> None:
        reason = str(error) if limit == 1 else f"{limit} deliveries in a row were given up, at last because {error}"
        self._webhooks.note_failure(message.tenant_id, endpoint.webhook.id, limit, reason, self._clock.now())
