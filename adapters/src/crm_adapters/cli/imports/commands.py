"""``crm import``: the command that brings files in, and those about what came in."""

import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer

from crm_adapters.cli.imports.sources import FileHints, Prepared, prepared
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.group import group_with
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import complain, counted, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.table_files import open_rejects
from crm_core.errors import Invalid
from crm_core.imports import (
    Doubt,
    FileResult,
    ImportContext,
    ImportKind,
    ImportLine,
    ImportState,
    Match,
    RowProblem,
    read_mapping,
    write_mapping,
)
from crm_operations.importing import ImportCoordinator

app = typer.Typer(no_args_is_help=True, cls=group_with("files", takes_word=True))

OUTCOMES = ("created", "changed", "unchanged", "skipped", "refused")
MANY_REJECTS = 5
"""The rest is in the file."""


@app.command("files")
def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", exists=True, help="CSV, XLSX, JSON, JSON Lines, or a folder of these."),
    ],
    kind: Annotated[ImportKind | None, typer.Option(help="What the rows are; else the columns tell.")] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", exists=True, dir_okay=False, help="Which column is which field."),
    ] = None,
    plan: Annotated[bool, typer.Option("--plan", metavar="", help="Say what would be, and write nothing.")] = False,
    save_map: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the mapping goes, to be edited and used again.")
    ] = None,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", metavar="", help="Write nothing if a row would be refused.")
    ] = False,
    announce: Annotated[
        bool, typer.Option("--announce", metavar="", help="Tell of what is created, as of anything new.")
    ] = False,
    rejects: Annotated[
        Path, typer.Option(metavar="FILE", help="Where refused rows go, to be mended and imported again.")
    ] = Path("import-rejects.csv"),
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="Of the files, such as cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(metavar="MARK", help="Between the columns of the files.")] = None,
    zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Of dates without one: Europe/Berlin.")] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Of amounts without one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Bring files in, each row once, with what happened at its own dates.

    Run again, it goes on where it ended. Nobody is notified of what happened long ago.
    """
    session = session_of(ctx)
    known = None if mapping is None else read_mapping(mapping.read_text(encoding="utf-8"))
    facts = FileHints(kind, encoding, delimiter, zone, currency)
    asks = sys.stdin.isatty() and not as_json
    ready = prepared(files, known, facts, _context(session), _asked if asks else _must_be_written)
    text = write_mapping(ready.mapping, ready.samples)
    if save_map is not None:
        save_map.write_text(text, encoding="utf-8")
    request = ready.request(announce=announce, all_or_nothing=all_or_nothing, text=text)
    if plan:
        planned = session.crm.imports.plan(session.actor, ready.sources, request)
        data = _data(None, ImportState.PLANNED, planned.files, None, None)
        session.print_result(data, *_shown("It would be so:", planned.files), as_json=as_json)
        _name_refused(session, planned.problems)
        raise typer.Exit(ExitCode.SOME_REJECTED if planned.refused else ExitCode.DONE)
    refused: list[ImportLine] = []
    began, rows = monotonic(), 0

    def watch(lines: Sequence[ImportLine]) -> None:
        nonlocal rows
        rows += len(lines)
        refused.extend(line for line in lines if line.problem is not None)

    batch = session.crm.imports.run(session.actor, ready.sources, request, watch)
    rate = round(rows / max(monotonic() - began, 0.001))
    written = _write_rejects(ready, refused, rejects) if refused else []
    file = str(written[0]) if written else None
    title = f"{batch.import_number} is {batch.state}, {counted(rate, 'row')} a second."
    data = _data(batch.import_number, batch.state, batch.files, file, rate)
    session.print_result(data, *_shown(title, batch.files), as_json=as_json)
    _name_refused(session, [line.problem for line in refused if line.problem])
    if written:
        session.print_note(f"The rows refused are in {', '.join(map(str, written))}: mend and import them again.")
    raise typer.Exit(ExitCode.SOME_REJECTED if any(each.refused for each in batch.files) else ExitCode.DONE)


add_listing(app, ImportCoordinator.list, ("import_number", "state", "started_by", "created_at"), "imports")
add_command(app, "show", ImportCoordinator.get)
add_command(app, "undo", ImportCoordinator.undo)


def _context(session: Session) -> ImportContext:
    people = session.crm.people.members(session.actor.tenant_id)
    ids = {each.id: each.id for each in people}
    names = {each.name: each.id for each in people}
    settings = session.own_settings
    return ImportContext(
        currency=settings.currency, zone=str(settings.zone), person=lambda text: ids.get(text) or names.get(text)
    )


def _must_be_written(matched: Match, doubt: Doubt) -> str:
    if doubt.field:
        line = f'{doubt.field} = {{ column = "{doubt.column}", {doubt.about} = "{doubt.choices[0]}" }}'
        where = "[columns]"
    else:
        line, where = f'"{doubt.column}" = "{doubt.choices[0]}"', "[rest]"
    raise Invalid.field(
        doubt.column,
        f"{doubt.question} ({', '.join(doubt.samples[:3]) or 'no value'})",
        f"write below {where} of the mapping for {matched.mapping.file or matched.mapping.kind}: {line}",
    )


def _asked(_: Match, doubt: Doubt) -> str:
    """Asks until an answer is one of the choices."""
    complain(f"{plain(doubt.column)}: {plain(', '.join(doubt.samples[:3]))}")
    while True:
        answer: str = typer.prompt(f"{doubt.question} [{', '.join(doubt.choices)}]", err=True)
        if answer in doubt.choices:
            return answer


def _write_rejects(ready: Prepared, refused: Sequence[ImportLine], path: Path) -> Sequence[Path]:
    """A file a table that has some."""
    written: list[Path] = []
    for place, source in enumerate(ready.tables):
        problems = {line.line: line.problem for line in refused if line.file == place and line.problem}
        if not problems:
            continue
        target = path if not written else path.with_stem(f"{path.stem}-{len(written) + 1}")
        with open_rejects(target, source) as reject:
            for row in source.rows():
                if (problem := problems.get(row.line)) is not None:
                    reject(problem.model_copy(update={"file": source.file}), row.cells)
        written.append(target)
    return written


def _name_refused(session: Session, problems: Sequence[RowProblem]) -> None:
    for problem in problems[:MANY_REJECTS]:
        where = f"{problem.file} line {problem.line}".strip()
        what = f"{problem.column}: {problem.problem}" if problem.column else problem.problem
        session.print_note(plain(f"{where}: {what}; {problem.remedy}"))


def _data(
    batch: str | None, state: ImportState, files: Sequence[FileResult], rejects: str | None, rate: int | None
) -> dict[str, Any]:
    return {
        "batch": batch,
        "state": state.value,
        "files": [file.to_dict() for file in files],
        "rejects_file": rejects,
        "rows_per_second": rate,
    }


def _shown(title: str, files: Sequence[FileResult]) -> tuple[Any, ...]:
    rows = table("File", "Kind", *(each.capitalize() for each in OUTCOMES), right=map(str.capitalize, OUTCOMES))
    for file in files:
        rows.add_row(plain(file.file), file.kind.value, *(str(getattr(file, each)) for each in OUTCOMES))
    return title, rows
