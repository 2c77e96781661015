"""``crm replay``: a history of deals out of CSV files, through the same coordinators as every other deal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from crm_adapters.amounts import read_currency
from crm_adapters.cli.shell.enqueued import Enqueue, NoWait, check_enqueue, ended
from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.files import commission_plan_of
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import Screen, counted, plain, table
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.identifiers import new_id
from crm_adapters.replay import (
    DATA_FILES,
    NOT_THE_ROWS_FAULT,
    BadRow,
    DataSet,
    DataSetReader,
    Replay,
    ReplayBatch,
    ReplayBatchWorkflow,
    ReplaySummary,
    pay_commissions,
    refused_row,
    write_rejects,
)
from crm_adapters.replay import Progress as Watch
from crm_adapters.system_clock import SystemClock
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import DEFAULT_PIPELINE, open_for_replay
from crm_core.clock import local_date
from crm_core.errors import Invalid
from crm_core.pipelines import Pipeline

MANY_REJECTS = 5
"""The rest is in the file."""


def replay_folder(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=f"Where {', '.join(DATA_FILES)} are.")],
    rejects: Annotated[
        Path, typer.Option(metavar="FILE", help="Where rejected rows go, to be mended and fed again.")
    ] = Path("replay-rejects.csv"),
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help="Of amounts whose row names none; else the tenant's."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many deals.")] = None,
    commission_plan: Annotated[
        Path | None,
        typer.Option(
            "--commission-plan",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="A plan that everybody who sells is paid by, quarter by quarter; periods stay open.",
        ),
    ] = None,
    enqueue: Enqueue = False,
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Replay a history of deals: each is captured, converted, moved, won or lost at its own dates.

    Every row is checked before anything changes. Run again, it does what is missing and nothing else.

    Nobody is notified of what happened long ago.
    """
    session = session_of(ctx)
    check_enqueue(session.open(), enqueue=enqueue, no_wait=no_wait)
    plan = None if commission_plan is None else commission_plan_of(commission_plan)
    if plan is not None and no_wait:
        raise Invalid.field("--commission-plan", "deals are paid for once they are replayed", "leave out --no-wait")
    now = SystemClock().now()
    code = session.own_settings.currency if currency is None else read_currency(currency, field="--currency")
    pipeline = _pipeline(session, now)
    data_set = DataSetReader(folder, today=local_date(now, session.zone), currency=code, pipeline=pipeline).read()
    _check_rejects_file(rejects, folder)
    _keep_rejects(rejects, data_set.bad_rows, data_set)
    asked_for = data_set if limit is None else data_set.model_copy(update={"deals": data_set.deals[:limit]})
    clock = VirtualClock(now)
    with open_for_replay(session.settings, clock) as crm, _Bar(session.err) as bar:
        workers = _Workers(session, no_wait=no_wait) if enqueue else None
        summary, bad_rows = Replay(crm, clock, session.actor, workers).run(asked_for, bar)
        if plan is not None:
            clock.set(now)
            pay_commissions(crm, session.actor, plan, {deal.closed_on for deal in asked_for.deals if deal.closed_on})
    _keep_rejects(rejects, bad_rows, data_set)
    if workers is not None and no_wait:
        sentence = f"{counted(workers.enqueued, 'deal')} enqueued; run again to see whether something is missing."
        session.print_result({"enqueued": workers.enqueued}, sentence, as_json=as_json)
    else:
        session.print_result(summary, *_summary(summary), as_json=as_json)
    _print_rows(session, summary, bad_rows, rejects)
    if not no_wait:
        _print_speed(session, summary)
    if bad_rows:
        raise typer.Exit(ExitCode.SOME_REJECTED)


def _pipeline(session: Session, now: datetime) -> Pipeline:
    """The tenant's, or the one it is going to have."""
    known: Sequence[Pipeline] = session.open().deals.pipelines(session.actor) if session.is_set_up else ()
    default = next((pipeline for pipeline in known if pipeline.is_default), None)
    name, tenant = DEFAULT_PIPELINE, session.actor.tenant_id
    return default or Pipeline.from_template(name, tenant_id=tenant, new_id=new_id, at=now, is_default=True)


class _Workers:
    """Enqueues each batch for a worker; one that is refused is enqueued again deal by deal."""

    def __init__(self, session: Session, *, no_wait: bool) -> None:
        self._session = session
        self._no_wait = no_wait
        self._workflow: ReplayBatchWorkflow = session.open().container.workflows.deal_replay()
        self.enqueued = 0

    def __call__(self, batches: Iterable[ReplayBatch], progress: Watch) -> Sequence[BadRow]:
        """Raises what is no row's fault."""
        refused: list[BadRow] = []
        while enqueued := {self._enqueue(batch): batch for batch in batches}:
            self.enqueued = self.enqueued or sum(len(batch.deals) for batch in enqueued.values())
            if self._no_wait:
                break
            again: list[ReplayBatch] = []
            for run in ended(self._session, enqueued):
                batch = enqueued[run.id]
                if run.error is not None and run.error.kind in NOT_THE_ROWS_FAULT:
                    raise run.error
                if run.error is not None and len(batch.deals) > 1:
                    again += batch.one_by_one()
                    continue
                refused += [] if run.error is None else [refused_row(batch, run.error)]
                progress.done(len(batch.deals))
            batches = again
        return sorted(refused, key=lambda row: row.line)

    def _enqueue(self, batch: ReplayBatch) -> str:
        actor = self._session.actor
        process_id = self._workflow.process_id(actor, batch)
        return self._session.crm.runner.enqueue(self._workflow, process_id, actor, batch)


class _Bar:
    """A progress bar with speed and time left; only in a terminal."""

    def __init__(self, screen: Screen) -> None:
        self._progress = Progress(
            TextColumn("Replaying"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            _Speed(),
            TimeRemainingColumn(),
            console=screen,
            transient=True,
            disable=not screen.is_terminal,
        )

    def found(self, to_do: int) -> None:
        self._task = self._progress.add_task("", total=to_do)

    def done(self, deals: int) -> None:
        self._progress.advance(self._task, deals)

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


class _Speed(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} deals/s" if task.speed else "", style="cyan")


def _check_rejects_file(rejects: Path, folder: Path) -> None:
    if rejects.resolve() in {(folder / name).resolve() for name in DATA_FILES}:
        raise Invalid.field("--rejects", f"{rejects} is one of the files to be read", "name another file")


def _keep_rejects(path: Path, bad_rows: Sequence[BadRow], data_set: DataSet) -> None:
    """Writes the rejects, also before the replay, so that an unwritable file fails before anything is changed."""
    if bad_rows:
        write_rejects(path, bad_rows, data_set.columns)


def _summary(summary: ReplaySummary) -> Sequence[RenderableType]:
    figures = (
        ("captured", summary.captured),
        ("converted", summary.converted),
        ("  won", summary.won),
        ("    approval passed over", summary.approvals_passed),
        ("  lost", summary.lost),
        ("  open", summary.open),
        ("leads left", summary.leads_left),
        ("rejected", summary.rejected),
        ("respelled", len(summary.respelled)),
    )
    grid = table("In all", "Deals", right=("Deals",))
    for name, count in figures:
        grid.add_row(name, f"{count:,}")
    grid.add_section()
    grid.add_row("seconds", f"{summary.seconds:,.1f}")
    return (grid,)


def _print_rows(session: Session, summary: ReplaySummary, bad_rows: Sequence[BadRow], rejects: Path) -> None:
    """Besides the answer: what was read otherwise than written, and what was left out."""
    for spelling in summary.respelled:
        rows = counted(spelling.rows, "row")
        session.print_note(
            f"{spelling.column} {plain(spelling.written)!r} was read as {plain(spelling.meant)!r}, in {rows}."
        )
    for name in summary.unled:
        session.print_note(f"{plain(name)} has no manager: the one that the file names is led by them.")
    for row in bad_rows[:MANY_REJECTS]:
        session.print_note(f"{row.file} line {row.line}: {_what(row)} {plain(row.reason)}.", "yellow")
    if summary.rules_passed:
        deals = counted(summary.rules_passed, "deal")
        session.print_note(f"{deals} passed over rules of the pipeline, for the reason history.", "dim")
    if summary.differing:
        leads = counted(summary.differing, "lead")
        session.print_note(
            f"{leads} known by the external id of a row tell otherwise than the file, and stay as they are."
        )
    if bad_rows:
        session.print_note(
            f"{counted(len(bad_rows), 'row')} rejected, all of them in {rejects}; mend them and run again."
        )


def _what(row: BadRow) -> str:
    """The column, and its value unless there is none or the reason begins with it."""
    if not row.column:
        return "the line"
    is_in_reason = not row.value or row.reason.lstrip("'\"").startswith(row.value)
    return row.column if is_in_reason else f"{row.column} {plain(row.value)!r}"


def _print_speed(session: Session, summary: ReplaySummary) -> None:
    if not summary.replayed:
        session.print_note("Nothing to do: every deal is as the files tell.")
        return
    speed = summary.replayed / summary.seconds if summary.seconds else 0
    session.print_note(
        f"{counted(summary.replayed, 'deal')} replayed, {speed:,.0f} a second. Next: crm pipeline", "dim"
    )
