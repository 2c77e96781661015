"""The newest updates of each tenant with connected readers, read once for all of them."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import structlog

from crm_adapters.live.settings import LiveSettings
from crm_adapters.live.signal import NoSignal, Signal
from crm_adapters.loops import Loop, Loops
from crm_operations.live_updates import LiveFeed, LiveUpdate

_log = structlog.get_logger(__name__)


class Frame(NamedTuple):
    """An update, encoded once for all readers."""

    sequence: int
    topic: str
    user_id: str | None
    text: str


class TenantNews:
    """The newest updates of one tenant's feed, shared by its readers, of which each stores its own position only."""

    def __init__(self, tenant_id: str, feed: LiveFeed, settings: LiveSettings, loop: Loop) -> None:
        """``loop`` is the one loop that reads the feeds of all tenants."""
        self.tenant_id = tenant_id
        self.last = -1
        """The last sequence of the window; negative before the first reading."""
        self.awake: set[asyncio.Event] = set()
        """Of its readers, to be set when there is more."""
        self._feed = feed
        self._settings = settings
        self._loop = loop
        self._window: list[Frame] = []
        self._notified = asyncio.Event()
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        """Starts at the current end of the feed. Raises Unavailable."""
        async with self._opening:
            if self.last < 0:
                self.last = await asyncio.to_thread(self._feed.last, self.tenant_id)
                # Updates appended and signalled meanwhile are not read yet.
                self._notified.set()

    def notify(self, last: int | None = None) -> None:
        """Notes that the feed may have grown up to this sequence."""
        if last is None or last > self.last:
            self._notified.set()

    def beyond(self, sequence: int) -> Sequence[Frame] | None:
        """The next updates; empty at the end; None where the position is older than the window."""
        behind = self.last - sequence
        if behind <= 0:
            return ()
        start = len(self._window) - behind
        return None if start < 0 else self._window[start : start + self._settings.turn]

    async def older(self, sequence: int) -> Sequence[Frame] | None:
        """The next updates, read from the feed; None where some were deleted. Raises Unavailable."""
        frames = await self._read(sequence)
        return frames if frames and frames[0].sequence == sequence + 1 else None

    async def end(self) -> int:
        """The last sequence of the feed. Raises Unavailable."""
        return await asyncio.to_thread(self._feed.last, self.tenant_id)

    async def follow(self) -> None:
        """Reads the feed after each signal; several signals meanwhile cause one reading."""
        while True:
            await self._notified.wait()
            self._notified.clear()
            try:
                while await self._read_on():
                    pass
            except Exception as failure:  # noqa: BLE001  the database may be away; readers stay, and miss nothing
                await self._wait_after(failure)
                self._notified.set()
            else:
                if self._loop.failing is not None:
                    await asyncio.to_thread(self._loop.succeeded)

    async def _wait_after(self, failure: Exception) -> None:
        """Seconds to wait after a failure: longer each time, up to the interval at which the feed is polled."""
        _log.warning("live.feed_failed", tenant=self.tenant_id, error=type(failure).__name__)
        longest = self._settings.check_seconds
        await asyncio.sleep(await asyncio.to_thread(self._loop.failed, failure, longest_pause=longest))

    async def _read_on(self) -> bool:
        """Reads on, and answers whether there may be more; reads nothing before the start is known."""
        if self.last < 0:
            return False
        frames = await self._read(self.last)
        if not frames:
            return False
        if frames[0].sequence != self.last + 1:
            self._window.clear()
        self._window.extend(frames)
        self.last = frames[-1].sequence
        if len(self._window) > 2 * self._settings.window:
            del self._window[: -self._settings.window]
        for event in self.awake:
            event.set()
        return len(frames) == self._settings.page

    async def _read(self, after: int) -> Sequence[Frame]:
        updates = await asyncio.to_thread(self._feed.read, self.tenant_id, after, self._settings.page)
        return [_frame(update) for update in updates]


class LiveHub:
    """Serves connected readers: reads the feeds at each signal, and polls them in case a signal is lost."""

    def __init__(self, feed: LiveFeed, signal: Signal, settings: LiveSettings, loops: Loops | None = None) -> None:
        self._loops = loops or Loops()
        self._feed = feed
        self._signal = signal
        self._settings = settings
        self._news: dict[str, tuple[TenantNews, asyncio.Task[None]]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self, tenant_id: str, awake: asyncio.Event) -> TenantNews:
        """Adds a reader, who must ``leave`` later. Raises Unavailable."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._check())]
        if tenant_id not in self._news:
            news = TenantNews(tenant_id, self._feed, self._settings, self._loops.named("live feed"))
            self._news[tenant_id] = news, asyncio.create_task(news.follow())
        news, _ = self._news[tenant_id]
        news.awake.add(awake)
        try:
            await news.open()
        except BaseException:
            self.leave(news, awake)
            raise
        return news

    def leave(self, news: TenantNews, awake: asyncio.Event) -> None:
        news.awake.discard(awake)
        if not news.awake:
            _, reading = self._news.pop(news.tenant_id)
            reading.cancel()
        if not self._news:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    async def _listen(self) -> None:
        loop = self._loops.named("live signal")

        def on_subscribed() -> None:
            self._notify_all()
            if loop.failing is not None:
                asyncio.get_running_loop().run_in_executor(None, loop.succeeded)

        while True:
            pause = self._settings.check_seconds
            try:
                await self._signal.listen(on_subscribed, self._on_signal)
            except Exception as failure:  # noqa: BLE001  whatever its library raises: it is tried again
                _log.warning("live.signal_broke", error=type(failure).__name__)
                pause = max(pause, await asyncio.to_thread(loop.failed, failure))
            await asyncio.sleep(pause)

    async def _check(self) -> None:
        alone = isinstance(self._signal, NoSignal)
        while True:
            await asyncio.sleep(self._settings.poll_seconds if alone else self._settings.check_seconds)
            self._notify_all()

    def _on_signal(self, tenant_id: str, last: int) -> None:
        if tenant_id in self._news:
            self._news[tenant_id][0].notify(last)

    def _notify_all(self) -> None:
        """Has every feed read, since signals may have been lost."""
        for news, _ in self._news.values():
            news.notify()


def _frame(update: LiveUpdate) -> Frame:
    is_personal = "true" if update.user_id is not None else "false"
    text = (
        f'{{"type":"update","id":{update.sequence},"topic":"{update.topic}","at":"{update.at.isoformat()}",'
        f'"personal":{is_personal},"data":{update.body}}}'
    )
    return Frame(update.sequence, update.topic, update.user_id, text)
