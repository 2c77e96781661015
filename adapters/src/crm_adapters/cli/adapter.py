"""``crm adapter``: a package for a partner of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.session import session_of
from crm_adapters.scaffold import PROVIDABLE, new_adapter
from crm_adapters.wiring import BUILT_IN
from crm_core.errors import Invalid

app = typer.Typer(no_args_is_help=True)


@app.command("new")
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the system is called, such as acme-erp.")],
    provides: Annotated[
        str, typer.Option(metavar="WHAT", help=f"Separated by commas: {', '.join(PROVIDABLE)}.")
    ] = "customers",
    into: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the package's folder is made.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """Write a package that crm finds by its name, and whose tests say what to write next.

    Installed with pip install -e, it is used with --party NAME or --sales NAME.
    """
    if name in BUILT_IN:
        raise Invalid.field("NAME", f"{name} is built in", f"use it with crm --party {name}, or name yours otherwise")
    providers = [each.strip() for each in provides.split(",") if each.strip()]
    scaffold = new_adapter(name, providers, into)
    files = [str(file) for file in scaffold.files]
    answer = {"folder": str(scaffold.folder), "module": scaffold.module, "files": files}
    session = session_of(ctx)
    session.print_result(answer, f"{scaffold.folder} is ready: {len(files)} files.", as_json=as_json)
    if not as_json:
        session.print_note(f"Next: cd {scaffold.folder}, pip install -e '.[test]', and pytest -x", "dim")
