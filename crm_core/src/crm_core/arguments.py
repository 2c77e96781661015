"""Checks the arguments of public methods against their annotations, as fields of a request are checked."""

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar, cast, get_type_hints

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

from crm_core.actor import Actor
from crm_core.errors import Invalid

P = ParamSpec("P")
T = TypeVar("T")

_WHOLE = ("it is no whole number", "write one, such as 5")
_NUMBER = ("it is no number", "write one, such as 2.5")
_TRUTH = ("it is neither true nor false", "write one of the two")
_CHOICE = ("it is not one of those there are", "use {expected}")
_DAY = ("it is no day", "write it like 2026-06-30")
_MOMENT = ("it is no moment", "write it like 2026-06-30T14:00:00Z")
_LIST = ("it is no list", "give one, even of one thing")
_NAMES = ("it is no mapping", "give names and their values")

_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("it is missing", "say it"),
    "extra_forbidden": ("there is nothing of this name", "see how it is spelled, or leave it out"),
    "string_type": ("it is no text", "write it as one"),
    "string_too_short": ("it is empty", "say something"),
    "string_too_long": ("it is too long", "use at most {max_length} characters"),
    "string_unicode": ("it holds half a character (a lone surrogate)", "leave it out"),
    "string_pattern_mismatch": ("it is not in the form it must have", "see the guide about it"),
    "too_short": ("it holds too few", "give at least {min_length}"),
    "too_long": ("it holds too many", "give at most {max_length}"),
    "greater_than_equal": ("it is too low", "use {ge} or more"),
    "greater_than": ("it is too low", "use more than {gt}"),
    "less_than_equal": ("it is too high", "use {le} or less"),
    "less_than": ("it is too high", "use less than {lt}"),
    "finite_number": ("it is no finite number", "use one"),
    "timezone_aware": ("it has no time zone", "write it like 2026-06-30T14:00:00Z"),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing"), _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), _TRUTH),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), _DAY),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _MOMENT),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), _LIST),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), _NAMES),
}
"""Problem and remedy for pydantic's kinds of error; our own types say both themselves."""

_CONFIG = ConfigDict(arbitrary_types_allowed=True)


def checks_arguments(method: Callable[P, T]) -> Callable[P, T]:
    """Decorates a method whose first argument is an actor: it raises Invalid for an argument that does not fit.

    The error names the argument and, where it has parts, the part. A request was validated when it was created, and
    is not checked again, nor are callbacks. Nothing is written before. A value built from arguments that does
    not fit, such as a name composed of two, is refused alike: the error names the value and its field.
    """
    arguments = _Arguments(method)

    @wraps(method)
    def checked(self: object, actor: Actor, *args: Any, **kwargs: Any) -> Any:
        names = arguments.names
        args = tuple(
            arguments.check(names[index], value) if index < len(names) else value for index, value in enumerate(args)
        )
        kwargs = {name: arguments.check(name, value) for name, value in kwargs.items()}
        try:
            return cast(Callable[..., Any], method)(self, actor, *args, **kwargs)
        except ValidationError as problem:
            raise invalid_argument(problem.title, problem) from problem

    checked.__checks_arguments__ = True  # type: ignore[attr-defined]
    return cast(Callable[P, T], checked)


def is_operation(method: object) -> bool:
    """Whether it is a function or a bound method whose first argument is an actor."""
    if not (inspect.isfunction(method) or inspect.ismethod(method)):
        return False
    parameters = [each for each in inspect.signature(method).parameters.values() if each.name != "self"]
    return bool(parameters) and parameters[0].annotation in {Actor, "Actor"}


def checks(method: object) -> bool:
    """Whether the arguments of this method are checked."""
    return hasattr(method, "__checks_arguments__")


def invalid_argument(name: str, problem: ValidationError) -> Invalid:
    """The first problem of an argument, as an error for the caller."""
    first = problem.errors(include_url=False, include_input=False)[0]
    field = ".".join([name, *(str(part) for part in first["loc"])])
    reason, remedy = in_words(first)
    return Invalid.field(field, reason, remedy or f"give another {name}")


def in_words(detail: Mapping[str, Any]) -> tuple[str, str]:
    """The problem and the remedy of one of pydantic's errors; the remedy is empty where none is known."""
    problem, _, remedy = detail["msg"].replace("Value error, ", "").partition("; ")
    if (known := _WORDS.get(detail["type"])) is not None:
        problem, remedy = (text.format_map(detail.get("ctx", {})) for text in known)
    if problem.startswith("Input should be "):
        problem = f"it should be {problem.removeprefix('Input should be ')}"
    return problem[:1].lower() + problem[1:], remedy


class _Arguments:
    """The parameters of one method without self and the actor; type adapters are created at its first call."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self._method = method
        self.names = tuple(inspect.signature(method).parameters)[2:]

    @cached_property
    def _adapters(self) -> Mapping[str, TypeAdapter[Any]]:
        hints = get_type_hints(self._method, include_extras=True)
        return {name: _adapter(hints[name]) for name in self.names if name in hints}

    def check(self, name: str, value: object) -> Any:
        adapter = self._adapters.get(name)
        if adapter is None:
            return value
        try:
            return adapter.validate_python(value)
        except ValidationError as problem:
            raise invalid_argument(name, problem) from problem


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return TypeAdapter(annotation, config=_CONFIG)
    except PydanticUserError:  # a model has its own configuration
        return TypeAdapter(annotation)
