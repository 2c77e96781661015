"""Records the calls that a suite makes, and reports them when a promise is broken."""

import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crm_core.values import Value

LONGEST = 240
"""Characters of an argument or an answer that are shown."""
SHOWN_ONCE = 40
"""A value longer than this is said in full only the first time."""
DIFFERENT_ANSWERS = 5
"""To the same question in a row, before the others are only counted."""


class Call(NamedTuple):
    protocol: type[Any]
    method: str
    shown: str
    came: list[object]
    """Empty while it lasts."""


class CallRecorder:
    """Records the calls of the adapters from outside, and not those between them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """``names`` are what long texts, such as a tenant's id, are called instead."""
        self.calls: list[Call] = []
        self._names = dict(names)
        self._text_of: set[str] = set()
        self._lock = threading.RLock()
        self._inside = threading.local()

    def watch(self, name: str, adapter: object, protocol: type[Any], patch: pytest.MonkeyPatch) -> None:
        members = vars(protocol).items()
        for method in (each for each, member in members if each[0] != "_" and not isinstance(member, property)):
            if callable(getattr(type(adapter), method, None)):
                owner: object = type(adapter)
            elif callable(getattr(adapter, method, None)):
                owner = adapter
            else:
                continue  # the test that needs it fails and says so
            patch.setattr(
                owner, method, self._watched(name, getattr(owner, method), method, protocol, owner is adapter)
            )

    def tell(self) -> str:
        """The calls in order, and the Protocol's docstrings of them, the last one first."""
        if not self.calls:
            return "    calls:  none so far"
        self._text_of.clear()
        lines = [
            line
            for number, (shown, alike) in enumerate(groupby(self.calls, lambda call: call.shown), start=1)
            for line in self._lines(number, shown, [call.came for call in alike])
        ]
        ids = [f"    {name} is {entity_id}" for entity_id, name in self._names.items() if name[-1].isdigit()]
        return "\n".join(["    calls:", *lines, *ids, *self._promises()])

    def _lines(self, number: int, shown: str, outcomes: Sequence[Sequence[object]]) -> Iterator[str]:
        times = f"{len(outcomes)} x " if len(outcomes) > 1 else ""
        yield f"    {number:>4}. {times}{shown}"
        came = dict.fromkeys(self._shown(each) for outcome in outcomes for each in outcome)
        yield from (f"          -> {each}" for each in list(came)[:DIFFERENT_ANSWERS])
        if len(came) > DIFFERENT_ANSWERS:
            yield f"          and {len(came) - DIFFERENT_ANSWERS} other answers"

    def _promises(self) -> Iterator[str]:
        asked = dict.fromkeys((call.protocol, call.method) for call in reversed(self.calls))
        for protocol, method in asked:
            if (doc := inspect.getdoc(getattr(protocol, method))) is not None:
                yield f"    {protocol.__name__}.{method} promises, {_place_of_the_docstring(protocol, method)}"
                yield from (f"        {line}" for line in doc.splitlines() if line)

    def _watched(
        self, name: str, method: Callable[..., Any], called: str, protocol: type[Any], is_bound: bool
    ) -> Callable[..., Any]:
        @wraps(method)
        def watched(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            if getattr(self._inside, "a_call", False):
                return method(*args, **kwargs)
            call = self._started(name, called, protocol, args if is_bound else args[1:], kwargs)
            self._inside.a_call = True
            try:
                answer = method(*args, **kwargs)
            except BaseException as error:
                call.came.append(error)
                raise
            else:
                call.came.append(answer)
                self._name(answer)
                return answer
            finally:
                self._inside.a_call = False

        return watched

    def _started(
        self, name: str, called: str, protocol: type[Any], args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Call:
        with self._lock:
            shown = [self._shown(each) for each in args]
            shown += [f"{key}={self._shown(each)}" for key, each in kwargs.items()]
            call = Call(protocol, called, f"{name}.{called}({', '.join(shown)})", [])
            self.calls.append(call)
            return call

    def _name(self, answer: object) -> None:
        """A short name for a new entity's id, such as customer-1, since long ids are hard to tell apart."""
        entity_id = getattr(answer, "id", None)
        if isinstance(entity_id, str) and len(entity_id) > len("customer-1"):
            with self._lock:
                kind = type(answer).__name__.lower()
                count = sum(name.startswith(f"{kind}-") for name in self._names.values())
                self._names.setdefault(entity_id, f"{kind}-{count + 1}")

    def _shown(self, value: object) -> str:
        if isinstance(value, BaseException):
            return f"{type(value).__name__}: {value}"
        text = self._named(_text_of(value))
        if len(text) <= SHOWN_ONCE:
            return text
        kind = type(value).__name__
        if text in self._text_of:
            return f"the same {kind}"
        self._text_of.add(text)
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."

    def _named(self, text: str) -> str:
        for entity_id, name in self._names.items():
            text = text.replace(repr(entity_id), name)
        return text


def _text_of(value: object) -> str:
    """A value with those of its fields that are set."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(_text_of(each) for each in value)}]"
    if not isinstance(value, Value):
        return " ".join(repr(value).split())
    known = [name for name in type(value).model_fields if _is_known(value, name)]
    return f"{type(value).__name__}({', '.join(f'{name}={_text_of(getattr(value, name))}' for name in known)})"


def _is_known(value: Value, name: str) -> bool:
    """Whether the field is set; None counts only in an update, where it empties the field."""
    is_nothing = getattr(value, name) is None and "id" in type(value).model_fields
    return name in value.model_fields_set and not is_nothing


def _place_of_the_docstring(protocol: type[Any], method: str) -> str:
    found = inspect.unwrap(getattr(protocol, method))
    lines, first = inspect.getsourcelines(found)
    within = next((number for number, line in enumerate(lines) if '"""' in line), 0)
    return f"{near(Path(inspect.getfile(found)))}:{first + within}"


def near(file: Path) -> Path:
    """The path relative to the working directory, if it is below that."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


CALL_RECORDER = pytest.StashKey[CallRecorder]()
"""Where a test keeps its own."""
