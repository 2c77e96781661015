"""Seals a text for one row of one tenant, so that it can be read there and nowhere else (AES-256-GCM).

Sealed, it reads ``sealed:1:<id of the key>:<base64 of nonce, ciphertext and tag>``; tenant, table and row are the
associated data. The first key is drawn when the first secret is sealed, and never again: a database that knows a key
wants that one back.
"""

import base64
import binascii
import os
import re
from typing import TYPE_CHECKING, NamedTuple, Self

from sqlalchemy import Connection, select

from crm_adapters.encryption.keys import Keys
from crm_adapters.encryption.tables import encryption_keys
from crm_adapters.storage import InsertIfAbsent
from crm_core.clock import Clock
from crm_core.errors import Invalid, Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX = "sealed:1:"
_SEALED = re.compile(r"sealed:1:([0-9a-f]{12}):([A-Za-z0-9+/]+={0,2})")
_NONCE_BYTES = 12
_REGISTER = InsertIfAbsent(encryption_keys)
_CURRENT = (
    select(encryption_keys.c.id)
    .where(encryption_keys.c.is_current)
    .order_by(encryption_keys.c.since.desc(), encryption_keys.c.id)
)


class SecretUnreadable(Refused):
    @classmethod
    def because_it_was_changed(cls, place: "Place") -> Self:
        return cls(
            "a secret of {row} in {table} was changed or comes from another row; set it anew",
            {"row": place.row_id, "table": place.table},
        )


class Place(NamedTuple):
    """The row that a secret is bound to."""

    tenant_id: str
    table: str
    row_id: str


class Secrets:
    """Seals and opens secrets. Each method raises Invalid without the extra, and KeyMissing without the key."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self.keys = keys
        self._clock = clock

    def seal(self, connection: Connection, place: Place, text: str) -> str:
        """The sealed text; called within the transaction that stores it."""
        return self.sealed_with(self._current(connection), place, text)

    def sealed_with(self, key_id: str, place: Place, text: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        ciphertext = _cipher(self.keys.find(key_id)).encrypt(nonce, text.encode(), _bound_to(key_id, place))
        return f"{PREFIX}{key_id}:{base64.b64encode(nonce + ciphertext).decode()}"

    def open(self, place: Place, sealed: str) -> str:
        """The text that was sealed for this row. Raises SecretUnreadable too."""
        found = _SEALED.fullmatch(sealed)
        if found is None:
            raise SecretUnreadable.because_it_was_changed(place)
        key_id, content = found.groups()
        cipher = _cipher(self.keys.find(key_id))
        from cryptography.exceptions import InvalidTag

        try:
            whole = base64.b64decode(content, validate=True)
            opened: bytes = cipher.decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], _bound_to(key_id, place))
        except (InvalidTag, binascii.Error, ValueError):
            raise SecretUnreadable.because_it_was_changed(place) from None
        return opened.decode()

    def _current(self, connection: Connection) -> str:
        current = connection.execute(_CURRENT).scalars().first()
        if current is None:
            current = self.keys.newest() or self.keys.draw()
            _REGISTER.write(connection, {"id": current, "is_current": True, "since": self._clock.now()})
        self.keys.find(current)
        return current


def is_sealed(text: str) -> bool:
    return _SEALED.fullmatch(text) is not None


def key_id_in(sealed: str) -> str | None:
    found = _SEALED.fullmatch(sealed)
    return None if found is None else found.group(1)


def _bound_to(key_id: str, place: Place) -> bytes:
    """The associated data; no part of it can contain the separator."""
    return "\x1f".join((PREFIX, key_id, *place)).encode()


def _cipher(key: bytes) -> "AESGCM":
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ModuleNotFoundError as cause:
        problem = "secrets are kept encrypted, and cryptography is not installed"
        raise Invalid.field("encryption", problem, "pip install 'crm-adapters[encryption]'") from cause
    return AESGCM(key)
