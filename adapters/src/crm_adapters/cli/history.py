"""``crm history`` and ``crm explain``: who changed what, whether the record holds, and why things were decided."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from crm_adapters.cli.failures import ExitCode
from crm_adapters.cli.history_screen import decisions_sheet, history_table
from crm_adapters.cli.options import AsJson
from crm_adapters.cli.screen import complain, counted
from crm_adapters.cli.session import session_of
from crm_operations.records import Decision, HistoryEntry, Verification

app = typer.Typer(no_args_is_help=True, help="See who changed what, and prove that nobody tampered with it.")

Ref = Annotated[str, typer.Argument(metavar="LEAD|DEAL", help="Number or id of a lead or deal.")]


@app.command("show")
def show_history(ctx: typer.Context, entity: Ref, as_json: AsJson = False) -> None:
    """Show every change of a lead or deal: who, when, and what."""
    session = session_of(ctx)
    found = session.crm.audit.find(session.actor, entity)
    entries: Sequence[HistoryEntry] = session.crm.audit.history(session.actor, found)
    data = [{**entry.to_dict(), "changes": json.loads(entry.changes)} for entry in entries]
    session.answer(data, history_table(entries, session.zone), as_json=as_json)


@app.command("verify")
def verify_history(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Prove that no record was tampered with; exit code 1 if one was."""
    session = session_of(ctx)
    found: Verification = session.crm.audit.verify(session.actor)
    looked_at = f"{counted(found.entities, 'entity', 'entities')}, {counted(found.entries, 'entry', 'entries')}"
    verdict = "every chain holds" if found.holds else f"{counted(len(found.flaws), 'flaw')}"
    session.answer({**found.to_dict(), "holds": found.holds}, f"{looked_at}: {verdict}.", as_json=as_json)
    for flaw in found.flaws:
        complain(f"{flaw.entity.kind} {flaw.entity.id}, entry {flaw.sequence}: {flaw.problem}")
    if not found.holds:
        raise typer.Exit(ExitCode.FAILED)


def explain(ctx: typer.Context, entity: Ref, as_json: AsJson = False) -> None:
    """Say why: every decision about a lead or deal, newest first."""
    session = session_of(ctx)
    found = session.crm.audit.find(session.actor, entity)
    decisions: Sequence[Decision] = session.crm.audit.explain(session.actor, found)
    data = [
        {**each.to_dict(), "case": json.loads(each.case), "verdict": json.loads(each.verdict)} for each in decisions
    ]
    shown = decisions_sheet(decisions, session.zone) if decisions else "Nothing was decided about it yet."
    session.answer(data, shown, as_json=as_json)
