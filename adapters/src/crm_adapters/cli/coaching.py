"""``crm coaching``: people who fall behind their quota, what is agreed with them, and what came of it."""

import typer

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import counted, percent, plain, table
from crm_adapters.cli.shell.session import Session
from crm_core.coaching import CoachingCase
from crm_core.money import BASIS_POINTS
from crm_operations.sales_performance import CoachingCoordinator, SalesPerformanceCoordinator, Underperformer

app = typer.Typer(no_args_is_help=True)


def _show_judged(session: Session, asked: Asked[tuple[Underperformer, ...]], as_json: bool) -> None:
    grid = table("Person", "Behind", "Pace", "Closed", "Why", right=("Pace", "Closed"))
    for each in asked.answer:
        pace = each.facts.pace_basis_points
        grid.add_row(
            plain(each.name),
            "yes" if each.verdict.underperforms else "",
            percent(None if pace is None else pace / BASIS_POINTS),
            f"{each.facts.closed_deals:,}",
            plain("; ".join(each.verdict.reasons)),
        )
    session.print_result(asked.answer, grid if asked.answer else "Nobody sells.", as_json=as_json)


def _show_opened(session: Session, asked: Asked[tuple[CoachingCase, ...]], as_json: bool) -> None:
    opened = [f"{counted(len(asked.answer), 'case')} opened."]
    opened += [f"{plain(case.user_id)}: crm coaching agree {case.id}" for case in asked.answer]
    session.print_result(asked.answer, "\n".join(opened), as_json=as_json)


add_command(app, "underperformers", SalesPerformanceCoordinator.identify_underperformers, _show_judged)
add_command(app, "open", SalesPerformanceCoordinator.trigger_coaching, _show_opened)
add_listing(app, CoachingCoordinator.list, ("user_id", "period", "status", "outcome_pace_basis_points", "id"), "cases")
add_command(app, "show", CoachingCoordinator.get)
add_command(app, "agree", CoachingCoordinator.agree, "The steps with {user_id} are agreed.")
add_command(app, "close", CoachingCoordinator.close, "The case of {user_id} is closed.")
