"""Messages reach a push service encrypted, and only the browser that subscribed reads them."""

import json
import ssl
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import http_ece
import pytest
import trustme
from channel_contract import TENANT, ChannelContract, Place, a_delivery, a_message
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_receiver import RESET, HttpReceiver, Received, Reply
from py_vapid import Vapid02
from pydantic import SecretStr

from crm_adapters.notifiers.channels.channel import AddressGone, ChannelUnavailable, DeliveryRefused
from crm_adapters.notifiers.channels.settings import WebPushSettings
from crm_adapters.notifiers.channels.web_push import WebPushChannel
from crm_core.errors import Invalid, Refused
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START, VirtualClock
from crm_operations.providers import CheckState, Urgency

SECRET_PATH = "sub-9f8e7d6c5b4a"


class Browser(Place):
    """Holds the private key of its subscription, as a browser does."""

    can_refuse = True

    def __init__(self, receiver: HttpReceiver, settings: WebPushSettings) -> None:
        self.receiver = receiver
        self.channel: WebPushChannel = WebPushChannel(settings, VirtualClock())
        self.key = generate_private_key(SECP256R1())
        self.auth = b"0123456789abcdef"
        self.address = self.subscription()
        self.nonsense = (
            "",
            "https://push.example.com/" + SECRET_PATH,
            "[]",
            '{"endpoint": 7}',
            self.subscription(endpoint=receiver.url("/" + SECRET_PATH).replace("https", "http")),
            self.subscription(endpoint="https:///" + SECRET_PATH),
            self.subscription(p256dh=self.encoded(b"\x04" + SECRET_PATH.encode() * 4)),
            self.subscription(p256dh="!"),
            self.subscription(auth=self.encoded(b"short")),
            self.subscription(auth="\N{EURO SIGN}"),
        )
        self.secrets = (SECRET_PATH, self.encoded(self.auth), settings_key(settings))

    def subscription(self, **changes: str) -> str:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": self.encoded(point), "auth": self.encoded(self.auth)}
        endpoint = changes.pop("endpoint", self.receiver.url(f"/{SECRET_PATH}?token=also-{SECRET_PATH}"))
        return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys | changes})

    def read(self, received: Received) -> dict[str, Any]:
        content = http_ece.decrypt(received.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        message: dict[str, Any] = json.loads(content)
        return message

    def arrived(self, count: int) -> Sequence[str]:
        return [json.dumps(self.read(received)) for received in self.receiver.wait_for(count)]

    def lose_connections(self) -> None:
        self.receiver.reply(Reply(RESET))

    def refuse(self, saying: bytes | None = None) -> None:
        self.receiver.reply(Reply(413, body=f"{SECRET_PATH} is too large".encode() if saying is None else saying))

    def send(self, *messages: Any, delivery_id: str = "0197-1") -> dict[str, Any]:
        self.channel.send(TENANT, a_delivery(self, *messages), delivery_id=delivery_id, attempt=1)
        return self.read(self.receiver.wait_for(1)[-1])

    @staticmethod
    def encoded(content: bytes) -> str:
        return urlsafe_b64encode(content).rstrip(b"=").decode()


Browsing = Callable[[WebPushSettings], Browser]


def settings_key(settings: WebPushSettings) -> str:
    return settings.vapid_private_key.get_secret_value() if settings.vapid_private_key else "no key here"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def receiver_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def receiver(receiver_tls: ssl.SSLContext) -> Iterator[HttpReceiver]:
    with HttpReceiver(receiver_tls) as listening:
        yield listening


@pytest.fixture
def settings(authority: trustme.CA, tmp_path: Path) -> WebPushSettings:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    key = generate_private_key(SECP256R1()).private_numbers().private_value.to_bytes(32, "big")
    return WebPushSettings(
        vapid_private_key=SecretStr(Browser.encoded(key)),
        contact="mailto:crm@example.com",
        allow_private=True,
        ca_file=tmp_path / "ca.pem",
        timeout_seconds=5,
    )


@pytest.fixture
def browsing(receiver: HttpReceiver) -> Browsing:
    return partial(Browser, receiver)


@pytest.fixture
def browser(browsing: Browsing, settings: WebPushSettings) -> Browser:
    return browsing(settings)


class TestWebPushKeepsThePromisesOfChannels(ChannelContract):
    @pytest.fixture
    def place(self, browser: Browser) -> Place:
        return browser


@pytest.mark.requirement("IFC-CRMOP-0036")
def test_the_browser_reads_what_was_sent_and_nobody_else_does(browser: Browser) -> None:
    about = EntityRef(kind=EntityKind.OPPORTUNITY, id="0197-opp")

    message = browser.send(a_message(about=about, urgency=Urgency.REMINDER))

    assert message == {
        "id": "0197-1",
        "title": "OPP-7 is won",
        "body": "Well done.",
        "about": {"kind": "opportunity", "id": "0197-opp"},
        "urgency": "reminder",
        "count": 1,
    }
    [received] = browser.receiver.received
    assert b"OPP-7" not in received.body
    assert received.headers["content-encoding"] == "aes128gcm"
    stranger = generate_private_key(SECP256R1())
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(received.body, private_key=stranger, auth_secret=browser.auth, version="aes128gcm")


def test_the_push_service_knows_who_sends_by_a_signed_token(browser: Browser) -> None:
    browser.send()

    authorization = browser.receiver.received[0].headers["authorization"]
    assert Vapid02.verify(authorization)
    parts = dict(part.split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
    claims = json.loads(urlsafe_b64decode(parts["t"].split(".")[1] + "=="))
    assert claims["aud"] == f"https://127.0.0.1:{browser.receiver.port}"
    assert claims["sub"] == "mailto:crm@example.com"
    assert 0 < claims["exp"] - START.timestamp() <= 86_400
    assert parts["k"] == browser.channel.application_server_key


def test_a_repetition_replaces_what_still_waits_and_other_messages_do_not(browser: Browser) -> None:
    for tenant, delivery_id in ((TENANT, "0197-1"), (TENANT, "0197-1"), (TENANT, "0197-2"), ("umbrella", "0197-1")):
        browser.channel.send(tenant, a_delivery(browser), delivery_id=delivery_id, attempt=1)

    first, again, other, theirs = (received.headers["topic"] for received in browser.receiver.wait_for(4))
    assert first == again
    assert len({first, other, theirs}) == 3
    assert all(len(topic) == 32 and topic.replace("-", "a").replace("_", "a").isalnum() for topic in (first, other))


@pytest.mark.parametrize(
    ("urgency", "header"), [(Urgency.INFO, "low"), (Urgency.REMINDER, "normal"), (Urgency.ESCALATION, "high")]
)
def test_the_urgency_of_a_message_decides_whether_it_wakes_the_device(
    browser: Browser, urgency: Urgency, header: str
) -> None:
    browser.send(a_message(), a_message(urgency=urgency))

    [received] = browser.receiver.received
    assert (received.headers["urgency"], received.headers["ttl"]) == (header, "86400")


@pytest.mark.parametrize("text", ["x" * 9_000, '"\\\n' * 3_000, "\N{PARTY POPPER}" * 3_000, "ä\x01" * 3_000])
def test_a_long_text_is_cut_to_what_a_push_service_takes(browser: Browser, text: str) -> None:
    message = a_message(title='"\N{PARTY POPPER}' * 127).model_copy(update={"body": text})

    read = browser.send(message)

    assert 4_000 < len(browser.receiver.received[0].body) <= 4_096
    assert read["body"].endswith("\N{HORIZONTAL ELLIPSIS}")
    assert text.startswith(read["body"][:-1])
    assert read["id"] == "0197-1"


def test_what_just_fits_is_not_cut(browser: Browser) -> None:
    empty = len(json.dumps(browser.send(a_message().model_copy(update={"body": ""})), ensure_ascii=False))
    text = "x" * (4_096 - 103 - empty)
    for longer in ("", "x"):
        delivery = a_delivery(browser, a_message().model_copy(update={"body": text + longer}))
        browser.channel.send(TENANT, delivery, delivery_id="0197-1", attempt=1)

    _, whole, cut = (browser.read(received)["body"] for received in browser.receiver.wait_for(3))
    assert whole == text
    assert len(browser.receiver.received[1].body) == 4_096
    assert cut.endswith("\N{HORIZONTAL ELLIPSIS}")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (404, AddressGone),
        (410, AddressGone),
        (400, DeliveryRefused),
        (413, DeliveryRefused),
        (307, DeliveryRefused),
        (401, ChannelUnavailable),
        (403, ChannelUnavailable),
        (429, ChannelUnavailable),
        (500, ChannelUnavailable),
        (503, ChannelUnavailable),
    ],
)
def test_each_status_means_what_rfc_8030_says(browser: Browser, status: int, meaning: type[Exception]) -> None:
    browser.receiver.reply(Reply(status, body=b"so it is"))

    with pytest.raises(meaning, match=str(status)) as failure:
        browser.channel.send(TENANT, a_delivery(browser), delivery_id="0197-1", attempt=1)
    assert type(failure.value) is meaning


@pytest.mark.parametrize("retry_after", ["90", format_datetime(START + timedelta(seconds=90), usegmt=True)])
def test_a_busy_push_service_is_left_alone_as_long_as_it_asks(browser: Browser, retry_after: str) -> None:
    browser.receiver.reply(Reply(429, {"retry-after": retry_after}))

    with pytest.raises(ChannelUnavailable) as failure:
        browser.channel.send(TENANT, a_delivery(browser), delivery_id="0197-1", attempt=1)
    assert failure.value.retry_after_seconds == 90


def test_an_address_inside_our_own_network_is_not_posted_to(
    browsing: Browsing, receiver: HttpReceiver, settings: WebPushSettings
) -> None:
    guarded = browsing(settings.model_copy(update={"allow_private": False}))

    with pytest.raises(Refused, match="not an address on the public internet"):
        guarded.channel.send(TENANT, a_delivery(guarded), delivery_id="0197-1", attempt=1)
    assert receiver.received == []


def test_a_push_service_nobody_vouches_for_is_not_trusted(
    browsing: Browsing, receiver: HttpReceiver, settings: WebPushSettings
) -> None:
    trusting = browsing(settings.model_copy(update={"ca_file": None}))

    with pytest.raises(ChannelUnavailable, match=r"(?i)certificate"):
        trusting.channel.send(TENANT, a_delivery(trusting), delivery_id="0197-1", attempt=1)
    assert receiver.received == []


def test_a_key_is_read_from_the_file_that_vapid_writes(
    browsing: Browsing, receiver: HttpReceiver, settings: WebPushSettings, tmp_path: Path
) -> None:
    vapid = Vapid02()
    vapid.generate_keys()
    vapid.save_key(str(tmp_path / "private_key.pem"))
    from_file = {"vapid_private_key": None, "vapid_key_file": tmp_path / "private_key.pem"}
    browser = browsing(settings.model_copy(update=from_file))

    browser.send()

    assert Vapid02.verify(receiver.received[0].headers["authorization"])
    [finding] = browser.channel.examine()
    assert finding.state is CheckState.OK
    assert finding.figures["application_server_key"] == browser.channel.application_server_key


@pytest.mark.parametrize(
    "key",
    [
        {"vapid_private_key": SecretStr("not-a-key")},
        {"vapid_private_key": SecretStr("")},
        {"vapid_private_key": None, "vapid_key_file": Path("/nowhere/private_key.pem")},
    ],
)
def test_a_key_that_cannot_be_read_gives_nothing_up_and_names_the_setting(
    browsing: Browsing, receiver: HttpReceiver, settings: WebPushSettings, key: dict[str, Any]
) -> None:
    browser = browsing(settings.model_copy(update=key))

    with pytest.raises(ChannelUnavailable, match=r"notifications\.web_push\.vapid_key.*vapid --gen") as failure:
        browser.channel.send(TENANT, a_delivery(browser), delivery_id="0197-1", attempt=1)
    assert "not-a-key" not in str(failure.value)
    with pytest.raises(Invalid):
        browser.channel.examine()
    assert receiver.received == []


def test_a_deployment_names_its_key_once() -> None:
    for mistake in ({}, {"vapid_private_key": SecretStr("x"), "vapid_key_file": Path("x")}):
        with pytest.raises(ValueError, match="name the key once"):
            WebPushSettings.model_validate({"contact": "mailto:crm@example.com"} | mistake)
