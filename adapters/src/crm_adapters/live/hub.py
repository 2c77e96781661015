"""The newest updates of each tenant that somebody watches, read once for all who do."""

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
    """An update, written once for all who get it."""

    sequence: int
    topic: str
    user_id: str | None
    text: str


class TenantNews:
    """A window on the end of one tenant's feed: each reader goes along it at its own pace, so none costs memory."""

    def __init__(self, tenant_id: str, feed: LiveFeed, settings: LiveSettings, loop: Loop) -> None:
        """``loop`` is that of reading the feeds of all tenants."""
        self.tenant_id = tenant_id
        self.last = -1
        """The sequence the window goes up to; nothing was read yet, if negative."""
        self.awake: set[asyncio.Event] = set()
        """Of its readers, to be set when there is more."""
        self._feed = feed
        self._settings = settings
        self._loop = loop
        self._window: list[Frame] = []
        self._notified = asyncio.Event()
        self._opening = asyncio.Lock()

    async def open(self) -> None:
        """Begins where the feed ends now. Raises Unavailable."""
        async with self._opening:
            if self.last < 0:
                self.last = await asyncio.to_thread(self._feed.last, self.tenant_id)
                # What was appended and signalled meanwhile was not read.
                self._notified.set()

    def notify(self, last: int | None = None) -> None:
        """There may be more, up to this sequence."""
        if last is None or last > self.last:
            self._notified.set()

    def beyond(self, sequence: int) -> Sequence[Frame] | None:
        """The next few; none at the end; None where the window does not reach back so far."""
        behind = self.last - sequence
        if behind <= 0:
            return ()
        start = len(self._window) - behind
        return None if start < 0 else self._window[start : start + self._settings.turn]

    async def older(self, sequence: int) -> Sequence[Frame] | None:
        """The next few out of the feed; None where some were forgotten. Raises Unavailable."""
        frames = await self._read(sequence)
        return frames if frames and frames[0].sequence == sequence + 1 else None

    async def end(self) -> int:
        """Where the feed itself ends. Raises Unavailable."""
        return await asyncio.to_thread(self._feed.last, self.tenant_id)

    async def follow(self) -> None:
        """However often it rang meanwhile, the feed is read once."""
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
        """Longer each time, but no longer than the feed would be looked at anyway."""
        _log.warning("live.feed_failed", tenant=self.tenant_id, error=type(failure).__name__)
        longest = self._settings.check_seconds
        await asyncio.sleep(await asyncio.to_thread(self._loop.failed, failure, longest_pause=longest))

    async def _read_on(self) -> bool:
        """Whether there may be more; reads nothing before it is known where to begin."""
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
    """Works while somebody is connected: waits for the signal, and reads the feeds now and then without one."""

    def __init__(self, feed: LiveFeed, signal: Signal, settings: LiveSettings, loops: Loops | None = None) -> None:
        self._loops = loops or Loops()
        self._feed = feed
        self._signal = signal
        self._settings = settings
        self._news: dict[str, tuple[TenantNews, asyncio.Task[None]]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def join(self, tenant_id: str, awake: asyncio.Event) -> TenantNews:
        """To be left again. Raises Unavailable."""
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
        """Rings may have been lost."""
        for news, _ in self._news.values():
            news.notify()


def _frame(update: LiveUpdate) -> Frame:
    is_personal = "true" if update.user_id is not None else "false"
    text = (
        f'{{"type":"update","id":{update.sequence},"topic":"{update.topic}","at":"{update.at.isoformat()}",'
        f'"personal":{is_personal},"data":{update.body}}}'
    )
    return Frame(update.sequence, update.topic, update.user_id, text)
