"""One-line texts that all channels share."""

from crm_adapters.notifiers.channels.channel import Delivery
from crm_core.texts import fit
from crm_operations.providers import Urgency

LONGEST_LINE = 500


def one_line(text: str, limit: int = LONGEST_LINE) -> str:
    """No line break gets into a header, and nothing else that cannot be shown; the joiners of scripts and emoji do."""
    return " ".join(fit(text, limit).replace("\ufffd", " ").split())


def headline(delivery: Delivery) -> str:
    """The title of the first message, and how many there are besides."""
    first, *others = (one_line(message.title) for message in delivery.messages)
    return f"{first} (+{len(others)})" if others else first


def most_urgent(delivery: Delivery) -> Urgency:
    """The highest urgency among the messages."""
    return max((message.urgency for message in delivery.messages), key=list(Urgency).index)
