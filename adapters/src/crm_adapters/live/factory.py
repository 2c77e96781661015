"""Creates tokens, endpoint, server and signal from the settings; code of extras is imported only here."""

from functools import partial
from typing import TYPE_CHECKING

from crm_adapters.extras import extra
from crm_adapters.live.postgres_signal import PostgresSignal
from crm_adapters.live.settings import LiveSettings, SignalKind
from crm_adapters.live.signal import NoSignal, Signal
from crm_adapters.loops import Loops
from crm_adapters.storage import Database
from crm_core.errors import Invalid
from crm_operations.live_updates import LiveFeed

if TYPE_CHECKING:
    from crm_adapters.live.app import LiveEndpoint
    from crm_adapters.live.server import LiveServer
    from crm_adapters.live.tokens import LiveTokens

_REDIS, _NATS = "redis://127.0.0.1:6379", "nats://127.0.0.1:4222"


def signal_of(settings: LiveSettings, database: Database, loops: Loops | None = None) -> Signal:
    """Raises Invalid for PostgreSQL's on another database, and without the extra it takes."""
    kind = settings.signal
    if kind is SignalKind.AUTO:
        kind = SignalKind.POSTGRES if database.kind == "postgresql" else SignalKind.POLL
    match kind:
        case SignalKind.POSTGRES:
            if database.kind != "postgresql":
                remedy = "take redis, nats or poll"
                raise Invalid.field("live.signal", f"a {database.kind} database has no postgres signal", remedy)
            return PostgresSignal(database.url, settings.signal_channel)
        case SignalKind.REDIS:
            return _remote_signal(settings, "redis", "live-redis", loops)
        case SignalKind.NATS:
            return _remote_signal(settings, "nats", "broker", loops)
        case _:
            return NoSignal()


def live_tokens(settings: LiveSettings) -> "LiveTokens":
    """Raises Invalid without a secret, or without the extra."""
    with extra("live"):
        from crm_adapters.live.tokens import LiveTokens
    return LiveTokens(settings)


def live_endpoint(feed: LiveFeed, signal: Signal, settings: LiveSettings, loops: Loops | None = None) -> "LiveEndpoint":
    """Raises Invalid without a secret, or without the extra."""
    with extra("live"):
        from crm_adapters.live.app import LiveEndpoint
        from crm_adapters.live.hub import LiveHub
    return LiveEndpoint(LiveHub(feed, signal, settings, loops), live_tokens(settings), settings)


def live_server(endpoint: "LiveEndpoint", settings: LiveSettings) -> "LiveServer":
    """A server that listens already. Raises OSError where it cannot, Invalid without the extra."""
    with extra("live"):
        from crm_adapters.live.server import LiveServer
    return LiveServer(endpoint.app(), settings)


def _remote_signal(settings: LiveSettings, library: str, extra_name: str, loops: Loops | None) -> Signal:
    with extra(extra_name, field="live"):
        __import__(library)
        from crm_adapters.live.remote_signal import RemoteSignal
    from crm_adapters.live.pubsub import connect_nats, connect_redis

    take, usual = (connect_redis, _REDIS) if library == "redis" else (connect_nats, _NATS)
    timeout = settings.signal_timeout_seconds
    return RemoteSignal(partial(take, settings.signal_url or usual, settings.signal_channel, timeout), timeout, loops)
