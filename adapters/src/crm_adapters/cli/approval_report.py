"""``crm approval report``: what became of requests for approval, and how long a yes or no took."""

from collections.abc import Callable, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import plain, rough_duration, table, words
from crm_adapters.cli.shell.session import Session
from crm_core.approvals import ApprovalCounts, ApprovalReport, ApprovalState


def show_report(session: Session, asked: Asked[ApprovalReport], as_json: bool) -> None:
    session.print_result(asked.answer, report_sheet(asked.answer), as_json=as_json)


def report_sheet(report: ApprovalReport) -> RenderableType:
    """A row for each group; what it is not counted by, and states that none ended in, are left out."""
    period = f"Asked for from {report.since} to {report.until}"
    if not report.rows:
        return Text(f"{period}: nothing.")
    groups = {title: of for title, of in GROUPS.items() if any(of(row) for row in report.rows)}
    grid = table(*groups, *FIGURES, right=(FIGURES[0], *FIGURES[2:]), whole=(*groups, FIGURES[0], *FIGURES[2:]))
    for row in report.rows:
        ended = [f"{count:,} {state}" for state in ApprovalState if (count := getattr(row, state))]
        grid.add_row(
            *(of(row) for of in groups.values()),
            f"{row.requests:,}",
            ", ".join(ended),
            f"{row.rework:,}",
            rough_duration(row.decided_median_seconds),
            rough_duration(row.decided_p90_seconds),
        )
    return Group(Text(f"{period}:"), grid, Text(EXPLAINED, style="dim"))


GROUPS: Mapping[str, Callable[[ApprovalCounts], str]] = {
    "Level": lambda row: words(row.level) if row.level else "",
    "Team": lambda row: plain(row.team) if row.team else "",
    "Month": lambda row: f"{row.month:%Y-%m}" if row.month else "",
}
FIGURES = ("Asked", "Ended", "Again", "Median", "90 %")
EXPLAINED = "Again are those made after one was voided or rejected; median and 90 % are of the time to a yes or no."
