"""The command line as a whole: the options of every command, and the list of all commands."""

import os
import sys
import threading
import time
from io import TextIOWrapper
from typing import Annotated

import typer

from crm_adapters.cli.root import RootGroup
from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_core.roles import Role

EPILOG = """
[bold]For example[/bold]

  crm init
  crm person add ada --name 'Ada Lovelace'
  crm routing add 'Everybody in turn' --everyone
  crm lead add 'Grace Hopper' --company Navy --email grace@example.com --value 15000
  crm activity log LEAD-2026-0001 call 'Asked for a quotation'
  crm activity log LEAD-2026-0001 meeting 'Showed the compiler'
  crm lead score LEAD-2026-0001
  crm lead convert LEAD-2026-0001
  crm deal move OPP-2026-0001 negotiation --through
  crm deal won OPP-2026-0001
  crm pipeline
  crm report -o report.html

[bold]Exit codes[/bold]

  0  done
  1  refused by a rule, not found, forbidden, or failed
  2  the command, or a value in it, cannot be used
  3  done, but some rows of the input or some leads were rejected
""".strip()

LAST_SECONDS = 0.5
"""How long threads that have nothing more to do may take to notice."""

app = typer.Typer(
    cls=RootGroup,
    no_args_is_help=True,
    epilog=EPILOG,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _print_version(requested: bool) -> None:
    if requested:
        from importlib.metadata import version

        typer.echo(f"crm {version('crm-adapters')}")
        raise typer.Exit


@app.callback()
def crm(
    ctx: typer.Context,
    database: Annotated[
        str | None, typer.Option(metavar="URL", help="The database; else CRM_DATABASE_URL, else sqlite:///crm.db.")
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose data it is; else CRM_TENANT, else main.")
    ] = None,
    user: Annotated[
        str | None, typer.Option("--as", metavar="USER", help="Who you are; else CRM_USER, else admin.")
    ] = None,
    role: Annotated[
        list[Role] | None,
        typer.Option(metavar="ROLE", help=f"What you are, to do no more than that: {', '.join(Role)}. Else admin."),
    ] = None,
    party: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who keeps the customers; else CRM_PARTY, else embedded.")
    ] = None,
    sales: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who keeps quotations and orders; else CRM_SALES, else embedded.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", metavar="", help="Log what happens; see CRM_LOG_LEVEL.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", metavar="", help="Show where in the program a failure comes from.")
    ] = False,
    _version: Annotated[
        bool, typer.Option("--version", metavar="", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take a lead from capture to a won deal, and see why everything was decided.

    These options may stand before a command or anywhere behind it.
    Who can open the database may do everything with it, unless --role says less.
    """
    from crm_adapters.cli.shell.logs import set_up_logs
    from crm_adapters.cli.shell.session import Session

    set_up_logs("debug" if verbose else os.environ.get("CRM_LOG_LEVEL", "warning"))
    session = Session(database, tenant, user, role or (), party=party, sales=sales, debug=debug)
    ctx.obj = session
    ctx.call_on_close(session.close)


def main() -> None:
    """The entry point ``crm``: whatever happens, one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a ?, and all the rest
    try:
        app(prog_name="crm")
    except SystemExit as end:
        _leave_at_once_if_stuck(end)
        raise
    except Exception as defect:  # noqa: BLE001  the last resort: a defect of ours, told like any failure
        from crm_adapters.cli.shell.screen import complain, print_trace

        if "--debug" in sys.argv:
            print_trace()
        complain(f"this should not have happened: {type(defect).__name__}: {defect}; --debug shows where")
        raise SystemExit(ExitCode.FAILED) from None


def _leave_at_once_if_stuck(end: SystemExit) -> None:
    """Python would wait for ever for a workflow that is stuck; it was given its time, and others take it up."""
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
    until = time.monotonic() + LAST_SECONDS
    for thread in others:
        thread.join(max(0.0, until - time.monotonic()))
    if any(thread.is_alive() for thread in others):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else ExitCode.FAILED)
