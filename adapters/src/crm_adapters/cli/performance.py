"""``crm performance``: what people sold and attained in a period, how, and of what it is made."""

from typing import Annotated

import typer
from rich.console import Group, RenderableType

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import amount, counted, facts, percent, plain, table, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_core.money import BASIS_POINTS
from crm_operations.sales_performance import (
    ExplainAttainment,
    ExplainedAttainment,
    Performance,
    PerformanceDashboard,
    PerformanceMetrics,
    PerformanceQuery,
    PersonMetrics,
    Ranking,
    RolledUp,
    SalesPerformanceCoordinator,
    StageConversions,
)

app = typer.Typer(invoke_without_command=True)


@app.callback()
def show_performance(
    ctx: typer.Context,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Which, such as 2017-Q4; else this quarter.")
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help="Only people of this team.")] = None,
    order_by: Annotated[
        Ranking, typer.Option("--order-by", metavar="RANKING", help=f"The highest first: {', '.join(Ranking)}.")
    ] = Ranking.USER,
    as_json: AsJson = False,
) -> None:
    """See what people sold and attained of their quotas in a period, how, and of what it is made."""
    if ctx.invoked_subcommand is not None:
        return
    session = session_of(ctx)
    query = PerformanceQuery(period=period, team=team, order_by=order_by)
    found = session.crm.performance.performance(session.actor, query)
    session.print_result(found, performance_table(found), as_json=as_json)
    _note_unpriced(session, found.not_priced, as_json)


def performance_table(found: Performance | PerformanceDashboard) -> RenderableType:
    """A row a person."""
    right = ("Won", "Credit", "Quota", "Attained", "%", "Pace")
    grid = table("Person", "Won", "Credit", "Quota", "Attained", "%", "Pace", right=right)
    for each in found.people:
        grid.add_row(
            plain(each.name or each.user),
            f"{each.won_count:,}",
            amount(each.won_minor, found.currency),
            amount(each.quota_minor, found.currency),
            amount(each.attained_minor, found.currency),
            rate(each.attainment_basis_points),
            rate(each.pace_basis_points),
        )
    return grid


def groups_table(found: RolledUp | PerformanceDashboard) -> RenderableType:
    """A row a manager, team, territory or product."""
    columns = ("Quota", "Parts", "Over", "Attained", "%", "Pace")
    grid = table("Group", *columns, right=columns)
    for each in found.groups:
        grid.add_row(
            plain(f"{words(each.kind)} {each.name}"),
            amount(each.quota_minor, found.currency),
            amount(each.parts_minor, found.currency),
            amount(each.over_assigned_minor, found.currency),
            amount(each.attained_minor, found.currency),
            rate(each.attainment_basis_points),
            rate(each.pace_basis_points),
        )
    return grid


def metrics_table(people: tuple[PersonMetrics, ...], currency: str) -> RenderableType:
    """A row a person."""
    columns = ("Won", "Lost", "Rate", "By value", "Average", "Days", "Activities")
    grid = table("Person", *columns, right=columns)
    for each in people:
        grid.add_row(
            plain(each.name or each.user),
            f"{each.won_count:,}",
            f"{each.lost_count:,}",
            rate(each.win_rate_basis_points),
            rate(each.win_rate_by_value_basis_points),
            amount(each.average_deal_minor, currency),
            "" if each.cycle_days is None else str(each.cycle_days),
            f"{each.activities:,}",
        )
    return grid


def conversions_table(found: StageConversions) -> RenderableType:
    """A row a person and stage."""
    grid = table("Person", "Stage", "Entered", "Went on", "%", right=("Entered", "Went on", "%"))
    for each in found.rows:
        went_on = (f"{each.entered:,}", f"{each.reached:,}", rate(each.conversion_basis_points))
        grid.add_row(plain(each.name or each.user), plain(each.stage), *went_on)
    return grid


def explanation(found: ExplainedAttainment) -> RenderableType:
    """The figures, the quotas that hold, and each credit."""
    quotas = [
        f"{amount(each.effective_minor, each.currency)} of {amount(each.assigned_minor, each.currency)} "
        f"for {each.period} (revision {each.revision})"
        for each in found.quotas
    ]
    head = facts(
        [
            ("Person", plain(found.name or found.user)),
            ("Period", f"{found.period}, {rate(found.share_gone_basis_points)} of it gone"),
            ("Quota", amount(found.quota_minor, found.currency)),
            ("Of it", "\n".join(quotas) or None),
            ("Attained", attained(found.attained_minor, found.currency, found.attainment_basis_points)),
            ("Pace", rate(found.pace_basis_points)),
        ]
    )
    if not found.credits:
        return head
    grid = table("Day", "Deal", "Credit", "Share", "Why", "Counts", right=("Credit", "Share", "Counts"))
    for each in found.credits:
        grid.add_row(
            str(each.credit_date),
            plain(each.deal),
            amount(each.amount_minor, each.currency),
            rate(each.share_basis_points),
            words(each.cause),
            amount(each.counted_minor, found.currency),
        )
    return Group(head, "", grid)


def attained(minor: int, currency: str, basis_points: int | None) -> str:
    """``$10,450.00, 52.2%``, without a share where there is no quota."""
    share = "" if basis_points is None else f", {rate(basis_points)}"
    return amount(minor, currency) + share


def rate(basis_points: int | None) -> str:
    """``63.2%``, empty where nothing is known."""
    return percent(None if basis_points is None else basis_points / BASIS_POINTS)


@app.command("explain")
def explain_attainment(
    ctx: typer.Context,
    user: Annotated[str, typer.Argument(metavar="USER", help="Whose attainment.")],
    period: Annotated[str | None, typer.Argument(metavar="PERIOD", help="Such as 2017-Q4; else this quarter.")] = None,
    as_json: AsJson = False,
) -> None:
    """Explain what somebody attained, down to the quotas that hold and each credit that counts."""
    session = session_of(ctx)
    found = session.crm.performance.explain(session.actor, ExplainAttainment(user=user, period=period))
    session.print_result(found, explanation(found), as_json=as_json)


def _show_metrics(session: Session, asked: Asked[PerformanceMetrics], as_json: bool) -> None:
    found = asked.answer
    session.print_result(found, metrics_table(found.people, found.currency), as_json=as_json)


def _show_groups(session: Session, asked: Asked[RolledUp], as_json: bool) -> None:
    session.print_result(asked.answer, groups_table(asked.answer), as_json=as_json)
    _note_unpriced(session, asked.answer.not_priced, as_json)


def _show_conversions(session: Session, asked: Asked[StageConversions], as_json: bool) -> None:
    session.print_result(asked.answer, conversions_table(asked.answer), as_json=as_json)


def _show_dashboard(session: Session, asked: Asked[PerformanceDashboard], as_json: bool) -> None:
    found = asked.answer
    total = facts(
        [
            ("Period", found.period),
            ("Quota", amount(found.quota_minor, found.currency)),
            ("Attained", attained(found.attained_minor, found.currency, found.attainment_basis_points)),
            ("Pace", rate(found.pace_basis_points)),
        ]
    )
    sheets = (performance_table(found), groups_table(found), metrics_table(found.metrics, found.currency))
    session.print_result(found, Group(total, *(each for sheet in sheets for each in ("", sheet))), as_json=as_json)
    _note_unpriced(session, found.not_priced, as_json)


def _note_unpriced(session: Session, not_priced: tuple[str, ...], as_json: bool) -> None:
    if not_priced and not as_json:
        session.print_note(f"{counted(len(not_priced), 'deal')} without a rate; see crm rate add.", "yellow")


add_command(app, "groups", SalesPerformanceCoordinator.track_attainment, _show_groups)
add_command(app, "metrics", SalesPerformanceCoordinator.metrics, _show_metrics)
add_command(app, "conversion", SalesPerformanceCoordinator.stage_conversion, _show_conversions)
add_command(app, "dashboard", SalesPerformanceCoordinator.dashboard, _show_dashboard)
