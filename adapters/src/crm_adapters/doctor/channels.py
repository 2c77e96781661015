"""Checks of the channels: each checks itself whether it could send, and sends nothing."""

from collections.abc import Callable, Mapping, Sequence

from crm_adapters.doctor.check_context import Check, CheckContext
from crm_operations.providers import CheckResult


def channels_own_checks(context: CheckContext) -> Mapping[str, Check]:
    """The checks that channels offer, by the channel's name."""
    channels = context.crm.container.partners.channels()
    return {name: _asking(channel.examine) for name, channel in channels.items() if hasattr(channel, "examine")}


def _asking(examine: Callable[[], Sequence[CheckResult]]) -> Check:
    return lambda _: examine()
