"""Live updates: the feed, and the WebSocket endpoint that sends it to clients."""

from typing import TYPE_CHECKING

from crm_adapters.live.factory import live_endpoint, live_server, live_tokens, signal_of
from crm_adapters.live.feed import SqlLiveFeed
from crm_adapters.live.settings import LiveSettings, SignalKind
from crm_adapters.live.signal import NoSignal, Signal
from crm_adapters.live.work import FollowedWork

if TYPE_CHECKING:
    from crm_adapters.live.app import LiveEndpoint
    from crm_adapters.live.server import LiveServer

__all__ = [
    "FollowedWork",
    "LiveEndpoint",
    "LiveServer",
    "LiveSettings",
    "NoSignal",
    "Signal",
    "SignalKind",
    "SqlLiveFeed",
    "live_endpoint",
    "live_server",
    "live_tokens",
    "signal_of",
]
