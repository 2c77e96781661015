"""Declares a command in one line: its operation, and the sentence for its result.

Its arguments and options come from the operation's own: a request has one for each field. Its help is the first
sentence of the operation's docstring.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import typer
from pydantic import BaseModel

from crm_adapters.cli.shell.cells import sheet_of, text_of
from crm_adapters.cli.shell.fields import Fields
from crm_adapters.cli.shell.operation import A, Asked, Noun, Operation
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.session import Session, session_of

M = TypeVar("M", bound=BaseModel)

Show = Callable[[Session, Asked[A], bool], None]
"""Shows an answer; the last says whether as JSON."""


def add_command(
    app: typer.Typer,
    name: str,
    method: Callable[..., A],
    shown: str | Show[A] | None = None,
    *,
    on: Noun | None = None,
    next_step: str | None = None,
    help: str | None = None,  # noqa: A002
) -> None:
    """Adds the command ``name``, which calls the coordinator's method and prints the result.

    The sentence and the next step name fields of the answer, or of its subject, in braces; without a sentence all
    its fields are shown. The subject is the id that the method takes first, unless ``on`` names it.
    """
    operation = Operation(method, on or Noun.of(method))

    def run(session: Session, options: Mapping[str, Any], as_json: bool) -> None:
        asked = operation.ask(session, options)
        if shown is not None and not isinstance(shown, str):
            shown(session, asked, as_json)
            return
        text = sheet_of(asked.answer, session.zone) if shown is None else filled(shown, asked, session.zone)
        session.print_result(asked.answer, text, as_json=as_json)
        if next_step is not None and not as_json:
            session.print_note(f"Next: {filled(next_step, asked, session.zone)}", "dim")

    app.command(name, help=help or operation.help)(callback_of(run, operation.parameters, method))


def add_request(
    app: typer.Typer,
    name: str,
    request: type[M],
    run: Callable[[Session, M, bool], None],
    *,
    help: str,  # noqa: A002
) -> None:
    """Adds a command with more output than a sentence: ``run`` gets the request, and whether to print JSON."""
    fields = Fields(request)

    def build_and_run(session: Session, options: Mapping[str, Any], as_json: bool) -> None:
        run(session, fields.build(session, options), as_json)

    app.command(name, help=help)(callback_of(build_and_run, fields.parameters, run))


def filled(sentence: str, asked: Asked[Any], zone: ZoneInfo) -> str:
    """``{lead_number} is {status}.`` as people say it; moments where the tenant lives."""
    names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
    owners = {name: asked.answer if hasattr(asked.answer, name) else asked.about for name in names}
    return sentence.format_map({name: str(text_of(owner, name, zone)) for name, owner in owners.items()})


def callback_of(
    run: Callable[[Session, Mapping[str, Any], bool], None],
    parameters: Iterator[inspect.Parameter],
    asks: Callable[..., Any],
) -> Callable[..., None]:
    """The function typer needs for a command with these parameters; ``run`` gets those that were given."""
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
