"""Posts one delivery to its endpoint, signed."""

from time import monotonic

from crm_adapters.notifiers.channels.http_post import QUOTED, HttpPost, header_value
from crm_adapters.notifiers.webhooks.signing import signed_headers
from crm_adapters.notifiers.webhooks.store import CHANNEL, Endpoint
from crm_adapters.notifiers.webhooks.values import Pong, WebhookBody
from crm_core.clock import Clock
from crm_core.texts import fit


class WebhookSender:
    def __init__(self, http_post: HttpPost, clock: Clock) -> None:
        self._http_post = http_post
        self._clock = clock

    def check(self, url: str) -> None:
        """Raises Invalid."""
        self._http_post.check("url", url)

    def send(self, endpoint: Endpoint, body: WebhookBody, attempt: int) -> Pong:
        """Raises ChannelUnavailable, AddressGone, DeliveryRefused, AddressForbidden."""
        content = body.model_dump_json().encode()
        headers = {
            **signed_headers(header_value(body.id), self._clock.now(), content, endpoint.read_secrets()),
            "webhook-attempt": str(attempt),
            "content-type": "application/json",
        }
        began = monotonic()
        answer = self._http_post.post(CHANNEL, endpoint.webhook.url, content, headers)
        took = int((monotonic() - began) * 1_000)
        return Pong(delivery_id=body.id, status=answer.status, text=_short(answer.text), milliseconds=took)


def _short(text: str) -> str:
    return fit(" ".join(text.split()), QUOTED)
