"""``crm history`` and ``crm explain``: who changed what, whether the record holds, and why things were decided."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import RenderableType
from rich.text import Text

from crm_adapters.cli.failures import ExitCode
from crm_adapters.cli.options import AsJson
from crm_adapters.cli.screen import NOTHING, bullets, counted, moment, plain, shown, table, words
from crm_adapters.cli.session import session_of
from crm_operations.records import Decision, HistoryEntry

app = typer.Typer(no_args_is_help=True, help="See who changed what, and prove that nobody tampered with it.")

Ref = Annotated[str, typer.Argument(metavar="LEAD|DEAL", help="Number or id of a lead or deal.")]

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z", re.ASCII)


@app.command("show")
def show_history(ctx: typer.Context, entity: Ref, as_json: AsJson = False) -> None:
    """Show every change of a lead or deal: who, when, and what."""
    session = session_of(ctx)
    found = session.crm.audit.find(session.actor, entity)
    entries: Sequence[HistoryEntry] = session.crm.audit.history(session.actor, found)
    session.answer(entries, history_table(entries, session.zone), as_json=as_json)


@app.command("verify")
def verify_history(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Prove that no record was tampered with; exit code 1 if one was."""
    session = session_of(ctx)
    found = session.crm.audit.verify(session.actor)
    looked_at = f"{counted(found.entities, 'entity', 'entities')}, {counted(found.entries, 'entry', 'entries')}"
    verdict = "every chain holds" if found.holds else counted(len(found.flaws), "flaw")
    session.answer({**found.to_dict(), "holds": found.holds}, f"{looked_at}: {verdict}.", as_json=as_json)
    for flaw in found.flaws:
        session.say(f"{flaw.entity.kind} {flaw.entity.id}, entry {flaw.sequence}: {flaw.problem}", "red")
    if not found.holds:
        raise typer.Exit(ExitCode.FAILED)


def explain(ctx: typer.Context, entity: Ref, as_json: AsJson = False) -> None:
    """Say why: every decision about a lead or deal, newest first."""
    session = session_of(ctx)
    decisions = session.crm.audit.explain(session.actor, session.crm.audit.find(session.actor, entity))
    session.answer(decisions, *(_decisions(decisions, session.zone) or ("Nothing was decided yet.",)), as_json=as_json)


def _rows(entry: HistoryEntry, zone: ZoneInfo) -> Iterable[tuple[RenderableType, ...]]:
    """When and who stand on the first of an entry's lines only."""
    who: tuple[str, str] = (moment(entry.at, zone), plain(entry.user_id))
    for field, (before, after) in entry.fields.items():
        yield (*who, words(field), _change(before, after, zone))
        who = ("", "")


def _change(before: Any, after: Any, zone: ZoneInfo) -> str:
    if isinstance(before, dict) and isinstance(after, dict):
        changed = [name for name in after if before.get(name) != after[name]]
        return ", ".join(f"{words(name)} {_change(before.get(name), after[name], zone)}" for name in changed)
    return _said(after, zone) if before is None else f"{_said(before, zone)} → {_said(after, zone)}"


def _said(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return moment(datetime.fromisoformat(value), zone)
    if isinstance(value, dict):
        return ", ".join(f"{words(name)} {shown(each)}" for name, each in value.items() if each) or NOTHING
    return shown(value)


def _decisions(decisions: Sequence[Decision], zone: ZoneInfo) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for decision in decisions:
        made = f"  {moment(decision.at, zone)}  by {plain(decision.user_id)}, policy {plain(decision.policy_version)}"
        parts += ["", Text.assemble((words(decision.kind).capitalize(), "bold"), (made, "dim"))]
        parts.append(bullets(decision.reasons))
    return parts[1:]
