"""How many connections a server holds: readers it knows, and a few strangers who have yet to say who they are."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Places:
    """Of one event loop. A stranger who comes when there are enough takes the place of the one there longest."""

    def __init__(self, readers: int, strangers: int) -> None:
        self._most_readers = readers
        self._most_strangers = strangers
        self._readers = 0
        self._strangers: deque[asyncio.Event] = deque()

    @contextmanager
    def for_stranger(self) -> Iterator[asyncio.Event]:
        """The event is set when another stranger is to have the place."""
        displaced = asyncio.Event()
        self._strangers.append(displaced)
        if len(self._strangers) > self._most_strangers:
            self._strangers.popleft().set()
        try:
            yield displaced
        finally:
            if displaced in self._strangers:
                self._strangers.remove(displaced)

    @contextmanager
    def for_reader(self) -> Iterator[bool]:
        """Whether there is one."""
        if self._readers >= self._most_readers:
            yield False
            return
        self._readers += 1
        try:
            yield True
        finally:
            self._readers -= 1
