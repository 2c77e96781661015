"""Draws UUIDv7 ids: unique without asking anybody, and sorted by the time they were drawn (RFC 9562)."""

import hashlib
from uuid import UUID

import uuid_utils


def new_id() -> str:
    return str(uuid_utils.uuid7())


def derived_id(of: str, *words: str) -> str:
    """The same UUIDv7 for the same words: of the moment of the one it is derived from, and otherwise a hash."""
    digest = hashlib.sha256("\0".join((of, *words)).encode()).digest()
    drawn = (UUID(of).int >> 80) << 80 | int.from_bytes(digest[:10])
    return str(UUID(int=drawn & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))
