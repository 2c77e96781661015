"""The base of every fake: records its calls, fails where a test says so, and is thread-safe."""

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from threading import RLock
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from crm_core.errors import CrmError
from crm_core.values import Value

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound="RecordingFake")


class RecordedCall(Value):
    """One call of a partner: the fake, the method and its arguments, and whether it may have changed something."""

    partner: str
    method: str
    arguments: Mapping[str, Any]
    changes: bool

    def __str__(self) -> str:
        return f"{self.partner}.{self.method}"


@dataclass(frozen=True)
class _Failure:
    error: CrmError
    after: bool
    times: int | None


class RecordingFake:
    """A partner in memory.

    Features: ``asked`` lists every call in order, failed ones included. ``fail`` makes a method fail, before or after
    its effect. Each call is atomic, so threads can share a fake. ``checkpoint`` and ``restore`` undo everything since.
    """

    partner: ClassVar[str]
    """The word for it in ``RecordedCall``."""
    state_attributes: ClassVar[tuple[str, ...]] = ()
    """The attributes that make up its state."""

    def __init__(self, journal: list[RecordedCall] | None = None) -> None:
        self._journal = [] if journal is None else journal
        self._failures: dict[str, list[_Failure]] = {}
        self._lock = RLock()
        self.refuse_now: Callable[[], None] = _nothing_to_refuse
        """Called before each call; a world uses it to catch remote calls inside a transaction."""

    @property
    def asked(self) -> Sequence[RecordedCall]:
        return [call for call in self._journal if call.partner == self.partner]

    @property
    def changed_by(self) -> Sequence[str]:
        """The names of the methods called that may change something, in order."""
        return [call.method for call in self.asked if call.changes]

    def fail(self, method: str, error: CrmError, *, times: int | None = 1, after: bool = False) -> None:
        """The next ``times`` calls fail (None: all of them); ``after``: the effect happens, only its answer is lost.

        Raises AttributeError for a method that does not exist, so that no test waits for a failure in vain.
        """
        if method not in self._methods():
            raise AttributeError(f"{type(self).__name__} has no method {method!r} that could fail")
        self._failures.setdefault(method, []).append(_Failure(error=error, after=after, times=times))

    def recover(self) -> None:
        """Ends all failures that were set."""
        self._failures.clear()

    def checkpoint(self) -> Mapping[str, Any]:
        with self._lock:
            return {name: copy.copy(getattr(self, name)) for name in self.state_attributes}

    def restore(self, checkpoint: Mapping[str, Any]) -> None:
        with self._lock:
            for name, content in checkpoint.items():
                setattr(self, name, copy.copy(content))

    @contextmanager
    def recording_call(self, method: str, arguments: Mapping[str, Any], *, changes: bool) -> Iterator[None]:
        with self._lock:
            self.refuse_now()
            self._journal.append(
                RecordedCall(partner=self.partner, method=method, arguments=arguments, changes=changes)
            )
            failure = self._due(method)
            if failure is not None and not failure.after:
                raise failure.error
            yield
            if failure is not None:
                raise failure.error

    def _due(self, method: str) -> _Failure | None:
        planned = self._failures.get(method)
        if not planned:
            return None
        failure = planned.pop(0)
        if failure.times is None or failure.times > 1:
            left = None if failure.times is None else failure.times - 1
            planned.insert(0, replace(failure, times=left))
        return failure

    def _methods(self) -> frozenset[str]:
        members = inspect.getmembers(type(self), inspect.isfunction)
        return frozenset(name for name, member in members if hasattr(member, "__wrapped__"))


def query(method: Callable[Concatenate[F, P], R]) -> Callable[Concatenate[F, P], R]:
    """A method that changes nothing."""
    return _recorded(method, changes=False)


def command(method: Callable[Concatenate[F, P], R]) -> Callable[Concatenate[F, P], R]:
    """A method that may change something."""
    return _recorded(method, changes=True)


def _recorded(method: Callable[Concatenate[F, P], R], *, changes: bool) -> Callable[Concatenate[F, P], R]:
    signature = inspect.signature(method)

    @wraps(method)
    def recorded(fake: F, /, *args: P.args, **kwargs: P.kwargs) -> R:
        _, *arguments = signature.bind(fake, *args, **kwargs).arguments.items()
        with fake.recording_call(method.__name__, dict(arguments), changes=changes):
            return method(fake, *args, **kwargs)

    return recorded


def _nothing_to_refuse() -> None:
    return
