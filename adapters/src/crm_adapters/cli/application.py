"""The command line as a whole: the options of every command, and the list of all commands."""

import atexit
import gc
import os
import sys
import threading
import time
from contextlib import suppress
from io import TextIOWrapper
from typing import Annotated, NoReturn

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


def main() -> NoReturn:
    """The entry point ``crm``: ``run``, and then out at once."""
    gc.disable()  # until everything a command needs is imported, which makes no garbage: see RootGroup
    try:
        run()
    except SystemExit as end:
        if isinstance(end.code, str):
            raise
        _leave(0 if end.code is None else int(end.code))


def run() -> NoReturn:
    """Whatever happens, one line and an exit code. Raises SystemExit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows a ?, and all the rest
    try:
        app(prog_name="crm")
    except Exception as defect:  # noqa: BLE001  the last resort: a defect of ours, shown like any failure
        from crm_adapters.cli.shell.screen import complain, print_trace

        if "--debug" in sys.argv:
            print_trace()
        complain(f"this should not have happened: {type(defect).__name__}: {defect}; --debug shows where")
        raise SystemExit(ExitCode.FAILED) from None
    raise SystemExit(ExitCode.DONE)


def _leave(code: int) -> NoReturn:
    """As Python leaves, but for taking apart what was imported, which takes a third of a short command's time.

    Threads are waited for, but not for ever as Python would: a workflow that is stuck was given its time, and others
    take it up.
    """
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
    until = time.monotonic() + LAST_SECONDS
    for thread in others:
        thread.join(max(0.0, until - time.monotonic()))
    if not any(thread.is_alive() for thread in others):
        atexit._run_exitfuncs()  # noqa: SLF001  there is no other way
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads on
            stream.flush()
    os._exit(code)
