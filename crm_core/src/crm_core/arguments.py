"""Arguments of public methods are held against their annotations: a bare id or limit is checked as a field is."""

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import Any, TypeVar, get_type_hints

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

from crm_core.actor import Actor
from crm_core.errors import Invalid

C = TypeVar("C", bound=type[Any])

_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("it is missing", "say it"),
    "string_too_short": ("it is empty", "say something"),
    "string_too_long": ("it is too long", "use at most {max_length} characters"),
    "greater_than_equal": ("it is too low", "use {ge} or more"),
    "less_than_equal": ("it is too high", "use {le} or less"),
}
"""Problem and remedy for pydantic's kinds of error; our own types say both themselves."""

_CONFIG = ConfigDict(arbitrary_types_allowed=True)


def checks_arguments(coordinator: C) -> C:
    """For a class whose public methods take an actor first: each raises Invalid for an argument that does not fit.

    The error names the argument and, where it has parts, the part. A request was checked when it was built, and is
    handed on as it is; so is whatever is called back. Nothing is touched before. What is made of the arguments and
    does not fit, such as a name composed of two, is refused alike: the error names the value and its field.
    """
    for name, method in list(vars(coordinator).items()):
        if not name.startswith("_") and is_door(method):
            setattr(coordinator, name, _checking(method))
    return coordinator


def is_door(method: object) -> bool:
    """Whether it is a function or a bound method that takes an actor first."""
    if not (inspect.isfunction(method) or inspect.ismethod(method)):
        return False
    parameters = [each for each in inspect.signature(method).parameters.values() if each.name != "self"]
    return bool(parameters) and parameters[0].annotation in {Actor, "Actor"}


def checks(method: object) -> bool:
    """Whether the arguments of this method are checked."""
    return hasattr(method, "__checks_arguments__")


def invalid_argument(name: str, problem: ValidationError) -> Invalid:
    """The first of what is wrong with an argument, as an error for whoever gave it."""
    first = problem.errors(include_url=False, include_input=False)[0]
    field = ".".join([name, *(str(part) for part in first["loc"])])
    said, remedy = in_words(first)
    return Invalid.field(field, said, remedy or f"give another {name}")


def in_words(detail: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong and what to do, of one of pydantic's errors; the second is empty where nobody said it."""
    said, _, remedy = detail["msg"].replace("Value error, ", "").partition("; ")
    if (known := _WORDS.get(detail["type"])) is not None:
        said, remedy = (text.format_map(detail.get("ctx", {})) for text in known)
    return said[:1].lower() + said[1:], remedy


def _checking(method: Callable[..., Any]) -> Callable[..., Any]:
    arguments = _Arguments(method)

    @wraps(method)
    def checked(self: object, actor: Actor, *args: Any, **kwargs: Any) -> Any:
        names = arguments.names
        args = tuple(
            arguments.check(names[index], value) if index < len(names) else value for index, value in enumerate(args)
        )
        kwargs = {name: arguments.check(name, value) for name, value in kwargs.items()}
        try:
            return method(self, actor, *args, **kwargs)
        except ValidationError as problem:
            raise invalid_argument(problem.title, problem) from problem

    checked.__checks_arguments__ = True  # type: ignore[attr-defined]
    return checked


class _Arguments:
    """Of one method, but for self and the actor. Adapters are made at the first call: most are never asked."""

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
    except PydanticUserError:  # a model brings a configuration of its own
        return TypeAdapter(annotation)
