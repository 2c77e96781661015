"""A list in a line: the operation that finds, and the columns; each field of its filter is an option."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

import typer
from rich.console import RenderableType
from rich.table import Table

from crm_adapters.cli.shell.command import Operation, callback_of
from crm_adapters.cli.shell.options import After, Limit
from crm_adapters.cli.shell.screen import table
from crm_adapters.cli.shell.session import Session
from crm_core.stores import Listed
from crm_core.values import Value

V = TypeVar("V", bound=Value)

PAGE = 50


class Column(NamedTuple, Generic[V]):
    title: str
    cell: Callable[[V], RenderableType]
    right: bool = False
    """For figures."""
    whole: bool = False
    """Never broken, so that it can be copied."""


def table_of(columns: Sequence[Column[V]], entities: Sequence[V]) -> Table:
    grid = table(
        *(column.title for column in columns),
        right=[column.title for column in columns if column.right],
        whole=[column.title for column in columns if column.whole],
    )
    for entity in entities:
        grid.add_row(*(column.cell(entity) for column in columns))
    return grid


def add_listing(
    app: typer.Typer,
    method: Callable[..., Listed[V]],
    columns: Sequence[Column[V]],
    things: str,
    *,
    help: str,  # noqa: A002  typer calls it so
    pages_by: Callable[[V], str] | None = None,
    id_of: Callable[[Session, str], str] | None = None,
) -> None:
    """Adds the command ``list``: everything, or a page at a time where ``pages_by`` says what to go on after.

    ``id_of`` finds its id, where it is not that itself.
    """
    operation = Operation(method, without=("after_id", "limit"))

    def shown(page: Sequence[V]) -> Table:
        return table_of(columns, page)

    def run(session: Session, options: Mapping[str, Any], as_json: bool) -> None:
        if pages_by is None:
            found = operation.ask(session, options).answer
            session.print_result(found, shown(found) if found else f"No {things}.", as_json=as_json)
            session.print_left_out(found, things)
            return
        limit, after = options.get("limit", PAGE), options.get("after")
        known = {"limit": limit + 1, "after_id": id_of(session, after) if after and id_of else after}
        page = operation.ask(session, options, **known).answer
        session.print_page(page, limit, things, shown, pages_by, as_json=as_json)

    paging = _PAGING if pages_by is not None else ()
    app.command("list", help=help)(callback_of(run, chain(operation.parameters, paging), method))


_PAGING = (
    inspect.Parameter("limit", inspect.Parameter.KEYWORD_ONLY, annotation=Limit, default=PAGE),
    inspect.Parameter("after", inspect.Parameter.KEYWORD_ONLY, annotation=After, default=None),
)
