"""Declares a list command in one line: its operation and columns; each field of the filter is an option."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, get_args, get_type_hints

import typer

from crm_adapters.cli.shell.cells import Column, V, columns
from crm_adapters.cli.shell.command import callback_of
from crm_adapters.cli.shell.entity_table import EntityTable
from crm_adapters.cli.shell.operation import Operation
from crm_adapters.cli.shell.options import After, Limit
from crm_adapters.cli.shell.session import Session
from crm_core.stores import Listed

PAGE = 50


def add_listing(
    app: typer.Typer,
    method: Callable[..., Listed[V]],
    named: Sequence[str | tuple[str, str] | Column[V]],
    things: str,
    *,
    pages_by: str = "id",
    id_of: Callable[[Session, str], str] | None = None,
) -> None:
    """Adds the command ``list``: a page at a time where the operation's filter goes on after an id, else everything.

    ``named`` are its columns, as ``columns`` takes them. ``pages_by`` is the field that says where to go on; ``id_of``
    finds the id, where it is not that itself.
    """
    operation = Operation(method, without=("after_id", "limit"))
    (kind,) = get_args(get_type_hints(inspect.unwrap(method))["return"])
    shown_columns = columns(kind, *named)
    has_pages = any("after_id" in fields.request.model_fields for fields in operation.requests.values())

    def run(session: Session, options: Mapping[str, Any], as_json: bool) -> None:
        def shown(page: Sequence[V]) -> EntityTable[V]:
            return EntityTable(shown_columns, page, session.zone)

        if not has_pages:
            found = operation.ask(session, options).answer
            session.print_result(found, shown(found) if found else f"No {things}.", as_json=as_json)
            session.print_left_out(found, things)
            return
        limit, after = options.get("limit", PAGE), options.get("after")
        known = {"limit": limit + 1, "after_id": id_of(session, after) if after and id_of else after}
        page = operation.ask(session, options, **known).answer
        session.print_page(page, limit, things, shown, attrgetter(pages_by), as_json=as_json)

    paging = _PAGING if has_pages else ()
    callback = callback_of(run, chain(operation.parameters, paging), method)
    callback.__columns__ = shown_columns  # type: ignore[attr-defined]
    app.command("list", help=operation.help)(callback)


_PAGING = (
    inspect.Parameter("limit", inspect.Parameter.KEYWORD_ONLY, annotation=Limit, default=PAGE),
    inspect.Parameter("after", inspect.Parameter.KEYWORD_ONLY, annotation=After, default=None),
)
