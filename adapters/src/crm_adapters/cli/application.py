"""The command line as a whole: the options of every command, and the list of all commands."""

import os
import sys
import traceback
from importlib.metadata import version
from typing import Annotated

import typer

from crm_adapters.cli import (
    activities,
    deals,
    history,
    initialise,
    leads,
    people,
    pipeline,
    relay,
    replay,
    reports,
    routing,
)
from crm_adapters.cli.failures import ExitCode
from crm_adapters.cli.logs import set_up_logs
from crm_adapters.cli.root import RootGroup, complain
from crm_adapters.cli.session import Session
from crm_core.actor import Role

EXAMPLES = (
    """
[bold]For example[/bold]

crm init
crm person add ada --name 'Ada Lovelace'
crm lead add 'Grace Hopper' --company Navy --email grace@example.com --value 1054.50
crm lead score LEAD-2026-0001
crm lead convert LEAD-2026-0001 --plan
crm pipeline
crm report -o report.html

[bold]Exit codes[/bold]

0  done
1  refused by a rule, not found, forbidden, or failed
2  the command, or a value in it, cannot be used
3  done, but rows of the input were rejected
""".strip()
    .replace("\n\n", "\n")
    .replace("\n", "\n\n")
)

ANYWHERE = "--database, --tenant, --as, --role, --verbose and --debug may stand here too: see crm --help."

app = typer.Typer(
    cls=RootGroup,
    no_args_is_help=True,
    epilog=EXAMPLES,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crm {version('crm-adapters')}")
        raise typer.Exit


@app.callback()
def crm(
    ctx: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            envvar="CRM_DATABASE_URL", metavar="URL", show_default="sqlite:///crm.db", help="Where it is kept."
        ),
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(envvar="CRM_TENANT", metavar="ID", show_default="main", help="Whose data it is.")
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(
            "--as", envvar="CRM_USER", metavar="USER", show_default="admin", help="Who you are; history says so."
        ),
    ] = None,
    role: Annotated[
        list[Role] | None,
        typer.Option(
            show_default="admin", help="What you may do; repeat it. On your own machine you may do everything."
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what happens inside, on standard error.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program a failure comes from.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take a lead from capture to a won deal, and see why everything was decided.

    Settings come from these options, then from CRM_* in the environment, then from crm.toml.
    The options below may stand before a command or anywhere behind it.
    """
    set_up_logs("debug" if verbose else os.environ.get("CRM_LOG_LEVEL", "warning"))
    session = Session(database, tenant, user, role or (), debug=debug)
    ctx.obj = session
    ctx.call_on_close(session.close)


app.command("init")(initialise.init)
app.add_typer(leads.app, name="lead")
app.add_typer(deals.app, name="deal")
app.add_typer(activities.app, name="activity")
app.command("pipeline")(pipeline.show_pipeline)
app.command("report")(reports.write_report)
app.command("explain")(history.explain)
app.add_typer(history.app, name="history")
app.add_typer(people.app, name="person")
app.add_typer(routing.app, name="routing")
app.add_typer(relay.app, name="relay")
app.command("replay")(replay.replay_folder)
leads.app.command("route")(routing.route_lead)
leads.app.command("assign")(routing.assign_lead)
for group in (app, leads.app, deals.app, activities.app, history.app, people.app, routing.app, relay.app):
    for command in group.registered_commands:
        command.epilog = ANYWHERE


def main() -> None:
    """The entry point ``crm``: whatever happens, one line and an exit code."""
    try:
        app()
    except Exception as defect:  # noqa: BLE001  the last resort: a defect of ours, told like any failure
        if "--debug" in sys.argv:
            traceback.print_exc()
        complain(f"this should not have happened: {type(defect).__name__}: {defect}; --debug shows where")
        raise SystemExit(ExitCode.FAILED) from None
