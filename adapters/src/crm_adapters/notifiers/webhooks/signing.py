"""Signatures of Standard Webhooks, by which a holder of the secret verifies that a delivery is ours and recent."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed_headers(delivery_id: str, at: datetime, content: bytes, signed_with: Iterable[str]) -> dict[str, str]:
    """One signature for each secret: a receiver needs to know any of them."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((delivery_id.encode(), timestamp.encode(), content))
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in signed_with),
    }


def _signature(secret: str, signed: bytes) -> str:
    secret_key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.digest(secret_key, signed, hashlib.sha256)).decode()
