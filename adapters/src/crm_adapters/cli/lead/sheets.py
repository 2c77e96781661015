"""Output of leads: their list, one lead with its timeline, its score, and the plan of its conversion."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.shell.cells import Column, columns
from crm_adapters.cli.shell.screen import amount, cut, facts, own_values, plain, state, table, words
from crm_adapters.cli.shell.timeline import TimelineEntry, activity_entries, table_of_steps, timeline
from crm_core.activities import Activity
from crm_core.leads import SALES_READY, Lead, LeadScoreResult, LeadStatus
from crm_operations.lead_conversion import Conversion, ConversionPlan
from crm_operations.lead_management import CaptureOutcome, LeadCaptured


def _name(lead: Lead, _: ZoneInfo) -> Text:
    return cut(f"{lead.name}, {lead.company}" if lead.company not in {None, lead.name} else lead.name)


LEAD_COLUMNS = columns(
    Lead,
    ("Number", "lead_number"),
    Column("Name", _name),
    "status",
    Column("Score", lambda lead, _: f"{lead.score.total} {lead.score.grade}", right=True),
    ("Value", "estimated_value_minor"),
    ("Owner", "assigned_to"),
)


def capture_sentence(captured: LeadCaptured) -> str:
    lead = captured.lead
    match captured.outcome:
        case CaptureOutcome.CREATED:
            return f"{lead.lead_number} is captured: {words(lead.name)}."
        case CaptureOutcome.SAME:
            return f"{lead.lead_number} is known by that external id, with the same data: {words(lead.name)}."
        case CaptureOutcome.DIFFERS:
            fields = ", ".join(words(field) for field in captured.differs_in)
            known = f"{lead.lead_number} is known by that external id and stays as it is: {words(lead.name)}."
            return f"{known} You gave otherwise: {fields}. Name another external id, or change the lead."


def lead_sheet(lead: Lead, activities: Sequence[Activity], zone: ZoneInfo, now: datetime) -> RenderableType:
    heading = Text.assemble((lead.lead_number, "bold"), "  ", plain(lead.name), "  ", state(lead.status))
    known = facts(
        [
            ("Score", _score_text(lead)),
            ("Company", plain(lead.company)),
            ("E-mail", plain(lead.email)),
            ("Phone", plain(lead.phone)),
            ("Value", amount(lead.estimated_value_minor, lead.currency_code)),
            ("Source", words(lead.source)),
            ("Priority", words(lead.priority)),
            ("Industry", plain(lead.industry)),
            ("Territory", plain(lead.territory)),
            ("Owner", plain(lead.assigned_to) if lead.assigned_to else "nobody yet"),
            *own_values(lead),
            ("Reopened", f"{lead.reopened_count} times" if lead.reopened_count else None),
            ("Came from", plain(lead.external_id)),
            ("Notes", plain(lead.notes)),
            ("Id", lead.id),
        ]
    )
    happened = timeline([*_milestones(lead), *activity_entries(activities, now)], zone)
    return Group(heading, "", known, "", Text("What happened", style="bold"), happened)


def next_steps(lead: Lead, plan: ConversionPlan | None, deal_number: str | None) -> RenderableType:
    """The commands that bring this lead further, or show the deal it became."""
    its_deal = [(f"crm deal show {deal_number}", "the deal it became")]
    steps = its_deal if deal_number is not None else _steps(lead, plan)
    return Group("", Text("Next", style="bold"), table_of_steps(steps))


def score_sheet(lead: Lead, result: LeadScoreResult) -> RenderableType:
    """The account: each line's points, and below them the total they add up to."""
    grid = table("Points", "For", "Because", right=("Points",))
    for line in result.lines:
        weight = f" ({line.percent} % of {line.points})" if line.percent != 100 else ""
        what = f"{line.category or 'total'}: {words(line.factor)}{weight}"
        grid.add_row(f"{line.counted:+d}", what, plain(line.condition) if line.condition else "the limit")
    grid.add_section()
    grid.add_row(Text(f"{result.total}", style="bold"), Text(f"grade {result.grade}", style="bold"), _readiness(result))
    lines: list[RenderableType] = [
        Text.assemble((lead.lead_number, "bold"), f"  {plain(lead.name)}"),
        "",
        grid,
        Text(f"By {result.model_name}, version {result.model_version}.", style="dim"),
    ]
    lines += [f"{rule.category}: {rule.factor} was skipped: {plain(rule.problem)}" for rule in result.skipped]
    return Group(*lines)


def plan_sheet(lead: Lead, plan: ConversionPlan) -> RenderableType:
    rows = [
        (name, "\n".join(plain(thing) for thing in things) if things else "nothing")
        for name, things in (
            ("creates", plan.creates),
            ("reuses", plan.reuses),
            ("moves", plan.moves),
            ("leaves", plan.leaves),
        )
    ]
    return Group(f"Converting {lead.lead_number} (nothing was touched):", facts((f"  {name}", it) for name, it in rows))


def converted_line(lead: Lead, conversion: Conversion) -> str:
    customer = "a new customer" if conversion.customer_created else "a customer known before"
    return f"{lead.lead_number} became {conversion.opportunity_number}, with {customer} ({conversion.customer_id})."


def refusal_lines(lead: Lead, reasons: Sequence[str]) -> tuple[str, ...]:
    """Why not now, and what would help."""
    if lead.status is LeadStatus.CONVERTED_TO_OPPORTUNITY:
        return (f"{lead.lead_number}: {'; '.join(reasons)}",)
    remedies = dict.fromkeys(_remedy(lead, reason) for reason in reasons)
    refusal = f"{lead.lead_number} does not qualify yet: {'; '.join(reasons)}"
    return (refusal, "What helps:", *(f"  {remedy}" for remedy in remedies))


def _remedy(lead: Lead, reason: str) -> str:
    if reason.startswith("score"):
        return f"crm lead score {lead.lead_number}   (when more is known or done)"
    if "activities" in reason:
        return f"crm activity log {lead.lead_number} call 'What you talked about'"
    return f"crm lead convert {lead.lead_number} --override REASON   (a team lead may)"


def _steps(lead: Lead, plan: ConversionPlan | None) -> list[tuple[str, str]]:
    number = lead.lead_number
    if lead.status is LeadStatus.DISQUALIFIED:
        return [(f"crm lead reopen {number} --reason ...", "if there is new interest")]
    steps = [] if lead.assigned_to else [(f"crm lead route {number}", "give it to somebody")]
    if plan is not None and plan.would_convert:
        return [*steps, (f"crm lead convert {number} --plan", "it qualifies: see what converting would do")]
    reasons = plan.refusals if plan else ()
    if not reasons or any(reason.startswith("score") for reason in reasons):
        steps.append((f"crm lead score {number}", _needed(reasons, "score") or "see what it is worth"))
    if any("activities" in reason for reason in reasons):
        steps.append((f"crm activity log {number} call ...", _needed(reasons, "activities")))
    steps += [(f"crm lead convert {number}", plain(reason)) for reason in reasons if "days old" in reason]
    return steps


def _needed(reasons: Sequence[str], figure: str) -> str:
    return "; ".join(plain(reason) for reason in reasons if figure in reason)


def _score_text(lead: Lead) -> str:
    score = lead.score
    parts = {
        "demographic": score.demographic,
        "behavioral": score.behavioral,
        "engagement": score.engagement,
        "firmographic": score.firmographic,
    }
    parts_text = ", ".join(f"{name} {points}" for name, points in parts.items() if points)
    ready = ", sales ready" if score.is_qualified() else ""
    return f"{score.total}, grade {score.grade}{ready}" + (f" ({parts_text})" if parts_text else "")


def _readiness(result: LeadScoreResult) -> str:
    return "sales ready" if result.score.is_qualified() else f"sales ready from {SALES_READY}"


def _milestones(lead: Lead) -> list[TimelineEntry]:
    dated = (
        (lead.created_at, f"captured from {words(lead.source)}"),
        (lead.assigned_at, f"given to {plain(lead.assigned_to)}"),
        (lead.qualified_at, "qualified"),
        (lead.disqualified_at, f"disqualified: {plain(lead.disqualification_reason)}"),
        (lead.converted_at, "converted to a deal"),
    )
    return [TimelineEntry(at, what) for at, what in dated if at is not None]
