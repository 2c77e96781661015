"""The push subscription of a browser: its endpoint, and the keys that messages are encrypted for."""

import binascii
from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crm_adapters.notifiers.channels.guarded_http import checked_url
from crm_core.arguments import in_words
from crm_core.errors import Invalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

_FIELD = "address"
_LIKE = "hand in what JSON.stringify(subscription) gives in the browser"
_AUTH_BYTES = 16


class _Keys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    p256dh: str
    auth: str


class _Written(BaseModel):
    """PushSubscription.toJSON(); browsers may add to it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    endpoint: Annotated[str, Field(min_length=1)]
    keys: _Keys


class Subscription(NamedTuple):
    endpoint: str
    key: "EllipticCurvePublicKey"
    auth: bytes


def subscription_of(address: str) -> Subscription:
    """Raises Invalid; the endpoint and the keys are secrets, so it does not repeat them."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    try:
        written = _Written.model_validate_json(address)
    except ValidationError as cause:
        first = cause.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "it"
        raise Invalid.field(_FIELD, f"it is no push subscription: {place}: {in_words(first)[0]}", _LIKE) from None
    try:
        checked_url(_FIELD, written.endpoint, allow_http=False)
    except Invalid:
        raise Invalid.field(_FIELD, "endpoint is not an https address", _LIKE) from None
    try:
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _decoded(written.keys.p256dh))
    except ValueError:
        raise Invalid.field(_FIELD, "keys.p256dh is no public key on the curve P-256", _LIKE) from None
    try:
        auth = _decoded(written.keys.auth)
    except ValueError:
        auth = b""
    if len(auth) != _AUTH_BYTES:
        raise Invalid.field(_FIELD, f"keys.auth is not {_AUTH_BYTES} bytes", _LIKE)
    return Subscription(written.endpoint, key, auth)


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error as cause:
        raise ValueError(str(cause)) from cause
