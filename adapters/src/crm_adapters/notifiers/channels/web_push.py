"""Messages to browsers, encrypted so that only the browser reads them (RFC 8030, RFC 8291, RFC 8292)."""

import json
from base64 import urlsafe_b64encode
from bisect import bisect_right
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crm_adapters.notifiers.channels.channel import ChannelUnavailable, Delivery
from crm_adapters.notifiers.channels.http_post import HttpPost
from crm_adapters.notifiers.channels.push_subscription import Subscription, subscription_of
from crm_adapters.notifiers.channels.settings import WebPushSettings
from crm_adapters.notifiers.channels.wording import headline, most_urgent, one_line
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_operations.providers import CheckResult, Urgency

if TYPE_CHECKING:
    from py_vapid import Vapid02

WEB_PUSH = "web_push"
_URGENCY = {Urgency.INFO: "low", Urgency.REMINDER: "normal", Urgency.ESCALATION: "high"}
_OVERHEAD = 86 + 1 + 16
"""What encrypting adds: the header with salt and key, the end mark, the authentication tag (RFC 8188)."""
_TOKEN_SECONDS = 12 * 3_600
"""RFC 8292 allows no more than a day."""
_CUT = "\N{HORIZONTAL ELLIPSIS}"
_GONE = {404, 410}
_KEY_REFUSED = {401, 403}
"""Responses to errors of our own configuration; no delivery fails for good by them."""
_KEY = "notifications.web_push.vapid_key"


class WebPushChannel:
    """A Channel. A repetition replaces a message the browser has not received yet; a later one is known by its id.

    The browser gets JSON: id, title, body, about, urgency, and count, which is how many messages a digest holds.
    """

    name = WEB_PUSH

    def __init__(self, settings: WebPushSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._http_post = HttpPost(settings, clock)

    def check(self, address: str) -> None:
        subscription_of(address)

    def send(self, tenant_id: str, delivery: Delivery, *, delivery_id: str, attempt: int) -> None:  # noqa: ARG002
        subscription = subscription_of(delivery.address)
        content = _encrypted(self._payload(delivery, delivery_id), subscription)
        try:
            headers = self._headers(tenant_id, delivery, delivery_id, subscription.endpoint)
        except Invalid as cause:
            raise ChannelUnavailable.because_it_did_not_take_it(WEB_PUSH, str(cause)) from cause
        self._http_post.post(WEB_PUSH, subscription.endpoint, content, headers, gone=_GONE, later=_KEY_REFUSED)

    def examine(self) -> list[CheckResult]:
        """Raises Invalid for a key that cannot be read."""
        return [
            CheckResult.ok(WEB_PUSH, "the VAPID key can be read", application_server_key=self.application_server_key)
        ]

    @property
    def application_server_key(self) -> str:
        """The key that a page passes to ``pushManager.subscribe``. Raises Invalid."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return _base64(self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def _payload(self, delivery: Delivery, delivery_id: str) -> bytes:
        [first, *others] = delivery.messages
        body = "\n".join(one_line(message.title) for message in delivery.messages) if others else first.body
        facts = {
            "id": delivery_id,
            "title": headline(delivery),
            "urgency": most_urgent(delivery).value,
            "count": len(delivery.messages),
            "about": first.about.to_dict() if first.about and not others else None,
        }

        def written(length: int) -> bytes:
            shown = body if length >= len(body) else body[:length] + _CUT
            return json.dumps({**facts, "body": shown}, ensure_ascii=False).encode()

        room = self._settings.largest_bytes - _OVERHEAD
        if len(whole := written(len(body))) <= room:
            return whole
        return written(bisect_right(range(len(body)), room, key=lambda length: len(written(length))) - 1)

    def _headers(self, tenant_id: str, delivery: Delivery, delivery_id: str, endpoint: str) -> dict[str, str]:
        at = urlsplit(endpoint)
        claims = {
            "aud": f"{at.scheme}://{at.netloc}",
            "exp": int(self._clock.now().timestamp()) + _TOKEN_SECONDS,
            "sub": self._settings.contact,
        }
        topic = sha256(f"{tenant_id}\n{delivery_id}".encode()).digest()[:24]  # 32 characters, the most there may be
        return {
            **self._vapid.sign(claims),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(self._settings.ttl_seconds),
            "Urgency": _URGENCY[most_urgent(delivery)],
            "Topic": _base64(topic),
        }

    @cached_property
    def _vapid(self) -> "Vapid02":
        from py_vapid import Vapid02

        file, key = self._settings.vapid_key_file, self._settings.vapid_private_key
        try:
            if file is not None:
                return Vapid02.from_pem(file.read_bytes())
            return Vapid02.from_string(key.get_secret_value() if key else "")
        except OSError as cause:
            raise Invalid.field(f"{_KEY}_file", f"it cannot be read: {cause}", "make one with `vapid --gen`") from cause
        except Exception:  # noqa: BLE001  whatever it stumbles over, the key is no part of what is said
            raise Invalid.field(
                _KEY, "it is no private key on the curve P-256", "make one with `vapid --gen`"
            ) from None


def _encrypted(payload: bytes, subscription: Subscription) -> bytes:
    import http_ece
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    content: bytes = http_ece.encrypt(
        payload,
        private_key=generate_private_key(SECP256R1()),
        dh=subscription.key,
        auth_secret=subscription.auth,
        version="aes128gcm",
    )
    return content


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
