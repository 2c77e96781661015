"""How deals look: their list, and one deal with what wants a look and what happened."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.beside import Beside
from crm_adapters.cli.screen import amount, cut, facts, percent, plain, state, table, words
from crm_adapters.cli.timeline import Happening, activity_happenings, table_of_steps, timeline
from crm_core.activities import Activity
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome, Pipeline, PipelineNotFound
from crm_operations.deal_closing import AttentionIndicator, SalesDocuments
from crm_operations.providers import Customer
from crm_operations.records import HistoryEntry


def deal_table(deals: Sequence[Opportunity]) -> Table:
    made = table(
        "Number", "Name", "Stage", "Worth", "Closes", "Owner", right=("Worth",), whole=("Number", "Stage", "Closes")
    )
    for deal in deals:
        stage = state(deal.outcome) if not deal.is_open else Text(words(deal.stage))
        closes = deal.actual_close_date or deal.expected_close_date
        made.add_row(deal.opportunity_number, cut(deal.name), stage, _worth(deal), plain(closes), cut(deal.assigned_to))
    return made


class DealStory(NamedTuple):
    """A deal with everything that is shown around it."""

    deal: Opportunity
    customer: Customer | None
    lead: Lead | None
    documents: SalesDocuments | None
    """None where the sales system does not tell."""
    attention: Sequence[AttentionIndicator]
    activities: Sequence[Activity]
    changes: Sequence[HistoryEntry]
    """Empty for who may not read the history."""
    steps: Sequence[tuple[str, str]]
    """The commands that bring it further, and why."""
    beside: Beside
    """What of all this could not be told."""


def deal_sheet(story: DealStory, zone: ZoneInfo, now: datetime) -> RenderableType:
    deal, customer = story.deal, story.customer
    ended = "" if deal.is_open else state(deal.outcome)
    heading = Text.assemble((deal.opportunity_number, "bold"), "  ", plain(deal.name), "  ", ended)
    weighted = deal.weighted_revenue
    known = facts(
        [
            ("Stage", f"{words(deal.stage)} ({percent(deal.probability.basis_points / 10_000)} likely)"),
            ("Customer", plain(customer.name if customer else deal.party_id)),
            ("Lead", story.lead.lead_number if story.lead else None),
            ("Worth", amount(deal.actual_value_minor, deal.currency_code)),
            ("Expected", amount(deal.expected_revenue_minor, deal.currency_code)),
            ("Weighted", amount(weighted.minor, weighted.currency) if weighted and deal.is_open else None),
            ("Closes", plain(deal.actual_close_date or deal.expected_close_date)),
            ("Type", words(deal.type)),
            ("Priority", words(deal.priority)),
            ("Owner", plain(deal.assigned_to)),
            ("Lost for", plain(deal.lost_reason)),
            ("Source", words(deal.source)),
            *_papers(deal, story.documents),
            ("Reopened", f"{deal.reopened_count} times" if deal.reopened_count else None),
            ("Notes", plain(deal.notes)),
            ("Id", deal.id),
        ]
    )
    wants = [("Look at", Text(plain(indicator.detail), style="yellow")) for indicator in story.attention]
    happened = timeline([*_milestones(story), *activity_happenings(story.activities, now)], zone)
    parts: list[RenderableType] = [heading, "", known, *([facts(wants)] if wants else []), *story.beside.shown()]
    parts += ["", Text("What happened", style="bold"), happened]
    return Group(*parts, "", Text("Next", style="bold"), table_of_steps(story.steps))


def next_steps(deal: Opportunity, pipelines: Sequence[Pipeline]) -> Sequence[tuple[str, str]]:
    """The commands that bring this deal further, and why. Raises PipelineNotFound, PipelineStageError."""
    number = deal.opportunity_number
    if not deal.is_open:
        return [(f"crm deal reopen {number} --reason ...", "if it comes to life again")]
    pipeline = next((each for each in pipelines if each.id == deal.pipeline_id), None)
    if pipeline is None:
        raise PipelineNotFound.because_unknown("pipeline", deal.pipeline_id)
    steps = []
    for name in pipeline.stage(deal.stage).next_stages:
        stage = pipeline.stage(name)
        if stage.outcome is Outcome.OPEN:
            steps.append((f"crm deal move {number} {stage.name}", "the next stage"))
        elif stage.outcome is Outcome.WON:
            steps.append((f"crm deal won {number}", "the customer said yes"))
        else:
            steps.append((f"crm deal lost {number} --reason ...", "the customer said no"))
    return steps


def _papers(deal: Opportunity, documents: SalesDocuments | None) -> list[tuple[str, RenderableType | None]]:
    """By their numbers; those from before the deal was reopened stand apart. By their ids where nobody tells more."""
    if documents is None:
        return [("Quotation", plain(deal.converted_to_quote_id)), ("Order", plain(deal.converted_to_order_id))]
    former = frozenset(deal.superseded_quotation_ids)
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


def _worth(deal: Opportunity) -> str:
    minor = deal.actual_value_minor if deal.outcome is Outcome.WON else deal.expected_revenue_minor
    return amount(minor, deal.currency_code)


def _milestones(story: DealStory) -> list[Happening]:
    """Every change of stage; for who may not read the history, the last one."""
    deal = story.deal
    moves = [(entry.at, entry.fields["stage"]) for entry in story.changes if "stage" in entry.fields]
    if moves:
        return [
            Happening(at, f"{'moved to' if before else 'opened in'} {words(after)}") for at, (before, after) in moves
        ]
    return [Happening(deal.created_at, "opened"), Happening(deal.stage_entered_at, f"moved to {words(deal.stage)}")]
