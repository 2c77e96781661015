"""Integrations that send messages by a channel; undoing one sends a correction."""

from collections.abc import Mapping

from pydantic import BaseModel, JsonValue

from crm_adapters.notifiers.channels.channel import Channel, Delivery
from crm_adapters.notifiers.integrations.values import checked_config
from crm_core.errors import Invalid
from crm_core.values import Value
from crm_core.vocabulary import ShortText, Text
from crm_operations.process import compound_id, encoded
from crm_operations.providers import INTEGRATION_CONTRACT, IntegrationContext, Message, Receipt

WHY = "An integration was set up to write to you."
LONGEST_TITLE = 255
"""Characters, as ShortText has it."""


class MessageConfig(Value):
    """Title and body for events whose ``data`` has none."""

    to: Text
    """An address as the channel understands it."""
    title: ShortText | None = None
    body: Text | None = None
    locale: str = "en"
    timezone: str = "UTC"
    correction: ShortText = "Please disregard: {title}"
    """The title of what is written when it is taken back."""


class ChannelIntegration:
    """An Integration over a Channel, under the channel's name."""

    contract = INTEGRATION_CONTRACT
    config: type[BaseModel] = MessageConfig

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    @property
    def name(self) -> str:
        return self._channel.name

    def check(self, config: Mapping[str, JsonValue]) -> None:
        self._channel.check(self._read(config).to)

    def execute(self, context: IntegrationContext) -> Receipt:
        config = self._read(context.config)
        title, body = _text_of("title", context, config.title), _text_of("body", context, config.body)
        if len(title) > LONGEST_TITLE:
            raise Invalid.field(
                "data.title",
                f"it has {len(title)} characters",
                f"say it in {LONGEST_TITLE} or fewer, the rest in the body",
            )
        self._write(context, config, title, body, encoded(context.run_id))
        return Receipt(reference=context.run_id, details={"title": title})

    def compensate(self, context: IntegrationContext, receipt: Receipt) -> None:
        config = self._read(context.config)
        title = str(receipt.details.get("title", ""))
        # A title out of the event is no template.
        corrected = config.correction.replace("{title}", title)[:LONGEST_TITLE]
        body = f"What we wrote to you under “{title}” no longer holds."
        self._write(context, config, corrected, body, compound_id(context.run_id, "correction"))

    def _write(
        self, context: IntegrationContext, config: MessageConfig, title: str, body: str, delivery_id: str
    ) -> None:
        message = Message(title=title, body=body, about=context.subject, reason=WHY)
        delivery = Delivery(
            channel=self.name,
            address=config.to,
            messages=(message,),
            locale=config.locale,
            timezone=config.timezone,
            why=WHY,
        )
        self._channel.send(context.tenant_id, delivery, delivery_id=delivery_id, attempt=context.attempt)

    def _read(self, config: Mapping[str, JsonValue]) -> MessageConfig:
        checked = checked_config(self.config, config)
        assert isinstance(checked, MessageConfig)  # noqa: S101  by its shape
        return checked


def _text_of(field: str, context: IntegrationContext, otherwise: str | None) -> str:
    text = context.data.get(field, otherwise)
    if not isinstance(text, str) or not text.strip():
        raise Invalid.field(f"data.{field}", "it says nothing", f"give a {field}, here or in the config")
    return text.strip()
