"""How a contract suite reports a broken promise: which promise, which call, and the actual answer."""

import hashlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from pydantic import BaseModel

from crm_core.errors import Conflict, CrmError

T = TypeVar("T")

_RECORDERS: list[Callable[[], str]] = []


class PromiseBroken(AssertionError):
    """An adapter does not do what its Protocol says; the message is for the adapter's developer."""


def expect(actual: object, expected: object, *, asked: str) -> None:
    """Raises PromiseBroken unless the answer is exactly that."""
    __tracebackhide__ = True  # pytest then points at the line of the suite
    if actual != expected:
        raise PromiseBroken(
            _report(asked, actual=_shown(actual, beside=expected), expected=_shown(expected, beside=actual))
        )


@contextmanager
def expect_refusal(error: type[CrmError], *, asked: str) -> Iterator[None]:
    """Raises PromiseBroken unless the block raises that error or one below it."""
    __tracebackhide__ = True
    expected = f"{error.__name__} ({error.kind})"
    try:
        yield
    except error:
        return
    except Exception as other:
        raise PromiseBroken(_report(asked, actual=f"{type(other).__name__}: {other}", expected=expected)) from other
    raise PromiseBroken(_report(asked, actual="no error at all", expected=expected))


@contextmanager
def expect_taken(key: str, value: str) -> Iterator[None]:
    """Raises PromiseBroken unless the block raises a Conflict that names this key and what is in it."""
    __tracebackhide__ = True
    expected = f"Conflict that says {key} {value!r} is taken"
    asked = f"write with {key} {value!r}, which is taken"
    try:
        yield
    except Conflict as conflict:
        if (conflict.facts.get("key"), conflict.facts.get("value")) != (key, value):
            raise PromiseBroken(_report(asked, actual=str(conflict), expected=expected)) from conflict
        return
    except Exception as other:
        raise PromiseBroken(_report(asked, actual=f"{type(other).__name__}: {other}", expected=expected)) from other
    raise PromiseBroken(_report(asked, actual="no error at all", expected=expected))


@contextmanager
def reporting_calls(recorder: Callable[[], str]) -> Iterator[None]:
    """A promise broken within the block is reported with what the witness answers, such as the calls."""
    _RECORDERS.append(recorder)
    try:
        yield
    finally:
        _RECORDERS.remove(recorder)


def at_once(calls: Sequence[Callable[[], T]], *, threads: int = 10) -> list[T | CrmError]:
    """Calls them from several threads; answers each one's answer or error, in the order of the calls."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(_answer_or_refusal, calls))


def answers(outcomes: Sequence[T | CrmError]) -> list[T]:
    return [outcome for outcome in outcomes if not isinstance(outcome, CrmError)]


def refusals(outcomes: Sequence[T | CrmError]) -> list[CrmError]:
    return [outcome for outcome in outcomes if isinstance(outcome, CrmError)]


def tenant_named_after(test: str) -> str:
    """A tenant of the test's own, so that tests can share a database."""
    return f"tenant-{hashlib.sha256(test.encode()).hexdigest()[:32]}"


def _answer_or_refusal(call: Callable[[], T]) -> T | CrmError:
    try:
        return call()
    except CrmError as refusal:
        return refusal


def _shown(value: object, *, beside: object) -> str:
    """The two values or, where they are of one type, only the fields in which they differ."""
    if not isinstance(value, BaseModel) or type(value) is not type(beside):
        return repr(value)
    fields = type(value).model_fields
    differing = [f"{name}={getattr(value, name)!r}" for name in fields if getattr(value, name) != getattr(beside, name)]
    return f"{type(value).__name__} with {', '.join(differing)}"


def _report(asked: str, *, actual: str, expected: str) -> str:
    report = f"{_promise()}\n    asked:  {asked}\n    came:   {actual}\n    wanted: {expected}"
    return "\n".join([report, *(recorder() for recorder in _RECORDERS)])


def _promise() -> str:
    """The promise is the name of the test that watches over it."""
    frame = inspect.currentframe()
    while frame is not None and not frame.f_code.co_name.startswith("test_"):
        frame = frame.f_back
    return "a promise was broken" if frame is None else frame.f_code.co_name.removeprefix("test_").replace("_", " ")
