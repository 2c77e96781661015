"""Output of deals: their list, and one deal with its attention indicators and timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.cells import Column, columns
from crm_adapters.cli.shell.screen import amount, cut, facts, moment, own_values, percent, plain, state, table, words
from crm_adapters.cli.shell.timeline import TimelineEntry, activity_entries, table_of_steps, timeline
from crm_core.activities import Activity
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome, Pipeline, PipelineNotFound
from crm_operations.deal_closing import AttentionIndicator
from crm_operations.providers import Customer
from crm_operations.quote_to_order import SalesDocuments
from crm_operations.records import HistoryEntry
from crm_operations.stage_rules import StageCheck


def _stage(opportunity: Opportunity, _: ZoneInfo) -> Text:
    return cut(words(opportunity.stage)) if opportunity.is_open else state(opportunity.outcome)


def _worth(opportunity: Opportunity, _: ZoneInfo) -> str:
    minor = opportunity.actual_value_minor if opportunity.outcome is Outcome.WON else opportunity.expected_revenue_minor
    return amount(minor, opportunity.currency_code)


DEAL_COLUMNS = columns(
    Opportunity,
    ("Number", "opportunity_number"),
    "name",
    Column("Stage", _stage),
    Column("Worth", _worth, right=True),
    Column("Closes", lambda deal, _: plain(deal.actual_close_date or deal.expected_close_date), whole=True),
    ("Owner", "assigned_to"),
)


class OpportunityDetails(NamedTuple):
    """A deal with everything that is shown around it."""

    opportunity: Opportunity
    customer: Customer | None
    lead: Lead | None
    documents: SalesDocuments | None
    """None where the sales system does not answer."""
    attention: Sequence[AttentionIndicator]
    activities: Sequence[Activity]
    changes: Sequence[HistoryEntry]
    """Empty for who may not read the history."""
    steps: Sequence[tuple[str, str]]
    """The commands that bring it further, and why."""
    beside: Beside
    """What of all this is missing."""


def deal_sheet(details: OpportunityDetails, zone: ZoneInfo, now: datetime) -> RenderableType:
    opportunity, customer = details.opportunity, details.customer
    ended = "" if opportunity.is_open else state(opportunity.outcome)
    heading = Text.assemble((opportunity.opportunity_number, "bold"), "  ", plain(opportunity.name), "  ", ended)
    weighted = opportunity.weighted_revenue
    known = facts(
        [
            ("Stage", f"{words(opportunity.stage)} ({percent(opportunity.probability.basis_points / 10_000)} likely)"),
            ("Customer", plain(customer.name if customer else opportunity.party_id)),
            ("Lead", details.lead.lead_number if details.lead else None),
            ("Worth", amount(opportunity.actual_value_minor, opportunity.currency_code)),
            ("Paid", amount(opportunity.paid_minor, opportunity.currency_code)),
            ("Refunded", amount(opportunity.refunded_minor, opportunity.currency_code)),
            ("Expected", amount(opportunity.expected_revenue_minor, opportunity.currency_code)),
            ("Weighted", amount(weighted.minor, weighted.currency) if weighted and opportunity.is_open else None),
            ("Discount", _share(opportunity.discount_basis_points)),
            ("Margin", _share(opportunity.margin_basis_points)),
            ("Payment", None if opportunity.payment_days is None else f"within {opportunity.payment_days} days"),
            ("Term", None if opportunity.term_months is None else f"{opportunity.term_months} months"),
            ("Clauses", plain("; ".join(opportunity.non_standard_clauses or ())) or None),
            ("Closes", plain(opportunity.actual_close_date or opportunity.expected_close_date)),
            ("Type", words(opportunity.type)),
            ("Priority", words(opportunity.priority)),
            ("Owner", plain(opportunity.assigned_to)),
            ("Forecast as", _category(opportunity)),
            ("Rules", _passed(opportunity, zone)),
            ("Accepted", _accepted(opportunity)),
            ("Lost for", plain(opportunity.lost_reason)),
            ("Source", words(opportunity.source)),
            *_papers(opportunity, details.documents),
            ("Reopened", f"{opportunity.reopened_count} times" if opportunity.reopened_count else None),
            *own_values(opportunity),
            ("Notes", plain(opportunity.notes)),
            ("Id", opportunity.id),
        ]
    )
    wants = [("Look at", Text(plain(indicator.detail), style="yellow")) for indicator in details.attention]
    happened = timeline([*_milestones(details), *activity_entries(details.activities, now)], zone)
    parts: list[RenderableType] = [heading, "", known, *([facts(wants)] if wants else []), *details.beside.shown()]
    parts += ["", Text("What happened", style="bold"), happened]
    return Group(*parts, "", Text("Next", style="bold"), table_of_steps(details.steps))


def settled_line(opportunity: Opportunity) -> str:
    """Of what it was won at, what is paid and what is paid back."""
    number, currency = opportunity.opportunity_number, opportunity.currency_code
    paid, refunded = (amount(minor or 0, currency) for minor in (opportunity.paid_minor, opportunity.refunded_minor))
    return f"{number}: {paid} of {amount(opportunity.actual_value_minor, currency)} are paid, {refunded} paid back."


def check_sheet(check: StageCheck) -> RenderableType:
    """Each rule with its answer, and what to do about those that are unmet."""
    may = "may enter" if check.allowed else "may not enter"
    heading = f"{check.opportunity_number} {may} {words(check.target)}"
    if not check.rules:
        return f"{heading}; nothing is asked."
    grid = table("", "Rule", "To do")
    for rule in check.rules:
        holds = Text("yes", style="green") if rule.holds else Text("no", style="red")
        grid.add_row(holds, plain(rule.explain()), "" if rule.holds else plain(rule.remedy))
    return Group(f"{heading}:", grid)


def next_steps(opportunity: Opportunity, pipelines: Sequence[Pipeline]) -> Sequence[tuple[str, str]]:
    """The commands that bring this deal further, and why. Raises PipelineNotFound, PipelineStageError."""
    number = opportunity.opportunity_number
    if not opportunity.is_open:
        return [(f"crm deal reopen {number} --reason ...", "if it comes to life again")]
    pipeline = next((each for each in pipelines if each.id == opportunity.pipeline_id), None)
    if pipeline is None:
        raise PipelineNotFound.because_unknown("pipeline", opportunity.pipeline_id)
    steps = []
    for name in pipeline.stage(opportunity.stage).next_stages:
        stage = pipeline.stage(name)
        if stage.outcome is Outcome.OPEN:
            steps.append((f"crm deal move {number} {stage.name}", "the next stage"))
        elif stage.outcome is Outcome.WON:
            steps.append((f"crm deal won {number}", "the customer said yes"))
        else:
            steps.append((f"crm deal lost {number} --reason ...", "the customer said no"))
    return steps


def _share(basis_points: int | None) -> str | None:
    return None if basis_points is None else percent(basis_points / 10_000)


def _category(opportunity: Opportunity) -> RenderableType | None:
    """Only where a person said so; else it is its stage's."""
    override = opportunity.forecast_override
    return None if override is None else plain(f"{words(override.category)}: {override.reason}")


def _accepted(opportunity: Opportunity) -> RenderableType | None:
    """Only while it waits for something here."""
    sale = opportunity.accepted_sale
    return None if sale is None else plain(f"yes; it waits for: {sale.waits_for.replace(chr(10), '; ')}")


def _passed(opportunity: Opportunity, zone: ZoneInfo) -> RenderableType | None:
    passed = opportunity.rules_passed
    return None if passed is None else plain(f"passed over {moment(passed.at, zone)}: {passed.reason}")


def _papers(opportunity: Opportunity, documents: SalesDocuments | None) -> list[tuple[str, RenderableType | None]]:
    """Numbers of quotations and orders, superseded ones apart; ids where the sales system does not answer."""
    if documents is None:
        return [
            ("Quotation", plain(opportunity.converted_to_quote_id)),
            ("Order", plain(opportunity.converted_to_order_id)),
        ]
    former = frozenset(opportunity.superseded_quotation_ids)
    quoted = [(each.id in former, f"{each.number} ({words(each.status)})", each.total) for each in documents.quotations]
    ordered = [(each.quotation_id in former, each.number, each.total) for each in documents.orders]
    return [
        (title, plain(", ".join(f"{name} over {amount(total.minor, total.currency)}" for name, total in listed)))
        for title, papers, is_former in (
            ("Quotation", quoted, False),
            ("Order", ordered, False),
            ("Quoted before", quoted, True),
            ("Ordered before", ordered, True),
        )
        if (listed := [(name, total) for was_former, name, total in papers if was_former is is_former])
    ]


def _milestones(details: OpportunityDetails) -> list[TimelineEntry]:
    """Every change of stage; for who may not read the history, the last one."""
    opportunity = details.opportunity
    moves = [(entry.at, entry.fields["stage"]) for entry in details.changes if "stage" in entry.fields]
    if moves:
        return [
            TimelineEntry(at, f"{'moved to' if before else 'opened in'} {words(after)}")
            for at, (before, after) in moves
        ]
    return [
        TimelineEntry(opportunity.created_at, "opened"),
        TimelineEntry(opportunity.stage_entered_at, f"moved to {words(opportunity.stage)}"),
    ]
