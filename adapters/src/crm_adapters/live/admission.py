"""Limits the connections of a server: authenticated readers, and a few strangers who have not authenticated yet."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Places:
    """The places of one event loop. At the limit, a new stranger displaces the one connected longest."""

    def __init__(self, readers: int, strangers: int) -> None:
        self._most_readers = readers
        self._most_strangers = strangers
        self._readers = 0
        self._strangers: deque[asyncio.Event] = deque()

    @contextmanager
    def for_stranger(self) -> Iterator[asyncio.Event]:
        """The event is set when another stranger displaces this one."""
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
        """Whether a place is free."""
        if self._readers >= self._most_readers:
            yield False
            return
        self._readers += 1
        try:
            yield True
        finally:
            self._readers -= 1
