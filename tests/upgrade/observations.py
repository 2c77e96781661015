"""What two tenants show of themselves, as JSON that is kept beside a dump, and whether it still adds up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counted_figures import wrong_forecast, wrong_funnel, wrong_stages, wrong_summary
from event_invariants import doubled_or_lost_messages
from partner_invariants import wrong_links, wrong_orders, wrong_quotations, wrong_won_opportunities
from places import TENANTS, Place
from pydantic_core import to_jsonable_python
from record_invariants import doubled_journeys, gaps_in_numbers, half_conversions
from snapshot import Snapshot
from stored_forms import OF_THE_DAY
from two_tenants import work_off

from crm_adapters.wiring import Crm, administrator
from crm_core.activities import ActivityFilter
from crm_core.actor import Actor
from crm_core.clock import Clock, local_date
from crm_core.leads import LeadFilter
from crm_core.opportunities import OpportunityFilter
from crm_operations.audit import ReplayOutcome
from crm_operations.customer_accounts import CustomerFilter

Json = Mapping[str, Any]
RULES = (
    wrong_links,
    wrong_quotations,
    wrong_won_opportunities,
    wrong_orders,
    half_conversions,
    doubled_journeys,
    gaps_in_numbers,
    doubled_or_lost_messages,
)
_SHOWN = frozenset(
    {"name", "email", "phone", "company", "status", "stage", "outcome", "assigned_to", "source", "notes", "description"}
    | {"attributes", "contact_name", "activity_type", "subject", "due_date", "currency_code"}
    | {"estimated_value_minor", "expected_revenue_minor", "actual_value_minor"}
)


def observed(crm: Crm) -> Json:
    """Both tenants as people there see them; ids and numbers left out, since who comes first may differ."""
    return {tenant: to_jsonable_python(_observed(crm, administrator(tenant, "mara"))) for tenant in TENANTS}


def runs_of(crm: Crm) -> Json:
    """How each run stands, and what it answered."""
    shown: dict[str, Any] = {}
    for tenant in TENANTS:
        actor = administrator(tenant)
        runs = crm.processes.list(actor, limit=1_000)
        answers = {each.id: each.answer for each in crm.processes.outcomes(actor, [run.id for run in runs])}
        for run in runs:
            answer = answers.get(run.id)
            shown[run.id] = {
                "workflow": run.workflow,
                "state": str(run.state),
                "error": run.error and OF_THE_DAY.sub("*", run.error),
                "answer": answer and OF_THE_DAY.sub("*", answer.model_dump_json()),
            }
    return shown


def finish(place: Place, clock: Clock) -> None:
    """Resumes what is left to a person, and works off all that is under way and what there is to tell of it."""
    with place.open(guarded=True, clock=clock) as crm:
        for tenant in TENANTS:
            for failed in crm.processes.list(administrator(tenant), failed=True):
                crm.processes.resume(administrator(tenant), failed.id)
    with place.open(guarded=True, works_off_queues=True, clock=clock) as crm:
        work_off(crm)
        crm.container.coordinators.news_relay().run_until_empty()


def contradictions(crm: Crm) -> Iterator[str]:
    """What does not add up by plain Python over the rows, and decisions that would be judged otherwise now."""
    for tenant in TENANTS:
        actor, analytics = administrator(tenant), crm.analytics
        yield from (f"history of {flaw}" for flaw in crm.audit.verify(actor).flaws)
        with crm.database.reading(tenant) as connection:
            seen = Snapshot(tenant, connection, connection)
        yield from (wrong for rule in RULES for wrong in rule(seen))
        dashboard, today = (
            analytics.get_dashboard_data(actor),
            local_date(crm.clock.now(), crm.settings_for(tenant).zone),
        )
        yield from wrong_stages(dashboard.stages, seen.opportunities)
        yield from wrong_summary(analytics.get_pipeline_summary(actor), seen.opportunities)
        yield from wrong_forecast(analytics.get_forecasts(actor), seen.opportunities, today)
        yield from wrong_funnel(dashboard.leads, seen.leads)
        for entity in (*_leads(crm, actor), *_opportunities(crm, actor)):
            for replay in crm.audit.replay(actor, entity.ref):
                if replay.outcome not in {ReplayOutcome.SAME, ReplayOutcome.BY_HAND}:
                    yield f"the {replay.decision.kind} of {entity.id}: {'; '.join(replay.explain())}"


def digests(crm: Crm) -> Json:
    """Where every chain of history ends, by tenant; later on each must still contain that end."""
    lines: dict[str, list[str]] = {tenant: [] for tenant in TENANTS}
    for tenant, written in lines.items():
        crm.audit.digest(administrator(tenant), written.append)
    return lines


def differences(expected: Any, actual: Any, where: str = "") -> Iterator[str]:
    """What is gone or another; a later release may show more."""
    match expected, actual:
        case dict(), dict():
            for key, value in expected.items():
                yield from differences(value, actual.get(key), f"{where}.{key}")
        case list(), list() if len(expected) == len(actual):
            for number, (one, other) in enumerate(zip(*_in_one_order(expected, actual), strict=True)):
                yield from differences(one, other, f"{where}[{number}]")
        case _ if expected != actual:
            yield f"{where.removeprefix('.')}: {actual!r} instead of {expected!r}"


def _in_one_order(expected: list[Any], actual: list[Any]) -> tuple[list[Any], list[Any]]:
    """Rows by what both show, since a later release shows more of them, and in another order of fields."""
    if not all(isinstance(each, dict) for each in (*expected, *actual)):
        return expected, actual
    known = {name for each in expected for name in each}

    def facts(row: Json) -> str:
        return str(sorted((name, value) for name, value in row.items() if name in known))

    return sorted(expected, key=facts), sorted(actual, key=facts)


def _observed(crm: Crm, actor: Actor) -> Json:
    analytics = crm.analytics
    entities = {
        "leads": _leads(crm, actor),
        "deals": _opportunities(crm, actor),
        "customers": list(crm.accounts.list(actor, CustomerFilter())),
        "activities": list(crm.activities.list(actor, ActivityFilter())),
    }
    return {
        **{name: sorted(map(_shown, found), key=str) for name, found in entities.items()},
        "summary": analytics.get_pipeline_summary(actor),
        "stages": analytics.get_dashboard_data(actor).stages,
        "funnel": analytics.get_dashboard_data(actor).leads,
        "forecast": analytics.get_forecasts(actor),
        "trends": analytics.get_pipeline_trends(actor),
        "decisions": sorted(
            (each.kind, *each.reasons)
            for entity in (*entities["leads"], *entities["deals"])
            for each in crm.audit.explain(actor, entity.ref)
        ),
        "inbox": sorted((each.message.title, each.message.body) for each in crm.notifier.inbox(actor, limit=1_000)),
        "preferences": crm.notifier.preferences(actor),
        "addresses": [each.shown for each in crm.notifier.addresses(actor, "theo")],
        "webhooks": [(each.url, each.topics, each.state, each.reason) for each in crm.webhooks.list(actor)],
        "sources": list(crm.sources.list(actor, with_retired=True)),
        "scoring": [crm.scoring.get(actor, each.version) for each in crm.scoring.list(actor)],
        "rules": crm.routing.get_rules(actor),
        "waiting": len(crm.routing.waiting(actor)),
        "pipelines": [(each.name, each.retired_at) for each in crm.deals.pipelines(actor, with_retired=True)],
        "people": crm.people.members(actor.tenant_id),
    }


def _leads(crm: Crm, actor: Actor) -> Sequence[Any]:
    return list(crm.leads.list(actor, LeadFilter()))


def _opportunities(crm: Crm, actor: Actor) -> Sequence[Any]:
    return list(crm.deals.get_opportunities_by_stage(actor, OpportunityFilter()))


def _shown(entity: Any) -> Json:
    facts = entity.model_dump(mode="json", include=set(_SHOWN))
    return {name: value for name, value in facts.items() if value is not None}
