"""Nothing that comes from data adds a header or a request to what is posted: every sender is tried with every text."""

import importlib
import json
import pkgutil
import ssl
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from inspect import getmembers, isclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_receiver import HttpReceiver
from pydantic import SecretStr

import crm_adapters.notifiers
from crm_adapters.notifiers.channels.channel import ChannelUnavailable, Delivery
from crm_adapters.notifiers.channels.http_post import HttpPost, header_value
from crm_adapters.notifiers.channels.settings import WebPushSettings
from crm_adapters.notifiers.channels.slack import SlackChannel
from crm_adapters.notifiers.channels.web_push import WebPushChannel
from crm_adapters.notifiers.channels.webhook_settings import HttpPostSettings, SlackSettings
from crm_adapters.notifiers.webhooks import Webhook, WebhookBody, WebhookSender
from crm_adapters.notifiers.webhooks.store import Endpoint
from crm_core.errors import Invalid
from crm_core.testing import START, VirtualClock
from crm_core.values import Value
from crm_operations.providers import Message

HOSTILE = {
    "line breaks": "a\r\nx-evil: 1\r\n\r\nPOST /evil HTTP/1.1\r\n\r\n",
    "a bare line feed": "a\nx-evil: 1",
    "a bare carriage return": "a\rx-evil: 1",
    "NUL": "a\0b",
    "escape sequences": "\x1b[31m\x7f",
    "Latin-1": "Grüße",
    "beyond Latin-1": "€ 日本語 🦊",
    "line separators": "a\u2028\u2029\x85x-evil: 1",
    "blanks around it": "  a ",
}
ORDINARY = "0197-1"

Sending = Callable[[str, str], None]
"""With a text in all that is sent, and another one in the address."""


def settings(tls: Path) -> Mapping[str, Any]:
    return {"allow_private": True, "timeout_seconds": 5.0, "ca_file": tls}


def webhook_sender(receiver: HttpReceiver, tls: Path) -> Sending:
    sender = WebhookSender(HttpPost(HttpPostSettings(**settings(tls)), VirtualClock()), VirtualClock())

    def send(text: str, place: str) -> None:
        webhook = full_of(Webhook, text, url=receiver.url(f"/{place}"), created_at=START, updated_at=START)
        body = full_of(WebhookBody, text, timestamp=START, data={text: text})
        sender.send(Endpoint(webhook, lambda: ("whsec_c2VjcmV0",)), body, 1)

    return send


def slack_channel(receiver: HttpReceiver, tls: Path) -> Sending:
    channel = SlackChannel(SlackSettings(base_url=receiver.url(""), **settings(tls)), VirtualClock())

    def send(text: str, place: str) -> None:
        channel.send(text, a_delivery(text, receiver.url(f"/{place}")), delivery_id=text, attempt=1)

    return send


def web_push_channel(receiver: HttpReceiver, tls: Path) -> Sending:
    ours, theirs = (generate_private_key(SECP256R1()) for _ in range(2))
    private_key = encoded(ours.private_numbers().private_value.to_bytes(32, "big"))
    point = theirs.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": encoded(point), "auth": encoded(b"0123456789abcdef")}
    contact = "mailto:crm@example.com"
    chosen = WebPushSettings(vapid_private_key=SecretStr(private_key), contact=contact, **settings(tls))
    channel = WebPushChannel(chosen, VirtualClock())

    def send(text: str, place: str) -> None:
        address = json.dumps({"endpoint": receiver.url(f"/{place}"), "keys": keys})
        channel.send(text, a_delivery(text, address), delivery_id=text, attempt=1)

    return send


SENDERS: Mapping[type[Any], Callable[[HttpReceiver, Path], Sending]] = {
    WebhookSender: webhook_sender,
    SlackChannel: slack_channel,
    WebPushChannel: web_push_channel,
}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.fixture
def receiver(authority: trustme.CA) -> Iterator[HttpReceiver]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with HttpReceiver(context) as listening:
        yield listening


def test_every_sender_there_is_is_tried() -> None:
    names = [each.name for each in pkgutil.walk_packages(crm_adapters.notifiers.__path__, "crm_adapters.notifiers.")]
    found = {
        member
        for module in map(importlib.import_module, names)
        if "HttpPost" in vars(module)
        for _, member in getmembers(module, isclass)
        if member.__module__ == module.__name__ and hasattr(member, "send")
    }

    assert found == set(SENDERS), "say in SENDERS how the new one is told to send"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("sender", SENDERS, ids=lambda sender: sender.__name__)
def test_what_is_posted_is_one_request_with_the_headers_it_always_has(
    sender: type[Any], text: str, receiver: HttpReceiver, tls: Path
) -> None:
    send = SENDERS[sender](receiver, tls)

    send(ORDINARY, ORDINARY)
    send(text, ORDINARY)
    with suppress(ChannelUnavailable, Invalid):  # an address may be refused for it; then nothing is posted
        send(ORDINARY, text)

    usual, *others = receiver.received
    assert 1 <= len(others) <= 2
    for received in others:
        assert received.headers.keys() == usual.headers.keys()
        assert [value for value in (*received.headers.values(), received.path) if not is_printable(value)] == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_value_of_a_header_arrives_as_one_value(text: str, receiver: HttpReceiver, tls: Path) -> None:
    posting = HttpPost(HttpPostSettings(**settings(tls)), VirtualClock())

    posting.post("webhook", receiver.url(), b"", {"x-first": text, "x-last": "end"})

    [received] = receiver.received
    assert (received.headers["x-first"], received.headers["x-last"]) == (header_value(text), "end")
    assert "x-evil" not in received.headers


def test_a_value_reads_as_it_was_but_for_what_no_header_may_hold() -> None:
    assert header_value("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= %") == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= %"
    )
    assert header_value(" a\r\nb\0 é ") == "%20a%0D%0Ab%00 %C3%A9%20"
    assert header_value("  ") == "%20%20"


def full_of(model: type[Value], text: str, **other: Any) -> Any:
    """With this text in every field that holds one, past the bounds of the field."""
    hints = get_type_hints(model)
    texts = {
        name: text for name, hint in hints.items() if name in model.model_fields and str in (hint, *get_args(hint))
    }
    return model.model_construct(**{**texts, **other})


def a_delivery(text: str, address: str) -> Any:
    return full_of(Delivery, text, address=address, messages=(full_of(Message, text),))


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def is_printable(text: str) -> bool:
    return text.isascii() and text.isprintable()
