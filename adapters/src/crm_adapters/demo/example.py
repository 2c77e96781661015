"""One lead's story out of the quarter, from the first day to the contract."""

from collections.abc import Iterator, Sequence

from crm_adapters.demo.company import TAKES_TURNS, TENANT
from crm_adapters.wiring import Crm
from crm_core.activities import Activity, ActivityFilter
from crm_core.actor import Actor
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_operations.lead_routing import ROUTING
from crm_operations.providers import Quotation
from crm_operations.records import Decision

_PAGE = 200


class Example(Value):
    """Decisions and activities oldest first."""

    lead: Lead
    opportunity: Opportunity
    quotation: Quotation | None
    decisions: tuple[Decision, ...]
    activities: tuple[Activity, ...]

    def reasons(self, kind: str) -> tuple[str, ...]:
        """Of the last decision of that kind."""
        return next((decision.reasons for decision in reversed(self.decisions) if decision.kind == kind), ())


def best_example(crm: Crm, actor: Actor) -> Example | None:
    """Of a deal that was won, if any was: the largest whose lead took a detour, or else the largest."""
    examples = [_example(crm, actor, opportunity) for opportunity in _won(crm, actor) if opportunity.lead_id]
    return max(
        examples,
        key=lambda example: (_took_a_detour(example), example.opportunity.actual_value_minor or 0),
        default=None,
    )


def _took_a_detour(example: Example) -> bool:
    """Somebody of the team was away, so the turn went on."""
    reasons = example.reasons(ROUTING.kind)
    return any(TAKES_TURNS in reason and reason.endswith(": absent") for reason in reasons)


def _example(crm: Crm, actor: Actor, opportunity: Opportunity) -> Example:
    lead = crm.leads.get(actor, opportunity.lead_id or "")
    quotations: Sequence[Quotation] = crm.quotations.find_by_opportunity_id(TENANT, opportunity.id)
    activities = [
        *crm.activities.list(actor, ActivityFilter(related=lead.ref, limit=_PAGE)),
        *crm.activities.list(actor, ActivityFilter(related=opportunity.ref, limit=_PAGE)),
    ]
    return Example(
        lead=lead,
        opportunity=opportunity,
        quotation=quotations[0] if quotations else None,
        decisions=tuple(reversed(crm.audit.explain(actor, lead.ref))),
        activities=tuple(sorted(activities, key=lambda activity: activity.created_at)),
    )


def _won(crm: Crm, actor: Actor) -> Iterator[Opportunity]:
    after: str | None = None
    query = OpportunityFilter(outcome=Outcome.WON, limit=_PAGE)
    while (page := crm.deals.get_opportunities_by_stage(actor, query.model_copy(update={"after_id": after}))).last_id:
        yield from page
        after = page.last_id
