"""``crm history`` and ``crm explain``: who changed what, whether the record holds, and why things were decided."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from crm_adapters.cli.history.sheets import decisions_sheet, history_table
from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import complain, counted
from crm_adapters.cli.shell.session import session_of
from crm_adapters.whole_files import written_whole
from crm_core.errors import Invalid
from crm_operations.audit import DIFFERENT, Replay
from crm_operations.records import Decision, HistoryDigest, HistoryEntry, Verification

app = typer.Typer(no_args_is_help=True)

Ref = Annotated[str, typer.Argument(metavar="LEAD|DEAL", help="Number or id of a lead or deal.")]


@app.command("show")
def show_history(ctx: typer.Context, entity: Ref, as_json: AsJson = False) -> None:
    """Show every change of a lead or deal: who, when, and what."""
    session = session_of(ctx)
    found = session.crm.audit.find(session.actor, entity)
    entries: Sequence[HistoryEntry] = session.crm.audit.history(session.actor, found)
    data = [{**entry.to_dict(), "changes": json.loads(entry.changes)} for entry in entries]
    session.print_result(data, history_table(entries, session.zone), as_json=as_json)


@app.command("verify")
def verify_history(
    ctx: typer.Context,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A digest from before: what it names must be there still.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove that no record was tampered with; exit code 1 if one was."""
    session = session_of(ctx)
    with _lines_of(against) as lines:
        found: Verification = session.crm.audit.verify(session.actor, against=lines)
    looked_at = ", ".join(
        [
            counted(found.entities, "entity", "entities"),
            counted(found.entries, "entry", "entries"),
            counted(found.decisions, "decision"),
            *([f"{counted(found.removed, 'value')} removed since"] if found.removed else []),
        ]
    )
    verdict = "every chain holds" if found.holds else f"{counted(len(found.flaws), 'flaw')}"
    session.print_result({**found.to_dict(), "holds": found.holds}, f"{looked_at}: {verdict}.", as_json=as_json)
    for flaw in found.flaws:
        complain(str(flaw))
    if not found.holds:
        raise typer.Exit(ExitCode.FAILED)


@app.command("digest")
def write_digest(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to keep it, for verify --against.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say where every chain of the history ends now, so that a tail that is cut later shows.

    Keep the file, or publish its root, where those who can write the database cannot.
    """
    session = session_of(ctx)
    digest: HistoryDigest
    if output is None:
        digest = session.crm.audit.digest(session.actor, lambda _: None)
    else:
        with written_whole(output) as file:
            digest = session.crm.audit.digest(session.actor, lambda line: file.write(f"{line}\n".encode()))
    text = f"{counted(digest.chains, 'chain')} of {digest.tenant_id}, root {digest.root}"
    session.print_result(digest, text if output is None else f"{text}; {output} is written", as_json=as_json)


@contextmanager
def _lines_of(path: Path | None) -> Iterator[Iterable[str] | None]:
    """Raises Invalid for a file that cannot be read."""
    if path is None:
        yield None
        return
    try:
        with path.open(encoding="utf-8") as file:
            yield file
    except (OSError, UnicodeDecodeError) as cause:
        problem = getattr(cause, "strerror", None) or "it is no text"
        raise Invalid.field("--against", f"{path}: {problem}", "name what `crm history digest --out` wrote") from cause


def explain(
    ctx: typer.Context,
    entity: Ref,
    replay: Annotated[
        bool,
        typer.Option("--replay", help="Judge each again and name what differs; exit code 1 if any does."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say why: every decision about a lead or deal, newest first."""
    session = session_of(ctx)
    found = session.crm.audit.find(session.actor, entity)
    replays: Sequence[Replay] = session.crm.audit.replay(session.actor, found) if replay else ()
    decisions: Sequence[Decision] = (
        [each.decision for each in replays] if replay else session.crm.audit.explain(session.actor, found)
    )
    data = [
        {**each.to_dict(), "case": json.loads(each.case), "verdict": json.loads(each.verdict)} for each in decisions
    ]
    for row, judged in zip(data, replays, strict=False):
        row["replay"] = judged.model_dump(mode="json", exclude={"decision"})
    shown = decisions_sheet(decisions, session.zone, replays) if decisions else "Nothing was decided about it yet."
    session.print_result(data, shown, as_json=as_json)
    if any(each.outcome in DIFFERENT for each in replays):
        raise typer.Exit(ExitCode.FAILED)
