"""``crm performance``: what each person sold in a period."""

from typing import Annotated

import typer

from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.screen import amount, counted, plain, table
from crm_adapters.cli.shell.session import session_of
from crm_core.clock import local_date
from crm_core.fiscal import PeriodLength
from crm_operations.sales_performance import PerformanceQuery


def show_performance(
    ctx: typer.Context,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Which, such as 2017-Q4; else this quarter.")
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help="Only people of this team.")] = None,
    as_json: AsJson = False,
) -> None:
    """See what each person sold in a period, by deals they owned and amounts they were credited."""
    session = session_of(ctx)
    today = local_date(session.crm.clock.now(), session.zone)
    named = period or session.own_settings.fiscal.containing(today, PeriodLength.QUARTER).id
    found = session.crm.performance.performance(session.actor, PerformanceQuery(period=named, team=team))
    grid = table("Person", "Manager", "Won", "Credit", right=("Won", "Credit"))
    for each in found.people:
        name, manager = each.name or each.user, each.manager_name or each.manager
        grid.add_row(plain(name), plain(manager), f"{each.won_count:,}", amount(each.won_minor, found.currency))
    session.print_result(found, grid, as_json=as_json)
    if found.not_priced and not as_json:
        session.print_note(f"{counted(len(found.not_priced), 'deal')} without a rate; see crm rate add.", "yellow")
