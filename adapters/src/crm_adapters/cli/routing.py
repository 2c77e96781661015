"""``crm routing``: the rules by which leads find their people."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.files import File, listed, read_file, value_of
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.reading import moment_of
from crm_adapters.cli.shell.screen import counted, moment, plain, table, words
from crm_adapters.cli.shell.session import Session, session_of
from crm_operations.lead_routing import (
    BulkRouting,
    Fallback,
    LeadRoutingCoordinator,
    Pool,
    RoutingRule,
    RuleSet,
    SimulateRules,
    StrategyName,
)

app = typer.Typer(no_args_is_help=True)

EXAMPLE = "crm routing rules --json"
_RULES = TypeAdapter(tuple[RoutingRule, ...])
_STEP = 10
"""Between the positions of two rules, so that one fits in between later."""


@app.command("rules")
def show_rules(
    ctx: typer.Context,
    version: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="An earlier version; else the rules in force.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the routing rules in the order they are tried."""
    session = session_of(ctx)
    rules = session.crm.routing.get_rules(session.actor, version)
    session.print_result(rules, _rules_table(rules) if rules.rules else "No rules yet.", as_json=as_json)
    if not rules.rules and not as_json:
        session.print_note("Next: crm routing add 'Everybody in turn' --everyone", "dim")


@app.command("add")
def add_rule(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the rule is called.")],
    strategy: Annotated[
        StrategyName, typer.Option(metavar="STRATEGY", help=f"How one of them is chosen: {', '.join(StrategyName)}.")
    ] = StrategyName.ROUND_ROBIN,
    everyone: Annotated[bool, typer.Option("--everyone", metavar="", help="Choose among all people.")] = False,
    team: Annotated[str | None, typer.Option(metavar="TEXT", help="Choose among the people of this team.")] = None,
    user: Annotated[list[str] | None, typer.Option(metavar="USER", help="Choose among these; repeat it.")] = None,
    territory: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Only leads of this territory; repeat it.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(metavar="SOURCE", help="Only leads from here; repeat it.")] = None,
    industry: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Only leads of this industry; repeat it.")
    ] = None,
    minimum_score: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=0, max=100, help="Only leads that score this much.")
    ] = None,
    condition: Annotated[
        str | None, typer.Option(metavar="CEL", help="Only leads like lead.attributes.employees > 100")
    ] = None,
    skill: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="Only people with this skill; repeat it.")
    ] = None,
    anytime: Annotated[
        bool, typer.Option("--anytime", metavar="", help="Also outside people's working hours.")
    ] = False,
    queue: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Where a lead waits when nobody of them can take it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a rule behind the others; the first that fits decides."""
    session = session_of(ctx)
    rules = session.crm.routing.get_rules(session.actor).rules
    position = max((rule.position for rule in rules), default=0) + _STEP
    rule = RoutingRule(
        id=f"rule-{position}",
        position=position,
        name=name,
        territories=frozenset(territory or ()),
        minimum_score=minimum_score,
        sources=frozenset(source or ()),
        industries=frozenset(industry or ()),
        condition=condition,
        strategy=strategy,
        pool=Pool(team=team, users=frozenset(user or ()), everyone=everyone),
        required_skills=frozenset(skill or ()),
        within_working_hours=not anytime,
        fallback=Fallback.QUEUE if queue else Fallback.NEXT_RULE,
        queue=queue,
    )
    _print_rules(session, session.crm.routing.set_rules(session.actor, (*rules, rule)), as_json=as_json)


@app.command("set")
def set_rules(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, help=r"TOML with \[\[rules]], or what `rules --json` prints."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Replace all rules by those of a file."""
    session = session_of(ctx)
    rules = session.crm.routing.set_rules(session.actor, _rules_of(file))
    _print_rules(session, rules, as_json=as_json)


@app.command("simulate")
def simulate_rules(
    ctx: typer.Context,
    file: File,
    since: Annotated[str, typer.Option(metavar="WHEN", help="Leads captured from 2026-04-01 on, or a moment.")],
    until: Annotated[str, typer.Option(metavar="WHEN", help="Leads captured before 2026-07-01, or a moment.")],
    as_json: AsJson = False,
) -> None:
    """Show who would have got the leads of a while by the rules of a file; nothing is touched."""
    session = session_of(ctx)
    first, last = (
        moment_of(text, session.zone, option=option) for text, option in ((since, "--since"), (until, "--until"))
    )
    command = SimulateRules.model_validate({"rules": _rules_of(file), "since": first, "until": last})
    done = session.crm.routing.simulate(session.actor, command)
    lines = [f"{counted(len(done.leads), 'lead')}, {done.queued:,} would wait, {done.differing:,} went otherwise."]
    lines += [f"  {plain(share.user_id)}: {counted(share.leads, 'lead')}" for share in done.shares]
    session.print_result(done, *lines, as_json=as_json)


add_command(
    app,
    "reassign",
    LeadRoutingCoordinator.reassign_open_leads,
    lambda session, asked, as_json: session.print_result(asked.answer, *bulk_lines(asked.answer), as_json=as_json),
)


@app.command("waiting")
def show_waiting(
    ctx: typer.Context,
    queue: Annotated[str | None, typer.Option(metavar="TEXT", help="Only this queue.")] = None,
    limit: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=1_000, help="Show at most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the leads that wait because nobody could take them."""
    session = session_of(ctx)
    entries = session.crm.routing.waiting(session.actor, queue, limit=limit)
    grid = table("Lead", "Queue", "Since", "Tried", "Because", right=("Tried",), whole=("Lead",))
    for entry in entries:
        since = moment(entry.since, session.zone)
        grid.add_row(entry.lead_id, plain(entry.queue), since, str(entry.attempts), plain(entry.reason))
    session.print_result(entries, grid if entries else "Nothing waits.", as_json=as_json)


@app.command("retry")
def retry_waiting(
    ctx: typer.Context,
    queue: Annotated[str | None, typer.Option(metavar="TEXT", help="Only this queue.")] = None,
    as_json: AsJson = False,
) -> None:
    """Route once more what waits."""
    session = session_of(ctx)
    done = session.crm.routing.retry_queue(session.actor, queue)
    session.print_result(done, *bulk_lines(done), as_json=as_json)


def bulk_lines(done: BulkRouting) -> list[str]:
    lines = [f"{counted(done.assigned, 'lead')} given, {done.queued:,} waiting, {done.already_routed:,} left alone."]
    lines += [f"  {plain(share.user_id)}: {counted(share.leads, 'lead')}" for share in done.shares]
    lines += [f"  {refused.lead_id}: {'; '.join(refused.reasons)}" for refused in done.refused]
    return lines


def _rules_of(file: Path) -> tuple[RoutingRule, ...]:
    return value_of(file, _RULES, listed(read_file(file, EXAMPLE), "rules"), EXAMPLE)


def _print_rules(session: Session, rules: RuleSet, *, as_json: bool) -> None:
    session.print_result(rules, _rules_table(rules), as_json=as_json)


def _rules_table(rules: RuleSet) -> Table:
    grid = table("At", "Rule", "For", "Chooses", right=("At",))
    for rule in rules.in_order:
        name = Text(plain(rule.name), style="" if rule.is_active else "dim strike")
        grid.add_row(str(rule.position), name, _criteria(rule), f"{_people(rule)}, {' or '.join(_strategies(rule))}")
    grid.caption = f"version {rules.version}"
    grid.caption_justify = "left"
    return grid


def _criteria(rule: RoutingRule) -> str:
    lowest = None if rule.minimum_score is None else f"score from {rule.minimum_score}"
    highest = None if rule.maximum_score is None else f"score to {rule.maximum_score}"
    criteria = [
        *sorted(rule.territories),
        *sorted(words(source) for source in rule.sources),
        *sorted(rule.industries),
        lowest,
        highest,
        rule.condition,
    ]
    return "; ".join(plain(each) for each in criteria if each) or "every lead"


def _people(rule: RoutingRule) -> str:
    if rule.pool.everyone:
        return "everyone"
    team = [f"team {plain(rule.pool.team)}"] if rule.pool.team else []
    return ", ".join([*team, *sorted(plain(user) for user in rule.pool.users)])


def _strategies(rule: RoutingRule) -> list[str]:
    return [words(strategy) for strategy in rule.strategies]
