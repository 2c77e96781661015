"""Draws UUIDv7 ids: unique without asking anybody, and sorted by the time they were drawn (RFC 9562)."""

import uuid_utils


def new_id() -> str:
    return str(uuid_utils.uuid7())
