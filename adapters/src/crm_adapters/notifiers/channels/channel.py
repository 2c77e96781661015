"""What brings a message to an address outside: one class for each channel, and the words it may fail with."""

from collections.abc import Sequence
from typing import Protocol, Self

from crm_core.errors import Refused, Unavailable
from crm_core.texts import fit
from crm_core.values import Utc, Value
from crm_operations.providers import Message

LONGEST_PROBLEM = 1_000
"""Characters of what the other side said that are kept, whatever it said."""


class Delivery(Value):
    """One message, or those of a digest, on their way to one address."""

    channel: str
    address: str
    """As the channel understands it: an e-mail address, an Apprise URL, a push subscription."""
    address_id: str | None = None
    user_id: str | None = None
    """Whom it is for; nobody in particular, if None."""
    messages: Sequence[Message]
    due: Utc | None = None
    """What a reminder reminds of."""
    locale: str = "en"
    timezone: str = "UTC"
    """Of the reader, for every moment the text names."""
    why: str
    """Why it comes by this channel; why it was sent at all stands in the message."""


class Channel(Protocol):
    """Told the same ``delivery_id`` again, the same message may have arrived before: pass the id on where one can."""

    @property
    def name(self) -> str: ...

    def check(self, address: str) -> None:
        """Raises Invalid for an address that can never work, naming the remedy."""
        ...

    def send(self, tenant_id: str, delivery: Delivery, *, delivery_id: str, attempt: int) -> None:
        """``attempt`` counts from 1. Raises ChannelUnavailable, DeliveryRefused, AddressGone."""
        ...


class ChannelUnavailable(Unavailable):
    """Trying again may help, not before the seconds it asked for."""

    @classmethod
    def because_it_did_not_take_it(cls, channel: str, problem: str, retry_after_seconds: float | None = None) -> Self:
        facts = {
            "channel": channel,
            "problem": fit(problem, LONGEST_PROBLEM),
            "retry_after_seconds": retry_after_seconds,
        }
        return cls("{channel} did not take it: {problem}", facts)


class DeliveryRefused(Refused):
    """Trying again would not help; the address itself may be good."""

    @classmethod
    def because_of(cls, channel: str, problem: str) -> Self:
        return cls("{channel} refused it: {problem}", {"channel": channel, "problem": fit(problem, LONGEST_PROBLEM)})


class AddressGone(DeliveryRefused):
    """Nothing shall be sent there again."""
