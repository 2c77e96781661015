"""What is made of the settings; whatever comes with an extra is loaded only here."""

from functools import partial
from typing import TYPE_CHECKING

from crm_adapters.live.bell import Bell, SilentBell
from crm_adapters.live.postgres_bell import PostgresBell
from crm_adapters.live.settings import BellKind, LiveSettings
from crm_adapters.loops import Loops
from crm_adapters.storage import Database
from crm_core.errors import Invalid
from crm_operations.live_updates import LiveFeed

if TYPE_CHECKING:
    from crm_adapters.live.app import LiveEndpoint
    from crm_adapters.live.server import LiveServer
    from crm_adapters.live.tokens import LiveTokens

_REDIS, _NATS = "redis://127.0.0.1:6379", "nats://127.0.0.1:4222"


def bell_of(settings: LiveSettings, database: Database, loops: Loops | None = None) -> Bell:
    """Raises Invalid for PostgreSQL's on another database, and without the extra it takes."""
    kind = settings.bell
    if kind is BellKind.AUTO:
        kind = BellKind.POSTGRES if database.kind == "postgresql" else BellKind.POLL
    match kind:
        case BellKind.POSTGRES:
            if database.kind != "postgresql":
                remedy = "take redis, nats or poll"
                raise Invalid.field("live.bell", f"a {database.kind} database has no postgres bell", remedy)
            return PostgresBell(database.url, settings.bell_channel)
        case BellKind.REDIS:
            return _remote_bell(settings, "redis", "live-redis", loops)
        case BellKind.NATS:
            return _remote_bell(settings, "nats", "broker", loops)
        case _:
            return SilentBell()


def live_tokens(settings: LiveSettings) -> "LiveTokens":
    """Raises Invalid without a secret, or without the extra."""
    try:
        from crm_adapters.live.tokens import LiveTokens
    except ModuleNotFoundError as cause:
        raise _not_installed(cause, "live") from cause
    return LiveTokens(settings)


def live_endpoint(feed: LiveFeed, bell: Bell, settings: LiveSettings, loops: Loops | None = None) -> "LiveEndpoint":
    """Raises Invalid without a secret, or without the extra."""
    try:
        from crm_adapters.live.app import LiveEndpoint
        from crm_adapters.live.hub import LiveHub
    except ModuleNotFoundError as cause:
        raise _not_installed(cause, "live") from cause
    return LiveEndpoint(LiveHub(feed, bell, settings, loops), live_tokens(settings), settings)


def live_server(endpoint: "LiveEndpoint", settings: LiveSettings) -> "LiveServer":
    """Listening already. Raises OSError where it cannot, Invalid without the extra."""
    try:
        from crm_adapters.live.server import LiveServer
    except ModuleNotFoundError as cause:
        raise _not_installed(cause, "live") from cause
    return LiveServer(endpoint.app(), settings)


def _remote_bell(settings: LiveSettings, library: str, extra: str, loops: Loops | None) -> Bell:
    try:
        __import__(library)
        from crm_adapters.live.remote_bell import RemoteBell
    except ModuleNotFoundError as cause:
        raise _not_installed(cause, extra) from cause
    from crm_adapters.live.ropes import nats_rope, redis_rope

    take, usual = (redis_rope, _REDIS) if library == "redis" else (nats_rope, _NATS)
    timeout = settings.bell_timeout_seconds
    return RemoteBell(partial(take, settings.bell_url or usual, settings.bell_channel, timeout), timeout, loops)


def _not_installed(cause: ModuleNotFoundError, extra: str) -> Invalid:
    return Invalid.field("live", f"{cause.name} is not installed", f"pip install 'crm-adapters[{extra}]'")
