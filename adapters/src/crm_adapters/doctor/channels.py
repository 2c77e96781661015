"""The channels messages go out by: each says itself whether it could send, and sends nothing."""

from collections.abc import Callable, Mapping, Sequence

from crm_adapters.doctor.subject import Check, Subject
from crm_operations.providers import Finding


def channels_own_checks(subject: Subject) -> Mapping[str, Check]:
    """By the channel's name, of those who can tell."""
    channels = subject.crm.container.partners.channels()
    return {name: _asking(channel.examine) for name, channel in channels.items() if hasattr(channel, "examine")}


def _asking(examine: Callable[[], Sequence[Finding]]) -> Check:
    return lambda _: examine()
