"""Output of processes: two lines each, so that ids can be copied, and one process with its steps."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeGuard
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.screen import NOTHING, counted, facts, moment, plain, table, words

if TYPE_CHECKING:
    from crm_adapters.durable import RunView, StepView

STYLES = {"done": "green", "compensation_failed": "red", "broken": "red", "refused": "yellow", "cancelled": "yellow"}


def process_lines(runs: "Sequence[RunView]", zone: ZoneInfo) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for run in runs:
        parts = [
            f"asked for {moment(run.requested_at, zone)}",
            f"waited {_whole_seconds(run.waited)}" if _is_long(run.waited) else "",
            f"took {_whole_seconds(run.took)}" if run.took is not None else "",
            f"taken up {counted(run.executions, 'time')}" if run.executions > 1 else "",
            plain(run.error) if run.error else "",
        ]
        details = "  ".join(part for part in parts if part)
        lines += [plain(run.id), Text.assemble("  ", _state(run), "  ", (details, "dim"))]
    return lines


def process_sheet(run: "RunView", zone: ZoneInfo) -> RenderableType:
    known = facts(
        [
            ("State", _state(run)),
            ("Workflow", plain(run.workflow)),
            ("For", plain(run.user_id)),
            ("Asked for", moment(run.requested_at, zone)),
            ("Waited", _whole_seconds(run.waited) if _is_long(run.waited) else None),
            ("Took", _whole_seconds(run.took) if run.took is not None else None),
            ("Taken up", counted(run.executions, "time")),
            ("Worker", plain(run.worker_id)),
            ("Error", Text(plain(run.error), style="red") if run.error else None),
        ]
    )
    return Group(known, "", _steps(run)) if run.steps else known


def what_next(run: "RunView", *, has_worker: bool) -> str | None:
    """The command that brings it further."""
    match str(run.state):
        case "compensation_failed":
            return f"mend what the error names, then crm process resume {plain(run.id)}"
        case "broken":
            return f"have the error looked at, then crm process resume {plain(run.id)}"
        case "cancelled":
            return f"crm process resume {plain(run.id)}, if it shall happen after all"
        case "refused":
            return "everything it did is undone; ask for it anew when the reason is gone"
        case "queued" if not has_worker:
            return "no worker is alive; crm worker goes on with it"
        case _:
            return None


def _whole_seconds(lasted: timedelta | None) -> str:
    """On SQLite a run is stamped by the second."""
    return f"{round(lasted.total_seconds()):,} s" if _is_long(lasted) else "under 1 s"


def _is_long(lasted: timedelta | None) -> TypeGuard[timedelta]:
    return lasted is not None and lasted >= timedelta(seconds=0.5)


def _steps(run: "RunView") -> Table:
    undone = {step.name.partition(" ")[2] for step in run.steps if step.is_undo and step.error is None}
    grid = table("Step", "Tries", "Took", "What came of it", right=("Tries", "Took"))
    for step in run.steps:
        outcome = _outcome(step, step.name in undone)
        grid.add_row(plain(step.name), str(step.attempts), _took(step.began_at, step.ended_at), outcome)
    return grid


def _took(began: datetime | None, ended: datetime | None) -> str:
    if began is None or ended is None:
        return NOTHING
    seconds = (ended - began).total_seconds()
    return f"{seconds * 1_000:.0f} ms" if seconds < 1 else f"{seconds:,.1f} s"


def _outcome(step: "StepView", is_undone: bool) -> Text:
    if step.error is not None:
        return Text(plain(step.error), style="red")
    return Text("undone" if is_undone else "done", style="yellow" if is_undone else "green")


def _state(run: "RunView") -> Text:
    return Text(words(run.state), style=STYLES.get(run.state, "cyan"))
