"""How the demonstration looks: forecast, fair shares, people, one lead's story, and what to type next."""

import shlex
from collections.abc import Mapping, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from crm_adapters.cli.screen import amount, bullets, counted, percent, plain, table, words
from crm_adapters.cli.timeline import Happening, activity_happenings, table_of_steps, timeline
from crm_adapters.demo import COMPANY, REGIONS, SELLERS, SENIOR_SCORE, Lived, Place, Story, There
from crm_core.activities import ActivityType
from crm_core.pipelines import ForecastRange, PipelineForecast, PipelineSummary
from crm_operations.records import DecisionKind

_BAR = 16


def introduction(leads: int) -> RenderableType:
    return Group(
        Text(f"{COMPANY}, January to March 2026", style="bold"),
        f"{_NUMBERS[len(SELLERS)]} people sell desks and lamps in {_NUMBERS[len(REGIONS)].lower()} regions, and"
        f" {counted(leads, 'lead')} will come in.",
        "All of it goes through the same doors as in earnest; only the clock runs faster.",
    )


def title(line: str) -> RenderableType:
    return Group("", Rule(Text(line, style="bold"), align="left", style="dim"), "")


def forecast(figures: PipelineForecast) -> RenderableType:
    likely = f"{figures.confidence_percent} % likely"
    made = table("Closing in", "Deals", "Worth", "Expected", likely, right=("Deals", "Worth", "Expected", likely))
    for month in figures.months:
        if month.count:
            made.add_row(f"{month.month:%B %Y}", *_range(month))
    for total in figures.totals:
        made.add_section()
        made.add_row("together", *_range(total), style="bold")
    late = [
        f"{counted(slipped.count, 'more deal')} worth {amount(slipped.total_minor, slipped.currency)} slipped:"
        " they should have closed by now."
        for slipped in figures.slipped
    ]
    return Group(made, *(Text(line, style="yellow") for line in late))


def fairness(lived: Lived, *, in_ascii: bool) -> RenderableType:
    """How many leads each rule gave whom: the desks' turns first, then what came besides."""
    given = {user: sum(rules.values()) for user, rules in lived.routed_by.items()}
    most = max(given.values())
    made = table("Who", "Desk", "Leads", "", *_WAYS, right=("Leads", *_WAYS), whole=("Who", "Desk"))
    for desk, sellers in groupby(SELLERS, key=lambda seller: seller.person.team):
        for seller in sellers:
            leads, by_rule = given[seller.person.id], lived.routed_by[seller.person.id]
            bar = Text(("#" if in_ascii else "█") * round(_BAR * leads / most if most else 0), style="cyan")
            by_way = [sum(by_rule.get(rule, 0) for rule in of_way) for of_way in _WAYS.values()]
            made.add_row(seller.person.name, plain(desk), str(leads), bar, *(str(count or "") for count in by_way))
        made.add_section()
    away = [f"{seller.person.name} was on holiday for two weeks." for seller in SELLERS if seller.person.absences]
    waited = f"{counted(lived.waited, 'lead')} came in the night or on a weekend and waited for the morning."
    rules = f"Turn: their desk's round robin. Known: their own customers. Score: {SENIOR_SCORE} or more."
    return Group(made, *(Text(line, style="dim") for line in (rules, *away, waited)))


def people(summaries: Mapping[str, PipelineSummary], unread: Mapping[str, int]) -> RenderableType:
    """Whoever won most stands first."""
    made = table("Who", "Won", "Worth", "Win rate", "Open", "Worth open", "Unread", right=_FIGURES)
    by_won = sorted(SELLERS, key=lambda seller: (-_won(summaries[seller.person.id]), seller.person.name))
    for seller in by_won:
        summary = summaries[seller.person.id]
        still_open = sum(figures.open_minor for figures in summary.currencies)
        made.add_row(
            seller.person.name,
            str(summary.won_count),
            amount(_won(summary), "USD"),
            percent(summary.win_rate.by_count.value),
            str(summary.open_count),
            amount(still_open, "USD"),
            str(unread[seller.person.id]),
        )
    return made


def story(told: Story, zone: ZoneInfo) -> RenderableType:
    lead, owner = told.lead, plain(told.lead.assigned_to).capitalize()
    parts: list[RenderableType] = [
        Text.assemble((lead.lead_number, "bold"), f"  {plain(lead.name)} of {plain(lead.company)}, {lead.territory}"),
        "",
        timeline(_happenings(told), zone),
    ]
    for question, reasons in (
        (f"Why did it go to {owner}?", told.reasons(DecisionKind.ROUTING)),
        (f"Why does it score {lead.score.total}?", told.reasons(DecisionKind.SCORE)),
        ("Why could it become a deal?", told.reasons(DecisionKind.QUALIFICATION)),
    ):
        parts += ["", Text(question, style="bold"), bullets(reasons)]
    return Group(*parts)


def next_steps(place: Place, crm: str, told: Story | None) -> RenderableType:
    """``crm`` is what to type for it."""
    steps = [(f"{crm} pipeline", "the board above")]
    if told is not None:
        steps += [
            (f"{crm} lead show {told.lead.lead_number}", "the lead of the story"),
            (f"{crm} explain {told.lead.lead_number}", "every decision about it"),
            (f"{crm} history show {told.deal.opportunity_number}", "every change of its deal"),
        ]
    steps += [
        (f"{crm} routing rules", "who gets which lead"),
        (f"{crm} history verify", "proof that nobody tampered"),
    ]
    report = Text.assemble("The report, for a browser: ", (str(place.report), "cyan"))
    enter = Text(place.enter, style="cyan", no_wrap=True, overflow="ignore")  # whole, so that it can be copied
    return Group(report, "", enter, table_of_steps(steps))


def in_tryton(there: There, crm: str) -> Sequence[str]:
    """What was made there, and how to look at it; lines to be copied, so they stay whole. ``crm`` is what to type."""
    won, lost = counted(there.won, "order"), counted(there.lost, "quotation")
    return (
        f"{counted(there.parties, 'customer')}, {won}, {lost} lost.",
        "",
        there.start,
        f"Then log in at {there.url} as {there.user} with the password {there.password};",
        "or look from here:",
        f"cd {shlex.quote(str(there.config.parent))} && CRM_CONFIG={shlex.quote(there.config.name)} {crm} deal list",
    )


_FIGURES = ("Won", "Worth", "Win rate", "Open", "Worth open", "Unread")
_NUMBERS = {3: "Three", 8: "Eight"}
_WAYS = {
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


def _happenings(told: Story) -> Sequence[Happening]:
    """What was done, then what came of it; notes and reminders would only say it again."""
    lead, deal = told.lead, told.deal
    done = [activity for activity in told.activities if activity.activity_type not in _SAID_OTHERWISE]
    value = amount(deal.actual_value_minor, deal.currency_code)
    worth = amount(lead.estimated_value_minor, lead.currency_code)
    dated = (
        (lead.created_at, f"came in by {words(lead.source)}, worth perhaps {worth}", ""),
        (lead.assigned_at, f"given to {plain(lead.assigned_to)}", ""),
        (lead.converted_at, f"became {deal.opportunity_number}: {plain(deal.name)}", "green"),
        (deal.closed_at, f"won at {value}", "bold green"),
    )
    milestones = [Happening(at, what, style) for at, what, style in dated if at is not None]
    return [*activity_happenings(done, deal.updated_at), *milestones]


_SAID_OTHERWISE = {ActivityType.NOTE, ActivityType.FOLLOW_UP}
