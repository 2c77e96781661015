"""How commands, answers and errors are stored, so that another process, or newer code, can continue.

Plain JSON with a version and the name of the type, never pickled objects: a row can be read by whoever looks at the
database, and nothing in it can run. A workflow names the types it writes; new fields need defaults, and a type keeps
its name, for as long as older runs may be under way.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Self

from pydantic import ValidationError

from crm_core.arguments import in_words
from crm_core.errors import CrmError, Invalid, Refused
from crm_core.texts import fit
from crm_core.values import Value

VERSION = 1

Stored = dict[str, Any]
"""``{"v": 1, "is": type, "value": ...}`` or ``{"v": 1, "error": class, "kind": ..., "template": ..., "facts": {}}``."""

_LONGEST = 2_000
"""Characters stored of the text of an error that is no CrmError."""

_PLAIN = (str, int, float, bool, type(None))


class NotStorable(Invalid):
    @classmethod
    def because_the_workflow_does_not_name_it(cls, answer: object) -> Self:
        return cls(
            "{type}: no workflow says that it writes this type; add it to the workflow's answers",
            {"type": type(answer).__name__},
        )


class NotReadable(NotStorable):
    """A stored form this release cannot read completely; the run is left as it is, neither continued nor undone."""

    @classmethod
    def because_unknown(cls, name: str) -> Self:
        return cls(
            "{type}: this release does not know what was stored; finish it with the one that did", {"type": name}
        )

    @classmethod
    def because_it_does_not_fit(cls, name: str, problem: ValidationError) -> Self:
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        return cls(
            "{type}.{field} as it was stored: {problem}; finish it with the release that stored it",
            {"type": name, "field": field, "problem": in_words(first)[0]},
        )

    @classmethod
    def because_of_a_later_version(cls, version: object) -> Self:
        return cls("stored form {version} is from a later release; finish it with that one", {"version": str(version)})


class Unexpected(Refused):
    """A stored error that is no CrmError, read back: only its class name and text are known."""

    @classmethod
    def because_of(cls, error: BaseException) -> Self:
        return cls(
            "{problem}: {text}", {"problem": type(error).__name__, "text": fit(str(error), _LONGEST, lines=True)}
        )


def write_answer(answer: object, types: Sequence[type[Value]]) -> Stored:
    """Raises NotStorable for anything but plain values and the types named."""
    if isinstance(answer, _PLAIN):
        return {"v": VERSION, "is": None, "value": answer}
    if not isinstance(answer, Value) or type(answer) not in types:
        raise NotStorable.because_the_workflow_does_not_name_it(answer)
    return {"v": VERSION, "is": type(answer).__name__, "value": answer.model_dump(mode="json")}


def read_answer(stored: Mapping[str, Any], types: Sequence[type[Value]]) -> Any:
    """Fields added since take their defaults. Raises NotReadable for a type, field or version this release lacks."""
    _require_known_version(stored)
    if stored["is"] is None:
        return stored["value"]
    known = next((one for one in types if one.__name__ == stored["is"]), None)
    if known is None:
        raise NotReadable.because_unknown(stored["is"])
    try:
        return known.model_validate_json(json.dumps(stored["value"]))
    except ValidationError as problem:
        raise NotReadable.because_it_does_not_fit(stored["is"], problem) from problem


def write_error(error: BaseException) -> Stored:
    """Of a CrmError class, sentence and facts are stored; of any other error class name and text."""
    if not isinstance(error, CrmError):
        unexpected = Unexpected.because_of(error)
        return {
            "v": VERSION,
            "error": Unexpected.__name__,
            "template": unexpected.args[0],
            "facts": dict(unexpected.facts),
        }
    facts = json.loads(json.dumps(dict(error.facts), default=str))
    return {"v": VERSION, "error": type(error).__name__, "kind": error.kind, "template": error.args[0], "facts": facts}


def request_hash(command: Value) -> str:
    """A hash of the command without defaults, so that a release with a new field computes the same one."""
    return hashlib.sha256(command.model_dump_json(exclude_defaults=True).encode()).hexdigest()


def read_error(stored: Mapping[str, Any]) -> CrmError:
    """The error as itself; as its kind where this release no longer has the class."""
    _require_known_version(stored)
    make = _errors_by_name().get(stored["error"]) or _errors_by_kind().get(stored.get("kind", ""), Refused)
    return make(stored["template"], stored["facts"])


def _require_known_version(stored: Mapping[str, Any]) -> None:
    if stored.get("v") != VERSION:
        raise NotReadable.because_of_a_later_version(stored.get("v"))


def _errors_by_name() -> Mapping[str, Callable[..., CrmError]]:
    return {error.__name__: error for error in _below(CrmError)}


@cache
def _errors_by_kind() -> Mapping[str, Callable[..., CrmError]]:
    return {error.kind: error for error in CrmError.__subclasses__()}


def _below(error: type[CrmError]) -> Iterator[type[CrmError]]:
    for child in error.__subclasses__():
        yield child
        yield from _below(child)
