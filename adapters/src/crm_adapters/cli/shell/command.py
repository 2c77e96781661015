"""A command in a line: the operation it asks, and the sentence that says what happened.

Its arguments and options come from the operation's own: a request has one for each field.
"""

import inspect
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import Enum
from string import Formatter
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import typer
from pydantic import BaseModel, create_model

from crm_adapters.cli.shell.fields import Fields
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import plain, words
from crm_adapters.cli.shell.session import Answer, Session, session_of
from crm_core.errors import Invalid
from crm_core.values import Changes

A = TypeVar("A", bound=Answer)
M = TypeVar("M", bound=BaseModel)


class Noun(NamedTuple):
    """What a command is about: how it is named, found, and passed on."""

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


class Asked(NamedTuple, Generic[A]):
    """What a command has to show."""

    answer: A
    about: Any
    """As the noun found it; None for a command about nothing that was there before."""


Show = Callable[[Session, Asked[A], bool], None]
"""Shows an answer; the last says whether as JSON."""


def add_command(
    app: typer.Typer,
    name: str,
    method: Callable[..., A],
    shown: str | Show[A],
    *,
    help: str,  # noqa: A002
    on: Noun | None = None,
    next_step: str | None = None,
) -> None:
    """Adds the command ``name``: it asks the coordinator's method, and says what happened.

    A sentence, and a next step, name fields of the answer, or of what it is about, in braces.
    """
    operation = Operation(method, on)

    def run(session: Session, options: Mapping[str, Any], as_json: bool) -> None:
        asked = operation.ask(session, options)
        if not isinstance(shown, str):
            shown(session, asked, as_json)
            return
        session.print_result(asked.answer, filled(shown, asked), as_json=as_json)
        if next_step is not None and not as_json:
            session.print_note(f"Next: {filled(next_step, asked)}", "dim")

    app.command(name, help=help)(callback_of(run, operation.parameters, method))


def add_request(
    app: typer.Typer,
    name: str,
    request: type[M],
    run: Callable[[Session, M, bool], None],
    *,
    help: str,  # noqa: A002
) -> None:
    """Adds a command that says more than a sentence: ``run`` is given the request, and whether to answer as JSON."""
    fields = Fields(request)

    def build_and_run(session: Session, options: Mapping[str, Any], as_json: bool) -> None:
        run(session, fields.build(session, options), as_json)

    app.command(name, help=help)(callback_of(build_and_run, fields.parameters, run))


def filled(sentence: str, asked: Asked[Any]) -> str:
    """``{lead_number} is {status}.`` as people say it."""
    names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
    values = {name: getattr(asked.answer if hasattr(asked.answer, name) else asked.about, name) for name in names}
    return sentence.format_map(
        {name: words(value.value) if isinstance(value, Enum) else plain(value) for name, value in values.items()}
    )


class Operation(Generic[A]):
    """A method of a coordinator, unbound, as the command line asks it."""

    def __init__(self, method: Callable[..., A], on: Noun | None = None, *, without: Collection[str] = ()) -> None:
        """``without`` are fields of requests that the command fills itself."""
        self._method = method
        self._on = on
        self.requests: dict[str, Fields[Any]] = {}
        more: dict[str, Any] = {}
        besides = {*without, *([on.field] if on is not None else [])}
        hints = get_type_hints(inspect.unwrap(method), include_extras=True)
        for name, parameter in list(inspect.signature(method).parameters.items())[2:]:
            if isinstance(hints[name], type) and issubclass(hints[name], BaseModel):
                self.requests[name] = Fields(hints[name], without=besides)
            elif name not in besides and not _is_called_back(hints[name]):
                default = ... if parameter.default is inspect.Parameter.empty else parameter.default
                more[name] = (hints[name], default)
        self._takes_key = on is not None and on.field in hints
        self._more: Fields[Any] = Fields(create_model("Arguments", **more))

    @property
    def parameters(self) -> Iterator[inspect.Parameter]:
        if self._on is not None:
            argument = Annotated[str, typer.Argument(metavar=self._on.metavar, help=self._on.help)]
            yield inspect.Parameter(self._on.field, inspect.Parameter.KEYWORD_ONLY, annotation=argument)
        for fields in (*self.requests.values(), self._more):
            yield from fields.parameters

    def ask(self, session: Session, options: Mapping[str, Any], **known: Any) -> Asked[A]:
        """``known`` are fields of requests. Raises Invalid where an edit names nothing that is to change."""
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


def _is_called_back(hint: Any) -> bool:
    """What only a program can give."""
    return Callable in {get_origin(each) for each in (hint, *get_args(hint))}


def bound(session: Session, method: Callable[..., A]) -> Callable[..., A]:
    """The same method of the application's own coordinator."""
    coordinator = getattr(sys.modules[method.__module__], method.__qualname__.partition(".")[0])
    part = next(each for each in session.crm.parts().values() if isinstance(each, coordinator))
    operation: Callable[..., A] = getattr(part, method.__name__)
    return operation


def callback_of(
    run: Callable[[Session, Mapping[str, Any], bool], None],
    parameters: Iterator[inspect.Parameter],
    asks: Callable[..., Any],
) -> Callable[..., None]:
    """What typer takes for a command, with these parameters: ``run`` is given what was named of them."""
    ordered = sorted(parameters, key=lambda each: each.default is not inspect.Parameter.empty)

    def callback(ctx: typer.Context, as_json: bool, **options: Any) -> None:
        named = {name: value for name, value in options.items() if _is_named(ctx, name)}
        run(session_of(ctx), named, as_json)

    first = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    last = inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, annotation=AsJson, default=False)
    taken = [first, *ordered, last]
    callback.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    callback.__annotations__ = {each.name: each.annotation for each in taken}
    callback.__asks__ = asks  # type: ignore[attr-defined]
    return callback


def _is_named(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
