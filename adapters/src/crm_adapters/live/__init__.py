"""Live updates: the feed of what happens, and the WebSocket endpoint that tells it to whoever watches."""

from typing import TYPE_CHECKING

from crm_adapters.live.bell import Bell, SilentBell
from crm_adapters.live.feed import SqlLiveFeed
from crm_adapters.live.opening import bell_of, live_endpoint, live_server, live_tokens
from crm_adapters.live.settings import BellKind, LiveSettings

if TYPE_CHECKING:
    from crm_adapters.live.app import LiveEndpoint
    from crm_adapters.live.server import LiveServer

__all__ = [
    "Bell",
    "BellKind",
    "LiveEndpoint",
    "LiveServer",
    "LiveSettings",
    "SilentBell",
    "SqlLiveFeed",
    "bell_of",
    "live_endpoint",
    "live_server",
    "live_tokens",
]
