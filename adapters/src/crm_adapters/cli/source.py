"""``crm source``: the list of where leads and deals come from."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import cut, plain, table
from crm_adapters.cli.shell.session import session_of
from crm_core.sources import AddSource, ListedSource

app = typer.Typer(no_args_is_help=True)

SourceKey = Annotated[str, typer.Argument(metavar="KEY", help="What leads and figures carry, such as trade-fair.")]
SourceName = Annotated[str, typer.Argument(metavar="NAME", help="What people read, such as 'Trade fair'.")]


@app.command("list")
def list_sources(
    ctx: typer.Context,
    with_retired: Annotated[
        bool, typer.Option("--all", metavar="", help="Those too from which nothing new may come.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the sources in the order of their keys."""
    session = session_of(ctx)
    found = session.crm.sources.list(session.actor, with_retired=with_retired)
    session.print_result(found, _table(found), as_json=as_json)
    session.print_left_out(found, "sources")


@app.command("add")
def add_source(ctx: typer.Context, key: SourceKey, name: SourceName, as_json: AsJson = False) -> None:
    """Add a source, or take a retired one up again."""
    session = session_of(ctx)
    added = session.crm.sources.add(session.actor, AddSource(key=key, name=name))
    session.print_result(added, f"Leads may come from {plain(added.key)} ({plain(added.name)}).", as_json=as_json)


@app.command("rename")
def rename_source(ctx: typer.Context, key: SourceKey, name: SourceName, as_json: AsJson = False) -> None:
    """Change what people read; leads and figures go on carrying the key."""
    session = session_of(ctx)
    renamed = session.crm.sources.rename(session.actor, key, name)
    session.print_result(renamed, f"{plain(renamed.key)} is now called {plain(renamed.name)}.", as_json=as_json)


@app.command("retire")
def retire_source(ctx: typer.Context, key: SourceKey, as_json: AsJson = False) -> None:
    """Let nothing new come from a source; where it was used it stays readable."""
    session = session_of(ctx)
    retired = session.crm.sources.retire(session.actor, key)
    session.print_result(retired, f"{plain(retired.key)} is retired.", as_json=as_json)


def _table(found: Sequence[ListedSource]) -> Table:
    grid = table("Key", "Name", "Retired", whole=("Key",))
    for source in found:
        grid.add_row(plain(source.key), cut(source.name), "retired" if source.retired_at else "")
    return grid
