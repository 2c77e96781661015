"""Addresses of people by channel: any number for each person, until one is disabled."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, null, select, update

from crm_adapters.encryption import KeyMissing, Place, Secrets, is_sealed
from crm_adapters.notifiers.channels.channel import Channel
from crm_adapters.notifiers.delivery.tables import addresses
from crm_adapters.storage import EVERY_TENANT, Database, InsertIfAbsent, Moment, Tenant
from crm_core.clock import Clock
from crm_core.errors import Invalid, NotFound
from crm_core.texts import fit
from crm_core.values import Utc, Value

LONGEST_REASON = 2_000

_columns = addresses.c
_of_tenant = _columns.tenant_id == bindparam("tenant")
_this = (_of_tenant, _columns.id == bindparam("address_id"))
_OF_USERS = (
    select(addresses)
    .where(_of_tenant, _columns.user_id.in_(bindparam("users", expanding=True)))
    .order_by(_columns.channel, _columns.created_at, _columns.id)
)
_USABLE = _OF_USERS.where(_columns.disabled_at.is_(None))
_BY_ID = select(addresses).where(*_this)
_ADD = InsertIfAbsent(addresses)
_ENABLE = update(addresses).where(*_this).values(disabled_at=null(), disabled_why=null())
_DISABLE = (
    update(addresses)
    .where(*_this, _columns.disabled_at.is_(None))
    .values(disabled_at=bindparam("at", type_=Moment), disabled_why=bindparam("because"))
)
_REMOVE = delete(addresses).where(*_this)
_DISABLED = (
    select(_columns.channel, func.count().label("disabled"))
    .where(_columns.disabled_at.is_not(None))
    .group_by(_columns.channel)
    .order_by(_columns.channel)
)


class UnknownChannel(Invalid):
    @classmethod
    def because_not_set_up(cls, channel: str, known: Collection[str]) -> Self:
        remedy = f"name one of: {', '.join(sorted(known))}" if known else "set it up in crm.toml, as channels.md says"
        return cls("channel: {channel} is not set up; {remedy}", {"channel": channel, "remedy": remedy})


class Address(Value):
    """Where one person is reached by one channel; ``disabled_why`` says what the channel reported."""

    id: str
    user_id: str
    channel: str
    address: str
    created_at: Utc
    disabled_at: Utc | None = None
    disabled_why: str | None = None

    @property
    def shown(self) -> str:
        """For display to others: the parts that may be a secret are left out."""
        if is_sealed(self.address):
            return "an address whose key is missing"
        if "://" in self.address:
            return f"{self.address.partition('://')[0]}://..."
        return "a subscription" if self.address.lstrip().startswith("{") else self.address


class SqlAddresses:
    """Stores addresses; one that is added again keeps its id, so that its pending deliveries are still sent.

    An address that may hold a secret is sealed, and decrypted by ``opened``.
    """

    def __init__(self, database: Database, clock: Clock, channels: Mapping[str, Channel], secrets: Secrets) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._secrets = secrets

    def add(self, tenant_id: str, user_id: str, channel: str, address: str) -> Address:
        """Also enables one that was disabled. Raises UnknownChannel; Invalid for what can never be an address there."""
        if channel not in self._channels:
            raise UnknownChannel.because_not_set_up(channel, self._channels)
        self._channels[channel].check(address)
        row: dict[str, Any] = {
            "id": _id_of(user_id, channel, address),
            "user_id": user_id,
            "channel": channel,
            "address": address,
            "created_at": self._clock.now(),
            "disabled_at": None,
            "disabled_why": None,
        }
        with self._database.writing(tenant_id) as connection:
            stored = address
            if _holds_a_secret(address):
                stored = self._secrets.seal(connection, Place(tenant_id, addresses.name, row["id"]), address)
            if _ADD.write(connection, {"tenant_id": tenant_id, **row, "address": stored}):
                return Address.model_validate(row)
        # In its own transaction: on MariaDB two at once would deadlock.
        keys = {"tenant": tenant_id, "address_id": row["id"]}
        with self._database.writing(tenant_id) as connection:
            connection.execute(_ENABLE, keys)
            existing = connection.execute(_BY_ID, keys).mappings().first()
        if existing is None:
            raise NotFound.because_unknown("address", str(row["id"]))  # removed by somebody else at this moment
        return _address(existing).model_copy(update={"address": address})

    def remove(self, tenant_id: str, address_id: str) -> None:
        """Raises NotFound."""
        with self._database.writing(tenant_id) as connection:
            if connection.execute(_REMOVE, {"tenant": tenant_id, "address_id": address_id}).rowcount != 1:
                raise NotFound.because_unknown("address", address_id)

    def disable(self, tenant_id: str, address_id: str, because: str) -> None:
        """Disables the address; one that is disabled already keeps its first reason."""
        keys = {
            "tenant": tenant_id,
            "address_id": address_id,
            "at": self._clock.now(),
            "because": fit(because, LONGEST_REASON),
        }
        with self._database.writing(tenant_id) as connection:
            connection.execute(_DISABLE, keys)

    def opened(self, tenant_id: str, address: Address) -> Address:
        """The address, decrypted. Raises KeyMissing."""
        if not is_sealed(address.address):
            return address
        place = Place(tenant_id, addresses.name, address.id)
        return address.model_copy(update={"address": self._secrets.open(place, address.address)})

    def find(self, tenant_id: str, address_id: str) -> Address | None:
        with self._database.reading(tenant_id) as connection:
            row = connection.execute(_BY_ID, {"tenant": tenant_id, "address_id": address_id}).mappings().first()
        return None if row is None else _address(row)

    def of(self, tenant_id: str, user_id: str) -> Sequence[Address]:
        """The person's addresses, decrypted where the key is there."""
        with self._database.reading(tenant_id) as connection:
            rows = connection.execute(_OF_USERS, {"tenant": tenant_id, "users": [user_id]}).mappings().all()
        return [self._opened_if_possible(tenant_id, _address(row)) for row in rows]

    def usable(
        self, connection: Connection, tenant_id: str, user_ids: Collection[str]
    ) -> Mapping[str, Mapping[str, Sequence[Address]]]:
        """By person and configured channel, not disabled and still sealed; within the caller's transaction."""
        found: dict[str, dict[str, list[Address]]] = {}
        for row in connection.execute(_USABLE, {"tenant": tenant_id, "users": list(user_ids)}).mappings():
            if row["channel"] in self._channels:
                found.setdefault(row["user_id"], {}).setdefault(row["channel"], []).append(_address(row))
        return found

    def _opened_if_possible(self, tenant_id: str, address: Address) -> Address:
        try:
            return self.opened(tenant_id, address)
        except KeyMissing:
            return address

    def disabled(self, tenant: Tenant = EVERY_TENANT) -> Mapping[str, int]:
        """How many there are, by channel."""
        query = _DISABLED if tenant is EVERY_TENANT else _DISABLED.where(_columns.tenant_id == tenant)
        with self._database.reading(tenant) as connection:
            return {row.channel: row.disabled for row in connection.execute(query)}


def _holds_a_secret(address: str) -> bool:
    """Whoever knows such a URL or subscription can write there; an e-mail address is no secret."""
    return "://" in address or address.lstrip().startswith("{")


def _id_of(user_id: str, channel: str, address: str) -> str:
    return hashlib.sha256("\x1f".join((user_id, channel, address)).encode()).hexdigest()[:24]


def _address(row: RowMapping) -> Address:
    return Address.model_construct(**{name: row[name] for name in Address.model_fields})
