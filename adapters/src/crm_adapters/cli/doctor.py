"""``crm doctor``: health checks of everything an installation uses, with their remedies."""

from typing import Annotated

import typer
from rich.text import Text

from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import plain, table
from crm_adapters.cli.shell.session import session_of
from crm_adapters.doctor import HealthReport, examine
from crm_operations.providers import CheckState

STYLES = {CheckState.OK: "green", CheckState.WARNING: "yellow", CheckState.FAILED: "red"}


def doctor(
    ctx: typer.Context,
    thorough: Annotated[
        bool, typer.Option("--thorough", metavar="", help="Recompute the whole history, not a sample of it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look at everything this stands on, and say what to do; exit code 1 if something failed.

    Settings, database, clock, tenants' walls, workers, loops, outbox, history,
    numbers, bounds, secrets, partners and broker. Nothing is changed.
    """
    session = session_of(ctx)
    report: HealthReport = examine(lambda: (session.open(), session.actor), thorough=thorough)
    grid = table("Check", "State", "Found", whole=("Check", "State"))
    for result in report.results:
        found = Text(plain(result.found))
        if result.remedy is not None:
            found.append(f"\n{plain(result.remedy)}", "bold")
        grid.add_row(plain(result.check), Text(result.state, style=STYLES[result.state]), found)
    session.print_result({"state": report.state, **report.to_dict()}, grid, as_json=as_json)
    if report.state is CheckState.FAILED:
        raise typer.Exit(ExitCode.FAILED)
