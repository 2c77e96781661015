"""Sends a delivery of the outbox to its address: one message, or the unread messages of a digest."""

from collections.abc import Callable
from typing import NamedTuple

import structlog
from pydantic import ValidationError

from crm_adapters.notifiers.channels.channel import AddressGone, Channel, Delivery, DeliveryRefused
from crm_adapters.notifiers.delivery.addresses import Address, SqlAddresses
from crm_adapters.notifiers.delivery.schedule import SqlSchedule
from crm_core.arguments import in_words
from crm_core.clock import Clock
from crm_operations.records import OutboxMessage

_log = structlog.get_logger(__name__)


class DeliveryContext(NamedTuple):
    """What the senders of all channels share; ``is_gone`` says whether a person has left."""

    addresses: SqlAddresses
    schedule: SqlSchedule
    clock: Clock
    is_gone: Callable[[str, str], bool]


def sender_for(channel: Channel, context: DeliveryContext) -> Callable[[OutboxMessage], None]:
    """The sender of a channel; it drops a delivery whose person left, address was removed or message was read."""

    def send(message: OutboxMessage) -> None:
        delivery = _read(channel.name, message)
        address = _address_of(context, message.tenant_id, delivery)
        if (reason := _why_not(context, message.tenant_id, delivery, address)) is not None:
            _log.info("delivery.dropped", message=message.id, tenant=message.tenant_id, reason=reason)
            context.schedule.forget_digest(message.tenant_id, message.id)
            return
        is_digest = not delivery.messages
        if is_digest:
            unread = context.schedule.gathered(message.tenant_id, message.id)
            if not unread:
                context.schedule.forget_digest(message.tenant_id, message.id)
                return
            delivery = delivery.model_copy(update={"messages": tuple(unread)})
        if address is not None:  # the outbox has the address as it is stored, which may be sealed
            whereto = context.addresses.opened(message.tenant_id, address).address
            delivery = delivery.model_copy(update={"address": whereto})
        _send(channel, context, message, delivery)
        if is_digest:
            context.schedule.forget_digest(message.tenant_id, message.id)
        elif delivery.user_id is not None:
            context.schedule.forget_old(message.tenant_id, delivery.user_id, channel.name, context.clock.now())

    return send


def _send(channel: Channel, context: DeliveryContext, message: OutboxMessage, delivery: Delivery) -> None:
    try:
        channel.send(message.tenant_id, delivery, delivery_id=message.id, attempt=message.attempts + 1)
    except AddressGone as gone:
        if delivery.address_id is not None:
            context.addresses.disable(message.tenant_id, delivery.address_id, str(gone))
        raise


def _read(channel: str, message: OutboxMessage) -> Delivery:
    try:
        return Delivery.model_validate_json(message.body)
    except ValidationError as cause:
        what, _ = in_words(cause.errors()[0])
        raise DeliveryRefused.because_of(channel, f"the body is no delivery: {what}") from cause


def _address_of(context: DeliveryContext, tenant_id: str, delivery: Delivery) -> Address | None:
    return None if delivery.address_id is None else context.addresses.find(tenant_id, delivery.address_id)


def _why_not(context: DeliveryContext, tenant_id: str, delivery: Delivery, address: Address | None) -> str | None:
    """Raises DeliveryRefused for an address that is disabled: added again, it may be retried."""
    if delivery.user_id is not None and context.is_gone(tenant_id, delivery.user_id):
        return "the person is no longer here"
    if delivery.address_id is None:
        return None
    if address is None:
        return "the address was removed"
    if address.disabled_at is not None:
        problem = f"the address was disabled ({address.disabled_why}); add it again, then retry"
        raise DeliveryRefused.because_of(delivery.channel, problem)
    return None
