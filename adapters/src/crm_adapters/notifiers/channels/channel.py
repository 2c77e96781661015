"""The Protocol of channels, which deliver messages to addresses outside, and the errors they raise."""

from collections.abc import Sequence
from typing import Protocol, Self

from crm_core.errors import Refused, Unavailable
from crm_core.texts import fit
from crm_core.values import Utc, Value
from crm_operations.providers import Message

LONGEST_PROBLEM = 1_000
"""The most characters stored of the other system's response."""


class Delivery(Value):
    """One message, or those of a digest, for one address."""

    channel: str
    address: str
    """As the channel understands it: an e-mail address, an Apprise URL, a push subscription."""
    address_id: str | None = None
    user_id: str | None = None
    """The recipient's user id; None for nobody in particular."""
    messages: Sequence[Message]
    due: Utc | None = None
    """What a reminder reminds of."""
    locale: str = "en"
    timezone: str = "UTC"
    """Of the reader, for every moment the text names."""
    why: str
    """Why it is sent by this channel; the message says why it was sent at all."""


class Channel(Protocol):
    """Delivers messages by one means, such as e-mail.

    The same ``delivery_id`` may be sent again after a lost answer: pass it on where the other side can drop a
    repetition.
    """

    @property
    def name(self) -> str:
        """Unique among the configured channels; preferences and addresses name it."""
        ...

    def check(self, address: str) -> None:
        """Raises Invalid for an address that can never work, with the remedy; makes no call."""
        ...

    def send(self, tenant_id: str, delivery: Delivery, *, delivery_id: str, attempt: int) -> None:
        """Delivers to ``delivery.address``; ``attempt`` counts from 1.

        Raises ChannelUnavailable, which is retried; DeliveryRefused, which is not; AddressGone, which also
        disables the address.
        """
        ...


class ChannelUnavailable(Unavailable):
    """A later attempt may succeed, not before ``retry_after_seconds``."""

    @classmethod
    def because_it_did_not_take_it(cls, channel: str, problem: str, retry_after_seconds: float | None = None) -> Self:
        facts = {
            "channel": channel,
            "problem": fit(problem, LONGEST_PROBLEM),
            "retry_after_seconds": retry_after_seconds,
        }
        return cls("{channel} did not take it: {problem}", facts)


class DeliveryRefused(Refused):
    """A later attempt would fail too; the address itself may be good."""

    @classmethod
    def because_of(cls, channel: str, problem: str) -> Self:
        return cls("{channel} refused it: {problem}", {"channel": channel, "problem": fit(problem, LONGEST_PROBLEM)})


class AddressGone(DeliveryRefused):
    """The address no longer exists, so it is disabled."""
