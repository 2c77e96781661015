"""Wires live updates: what is written into the feed, and the endpoint that clients connect to."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING

from crm_adapters.live import FollowedWork, LiveSettings, SqlLiveFeed, live_endpoint, live_server, live_tokens
from crm_adapters.live import Signal as LiveSignal
from crm_adapters.loops import Loops
from crm_adapters.notifiers import InboxEntry
from crm_adapters.relay import EVERY_EVENT, Handlers
from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_operations.live_updates import LiveNews
from crm_operations.operation import ONES_OWN, inward, reads
from crm_operations.work_queue import EVERYTHING_READ, MINE, WorkChange, WorkQuery, WorkQueueCoordinator

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.routing import WebSocketRoute

    from crm_adapters.live import LiveEndpoint, LiveServer


class LiveUpdates:
    """What an application that serves live updates needs; only that takes the extra ``live``."""

    def __init__(
        self,
        feed: SqlLiveFeed,
        signal: LiveSignal,
        settings: LiveSettings,
        dashboard: WorkQueueCoordinator,
        clock: Clock,
        loops: Loops,
    ) -> None:
        self._feed = feed
        self._signal = signal
        self._settings = settings
        self._dashboard = dashboard
        self._clock = clock
        self._loops = loops

    @reads(ONES_OWN)
    def token(self, actor: Actor) -> str:
        """A token by which the actor's client authenticates for a while. Raises Invalid without a secret."""
        return live_tokens(self._settings).mint(actor)

    @inward("it reads the queue again and again", Permission.LEAD_READ, further=EVERYTHING_READ)
    def work(self, actor: Actor, stop: Event, query: WorkQuery = MINE) -> Iterator[Sequence[WorkChange]]:
        """What waits, all of it as entered, and from then on what enters, leaves or changes, until told to stop.

        Raises Invalid while nothing is written into the feed.
        """
        self._require_feed()
        return FollowedWork(self._feed, self._dashboard, self._settings).follow(actor, query, stop)

    @property
    def route(self) -> "WebSocketRoute":
        """The endpoint as a route of another Starlette application. Raises Invalid."""
        return self._endpoint.route()

    @property
    def app(self) -> "Starlette":
        """The endpoint alone. Raises Invalid without a secret, or while nothing is written into the feed."""
        return self._endpoint.app()

    def server(self) -> "LiveServer":
        """Listens already. Raises Invalid as ``app``, and OSError where it cannot listen."""
        return live_server(self._endpoint, self._settings)

    def forget_what_is_old(self) -> int:
        """Deletes old updates in the feeds of all tenants, and answers how many."""
        return self._feed.forget_of_all(self._clock.now() - timedelta(days=self._settings.retention_days))

    def close(self) -> None:
        self._signal.close()

    @cached_property
    def _endpoint(self) -> "LiveEndpoint":
        self._require_feed()
        return live_endpoint(self._feed, self._signal, self._settings, self._loops)

    def _require_feed(self) -> None:
        if not self._settings.enabled:
            problem = "what happens is not written into the feed"
            raise Invalid.field("live.enabled", problem, "set CRM_LIVE__ENABLED=1 wherever crm runs")


class InboxNews:
    """Writes messages that reach an inbox into the feed at once."""

    def __init__(self, news: LiveNews) -> None:
        self._news = news

    def __call__(self, tenant_id: str, entries: Sequence[InboxEntry], delivery_id: str, due: datetime | None) -> None:
        messages = {entry.user_id: entry.message for entry in entries}
        self._news.alert(tenant_id, messages, delivery_id=delivery_id, due=due)


def inbox_news(news: LiveNews, settings: LiveSettings) -> InboxNews | None:
    return InboxNews(news) if settings.enabled else None


def with_live_news(handlers: Handlers, news: LiveNews, settings: LiveSettings) -> Handlers:
    """The handlers, which write every event into the feed too."""
    if settings.enabled:
        handlers.handle(EVERY_EVENT, "live", news.announce, local=True)
    return handlers
