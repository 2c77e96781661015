"""An operation of a coordinator as a command: its options, its subject, its help."""

import inspect
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import typer
from pydantic import BaseModel, create_model

from crm_adapters.cli.shell.fields import Fields
from crm_adapters.cli.shell.session import Answer, Session
from crm_adapters.cli.shell.wording import option_of
from crm_core.errors import Invalid
from crm_core.values import Changes

A = TypeVar("A", bound=Answer)

_END_OF_SENTENCE = re.compile(r"(?<=\.)\s|\n\n")


class Noun(NamedTuple):
    """The subject of a command: how it is named, found, and passed to the method."""

    field: str
    """What operations and requests call it, such as ``lead_id``."""
    metavar: str
    help: str
    find: Callable[[Session, str], Any]
    key: Callable[[Any], Any]
    """What that field is set to."""

    @classmethod
    def by_key(cls, field: str, metavar: str, help: str) -> "Noun":  # noqa: A002  typer calls it so
        """Passed on as it is written."""
        return cls(field, metavar, help, lambda _, key: key, lambda key: key)

    @classmethod
    def of(cls, method: Callable[..., Any]) -> "Noun | None":
        """What the method takes first, if that is an id: as the list shows it.

        For an edit the coordinator's ``get`` finds it, since an amount is in the currency there is.
        """
        first = _first_of(method)
        if first is None or not first.name.endswith("_id") or first.default is not inspect.Parameter.empty:
            return None
        name = first.name
        noun = cls.by_key(name, option_of(name).upper(), "Its id, as the list shows it.")
        get = getattr(_coordinator_of(method), "get", None)
        if get is None or not any(map(_is_edit, _hints(method).values())):
            return noun
        return noun._replace(find=lambda session, key: bound(session, get)(session.actor, key), key=attrgetter("id"))


class Asked(NamedTuple, Generic[A]):
    """The result of a command, for its output."""

    answer: A
    about: Any
    """As the noun found it; None for a command about nothing that was there before."""


class Operation(Generic[A]):
    """A method of a coordinator, unbound, as a command."""

    def __init__(self, method: Callable[..., A], on: Noun | None = None, *, without: Collection[str] = ()) -> None:
        """``without`` are fields of requests that the command fills itself."""
        self._method = method
        self._on = on
        self.requests: dict[str, Fields[Any]] = {}
        more: dict[str, Any] = {}
        besides = {*without, *([on.field] if on is not None else [])}
        hints = _hints(method)
        for name, parameter in list(inspect.signature(method).parameters.items())[2:]:
            if isinstance(hints[name], type) and issubclass(hints[name], BaseModel):
                self.requests[name] = Fields(hints[name], without=besides)
            elif name not in besides and not _is_called_back(hints[name]):
                default = ... if parameter.default is inspect.Parameter.empty else parameter.default
                more[name] = (hints[name], default)
        self._takes_key = on is not None and on.field in hints
        self._more: Fields[Any] = Fields(create_model("Arguments", **more))

    @property
    def help(self) -> str:
        """The first sentence of its docstring; of an edit it says how a field is emptied. Raises TypeError without."""
        sentence = _END_OF_SENTENCE.split(inspect.getdoc(self._method) or "Raises", maxsplit=1)[0].replace("``", "")
        if sentence.startswith("Raises"):
            raise TypeError(f"{self._method.__qualname__} is a command: its docstring says first what it does")
        emptied = [option for fields in self.requests.values() for option in fields.emptied][-1:]
        return " ".join([*sentence.split(), *(f"An empty text, as in {option} '', empties it." for option in emptied)])

    @property
    def parameters(self) -> Iterator[inspect.Parameter]:
        if self._on is not None:
            argument = Annotated[str, typer.Argument(metavar=self._on.metavar, help=self._on.help)]
            yield inspect.Parameter(self._on.field, inspect.Parameter.KEYWORD_ONLY, annotation=argument)
        for fields in (*self.requests.values(), self._more):
            yield from fields.parameters

    def ask(self, session: Session, options: Mapping[str, Any], **known: Any) -> Asked[A]:
        """``known`` are fields of requests. Raises Invalid, which names options as they are written."""
        try:
            return self._asked(session, options, known)
        except Invalid as refusal:
            written = self._written_as(refusal.facts.get("field"))
            if written is None:
                raise
            raise type(refusal)(refusal.args[0], {**refusal.facts, "field": written}) from refusal

    def _asked(self, session: Session, options: Mapping[str, Any], known: dict[str, Any]) -> Asked[A]:
        """Raises Invalid where an edit names nothing that is to change."""
        found = None
        arguments: dict[str, Any] = {}
        if self._on is not None:
            found = self._on.find(session, options[self._on.field])
            key = {self._on.field: self._on.key(found)}
            known |= key
            arguments |= key if self._takes_key else {}
        more = self._more.build(session, options, found)
        arguments |= {name: getattr(more, name) for name in more.model_fields_set}
        for name, fields in self.requests.items():
            if issubclass(fields.request, Changes) and not fields.is_named(options):
                raise Invalid.field("options", "nothing is to be changed", "name what is: see --help")
            besides = {field: value for field, value in known.items() if field in fields.request.model_fields}
            arguments[name] = fields.build(session, options, found, **besides)
        return Asked(bound(session, self._method)(session.actor, **arguments), found)

    def _written_as(self, field: object) -> str | None:
        """None for what is no argument, nor a field of a request."""
        if self._on is not None and field == self._on.field:
            return self._on.metavar
        every = (*self.requests.values(), self._more)
        return next((each.written_as(str(field)) for each in every if field in each.request.model_fields), None)


def _is_called_back(hint: Any) -> bool:
    """Whether the parameter is a callback, which only a program can pass."""
    return Callable in {get_origin(each) for each in (hint, *get_args(hint))}


def _is_edit(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Changes)


def _hints(method: Callable[..., Any]) -> Mapping[str, Any]:
    return get_type_hints(inspect.unwrap(method), include_extras=True)


def _first_of(method: Callable[..., Any]) -> inspect.Parameter | None:
    """What it takes after the actor."""
    return next(islice(inspect.signature(method).parameters.values(), 2, None), None)


def _coordinator_of(method: Callable[..., Any]) -> type[Any]:
    coordinator: type[Any] = getattr(sys.modules[method.__module__], method.__qualname__.partition(".")[0])
    return coordinator


def bound(session: Session, method: Callable[..., A]) -> Callable[..., A]:
    """The same method of the application's own coordinator."""
    coordinator = _coordinator_of(method)
    part = next(each for each in session.crm.parts().values() if isinstance(each, coordinator))
    operation: Callable[..., A] = getattr(part, method.__name__)
    return operation
