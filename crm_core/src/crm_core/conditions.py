"""Conditions as data: CEL expressions over typed facts, with the requirements' AND / OR / NOT spelling accepted.

The Common Expression Language cannot reach Python and evaluates in microseconds; the macros that loop are refused,
since nested they run for hours in a few hundred characters (SR-002).
An unknown fact never matches: ``lead.employees > 100`` is false for a lead of unknown size.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Annotated, Self

from pydantic import BaseModel, StringConstraints

from crm_core.errors import Invalid
from crm_core.vocabulary import ManyLines

MAX_LENGTH = 2_000
"""Characters; a longer expression is refused rather than parsed."""

Expression = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LENGTH), ManyLines]
"""A condition as it is written down; whether it can be read shows when it is compiled."""

FUNCTIONS = frozenset(
    {"contains", "startsWith", "endsWith", "matches", "size", "int", "double", "string", "timestamp", "duration"}
)
"""What a condition may call, besides ``has``."""

_WORDS = {"AND": "&&", "OR": "||", "NOT": "!"}
_TEXT = (
    r"(?>\b[bB]?[rR](?:\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|\"[^\"]*\"|'[^']*')"
    r"|\"{3}(?:\\[\s\S]|[^\\])*?\"{3}|'{3}(?:\\[\s\S]|[^\\])*?'{3}"
    r"|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')"
)
_TOKENS = re.compile(rf"(?P<text>{_TEXT})|(?P<comment>//[^\n]*)|(?<![.\w])(?P<word>AND|OR|NOT)\b")
_LOOP = re.compile(r"\.\s*(all|exists|exists_one|existsOne|map|filter)\s*\(")
_PATH = re.compile(r"(?<![.\w])([A-Za-z_]\w*)\s*\.\s*([A-Za-z_]\w*+)(?!\s*\()")
_NAMED_FUNCTION = re.compile(r"[A-Za-z]\w*")
_PLACE = re.compile(r"<input>:1:(\d+)")
_UNDEFINED = re.compile(r"Undefined variable or function: '([^']*)'")


class ConditionError(Invalid):
    @classmethod
    def because_unreadable(cls, source: str, cause: str) -> Self:
        return cls(
            "condition: cannot read {source!r}: {cause}; write it as a CEL expression",
            {"source": source, "cause": cause},
        )

    @classmethod
    def because_it_loops(cls, source: str, macro: str) -> Self:
        return cls(
            "condition: {source!r} loops with {macro}; compare facts one by one instead",
            {"source": source, "macro": macro},
        )

    @classmethod
    def because_unknown_name(cls, source: str, name: str, known: Collection[str]) -> Self:
        return cls(
            "condition: {source!r} asks for {name!r}, which does not exist; known: {known}",
            {"source": source, "name": name, "known": ", ".join(sorted(known))},
        )

    @classmethod
    def because_types_do_not_fit(cls, source: str, cause: str) -> Self:
        return cls(
            "condition: {source!r} cannot be evaluated: {cause}; compare values of the same type",
            {"source": source, "cause": cause},
        )

    @classmethod
    def because_function_fails(cls, source: str, cause: str) -> Self:
        return cls(
            "condition: {source!r} cannot be evaluated: {cause}; give its functions what they can read",
            {"source": source, "cause": cause.removesuffix(" Check function arguments and their types.").rstrip(".")},
        )

    @classmethod
    def because_not_yes_or_no(cls, source: str, answer: object) -> Self:
        return cls(
            "condition: {source!r} answers {answer!r}; compare it with something, so that it answers yes or no",
            {"source": source, "answer": answer},
        )


class Facts:
    """Typed facts under their root names (``lead``, ``activity``), converted once for many conditions.

    Converting them once makes each evaluation a hundred times faster than converting a dict for each condition.

    In a model with an ``attributes`` mapping, a condition may use any name below it.
    """

    __slots__ = ("context", "models")

    def __init__(self, **models: BaseModel) -> None:
        import cel  # its import includes a command line, which code without conditions need not load

        self.models = {name: type(model) for name, model in models.items()}
        self.context = cel.Context(
            {name: model.model_dump(mode="json", exclude_none=True, warnings=False) for name, model in models.items()}
        )

    def has_field(self, name: str) -> bool:
        """Whether one of the models has a field of that name."""
        return any(name in model.model_fields for model in self.models.values())


class Condition:
    """A compiled yes-or-no expression; ``Condition.of`` compiles each source once."""

    __slots__ = ("_code", "_paths", "_program", "source")

    def __init__(self, source: str) -> None:
        import cel

        if len(source) > MAX_LENGTH:
            raise ConditionError.because_unreadable(source[:40] + "...", f"it is longer than {MAX_LENGTH} characters")
        self.source = source
        # Texts and comments are recognised, so that their content is not taken for code.
        self._code = _TOKENS.sub(" ", source)
        if loop := _LOOP.search(self._code):
            raise ConditionError.because_it_loops(source, loop[1])
        self._paths = tuple(_PATH.findall(self._code))
        try:
            self._program = cel.compile(_TOKENS.sub(_cel_spelling, source))
        except ValueError as cause:
            problem = _PLACE.sub(r"column \1", str(cause).rpartition("ERROR: ")[2].partition("\n")[0])
            raise ConditionError.because_unreadable(source, problem) from cause
        for function in self._program.functions():
            if _NAMED_FUNCTION.fullmatch(function) and function not in FUNCTIONS:
                raise ConditionError.because_unknown_name(source, function, FUNCTIONS)

    @classmethod
    def of(cls, source: str) -> "Condition":
        """The condition of that source, compiled once for all callers. Raises ConditionError."""
        return _compiled(source)

    def check_names(self, known: Collection[str]) -> Self:
        """Refuses, before any evaluation, a root name that is not provided. Raises ConditionError."""
        for name in self._program.variables():
            if name not in known:
                raise ConditionError.because_unknown_name(self.source, name, known)
        return self

    def check_fields(self, **models: type[BaseModel]) -> Self:
        """Refuses a root name that is not provided, and a field its root does not have. Raises ConditionError."""
        self.check_names(models)
        for root, field in self._paths:
            if root in models and field not in models[root].model_fields:
                known = [f"{name}.{each}" for name, model in models.items() for each in model.model_fields]
                raise ConditionError.because_unknown_name(self.source, f"{root}.{field}", known)
        return self

    def asks_for(self, root: str, field: str) -> bool:
        """Whether the condition uses ``root.field``."""
        return (root, field) in self._paths

    def texts_compared_with(self, root: str, field: str) -> frozenset[str]:
        """The texts that ``root.field`` is compared with as a whole: ``== "a"``, ``!= "a"``, ``in ["a", "b"]``.

        The library gives no access to its syntax tree, so they are parsed from the source. A text that is composed
        (``"a" + "b"``), or only a part of one (``startsWith``, ``contains``, ``matches``), is not included;
        one in a list the field is the member of (``"a" in [root.field]``) or in a map is not found.
        """
        import cel

        found = _comparison(root, field).finditer(self.source)
        literals = (
            text for match in found for text in re.findall(_TEXT, match["one"] or match["two"] or match["many"] or "")
        )
        return frozenset(text for text in map(cel.evaluate, literals) if isinstance(text, str))

    def matches(self, facts: Facts) -> bool:
        """Whether the facts fulfil the condition. Raises ConditionError: unknown name, or types that do not fit."""
        try:
            answer = self._program.execute(facts.context)
        except KeyError as missing:
            self.check_fields(**facts.models)
            name = str(missing.args[0])
            if facts.has_field(name) or "attributes" in self._code:
                return False
            raise ConditionError.because_unknown_name(self.source, name, facts.models) from missing
        except IndexError:
            return False
        except RuntimeError as cause:
            if unknown := _UNDEFINED.match(str(cause)):
                raise ConditionError.because_unknown_name(self.source, unknown[1], facts.models) from cause
            raise ConditionError.because_function_fails(self.source, str(cause).partition("\n")[0]) from cause
        except (TypeError, ValueError, ArithmeticError) as cause:
            raise ConditionError.because_types_do_not_fit(self.source, str(cause).partition(":")[0]) from cause
        if not isinstance(answer, bool):
            raise ConditionError.because_not_yes_or_no(self.source, answer)
        return answer


@lru_cache(maxsize=64)
def _comparison(root: str, field: str) -> re.Pattern[str]:
    """The pattern also matches texts and comments outside comparisons, so that their content is skipped."""
    named = rf"(?:\.\s*{field}(?!\w)|\[\s*(?:\"{field}\"|'{field}')\s*\])"
    path = rf"\(?\s*(?<![.\w+])(?<!\+\s){root}\s*{named}\s*\)?"
    return re.compile(
        rf"{path}\s*[=!]=\s*\(?\s*(?P<one>{_TEXT})(?!\s*\+)|(?P<two>{_TEXT})\s*\)?\s*[=!]=\s*{path}(?!\s*\+)"
        rf"|{path}\s*in\s*\(?\s*\[(?P<many>(?>{_TEXT}|[^\]\"'+])*+)\]|\+\s*{_TEXT}|{_TEXT}|//[^\n]*"
    )


@lru_cache(maxsize=4_096)
def _compiled(source: str) -> Condition:
    return Condition(source)


def _cel_spelling(token: re.Match[str]) -> str:
    """The source in CEL's spelling, of the same length, so that the compiler's columns are those of the source."""
    return _WORDS[token["word"]].ljust(len(token["word"])) if token["word"] else token[0]
