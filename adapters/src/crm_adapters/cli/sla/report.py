"""``crm sla report`` and ``crm sla upcoming``: how service levels were kept, and what will be breached soon."""

from collections.abc import Iterable

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.cells import Column, columns
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.entity_table import EntityTable
from crm_adapters.cli.shell.operation import Asked, Noun
from crm_adapters.cli.shell.screen import percent, plain, rough_duration, table, words
from crm_adapters.cli.shell.session import Session
from crm_adapters.cli.sla.clocks import LEFT, TARGET
from crm_core.money import BASIS_POINTS
from crm_core.service_levels import Compliance, Dimension, SlaReport, SlaSimulation
from crm_core.stores import Listed
from crm_operations.service_levels import SlaReportCoordinator, SlaRow

FIGURES = ("Met", "Late", "Open", "Kept", "Median", "90 %")
GROUPS = {
    "What": (Dimension.POLICY, Dimension.TARGET),
    "Who": (Dimension.TEAM, Dimension.USER),
    "Month": (Dimension.MONTH,),
}
_GAP = 3
"""Between two columns, in characters."""
EXPLAINED = "Kept is the share met in time; median and 90 % are of the counted time until the first contact."
UPCOMING: tuple[str | tuple[str, str] | Column[SlaRow], ...] = ("number", TARGET, ("Due", "due_at"), LEFT, "owner")


def report_sheet(report: SlaReport, width: int) -> RenderableType:
    """A row for each group, on a screen of so many characters; what it is not counted by is left out."""
    period = f"Due from {report.since} to {report.until}"
    if not report.rows:
        return Text(f"{period}: nothing ended, and nothing is breached.")
    shown = [title for title, group in GROUPS.items() if any(_of(row, group) for row in report.rows)]
    grid = table(*shown, *FIGURES, right=FIGURES, whole=("Month", *FIGURES))
    for row in report.rows:
        share = row.compliance_basis_points
        grid.add_row(
            *(_of(row, GROUPS[title]) for title in shown),
            *(f"{count:,}" for count in (row.met, row.met_late, row.breached_open)),
            "" if share is None else percent(share / BASIS_POINTS),
            rough_duration(row.first_contact_median_seconds),
            rough_duration(row.first_contact_p90_seconds),
        )
    if sum(max(map(len, map(str, (column.header, *column.cells)))) + _GAP for column in grid.columns) > width + _GAP:
        first = grid.columns[0]  # it is wrapped between words, never within one
        first.width = max(len(word) for cell in first.cells for word in str(cell).split())
    return Group(Text(f"{period}:"), grid, Text(EXPLAINED, style="dim"))


def _of(row: Compliance, group: Iterable[Dimension]) -> str:
    """What there is of these dimensions, in one cell."""
    texts = {
        Dimension.POLICY: row.policy,
        Dimension.TARGET: words(row.target) if row.target else None,
        Dimension.TEAM: row.team,
        Dimension.USER: row.user,
        Dimension.MONTH: f"{row.month:%Y-%m}" if row.month else None,
    }
    return ", ".join(plain(text) for each in group if (text := texts[each]) is not None)


def simulation_sheet(simulation: SlaSimulation) -> RenderableType:
    """What would have come of each target, and how often each rung would have been reached."""
    heading = (
        f"{plain(simulation.policy)}, revision {simulation.policy_version}, on {simulation.clocks:,} clocks "
        f"started from {simulation.since} to {simulation.until}: "
        f"{simulation.breached:,} breached, {simulation.notices:,} notices."
    )
    counts = ("Clocks", "In time", "Breached", "Open", "Cancelled")
    targets = table("Target", *counts, right=counts)
    for each in simulation.targets:
        numbers = (each.clocks, each.in_time, each.breached, each.open, each.cancelled)
        targets.add_row(words(each.target), *(f"{number:,}" for number in numbers))
    rungs = table("Rung", "When", "Tells", "Reached", right=("Rung", "Reached"))
    for rung in simulation.rungs:
        after = rung.after_seconds
        when = "at the warning" if after is None else f"{rough_duration(after)} after due" if after else "when due"
        rungs.add_row(str(rung.rung), when, ", ".join(map(words, rung.tells)), f"{rung.reached:,}")
    return Group(Text(heading), targets, Text(), rungs)


def _show_simulation(session: Session, asked: Asked[SlaSimulation], as_json: bool) -> None:
    session.print_result(asked.answer, simulation_sheet(asked.answer), as_json=as_json)


def _show_report(session: Session, asked: Asked[SlaReport], as_json: bool) -> None:
    session.print_result(asked.answer, report_sheet(asked.answer, session.out.width), as_json=as_json)


def _show_upcoming(session: Session, asked: Asked[Listed[SlaRow]], as_json: bool) -> None:
    grid = EntityTable(columns(SlaRow, *UPCOMING), asked.answer, session.zone)
    shown = grid if asked.answer else "Nothing will be breached so soon."
    session.print_result(asked.answer, shown, as_json=as_json)


def add_reports(app: typer.Typer) -> None:
    """The commands of reports stand in the group itself."""
    add_command(app, "report", SlaReportCoordinator.report, _show_report)
    add_command(app, "upcoming", SlaReportCoordinator.upcoming, _show_upcoming)
    policy = Noun.by_key("policy", "POLICY", "The name of a policy, in force or retired.")
    add_command(app, "simulate", SlaReportCoordinator.simulate, _show_simulation, on=policy)
