"""Writes down what goes out besides the inbox: one outbox row for each address, in a fixed number of statements."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Connection

from crm_adapters.identifiers import derived_id
from crm_adapters.notifiers.addresses import Address, SqlAddresses
from crm_adapters.notifiers.channel import Delivery
from crm_adapters.notifiers.deciding import Situation, Way, decide
from crm_adapters.notifiers.preferences import SqlPreferences
from crm_adapters.notifiers.recipients import Recipient
from crm_adapters.notifiers.schedule import Entry, SqlSchedule
from crm_adapters.notifiers.settings import Preferences
from crm_adapters.storage import DELIVERY, PENDING, UnlessTaken, outbox_messages

_WRITE = UnlessTaken(outbox_messages)
_RANDOM_BITS = 80
"""What follows the moment in a UUIDv7."""


class Told(NamedTuple):
    """Somebody who has a new message in the inbox."""

    recipient: Recipient
    message_id: str


class _Parcel(NamedTuple):
    """A message, or a place in a digest, for one address."""

    delivery_id: str
    told: Told
    way: Way
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
        everybody: Sequence[Told],
        delivery_id: str,
        now: datetime,
        due: datetime | None,
    ) -> None:
        """Within the transaction that wrote the messages into the inboxes."""
        users = [told.recipient.user_id for told in everybody]
        reachable = self._addresses.usable(connection, tenant_id, users) if users else {}
        if not reachable:
            return
        wishes = self._preferences.read(connection, tenant_id, list(reachable))
        lately = self._schedule.sent_lately(connection, tenant_id, list(reachable), now)
        parcels: list[_Parcel] = []
        for told in everybody:
            user_id = told.recipient.user_id
            if user_id not in reachable:
                continue
            here = Situation(now, told.recipient.zone, reachable[user_id], lately.get(user_id, {}), self._cutoff)
            ways = decide(told.recipient.message.urgency, due, wishes[user_id], here)
            parcels += _parcels(told, ways, reachable[user_id], wishes[user_id], delivery_id)
        self._schedule.write(connection, tenant_id, [_entry(parcel) for parcel in parcels])
        _WRITE.write_all(connection, [_row(tenant_id, parcel, now, due) for parcel in parcels])


def parcel_id(delivery_id: str, user_id: str, channel: str, address_id: str) -> str:
    """The same however often it is told; of the moment in the delivery id if that begins with a UUIDv7, as ours do."""
    try:
        base = str(UUID(delivery_id[:36]))
    except ValueError:
        base = str(uuid5(NAMESPACE_OID, delivery_id))
    return derived_id(base, delivery_id, user_id, channel, address_id)


def digest_id(at: datetime, user_id: str, channel: str, address_id: str) -> str:
    """Every message of the slot finds the same one."""
    slot = UUID(int=int(at.timestamp() * 1_000) << _RANDOM_BITS)
    return derived_id(str(slot), "digest", user_id, channel, address_id)


def _parcels(
    told: Told, ways: Sequence[Way], addresses: Mapping[str, Sequence[Address]], wishes: Preferences, delivery_id: str
) -> Iterator[_Parcel]:
    user_id = told.recipient.user_id
    for way in ways:
        for address in addresses[way.channel]:
            parts = (user_id, way.channel, address.id)
            row_id = digest_id(way.at, *parts) if way.in_digest else parcel_id(delivery_id, *parts)
            yield _Parcel(row_id, told, way, address, wishes)


def _entry(parcel: _Parcel) -> Entry:
    way = parcel.way
    user_id = parcel.told.recipient.user_id
    return Entry(parcel.delivery_id, parcel.told.message_id, user_id, way.channel, way.at, way.in_digest)


def _row(tenant_id: str, parcel: _Parcel, now: datetime, due: datetime | None) -> dict[str, Any]:
    way, recipient = parcel.way, parcel.told.recipient
    delivery = Delivery(
        channel=way.channel,
        address=parcel.address.address,
        address_id=parcel.address.id,
        user_id=recipient.user_id,
        messages=() if way.in_digest else (recipient.message,),
        due=None if way.in_digest else due,
        locale=parcel.preferences.locale,
        timezone=recipient.zone.key,
        why=way.why,
    )
    return {
        "tenant_id": tenant_id,
        "id": parcel.delivery_id,
        "entity_kind": None,
        "entity_id": None,
        "destination": parcel.address.id,
        "topic": f"{DELIVERY}{way.channel}",
        "body": delivery.model_dump_json(),
        "created_at": now,
        "available_at": way.at,
        "state": PENDING,
        "attempts": 0,
        "settled_at": None,
        "last_error": None,
    }
