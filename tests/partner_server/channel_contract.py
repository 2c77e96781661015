"""What every Channel promises, whatever it is made of. A test class inherits it and has a fixture ``place``."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from crm_adapters.notifiers.channels.channel import Channel, ChannelUnavailable, Delivery, DeliveryRefused
from crm_core.errors import Invalid
from crm_core.texts import fit
from crm_operations.providers import Message, Urgency

TENANT, NEIGHBOUR = "acme", "umbrella"
HOSTILE = {
    "nothing": b"",
    "NUL": b"before \0 behind",
    "escape sequences": b"\x1b[2J\x1b]0;owned\x07\x9b1m",
    "half a surrogate": b"\xed\xa0\x80 of a pair",
    "another charset": "Gr\u00fc\u00dfe".encode("utf-16"),
    "bidi overrides": "\u202eevil\u2066".encode(),
    "markup": b"[bold]bold[/bold] {problem} %s <b>",
    "a megabyte": b"a" * 1_000_000,
}
LONGEST_MESSAGE = 2_000


class Place(ABC):
    """Where a channel leads to: the real thing, or a server that answers as the real one does."""

    channel: Channel
    address: str
    nonsense: Sequence[str]
    """Addresses that can never work; each may hold the secrets too."""
    secrets: Sequence[str]
    """What nobody may read in an error or a log: passwords, tokens, what an address must not give away."""
    can_refuse = True
    """Whether the channel can tell a final no from one that may pass."""

    @abstractmethod
    def arrived(self, count: int) -> Sequence[str]:
        """All that came with each message, in turn, readable, once there are so many."""

    @abstractmethod
    def lose_connections(self) -> None: ...

    @abstractmethod
    def refuse(self, saying: bytes | None = None) -> None:
        """The next message; with these words, where they are named."""


class ChannelContract:
    @pytest.fixture
    def place(self) -> Place:
        raise NotImplementedError

    def test_the_message_arrives_with_its_delivery_id_and_why(self, place: Place) -> None:
        place.channel.send(TENANT, a_delivery(place), delivery_id="0197-first", attempt=1)

        [arrived] = place.arrived(1)
        assert "0197-first" in arrived
        assert "OPP-7 is won" in arrived

    def test_a_repetition_is_known_by_its_delivery_id(self, place: Place) -> None:
        for attempt in (1, 2):
            place.channel.send(TENANT, a_delivery(place), delivery_id="0197-again", attempt=attempt)

        assert all("0197-again" in arrived for arrived in place.arrived(2))

    def test_a_digest_is_one_message_with_all_of_them(self, place: Place) -> None:
        messages = [a_message(f"OPP-{number} is won") for number in range(1, 4)]

        place.channel.send(TENANT, a_delivery(place, *messages), delivery_id="0197-digest", attempt=1)

        [arrived] = place.arrived(1)
        assert all(f"OPP-{number} is won" in arrived for number in range(1, 4))

    def test_nothing_of_one_tenant_reaches_another(self, place: Place) -> None:
        ours = a_delivery(place, a_message("Ours alone"))
        theirs = a_delivery(place, a_message("Theirs alone"))

        place.channel.send(TENANT, ours, delivery_id="0197-ours", attempt=1)
        place.channel.send(NEIGHBOUR, theirs, delivery_id="0197-theirs", attempt=1)

        first, second = place.arrived(2)
        assert "Ours" in first
        assert "Theirs" in second
        assert not any(word in second for word in ("Ours", "0197-ours", TENANT))

    def test_threads_send_at_once_and_each_message_arrives_once(self, place: Place) -> None:
        def send(number: int) -> None:
            delivery = a_delivery(place, a_message(f"Deal {number:02} is won"))
            place.channel.send(TENANT, delivery, delivery_id=f"0197-{number:02}", attempt=1)

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(send, range(16)))

        arrived = place.arrived(16)
        assert [sum(f"Deal {number:02}" in each for each in arrived) for number in range(16)] == [1] * 16

    def test_a_lost_connection_may_help_to_try_again(self, place: Place) -> None:
        place.lose_connections()

        with pytest.raises(ChannelUnavailable):
            place.channel.send(TENANT, a_delivery(place), delivery_id="0197-lost", attempt=1)

    def test_a_refusal_is_final_where_the_channel_can_tell(self, place: Place) -> None:
        place.refuse()

        with pytest.raises(DeliveryRefused if place.can_refuse else ChannelUnavailable):
            place.channel.send(TENANT, a_delivery(place), delivery_id="0197-refused", attempt=1)

    @pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
    def test_whatever_the_other_side_says_what_is_told_of_it_can_be_kept_and_shown(
        self, place: Place, answer: bytes
    ) -> None:
        place.refuse(answer)

        with pytest.raises((DeliveryRefused, ChannelUnavailable)) as failure:
            place.channel.send(TENANT, a_delivery(place), delivery_id="0197-hostile", attempt=1)

        message = str(failure.value)
        assert fit(message, LONGEST_MESSAGE, lines=True) == message
        assert "\r" not in message

    def test_a_good_address_passes_and_nonsense_is_refused_with_a_remedy(self, place: Place) -> None:
        place.channel.check(place.address)

        for nonsense in place.nonsense:
            with pytest.raises(Invalid) as refusal:
                place.channel.check(nonsense)
            assert refusal.value.facts["remedy"], nonsense

    def test_no_secret_stands_in_an_error_or_a_log(self, place: Place, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        texts: list[str] = []

        place.channel.send(TENANT, a_delivery(place), delivery_id="0197-1", attempt=1)
        for fault in (place.refuse, place.lose_connections):
            fault()
            with pytest.raises((DeliveryRefused, ChannelUnavailable)) as failure:
                place.channel.send(TENANT, a_delivery(place), delivery_id="0197-2", attempt=1)
            texts += messages_of(failure.value)
        for nonsense in place.nonsense:
            with pytest.raises(Invalid) as refusal:
                place.channel.check(nonsense)
            texts += messages_of(refusal.value)

        texts += [record.getMessage() for record in caplog.records]
        texts += [str(record.exc_info[1]) for record in caplog.records if record.exc_info]
        assert [text for text in texts if any(secret in text for secret in place.secrets)] == []


def a_message(title: str = "OPP-7 is won", **changes: Any) -> Message:
    return Message(title=title, body="Well done.", reason="The opportunity is yours.", **changes)


def a_delivery(place: Place, *messages: Message, **changes: Any) -> Delivery:
    return Delivery(
        channel=place.channel.name,
        address=place.address,
        messages=messages or [a_message(urgency=Urgency.INFO)],
        why="You chose to hear of it this way.",
        **changes,
    )


def messages_of(error: BaseException | None) -> list[str]:
    """The error's sentence and those of what caused it."""
    messages: list[str] = []
    while error is not None:
        messages += [str(error), repr(error)]
        error = error.__cause__
    return messages
