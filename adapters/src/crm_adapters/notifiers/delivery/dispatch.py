"""Writes the deliveries outside the inbox: one outbox row for each address, in a fixed number of statements."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Connection

from crm_adapters.identifiers import derived_id
from crm_adapters.notifiers.channels.channel import Delivery
from crm_adapters.notifiers.delivery.addresses import Address, SqlAddresses
from crm_adapters.notifiers.delivery.channel_policy import DeliveryRoute, Situation, decide
from crm_adapters.notifiers.delivery.recipients import Recipient
from crm_adapters.notifiers.delivery.schedule import Entry, SqlSchedule
from crm_adapters.notifiers.preferences.settings import Preferences
from crm_adapters.notifiers.preferences.store import SqlPreferences
from crm_adapters.storage import DELIVERY, PENDING, InsertIfAbsent, outbox_messages

_WRITE = InsertIfAbsent(outbox_messages)
_RANDOM_BITS = 80
"""What follows the moment in a UUIDv7."""


class NewMessage(NamedTuple):
    """Somebody who has a new message in the inbox."""

    recipient: Recipient
    message_id: str


class _PendingDelivery(NamedTuple):
    """A message, or a place in a digest, for one address."""

    delivery_id: str
    new_message: NewMessage
    route: DeliveryRoute
    address: Address
    preferences: Preferences


class Dispatch:
    def __init__(
        self, addresses: SqlAddresses, preferences: SqlPreferences, schedule: SqlSchedule, cutoff: timedelta
    ) -> None:
        self._addresses = addresses
        self._preferences = preferences
        self._schedule = schedule
        self._cutoff = cutoff

    def write(
        self,
        connection: Connection,
        tenant_id: str,
        new_messages: Sequence[NewMessage],
        delivery_id: str,
        now: datetime,
        due: datetime | None,
    ) -> None:
        """Within the transaction that wrote the messages into the inboxes."""
        users = [new_message.recipient.user_id for new_message in new_messages]
        reachable = self._addresses.usable(connection, tenant_id, users) if users else {}
        if not reachable:
            return
        preferences = self._preferences.read(connection, tenant_id, list(reachable))
        recent = self._schedule.recently_sent(connection, tenant_id, list(reachable), now)
        all_pending: list[_PendingDelivery] = []
        for new_message in new_messages:
            user_id = new_message.recipient.user_id
            if user_id not in reachable:
                continue
            situation = Situation(
                now, new_message.recipient.zone, reachable[user_id], recent.get(user_id, {}), self._cutoff
            )
            message = new_message.recipient.message
            routes = decide(
                message.urgency, due, preferences[user_id], situation, passes_quiet_hours=message.passes_quiet_hours
            )
            all_pending += _pending_deliveries(
                new_message, routes, reachable[user_id], preferences[user_id], delivery_id
            )
        self._schedule.write(connection, tenant_id, [_entry(pending) for pending in all_pending])
        _WRITE.write_all(connection, [_row(tenant_id, pending, now, due) for pending in all_pending])


def pending_delivery_id(delivery_id: str, user_id: str, channel: str, address_id: str) -> str:
    """The same for every repetition; of the moment in the delivery id if that begins with a UUIDv7, as ours do."""
    try:
        base = str(UUID(delivery_id[:36]))
    except ValueError:
        base = str(uuid5(NAMESPACE_OID, delivery_id))
    return derived_id(base, delivery_id, user_id, channel, address_id)


def digest_id(at: datetime, user_id: str, channel: str, address_id: str) -> str:
    """Every message of the slot finds the same one."""
    slot = UUID(int=int(at.timestamp() * 1_000) << _RANDOM_BITS)
    return derived_id(str(slot), "digest", user_id, channel, address_id)


def _pending_deliveries(
    new_message: NewMessage,
    routes: Sequence[DeliveryRoute],
    addresses: Mapping[str, Sequence[Address]],
    preferences: Preferences,
    delivery_id: str,
) -> Iterator[_PendingDelivery]:
    user_id = new_message.recipient.user_id
    for route in routes:
        for address in addresses[route.channel]:
            parts = (user_id, route.channel, address.id)
            row_id = digest_id(route.at, *parts) if route.in_digest else pending_delivery_id(delivery_id, *parts)
            yield _PendingDelivery(row_id, new_message, route, address, preferences)


def _entry(pending: _PendingDelivery) -> Entry:
    route = pending.route
    user_id = pending.new_message.recipient.user_id
    return Entry(pending.delivery_id, pending.new_message.message_id, user_id, route.channel, route.at, route.in_digest)


def _row(tenant_id: str, pending: _PendingDelivery, now: datetime, due: datetime | None) -> dict[str, Any]:
    route, recipient = pending.route, pending.new_message.recipient
    delivery = Delivery(
        channel=route.channel,
        address=pending.address.address,
        address_id=pending.address.id,
        user_id=recipient.user_id,
        messages=() if route.in_digest else (recipient.message,),
        due=None if route.in_digest else due,
        locale=pending.preferences.locale,
        timezone=recipient.zone.key,
        why=route.why,
    )
    return {
        "tenant_id": tenant_id,
        "id": pending.delivery_id,
        "entity_kind": None,
        "entity_id": None,
        "destination": pending.address.id,
        "topic": f"{DELIVERY}{route.channel}",
        "body": delivery.model_dump_json(),
        "created_at": now,
        "available_at": route.at,
        "state": PENDING,
        "attempts": 0,
        "settled_at": None,
        "last_error": None,
    }
