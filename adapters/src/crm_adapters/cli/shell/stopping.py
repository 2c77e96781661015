"""Signals that stop commands which run until stopped."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_KILLED = 128
"""What shells add to the number of the signal that ended a command."""


@contextmanager
def stop_requested() -> Iterator[threading.Event]:
    """Set by the first SIGTERM or SIGINT; the second one ends the process as it is."""
    stop = threading.Event()
    received: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if received:
            os._exit(_KILLED + number)
        received.append(number)
        # From a thread, since this one may hold the very lock that setting the event takes.
        threading.Thread(target=stop.set).start()

    former = {each: signal.signal(each, handle) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)
