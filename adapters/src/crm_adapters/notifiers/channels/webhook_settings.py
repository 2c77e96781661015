"""Settings for posts to addresses that users enter: webhooks and Slack."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import Field

from crm_core.values import Value


class HttpPostSettings(Value):
    """Which networks may be reached, and the time limit."""

    timeout_seconds: Annotated[float, Field(gt=0)] = 10.0
    """For a delivery as a whole; it must fit into half of ``operations.relay.lease_seconds``.

    Looking up the name counts, but is not broken off: it takes as long as the system lets it.
    """
    allow_private: bool = False
    """Whether addresses may be private, and plain http."""
    allowed_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """The private networks that may be reached: ``["10.1.0.0/16"]``."""
    ca_file: Path | None = None
    """A file of trusted certificates in PEM, instead of the authorities known to the HTTP client."""


class WebhookSettings(HttpPostSettings):
    """``[webhooks]``, or ``CRM_WEBHOOKS__...``."""

    secret_overlap_hours: Annotated[float, Field(ge=0)] = 24.0
    """How long deliveries are signed with the former secret too, after a rotation."""
    disable_after: Annotated[int, Field(ge=1)] = 20
    """After so many failed deliveries in a row an endpoint is disabled."""


class SlackSettings(HttpPostSettings):
    """``[notifications.slack]``, or ``CRM_NOTIFICATIONS__SLACK__...``."""

    base_url: str = "https://hooks.slack.com"
    """How the address of every incoming webhook begins."""
