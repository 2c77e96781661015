"""Follows a work queue over the feed: it is read again after updates that may have moved it, and as time passes."""

import time
from collections.abc import Iterator, Sequence
from threading import Event

from crm_adapters.live.settings import LiveSettings
from crm_core.actor import Actor
from crm_operations.live_updates import LiveFeed, Subscription
from crm_operations.work_queue import WORK_TOPICS, WorkChange, WorkItem, WorkQuery, WorkQueueCoordinator, work_changes

PAGE = 1_000


class FollowedWork:
    """What is there first, as entered; then, each time, what entered, left or changed."""

    def __init__(self, feed: LiveFeed, queue: WorkQueueCoordinator, settings: LiveSettings) -> None:
        self._feed = feed
        self._queue = queue
        self._settings = settings

    def follow(self, actor: Actor, query: WorkQuery, stop: Event) -> Iterator[Sequence[WorkChange]]:
        """Ends when it is told to stop. Raises NotPermitted, Invalid, Unavailable."""
        subscription = Subscription(actor=actor, topics=WORK_TOPICS)
        known: list[WorkItem] = []
        position = self._feed.last(actor.tenant_id)  # before the queue is read, so that nothing is missed
        is_first = True
        while not stop.is_set():
            found = list(self._whole(actor, query))
            moved = list(work_changes(known, found))
            if moved or is_first:
                yield moved
            known, is_first = found, False
            position = self._moved(subscription, position, stop)

    def _whole(self, actor: Actor, query: WorkQuery) -> Iterator[WorkItem]:
        """Every page of it."""
        page = query.model_copy(update={"limit": PAGE})
        while found := self._queue.pending(actor, page):
            yield from found
            page = page.model_copy(update={"after": found[-1].place})

    def _moved(self, subscription: Subscription, position: int, stop: Event) -> int:
        """The place in the feed of an update that may have moved the queue, or where nothing did for a while."""
        until = time.monotonic() + self._settings.work_seconds
        while not stop.is_set():
            updates = self._feed.read(subscription.actor.tenant_id, position, PAGE)
            if updates:
                position = updates[-1].sequence
            if any(subscription.wants(update.topic, update.user_id) for update in updates):
                break
            left = until - time.monotonic()
            if left <= 0 or stop.wait(min(self._settings.poll_seconds, left)):
                break
        return position
