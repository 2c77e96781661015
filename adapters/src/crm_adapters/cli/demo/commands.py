"""``crm demo``: a small company's quarter, lived through in seconds, and what there is to see afterwards."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from crm_adapters.cli.demo.money import contested_line, money
from crm_adapters.cli.demo.sheets import (
    approvals,
    example_sheet,
    fairness,
    forecast,
    in_tryton,
    introduction,
    next_steps,
    people,
    promises,
    sureness,
    title,
)
from crm_adapters.cli.pipeline.board import board
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.demo import (
    FIRST_DAY,
    HOME,
    LAST_DAY,
    PAID_QUARTER,
    TENANT,
    CountedIds,
    Lived,
    Place,
    Quarter,
    TrytonStage,
    best_example,
    stage_in_tryton,
)
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.whole_files import write_whole
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm, tryton_partners
from crm_core.actor import Actor
from crm_core.approvals import ApprovalFilter
from crm_core.clock import zone_named
from crm_core.errors import Invalid
from crm_core.escalations import EscalationFilter
from crm_core.leads import LeadFilter
from crm_core.opportunities import OpportunityFilter
from crm_operations.commissions import ExplainCommission, StatementsQuery
from crm_operations.pipeline_analytics import ReportFormat, ReportQuery
from crm_operations.sales_performance import PerformanceQuery
from crm_operations.service_levels import SlaQuery
from crm_operations.settings import OperationsSettings

_MANY = 10_000
_LINES_SHOWN = 4
QUARTER = ReportQuery(months=3, until=LAST_DAY)


def run_demo(
    ctx: typer.Context,
    leads: Annotated[int, typer.Option(min=1, max=5_000, help="How many leads come in.")] = 300,
    seed: Annotated[int, typer.Option(help="The same seed tells the same story.")] = 2026,
    with_tryton: Annotated[
        bool,
        typer.Option(
            "--with-tryton", metavar="", help="Keep customers and sales in a Tryton server of the demo's own."
        ),
    ] = False,
) -> None:
    """Live through a quarter of a small company that sells desks and lamps, and look at what came of it.

    It happens in a folder of its own, crm-demo, made anew each time; --database names another place for it.
    """
    session = session_of(ctx)
    place = _place(ctx)
    clock = VirtualClock(datetime.combine(FIRST_DAY, datetime.min.time(), tzinfo=UTC))
    with _stage(session, place) if with_tryton else nullcontext() as stage:
        settings = _settings(place, {} if stage is None else stage.settings)
        partners: dict[str, Any] = {} if stage is None else tryton_partners(settings, clock)
        with open_crm(settings=settings, clock=clock, new_id=CountedIds(clock), **partners) as crm:
            actor = administrator(TENANT)
            _check_is_new(crm, actor)
            session.out.print(introduction(leads))
            lived = _live(session, crm, actor, Quarter(crm, clock, seed), leads)
            _show(session, crm, actor, lived, place)
        if stage is not None:
            session.out.print(title("In Tryton"))
            for line in in_tryton(stage.leave(settings), _program(place.report.parent)):
                session.out.print_line(line)


def _settings(place: Place, own: Mapping[str, Any]) -> CrmSettings:
    """Only these: what the environment and crm.toml say is for a company in earnest, with partners of its own."""
    operations = OperationsSettings(timezone=HOME)
    return CrmSettings.model_construct(database_url=place.url, tenant=TENANT, operations=operations, **own)


@contextmanager
def _stage(session: Session, place: Place) -> Iterator[TrytonStage]:
    """The first time it takes a while, so it says what is going on."""
    folder = place.report.parent / "crm-demo-tryton"
    with ExitStack() as stack:
        with session.err.status("looking for Tryton") as shown:
            stage = stack.enter_context(stage_in_tryton(folder, lambda step: shown.update(f"{step} ...")))
        yield stage


def _place(ctx: typer.Context) -> Place:
    """Only a database that was named on this command line; one out of the environment may be in earnest."""
    root = ctx.find_root()
    named = root.params["database"]
    source = root.get_parameter_source("database")
    return Place.named(named) if named and source and source.name == "COMMANDLINE" else Place.of_its_own()


def _check_is_new(crm: Crm, actor: Actor) -> None:
    if crm.is_ready and crm.leads.list(actor, LeadFilter(limit=1)):
        raise Invalid.field("--database", "a demonstration lives there already", "name another one, or leave it out")


def _live(session: Session, crm: Crm, actor: Actor, quarter: Quarter, leads: int) -> Lived:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), TaskProgressColumn(), TimeRemainingColumn())
    shown = session.err.is_terminal
    with Progress(*columns, console=session.err, transient=True, disable=not shown) as progress:
        days = progress.add_task(f"{FIRST_DAY:%d %b}", total=(LAST_DAY - FIRST_DAY).days + 1)

        def day_passed(day: date) -> None:
            summary = crm.analytics.get_pipeline_summary(actor)
            progress.update(
                days, advance=1, description=f"{day:%d %b}  {summary.count:3} deals, {summary.won_count} won"
            )

        return quarter.live(leads, day_passed)


def _show(session: Session, crm: Crm, actor: Actor, lived: Lived, place: Place) -> None:
    out, analytics, in_ascii = session.out, crm.analytics, session.out.options.ascii_only
    summaries = {user: analytics.get_pipeline_summary(actor, ReportQuery(assigned_to=user)) for user in lived.routed_by}
    unread = {user: crm.notifications.get_unread_count(TENANT, user) for user in lived.routed_by}
    example = best_example(crm, actor)
    rotting = crm.deals.get_opportunities_by_stage(actor, OpportunityFilter(rotting_at=crm.clock.now(), limit=_MANY))
    deals = crm.deals.get_opportunities_by_stage(actor, OpportunityFilter(limit=_MANY))
    clocks = crm.service_levels.list(actor, SlaQuery(limit=_MANY))
    asked = crm.approvals.list(actor, ApprovalFilter(limit=_MANY))
    escalations = crm.escalations.list(actor, EscalationFilter(limit=_MANY))
    passed = sum(deal.rules_passed is not None for deal in deals)
    write_whole(place.report, analytics.generate_report(actor, QUARTER, ReportFormat.HTML).content)
    out.print(
        title("The pipeline at the end of the quarter"),
        board(analytics.get_dashboard_data(actor), out.width, in_ascii=in_ascii),
        title("What the open deals will probably bring"),
        forecast(analytics.get_forecasts(actor)),
        title("How sure they are, and which of them rot"),
        sureness(analytics.get_forecasts(actor), rotting, passed, crm.clock.now()),
        title("What was promised, and who was told"),
        promises(clocks, escalations),
        title("What needed a yes"),
        approvals(asked),
        title("Who got the leads, and why"),
        fairness(lived, in_ascii=in_ascii),
        title("Who won what"),
        people(summaries, unread),
        title("Who earned what, and why"),
        _money(crm, actor),
        sep="\n",
    )
    if lived.contested is not None:
        out.print(contested_line(lived.contested))
    if example is not None:
        out.print(title("One lead's story"), example_sheet(example, zone_named(HOME)), sep="\n")
    out.print(title("Where to go from here"), next_steps(place, _program(place.start), example), sep="\n")


def _money(crm: Crm, actor: Actor) -> RenderableType:
    """Whoever is paid most stands first, with the lines that tell most: what was corrected, and met several rates."""
    performance = crm.performance.performance(actor, PerformanceQuery(period=PAID_QUARTER))
    found = crm.commission_statements.each(actor, StatementsQuery(period=PAID_QUARTER))
    statements = sorted(found, key=lambda each: (-each.payable_minor, each.user))
    first = next((each.user for each in statements if each.payable_minor), None)
    asked = ExplainCommission(user=first, period=PAID_QUARTER, limit=_MANY)
    lines = [] if first is None else [each for each in crm.commissions.explain(actor, asked) if each.deal]
    telling = sorted(lines, key=lambda each: (each.corrects is None, -len(each.trace.parts), -abs(each.amount_minor)))
    return money(performance, statements, sorted(telling[:_LINES_SHOWN], key=lambda each: each.number))


def _program(start: Path) -> str:
    """What to type for ``crm`` in the folder from which the demonstration is looked at."""
    asked, found = Path(sys.argv[0]), shutil.which("crm")
    if asked.name != "crm" or (found and Path(found).resolve() == asked.resolve()):
        return "crm"
    return min(str(asked.absolute()), os.path.relpath(asked, start), key=len)
