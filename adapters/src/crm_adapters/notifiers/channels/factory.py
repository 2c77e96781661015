"""Creates the channels that a deployment has configured, by name."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple

from crm_adapters.extras import not_installed
from crm_adapters.notifiers.channels.channel import Channel
from crm_adapters.notifiers.channels.settings import ChannelSettings
from crm_adapters.system_clock import SystemClock
from crm_core.clock import Clock


class _Offer(NamedTuple):
    extra: str
    needs: tuple[str, ...]
    make: Callable[[Any, Clock], Channel]


def channels_of(settings: ChannelSettings, clock: Clock | None = None) -> Mapping[str, Channel]:
    """The configured channels; no code of the others is imported.

    Raises Invalid when the extra of a channel is not installed, or for a setting that only the channel understands.
    """
    ours = clock or SystemClock()
    configured = {name: getattr(settings, name) for name in _OFFERS if getattr(settings, name) is not None}
    return {name: _channel(name, its_settings, ours) for name, its_settings in configured.items()}


def _channel(name: str, settings: Any, clock: Clock) -> Channel:
    offer = _OFFERS[name]
    if missing := next((need for need in offer.needs if find_spec(need) is None), None):
        raise not_installed(missing, offer.extra, f"notifications.{name}")
    return offer.make(settings, clock)


def _email(settings: Any, clock: Clock) -> Channel:
    from crm_adapters.notifiers.channels.email_channel import EmailChannel

    return EmailChannel(settings, clock)


def _apprise(settings: Any, _: Clock) -> Channel:
    from crm_adapters.notifiers.channels.apprise_channel import AppriseChannel

    return AppriseChannel(settings)


def _slack(settings: Any, clock: Clock) -> Channel:
    from crm_adapters.notifiers.channels.slack import SlackChannel

    return SlackChannel(settings, clock)


def _web_push(settings: Any, clock: Clock) -> Channel:
    from crm_adapters.notifiers.channels.web_push import WebPushChannel

    return WebPushChannel(settings, clock)


_OFFERS: Mapping[str, _Offer] = {
    "email": _Offer("email", ("babel", "email_validator", "jinja2"), _email),
    "apprise": _Offer("apprise", ("apprise",), _apprise),
    "slack": _Offer("webhooks", ("httpcore", "httpx"), _slack),
    "web_push": _Offer("web-push", ("cryptography", "http_ece", "httpcore", "httpx", "py_vapid"), _web_push),
}
"""Each under the name of its settings."""
