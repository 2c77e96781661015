"""What every channel says in one line."""

from crm_adapters.notifiers.channel import Delivery
from crm_operations.providers import Urgency


def one_line(text: str) -> str:
    """No line break gets into a header, and nothing else that does not print."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def headline(delivery: Delivery) -> str:
    """The title of the first message, and how many there are besides."""
    first, *others = (one_line(message.title) for message in delivery.messages)
    return f"{first} (+{len(others)})" if others else first


def most_urgent(delivery: Delivery) -> Urgency:
    """As the reader's device should take it."""
    return max((message.urgency for message in delivery.messages), key=list(Urgency).index)
