"""Loops that continue after every error: with a growing pause, and a record of the first moment of failure."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from tenacity import RetryCallState, Retrying, wait_exponential, wait_random

from crm_adapters.system_clock import SystemClock
from crm_core.texts import fit
from crm_core.values import Utc, Value

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds after the first error, and at most."""
LONGEST_ERROR = 500
_SILENCE = timedelta(minutes=5)
"""A loop without a note for so long after its longest pause counts as ended."""
_DOUBLINGS = 30

_log = structlog.get_logger(__name__)


class FailingLoop(Value):
    """A loop that has failed since then; it continues to retry."""

    loop: str
    since: Utc
    failures: int
    """In a row."""
    error: str
    """The last one, with its kind."""


class FailureStore(Protocol):
    """Stores the failures of loops, so that other processes can read them."""

    def note(self, failing: FailingLoop, until: datetime | None) -> None:
        """Stores the failure; it expires at ``until`` unless noted again, and with None only when cleared."""
        ...

    def clear(self, loop: str) -> None: ...


class NoFailureStore:
    """A FailureStore that stores nothing, for loops whose failures only their own process reads."""

    def note(self, failing: FailingLoop, until: datetime | None) -> None:
        pass

    def clear(self, loop: str) -> None:
        pass


class Loop:
    """One loop of this process; its methods may be called from any thread, and never raise."""

    def __init__(self, name: str, store: FailureStore, *, is_scheduled: bool = False) -> None:
        """A scheduled job is run by any process when it is due, and may be due only once a day."""
        self.name = name
        self.failing: FailingLoop | None = None
        self._store = store
        self._is_scheduled = is_scheduled
        self._is_noted = is_scheduled  # perhaps by another process
        self._clock = SystemClock()
        self._lock = threading.Lock()

    def run(self, step: Callable[[], float], stop: threading.Event, *, longest_pause: float = LONGEST_PAUSE) -> None:
        """Runs steps until it is stopped; each answers how many seconds to wait before the next one."""
        while not stop.is_set():
            try:
                pause = step()
            except Exception as error:  # noqa: BLE001  whatever it is: a loop that ends leaves its work undone, unnoticed
                pause = self.failed(error, longest_pause=longest_pause)
            else:
                self.succeeded()
            if pause > 0:
                stop.wait(pause)

    def failed(self, error: BaseException, *, longest_pause: float = LONGEST_PAUSE) -> float:
        """How many seconds to wait before the next try: twice as long each time, with some jitter."""
        with self._lock:
            now = self._clock.now()
            since, failures = (self.failing.since, self.failing.failures) if self.failing else (now, 0)
            failing = FailingLoop(loop=self.name, since=since, failures=failures + 1, error=described(error))
            self.failing = failing
            until = None if self._is_scheduled else now + timedelta(seconds=longest_pause) + _SILENCE
            with suppress(Exception):  # the store itself may be what does not answer
                self._store.note(failing, until)
                self._is_noted = True
        _log.warning("loop.failed", loop=self.name, failures=failing.failures, error=type(error).__name__)
        return pause_after(failing.failures, longest_pause)

    def succeeded(self) -> None:
        with self._lock:
            if self.failing is not None:
                _log.info("loop.recovered", loop=self.name, since=self.failing.since.isoformat())
            self.failing = None
            if self._is_noted:
                with suppress(Exception):  # cleared the next time, if it cannot be now
                    self._store.clear(self.name)
                    self._is_noted = self._is_scheduled


class Loops:
    """The loops of this process, each by its name."""

    def __init__(self, store: FailureStore | None = None) -> None:
        self._store = store or NoFailureStore()
        self._loops: dict[str, Loop] = {}
        self._lock = threading.Lock()

    def named(self, name: str, *, is_scheduled: bool = False) -> Loop:
        """The loop of that name, the same object for every call."""
        with self._lock:
            if name not in self._loops:
                self._loops[name] = Loop(name, self._store, is_scheduled=is_scheduled)
            return self._loops[name]

    @property
    def failing(self) -> tuple[FailingLoop, ...]:
        """The loops that fail now, the longest failing first."""
        with self._lock:
            found = [loop.failing for loop in self._loops.values() if loop.failing is not None]
        return tuple(sorted(found, key=lambda failing: failing.since))


def pause_after(failures: int, longest: float = LONGEST_PAUSE) -> float:
    """Seconds to wait after so many failures in a row."""
    state = RetryCallState(Retrying(), fn=None, args=(), kwargs={})
    state.attempt_number = min(failures, _DOUBLINGS)
    wait = wait_exponential(multiplier=FIRST_PAUSE, max=longest) + wait_random(0, FIRST_PAUSE)
    return min(float(wait(state)), longest)


def text_of(error: BaseException) -> str:
    """The text of an error; empty where its own conversion fails."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001  of an error that cannot even say what it is, its kind is known
        return ""


def described(error: BaseException) -> str:
    """The error's class and text, in one line that can be stored."""
    return fit(f"{type(error).__name__}: {text_of(error)}", LONGEST_ERROR)
