"""The integration that posts to one of the tenant's webhooks, signed like every delivery to it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, Field, JsonValue

from crm_adapters.notifiers.channels.channel import DeliveryRefused
from crm_adapters.notifiers.integrations.values import checked_config
from crm_adapters.notifiers.webhooks import SqlWebhooks, WebhookBody, WebhookSender, WebhookState
from crm_core.clock import Clock
from crm_core.errors import NotFound
from crm_core.values import Value
from crm_operations.process import compound_id, encoded
from crm_operations.providers import INTEGRATION_CONTRACT, IntegrationContext, Receipt

NAME = "webhook"
COMPENSATION = "compensation"
"""The type of what says that an earlier delivery no longer holds."""


class WebhookConfig(Value):
    webhook_id: Annotated[str, Field(min_length=1)]
    type: Annotated[str, Field(min_length=1, max_length=100)] = "integration.run"
    """What the receiver knows such deliveries by."""


class WebhookIntegration:
    """An Integration. ``webhook-id`` is the id of the run, by which a receiver detects a repetition."""

    name = NAME
    contract = INTEGRATION_CONTRACT
    config: type[BaseModel] = WebhookConfig

    def __init__(self, webhooks: SqlWebhooks, sender: WebhookSender, clock: Clock) -> None:
        self._webhooks = webhooks
        self._sender = sender
        self._clock = clock

    def check(self, config: Mapping[str, JsonValue]) -> None:
        checked_config(self.config, config)

    def execute(self, context: IntegrationContext) -> Receipt:
        config = WebhookConfig.model_validate(checked_config(self.config, context.config))
        self._post(context, config, encoded(context.run_id), config.type, dict(context.data))
        return Receipt(reference=context.run_id, details={"type": config.type})

    def compensate(self, context: IntegrationContext, receipt: Receipt) -> None:
        config = WebhookConfig.model_validate(checked_config(self.config, context.config))
        data: dict[str, JsonValue] = {"compensates": receipt.reference, **receipt.details, "data": dict(context.data)}
        self._post(context, config, compound_id(context.run_id, "compensation"), COMPENSATION, data)

    def _post(
        self,
        context: IntegrationContext,
        config: WebhookConfig,
        delivery_id: str,
        kind: str,
        data: dict[str, JsonValue],
    ) -> None:
        endpoint = self._webhooks.find(context.tenant_id, config.webhook_id, self._clock.now())
        if endpoint is None:
            raise NotFound.because_unknown("webhook", config.webhook_id)
        if endpoint.webhook.state is WebhookState.DISABLED:
            raise DeliveryRefused.because_of(NAME, f"the endpoint is disabled: {endpoint.webhook.reason}")
        body = WebhookBody(
            id=delivery_id,
            type=kind,
            timestamp=context.at,
            tenant=context.tenant_id,
            subject=context.subject,
            data=data,
        )
        self._sender.send(endpoint, body, context.attempt)
