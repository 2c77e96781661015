import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from channel_contract import ChannelContract, Place
from http_receiver import RESET, HttpReceiver, Reply

from crm_adapters.notifiers.channels.channel import AddressGone, ChannelUnavailable, Delivery, DeliveryRefused
from crm_adapters.notifiers.channels.slack import SlackChannel
from crm_adapters.notifiers.channels.webhook_settings import SlackSettings
from crm_core.errors import Invalid
from crm_core.testing import START, TENANT, VirtualClock
from crm_operations.providers import Message

SECRET = "/services/T000/B000/very-secret"
GREETING = Message(title="Ada & <!channel>", body="1 < 2 <https://evil.example|click>", reason="You asked for it.")


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    with HttpReceiver() as listening:
        yield listening


@pytest.fixture
def slack(receiver: HttpReceiver) -> SlackChannel:
    return SlackChannel(SlackSettings(base_url=receiver.url(""), allow_private=True), VirtualClock())


def send(slack: SlackChannel, address: str, *messages: Message, **more: Any) -> None:
    delivery = Delivery(channel="slack", address=address, messages=messages or (GREETING,), why="It is urgent.", **more)
    slack.send(TENANT, delivery, delivery_id="d/1", attempt=1)


def sent(receiver: HttpReceiver) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(receiver.received[-1].body)
    return body


@pytest.mark.requirement("PLUG-001")
def test_a_message_arrives_with_its_reason(slack: SlackChannel, receiver: HttpReceiver) -> None:
    send(slack, receiver.url(SECRET))

    assert receiver.received[0].path == SECRET
    section, context = sent(receiver)["blocks"]
    assert section["text"]["text"].startswith("*Ada &amp; &lt;!channel&gt;*\n1 &lt; 2")
    assert context["elements"][0]["text"] == "You asked for it. It is urgent."


def test_nothing_anybody_wrote_becomes_a_link_or_calls_a_channel(slack: SlackChannel, receiver: HttpReceiver) -> None:
    send(slack, receiver.url(SECRET))

    assert b"<" not in receiver.received[0].body
    assert sent(receiver)["text"] == "Ada &amp; &lt;!channel&gt;"


def test_long_texts_and_long_digests_are_cut_to_what_slack_takes(slack: SlackChannel, receiver: HttpReceiver) -> None:
    long = Message(title="T", body="<" * 5_000, reason="r")
    send(slack, receiver.url(SECRET), *[long] * 80)

    blocks = sent(receiver)["blocks"]
    assert len(blocks) == 50
    texts = [block["text"]["text"] for block in blocks[:-1]]
    assert all(len(text) <= 3_000 for text in texts)
    assert all(text.endswith("&lt;…") for text in texts)
    assert blocks[-1]["elements"][0]["text"].startswith("And 31 more.")


def test_a_reminder_says_when_where_the_reader_lives(slack: SlackChannel, receiver: HttpReceiver) -> None:
    send(slack, receiver.url(SECRET), due=START, timezone="Asia/Tokyo")

    assert "(Asia/Tokyo)" in sent(receiver)["blocks"][0]["text"]["text"]


@pytest.mark.parametrize(("status", "answer"), [(404, b"no_service"), (410, b"channel_is_archived")])
def test_an_address_that_is_gone_is_told_as_gone(
    slack: SlackChannel, receiver: HttpReceiver, status: int, answer: bytes
) -> None:
    receiver.reply(Reply(status, {}, answer))
    with pytest.raises(AddressGone, match=answer.decode()):
        send(slack, receiver.url(SECRET))


def test_too_many_messages_are_tried_again_when_slack_says(slack: SlackChannel, receiver: HttpReceiver) -> None:
    receiver.reply(Reply(429, {"retry-after": "30"}))
    with pytest.raises(ChannelUnavailable) as failure:
        send(slack, receiver.url(SECRET))
    assert failure.value.retry_after_seconds == 30.0


@pytest.mark.parametrize("bad_reply", [Reply(500, {}, b"rollup_error"), Reply(RESET)])
def test_what_may_get_better_is_no_refusal(slack: SlackChannel, receiver: HttpReceiver, bad_reply: Reply) -> None:
    receiver.reply(bad_reply)
    with pytest.raises(ChannelUnavailable):
        send(slack, receiver.url(SECRET))


def test_the_address_stays_out_of_errors_and_logs(
    slack: SlackChannel, receiver: HttpReceiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    receiver.reply(Reply(400, {}, b"invalid_payload at " + SECRET.encode()))
    with pytest.raises(DeliveryRefused) as refusal:
        send(slack, receiver.url(SECRET))
    assert "invalid_payload" in str(refusal.value)
    assert "very-secret" not in str(refusal.value) + caplog.text


@pytest.mark.parametrize(
    "address", ["https://example.com/services/T/B/x", "https://hooks.slack.com.evil.example/x", ""]
)
def test_only_addresses_of_slack_are_taken(address: str) -> None:
    with pytest.raises(Invalid, match=r"hooks\.slack\.com"):
        SlackChannel(SlackSettings(), VirtualClock()).check(address)


class Workspace(Place):
    nonsense = ("", "https://example.com/services/T/B/very-secret", "slack://T/B/very-secret")
    secrets = ("very-secret",)

    def __init__(self, receiver: HttpReceiver) -> None:
        self.receiver = receiver
        self.address = receiver.url(SECRET)
        self.channel = SlackChannel(SlackSettings(base_url=receiver.url(""), allow_private=True), VirtualClock())

    def arrived(self, count: int) -> Sequence[str]:
        return [request.body.decode() for request in self.receiver.wait_for(count)]

    def lose_connections(self) -> None:
        self.receiver.reply(Reply(RESET))

    def refuse(self, saying: bytes | None = None) -> None:
        self.receiver.reply(Reply(403, {}, b"action_prohibited" if saying is None else saying))


class TestSlack(ChannelContract):
    @pytest.fixture
    def place(self, receiver: HttpReceiver) -> Place:
        return Workspace(receiver)
