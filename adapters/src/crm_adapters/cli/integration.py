"""``crm integration``: actions in other systems, built in or by plugins, executed and undone."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.options import AsJson, Limit
from crm_adapters.cli.shell.screen import facts, moment, plain, state, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.notifiers import IntegrationRun, Integrations, RunState
from crm_core.errors import Invalid

app = typer.Typer(no_args_is_help=True)

RUN = Noun.by_key("run_id", "RUN", "Its id: see crm integration runs.")


@app.command("list")
def list_integrations(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List what can be done, and why something cannot."""
    session = session_of(ctx)
    known = session.crm.integrations.known(session.actor)
    grid = table("Integration", "From", "Config", "State", whole=("Integration",))
    for each in known:
        fields = ", ".join(each.config.get("properties", {}))
        shown = state("usable") if each.is_usable else plain(each.reason)
        grid.add_row(plain(each.name), plain(each.package or "built in"), plain(fields), shown)
    session.print_result(known, grid, as_json=as_json)


@app.command("run")
def run_integration(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which: see crm integration list.")],
    config: Annotated[str, typer.Option(metavar="JSON", help='Where and how, such as {"to": "ada@example.com"}.')],
    data: Annotated[str, typer.Option(metavar="JSON", help='What about, such as {"title": "Hello"}.')] = "{}",
    run_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Asked for twice under one id, it is done once.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hand it over, to be done by the relay."""
    session = session_of(ctx)
    asked, about = _object("--config", config), _object("--data", data)
    run = session.crm.integrations.enqueue(session.actor, name, asked, about, run_id=run_id)
    session.print_result(run, f"{plain(run.integration)} is asked for: {plain(run.id)}", as_json=as_json)
    if not as_json and run.state is RunState.WAITING:
        session.print_note("Next: crm relay run, unless a worker runs", "dim")


@app.command("runs")
def list_runs(ctx: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List what was asked for, the latest first."""
    session = session_of(ctx)
    runs = session.crm.integrations.runs(session.actor, limit=limit)
    grid = table("Run", "Integration", "State", "Asked for", whole=("Run",))
    for run in runs:
        grid.add_row(plain(run.id), plain(run.integration), state(run.state), moment(run.requested_at, session.zone))
    session.print_result(runs, grid if runs else "Nothing was asked for.", as_json=as_json)


def show_run(session: Session, asked: Asked[IntegrationRun], as_json: bool) -> None:
    session.print_result(asked.answer, facts(_facts_of(asked.answer, session.zone)), as_json=as_json)


add_command(app, "show", Integrations.show, show_run, on=RUN)
add_command(app, "compensate", Integrations.compensate, "{id} is {state}.", on=RUN)


def _facts_of(run: IntegrationRun, zone: Any) -> list[tuple[str, Any]]:
    about = f"{run.subject.kind} {run.subject.id}" if run.subject else None
    return [
        ("Run", plain(run.id)),
        ("Integration", plain(run.integration)),
        ("About", about),
        ("State", state(run.state)),
        ("Error", plain(run.error) if run.error else None),
        ("Receipt", plain(run.receipt.reference) if run.receipt else None),
        ("Asked for by", f"{plain(run.user_id)}, {moment(run.requested_at, zone)}"),
        ("Done", moment(run.executed_at, zone)),
        ("Taken back", moment(run.compensated_at, zone)),
    ]


def _object(option: str, text: str) -> Mapping[str, Any]:
    """Raises Invalid."""
    try:
        read = json.loads(text)
    except ValueError as cause:
        raise Invalid.field(option, f"it is no JSON: {cause}", 'write it like \'{"to": "ada@example.com"}\'') from cause
    if not isinstance(read, dict):
        raise Invalid.field(option, "it is no object", 'write it like \'{"to": "ada@example.com"}\'')
    return read
