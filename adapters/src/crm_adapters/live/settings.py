"""Settings of live updates."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, SecretStr

from crm_core.values import Value
from crm_core.vocabulary import written


class SignalKind(StrEnum):
    AUTO = "auto"
    """PostgreSQL's NOTIFY where that is the database, else frequent polling."""
    POSTGRES = "postgres"
    REDIS = "redis"
    NATS = "nats"
    POLL = "poll"


class LiveSettings(Value):
    """Settings of live updates: ``[live]``, or ``CRM_LIVE__...``."""

    enabled: bool = False
    """Whether events are written into the feed."""
    retention_days: Annotated[int, Field(ge=1)] = 7
    """How long updates are stored, so that a reader who reconnects by then has no gap."""
    signal: SignalKind = SignalKind.AUTO
    signal_url: str | None = None
    """Where Redis or NATS is; without one, where it usually is on this machine."""
    signal_channel: Annotated[
        str, written("[a-z0-9_]{1,60}", "it is no name of a channel", "use up to 60 of a to z, digits and _")
    ] = "crm_live"
    signal_timeout_seconds: Annotated[float, Field(gt=0)] = 2.0
    poll_seconds: Annotated[float, Field(gt=0)] = 0.5
    """How often the feed is read without a signal."""
    work_seconds: Annotated[float, Field(gt=0)] = 60.0
    """How often a work queue that is followed is read without news, for what time alone puts into it."""
    check_seconds: Annotated[float, Field(gt=0)] = 5.0
    """How often it is read besides, in case a signal is lost; and the pause before a broken signal is tried again."""

    secret: SecretStr | None = None
    """Signs tokens: 32 characters or more, the same on every server."""
    former_secret: SecretStr | None = None
    """The former secret, still accepted until tokens signed with it expire."""
    token_seconds: Annotated[int, Field(ge=1)] = 900

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8765
    path: Annotated[str, written("/.*", "it is no path", "begin it with /")] = "/live"
    origins: tuple[str, ...] = ()
    """Pages that may connect besides those of the same host, such as ``https://crm.example.com``; ``*`` for all."""
    max_connections: Annotated[int, Field(ge=1)] = 5_000
    """The most authenticated readers of one server process."""
    max_strangers: Annotated[int, Field(ge=1)] = 200
    """The most strangers besides; one more displaces the oldest of them."""
    hello_seconds: Annotated[float, Field(gt=0)] = 5.0
    """How long a new connection may take to authenticate and subscribe."""
    heartbeat_seconds: Annotated[float, Field(gt=0)] = 20.0
    patience_seconds: Annotated[float, Field(gt=0)] = 30.0
    """How long a reader may not read before its connection is closed."""
    window: Annotated[int, Field(ge=1)] = 2_000
    """The newest updates of a tenant kept in memory, for all its readers; a reader behind them reads the feed."""
    page: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Updates read from the feed by one statement."""
    turn: Annotated[int, Field(ge=1)] = 64
    """Updates sent to one reader before the next reader's turn."""
    message_bytes: Annotated[int, Field(ge=1_024)] = 16_384
    """The longest message a reader may send."""
    compress: bool = False
    """Compresses messages, at the cost of processor time."""
    grace_seconds: Annotated[int, Field(ge=0)] = 5
    """How long a stopping server waits for its readers to disconnect."""
