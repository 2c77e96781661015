"""How the demonstration looks: forecast, fair shares, people, one lead's story, and what to type next."""

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from crm_adapters.cli.shell.screen import amount, bullets, counted, percent, plain, table, words
from crm_adapters.cli.shell.timeline import TimelineEntry, activity_entries, table_of_steps, timeline
from crm_adapters.demo import COMPANY, REGIONS, SELLERS, SENIOR_SCORE, Example, Lived, Place, TrytonAccess
from crm_core.activities import ActivityType
from crm_core.approvals import ApprovalLevel, ApprovalRequest, ApprovalState
from crm_core.escalations import Escalation
from crm_core.opportunities import Opportunity
from crm_core.pipelines import ForecastRange, PipelineForecast, PipelineSummary
from crm_core.service_levels import ClockState, Target
from crm_operations.lead_conversion import QUALIFICATION
from crm_operations.lead_management import SCORE
from crm_operations.lead_routing import ROUTING
from crm_operations.service_levels import SlaRow

_BAR = 16
_ROTTING_SHOWN = 3


def introduction(leads: int) -> RenderableType:
    return Group(
        Text(f"{COMPANY}, January to March 2026", style="bold"),
        f"{_NUMBERS[len(SELLERS)]} people sell desks and lamps in {_NUMBERS[len(REGIONS)].lower()} regions, and"
        f" {counted(leads, 'lead')} will come in.",
        "All of it is done by the same commands as in earnest; only the clock runs faster.",
    )


def title(line: str) -> RenderableType:
    return Group("", Rule(Text(line, style="bold"), align="left", style="dim"), "")


def forecast(figures: PipelineForecast) -> RenderableType:
    likely = f"{figures.confidence_percent} % likely"
    grid = table("Closing in", "Deals", "Worth", "Expected", likely, right=("Deals", "Worth", "Expected", likely))
    for month in figures.months:
        if month.count:
            grid.add_row(f"{month.month:%B %Y}", *_range(month))
    for total in figures.totals:
        grid.add_section()
        grid.add_row("together", *_range(total), style="bold")
    late = [
        f"{counted(slipped.count, 'more deal')} worth {amount(slipped.total_minor, slipped.currency)} slipped:"
        " they should have closed by now."
        for slipped in figures.slipped
    ]
    return Group(grid, *(Text(line, style="yellow") for line in late))


def sureness(figures: PipelineForecast, rotting: Sequence[Opportunity], passed: int, now: datetime) -> RenderableType:
    """The open deals by forecast category, those that rot, and how often the rules were passed over."""
    grid = table("Category", "Deals", "Worth", "Weighted", right=("Deals", "Worth", "Weighted"))
    for each in figures.categories:
        worth, weighted = (amount(minor, each.currency) for minor in (each.total_minor, each.weighted_minor))
        grid.add_row(words(each.category), str(each.count), worth, weighted)
    rots = [
        f"{deal.opportunity_number} of {plain(deal.assigned_to).capitalize()} has been in {words(deal.stage)} for"
        f" {(now - deal.stage_entered_at).days} days, and nobody was in touch."
        for deal in rotting[:_ROTTING_SHOWN]
    ]
    more = len(rotting) - len(rots)
    lines = [*rots, *([f"{counted(more, 'more deal')} rot likewise."] if more else [])]
    went_on = f"{counted(passed, 'deal')} went on against the rules of a stage, by the manager's word."
    notes = ("Closed is what the last month has won; the others are open deals, as their stages say.", went_on)
    return Group(grid, *(Text(line, style="yellow") for line in lines), *(Text(note, style="dim") for note in notes))


def promises(clocks: Sequence[SlaRow], escalations: Sequence[Escalation]) -> RenderableType:
    """What was promised and kept, target by target, and how far up the ladder went what was not."""
    grid = table("Promised", "Kept", "Late", "Overdue", "At risk", right=("Kept", "Late", "Overdue", "At risk"))
    columns = (ClockState.MET, ClockState.MET_LATE, ClockState.BREACHED, ClockState.AT_RISK)
    counts = Counter((clock.target, clock.state) for clock in clocks)
    for target in Target:
        grid.add_row(words(target), *(str(counts[target, state] or "") for state in columns))
    recipients = [frozenset(escalation.people) for escalation in escalations]
    leads = sum(len(each) > 1 for each in recipients)
    lines = (
        f"{counted(len(recipients), 'time')} somebody was told before or when it was due; {leads:,} the manager too.",
        "Counted in the hours of the office: an hour for lunch, and closed on Presidents' Day.",
    )
    return Group(grid, *(Text(line, style="dim") for line in lines))


def approvals(requests: Sequence[ApprovalRequest]) -> RenderableType:
    """What somebody had to say yes to, level by level, what was refused, and who decided in whose place."""
    shown = {"Approved": ApprovalState.APPROVED, "Refused": ApprovalState.REJECTED, "Waiting": ApprovalState.PENDING}
    grid = table("Asked of", *shown, right=tuple(shown))
    counts = Counter((request.level, request.state) for request in requests)
    for level in ApprovalLevel:
        grid.add_row(words(level), *(str(counts[level, state] or "") for state in shown.values()))
    lines = [
        f"{request.number} was refused: {plain(vote.comment)}"
        for request in requests
        for vote in request.votes
        if request.state is ApprovalState.REJECTED
    ]
    votes = [vote for request in requests for vote in request.votes if vote.user != vote.for_user]
    if votes:
        names = f"{votes[0].user.capitalize()} for {votes[0].for_user.capitalize()}"
        lines.append(f"{counted(len(votes), 'decision')} by {names}, who was on holiday.")
    return Group(grid, *(Text(line, style="dim") for line in lines))


def fairness(lived: Lived, *, in_ascii: bool) -> RenderableType:
    """How many leads each rule gave whom: the teams' turns first, then what came besides."""
    totals = {user: sum(rules.values()) for user, rules in lived.routed_by.items()}
    most = max(totals.values())
    grid = table(
        "Who", "Team", "Leads", "", *_RULES_BY_COLUMN, right=("Leads", *_RULES_BY_COLUMN), whole=("Who", "Team")
    )
    for team, sellers in groupby(SELLERS, key=lambda seller: seller.person.team):
        for seller in sellers:
            leads, by_rule = totals[seller.person.id], lived.routed_by[seller.person.id]
            bar = Text(("#" if in_ascii else "█") * round(_BAR * leads / most if most else 0), style="cyan")
            counts = [sum(by_rule.get(rule, 0) for rule in rule_ids) for rule_ids in _RULES_BY_COLUMN.values()]
            grid.add_row(seller.person.name, plain(team), str(leads), bar, *(str(count or "") for count in counts))
        grid.add_section()
    away = [f"{seller.person.name} was on holiday for two weeks." for seller in SELLERS if seller.person.absences]
    waited = f"{counted(lived.waited, 'lead')} came in the night or on a weekend and waited for the morning."
    rules = f"Turn: their team's round robin. Known: their own customers. Score: {SENIOR_SCORE} or more."
    return Group(grid, *(Text(line, style="dim") for line in (rules, *away, waited)))


def people(summaries: Mapping[str, PipelineSummary], unread: Mapping[str, int]) -> RenderableType:
    """Whoever won most stands first."""
    grid = table("Who", "Won", "Worth", "Win rate", "Open", "Worth open", "Unread", right=_FIGURES)
    by_won = sorted(SELLERS, key=lambda seller: (-_won(summaries[seller.person.id]), seller.person.name))
    for seller in by_won:
        summary = summaries[seller.person.id]
        still_open = sum(figures.open_minor for figures in summary.currencies)
        grid.add_row(
            seller.person.name,
            str(summary.won_count),
            amount(_won(summary), "USD"),
            percent(summary.win_rate.by_count.value),
            str(summary.open_count),
            amount(still_open, "USD"),
            str(unread[seller.person.id]),
        )
    return grid


def example_sheet(example: Example, zone: ZoneInfo) -> RenderableType:
    lead, owner = example.lead, plain(example.lead.assigned_to).capitalize()
    parts: list[RenderableType] = [
        Text.assemble((lead.lead_number, "bold"), f"  {plain(lead.name)} of {plain(lead.company)}, {lead.territory}"),
        "",
        timeline(_timeline_entries(example), zone),
    ]
    for question, reasons in (
        (f"Why did it go to {owner}?", example.reasons(ROUTING.kind)),
        (f"Why does it score {lead.score.total}?", example.reasons(SCORE.kind)),
        ("Why could it become a deal?", example.reasons(QUALIFICATION.kind)),
    ):
        parts += ["", Text(question, style="bold"), bullets(reasons)]
    return Group(*parts)


def next_steps(place: Place, crm: str, example: Example | None) -> RenderableType:
    """``crm`` is what to type for it."""
    steps = [(f"{crm} pipeline", "the board above")]
    if example is not None:
        steps += [
            (f"{crm} lead show {example.lead.lead_number}", "the lead of the story"),
            (f"{crm} explain {example.lead.lead_number}", "every decision about it"),
            (f"{crm} history show {example.opportunity.opportunity_number}", "every change of its deal"),
        ]
    steps += [
        (f"{crm} routing rules", "who gets which lead"),
        (f"{crm} pipeline stages Sales", "what a deal needs before it goes on"),
        (f"{crm} sla list --state breached", "what is overdue"),
        (f"{crm} history verify", "proof that nobody tampered"),
    ]
    report = Text.assemble("The report, for a browser: ", (str(place.report), "cyan"))
    enter = Text(place.enter, style="cyan", no_wrap=True, overflow="ignore")  # whole, so that it can be copied
    return Group(report, "", enter, table_of_steps(steps))


def in_tryton(tryton: TrytonAccess, crm: str) -> Sequence[str]:
    """What was made there, and how to look at it; lines to be copied, so they stay whole. ``crm`` is what to type."""
    won, lost = counted(tryton.won, "order"), counted(tryton.lost, "quotation")
    return (
        f"{counted(tryton.parties, 'customer')}, {won}, {lost} lost.",
        "",
        tryton.start,
        f"Then log in at {tryton.url} as {tryton.user} with the password {tryton.password};",
        "or look from here:",
        f"cd {shlex.quote(str(tryton.config.parent))} && CRM_CONFIG={shlex.quote(tryton.config.name)} {crm} deal list",
    )


_FIGURES = ("Won", "Worth", "Win rate", "Open", "Worth open", "Unread")
_NUMBERS = {3: "Three", 8: "Eight"}
_RULES_BY_COLUMN = {
    "Turn": tuple(region.lower() for region in REGIONS),
    "Known": ("owner",),
    "Partner": ("partner",),
    "Score": ("senior",),
}
"""The rules, by what the table calls them."""


def _range(figures: ForecastRange) -> tuple[str, ...]:
    worth, expected = amount(figures.total_minor, figures.currency), amount(figures.expected_minor, figures.currency)
    lowest, highest = amount(figures.worst_minor, figures.currency), amount(figures.best_minor, figures.currency)
    return str(figures.count), worth, expected, f"{lowest} to {highest}"


def _won(summary: PipelineSummary) -> int:
    return sum(figures.won_minor for figures in summary.currencies)


def _timeline_entries(example: Example) -> Sequence[TimelineEntry]:
    """What was done, then what came of it; notes and reminders would only say it again."""
    lead, opportunity = example.lead, example.opportunity
    done = [activity for activity in example.activities if activity.activity_type not in _LEFT_OUT]
    value = amount(opportunity.actual_value_minor, opportunity.currency_code)
    worth = amount(lead.estimated_value_minor, lead.currency_code)
    dated = (
        (lead.created_at, f"came in by {words(lead.source)}, worth perhaps {worth}", ""),
        (lead.assigned_at, f"given to {plain(lead.assigned_to)}", ""),
        (lead.converted_at, f"became {opportunity.opportunity_number}: {plain(opportunity.name)}", "green"),
        (opportunity.closed_at, f"won at {value}", "bold green"),
    )
    milestones = [TimelineEntry(at, what, style) for at, what, style in dated if at is not None]
    return [*activity_entries(done, opportunity.updated_at), *milestones]


_LEFT_OUT = {ActivityType.NOTE, ActivityType.FOLLOW_UP}
