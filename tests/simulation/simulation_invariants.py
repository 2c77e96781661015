"""What must hold in the simulation. A new capability adds its invariants here, to one of the two lists.

An invariant looks at one tenant of a company and yields a sentence for each thing that does not hold.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from company import TENANTS, Company, admin_of
from counted_attainment import wrong_attainment, wrong_coaching, wrong_quotas
from counted_commissions import wrong_ledger, wrong_statements
from counted_figures import wrong_forecast, wrong_funnel, wrong_stages, wrong_summary
from counted_forecasts import wrong_forecasts, wrong_snapshots, wrong_submissions
from event_invariants import doubled_or_lost_messages
from partner_invariants import wrong_customers, wrong_links, wrong_orders, wrong_versions, wrong_won_opportunities
from record_invariants import doubled_journeys, gaps_in_numbers, half_conversions
from timer_invariants import doubled_or_early_rungs, timers_without_reason, wrong_times

from crm_core.activities import ActivityFilter, ActivityOutcome
from crm_core.actor import Actor
from crm_core.approvals import ApprovalFilter, DelegationFilter, DelegationRefused, require_chain
from crm_core.calendars import CalendarFilter, WorkingCalendar, counted_time
from crm_core.clock import local_date
from crm_core.credits import REVENUE, CreditBasis, CreditFilter
from crm_core.identity import EntityKind, EntityRef
from crm_core.pipelines import PipelineRules, StageCase, StageVerdict, may_ask
from crm_core.quotations import QuotationVersionFilter, VersionStatus, net_and_tax
from crm_core.vocabulary import PAGE_LENGTH
from crm_core.voting import Answer
from crm_operations.approvals import policy_of
from crm_operations.audit import AuditCoordinator, ReplayOutcome
from crm_operations.providers import QuotedLine
from crm_operations.stage_rules import STAGE_RULES

Invariant = Callable[[Company, str], Iterator[str]]


def numbers(company: Company, tenant: str) -> Iterator[str]:
    """Each number that was handed out is used once."""
    yield from gaps_in_numbers(company.snapshot(tenant))


def message_sequences(company: Company, tenant: str) -> Iterator[str]:
    """Messages about an entity are numbered from 1 on without gaps or doubles, in the order they were written."""
    sequences: dict[object, list[int]] = defaultdict(list)
    for row in sorted(company.snapshot(tenant).outbox, key=lambda row: str(row["id"])):
        if row["sequence"] is not None and not row["topic"].startswith("delivery."):
            sequences[row["entity_kind"], row["entity_id"]].append(row["sequence"])
    for entity, found in sequences.items():
        if found != list(range(1, len(found) + 1)):
            yield f"the messages about {entity} are numbered {found}"


def announcements(company: Company, tenant: str) -> Iterator[str]:
    """Every change that history knows was announced once."""
    yield from doubled_or_lost_messages(company.snapshot(tenant))


def whole_conversions(company: Company, tenant: str) -> Iterator[str]:
    yield from half_conversions(company.snapshot(tenant))


def single_journeys(company: Company, tenant: str) -> Iterator[str]:
    yield from doubled_journeys(company.snapshot(tenant))


def money(company: Company, tenant: str) -> Iterator[str]:
    """A quotation is the sum of its lines, and an order is over what its quotation is over."""
    seen = company.snapshot(tenant)
    lines: dict[str, list[QuotedLine]] = defaultdict(list)
    for line in seen.quotation_lines:
        lines[line["quotation_id"]].append(
            QuotedLine(
                description=line["description"],
                quantity=line["quantity"] + Decimal(line["quantity_parts"]).scaleb(-4),
                **{name: line[name] for name in ("unit_price_minor", "discount_basis_points", "tax_basis_points")},
            )
        )
    totals = {row["id"]: (row["total_minor"], row["currency_code"]) for row in seen.all_quotations}
    for row in seen.all_quotations:
        net, tax = net_and_tax(lines[row["id"]], row["discount_minor"])
        if row["total_minor"] != net:
            yield f"quotation {row['number']} is over {row['total_minor']}, its lines are {net}"
        if row["tax_minor"] != tax:
            yield f"quotation {row['number']} has {row['tax_minor']} of tax, its lines have {tax}"
    for order in seen.orders:
        if (order["total_minor"], order["currency_code"]) != totals[order["quotation_id"]]:
            yield f"order {order['number']} is over another sum than its quotation"


def partner_effects(company: Company, tenant: str) -> Iterator[str]:
    """In one commit partners hold what our opportunities know, at any time; step by step only once all is settled.

    Quotations are not judged: one that expired is replaced, and stays.
    """
    if company.is_one_commit:
        seen = company.snapshot(tenant)
        for rule in (wrong_customers, wrong_links, wrong_orders, wrong_won_opportunities):
            yield from rule(seen)


def stages(company: Company, tenant: str) -> Iterator[str]:
    """Every opportunity stands in a stage of its pipeline."""
    pipelines = company.crm.deals.pipelines(admin_of(tenant), with_retired=True)
    known = {(pipeline.id, stage.name) for pipeline in pipelines for stage in pipeline.stages}
    for row in company.snapshot(tenant).opportunities:
        if (row["pipeline_id"], row["stage"]) not in known:
            yield f"deal {row['opportunity_number']} stands in {row['stage']}, which its pipeline does not have"


def stage_rules(company: Company, tenant: str) -> Iterator[str]:
    """Whoever entered a stage kept the rules its pipeline had then, or a person passed over them with a reason."""
    admin, seen, audit = admin_of(tenant), company.snapshot(tenant), company.crm.audit
    rules = {row["id"]: list(_rules_over_time(audit, admin, row["id"])) for row in seen.entities[EntityKind.PIPELINE]}
    judged: dict[str, dict[tuple[str | None, str, datetime], StageVerdict]] = defaultdict(dict)
    for row in seen.opportunities:
        for decision in audit.explain(admin, EntityRef.unchecked(EntityKind.OPPORTUNITY, row["id"])):
            if decision.kind == STAGE_RULES.kind:
                case = StageCase.model_validate_json(decision.case)
                verdict = StageVerdict.model_validate_json(decision.verdict)
                judged[row["id"]][case.from_stage, case.to_stage, decision.at] = verdict
                if not verdict.allowed or (verdict.unmet and case.pass_reason is None):
                    yield f"deal {row['opportunity_number']} entered {case.to_stage} against the rules"
    for move in seen.moves:
        way = (move["from_stage"], move["to_stage"])
        before = [each for since, each in rules[move["pipeline_id"]] if since < move["at"]][-1:]
        # Whoever edited the pipeline at that very moment came before or after.
        at_once = [each for since, each in rules[move["pipeline_id"]] if since == move["at"]]
        asked = [may_ask(each, *way) for each in (*before, *at_once)]
        if asked and all(asked) and (*way, move["at"]) not in judged[move["opportunity_id"]]:
            yield f"deal {move['opportunity_id']} went from {way[0]} to {way[1]}, and nobody judged it"


def _rules_over_time(
    audit: AuditCoordinator, actor: Actor, pipeline_id: str
) -> Iterator[tuple[datetime, PipelineRules]]:
    """Oldest first, each with the moment it came to hold."""
    for entry in audit.history(actor, EntityRef.unchecked(EntityKind.PIPELINE, pipeline_id)):
        if "stages" in entry.fields:
            _, stages = entry.fields["stages"]
            known = {"pipeline": "as it was", "version": 1, "stages": stages}
            yield entry.at, PipelineRules.model_validate(known)


def stand_ins(company: Company, tenant: str) -> Iterator[str]:
    """Delegations that stand make no circle and no chain too deep; nobody has two delegates for a thing at a time."""
    found = company.crm.delegations.list(admin_of(tenant), DelegationFilter(limit=PAGE_LENGTH))
    standing = [each for each in found if each.revoked_at is None]
    for each in standing:
        try:
            require_chain(each, standing)
        except DelegationRefused as refusal:
            yield f"delegation {each.id}: {refusal}"


def time_of_clocks(company: Company, tenant: str) -> Iterator[str]:
    yield from wrong_times(company.crm, admin_of(tenant), company.clock.now())


def rungs(company: Company, tenant: str) -> Iterator[str]:
    yield from doubled_or_early_rungs(company.crm, admin_of(tenant), company.snapshot(tenant))


def reasons_of_timers(company: Company, tenant: str) -> Iterator[str]:
    yield from timers_without_reason(company.crm, admin_of(tenant), company.snapshot(tenant))


def history(company: Company, tenant: str) -> Iterator[str]:
    yield from (f"history of {flaw}" for flaw in company.crm.audit.verify(admin_of(tenant)).flaws)


def separation(company: Company, tenant: str) -> Iterator[str]:
    """No row names an id that was drawn for the other tenant, unless somebody of this one named it first."""
    for of, row in company.rows():
        if of == tenant:
            yield from (f"a row of {tenant} names {each}: {row[:300]}" for each in company.foreign_ids(tenant, row))


def decisions(company: Company, tenant: str) -> Iterator[str]:
    """Every decision of every kind comes to the same verdict when it is judged again; a person's are left alone."""
    seen = company.snapshot(tenant)
    for kind, rows in seen.entities.items():
        for row in rows:
            for replay in company.crm.audit.replay(admin_of(tenant), EntityRef.unchecked(kind, row["id"])):
                if replay.outcome not in {ReplayOutcome.SAME, ReplayOutcome.BY_HAND}:
                    yield f"the {replay.decision.kind} of {row['id']}, judged again: {'; '.join(replay.explain())}"


def figures(company: Company, tenant: str) -> Iterator[str]:
    """Dashboard, summary and forecast are what plain Python counts over the opportunities and leads."""
    if not company.has_figures:
        return
    admin, seen, analytics = admin_of(tenant), company.snapshot(tenant), company.crm.analytics
    dashboard = analytics.get_dashboard_data(admin)
    today = local_date(company.clock.now(), company.crm.settings_for(tenant).zone)
    yield from wrong_stages(dashboard.stages, seen.opportunities)
    yield from wrong_summary(dashboard.summary, seen.opportunities)
    yield from wrong_summary(analytics.get_pipeline_summary(admin), seen.opportunities)
    yield from wrong_forecast(analytics.get_forecasts(admin), seen.opportunities, today)
    yield from wrong_funnel(dashboard.leads, seen.leads)


def approvals(company: Company, tenant: str) -> Iterator[str]:
    """No win over a threshold without a yes or an override that was there by then; no vote of a conflicted person."""
    admin, found = admin_of(tenant), defaultdict(list)
    for request in company.crm.approvals.list(admin, ApprovalFilter(limit=10_000)):
        found[request.subject.id].append(request)
        parts = {*request.conflicted, request.requested_by, request.owner}
        for vote in request.votes:
            if parts & {vote.user, vote.for_user}:
                yield f"{vote.user} voted about {request.number}, and has a part in it"
    policy = policy_of(company.crm.settings_for(tenant))
    for row in company.snapshot(tenant).opportunities:
        value, currency, closed_at = row["actual_value_minor"], row["currency_code"], row["closed_at"]
        thresholds = policy.value_by_currency.get(currency) or (policy.value if currency == policy.currency else None)
        if row["outcome"] != "won" or thresholds is None or value < min(step.threshold for step in thresholds.steps):
            continue
        decided = (each.decided_at for each in found[row["id"]] if each.state.is_yes)
        if not any(at is not None and at <= closed_at for at in decided):
            yield f"deal {row['opportunity_number']} was won at {value} {currency} without a yes"


def shared_tasks(company: Company, tenant: str) -> Iterator[str]:
    """A task of several people is done, or given up, exactly when its strategy says so, of one answer for each part."""
    strategies = company.crm.approvals.strategies
    for task in company.crm.activities.list(admin_of(tenant), ActivityFilter(limit=PAGE_LENGTH)):
        parts = [each.for_user for each in task.answers]
        if len({*parts}) < len(parts) or not {*parts} <= {*task.assignees}:
            yield f"task {task.id} was answered for {parts}, and is given to {task.assignees}"
        if task.assignees:
            ended = Answer.NO if task.outcome is ActivityOutcome.CANCELLED else Answer.YES
            state = Answer.OPEN if task.completed_at is None else ended
            if (expected := task.voting.answer(strategies)) is not state:
                yield f"task {task.id} is {state}, and its answers say {expected}"


def credited(company: Company, tenant: str) -> Iterator[str]:
    """Revenue credits of a deal add up to what it was won at less refunds, won and ordered alike, else to 0."""
    sums: dict[tuple[str, CreditBasis], int] = defaultdict(int)
    filters = CreditFilter(limit=PAGE_LENGTH)
    while page := company.crm.credits.list(admin_of(tenant), filters):
        for credit in page:
            if credit.kind == REVENUE:
                sums[credit.opportunity_id, credit.basis] += credit.amount_minor
        filters = filters.model_copy(update={"after_id": page.last_id})
    for row in company.snapshot(tenant).opportunities:
        value = (row["actual_value_minor"] or 0) - (row["refunded_minor"] or 0)
        ordered = value if row["converted_to_order_id"] is not None else 0
        for basis, worth in ((CreditBasis.WON, value), (CreditBasis.ORDER, ordered)):
            if (found := sums[row["id"], basis]) != worth:
                yield f"deal {row['opportunity_number']} is credited {found} as {basis} instead of {worth}"
        if not 0 <= (found := sums[row["id"], CreditBasis.PAYMENT]) <= (row["paid_minor"] or 0):
            yield f"deal {row['opportunity_number']} is credited {found} as paid, of {row['paid_minor']}"


def quotations(company: Company, tenant: str) -> Iterator[str]:
    """Versions add up and count from 1, at most one of a deal is accepted, and none is ordered twice.

    In one commit the sales system says the same of each.
    """
    seen, revisions = company.snapshot(tenant), defaultdict[str, list[int]](list)
    accepted: Counter[str] = Counter()
    for version in company.crm.quotes.list(admin_of(tenant), QuotationVersionFilter(limit=PAGE_LENGTH)):
        revisions[version.opportunity_number].append(version.revision)
        accepted[version.opportunity_number] += version.status is VersionStatus.ACCEPTED
        figures = version.totals
        if (version.net_minor, version.tax_minor) != (figures.net_minor, figures.tax_minor):
            yield f"quotation {version.quotation_number} is over {version.net_minor}, its lines {figures.net_minor}"
        if sum(line.net_minor for line in figures.lines) != figures.net_minor:
            yield f"the lines of quotation {version.quotation_number} do not add up"
    for number, found in revisions.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"deal {number} has the versions {sorted(found)}"
        if accepted[number] > 1:
            yield f"{accepted[number]} quotations of deal {number} are accepted"
    orders = Counter(row["quotation_id"] for row in seen.orders)
    yield from (f"quotation {each} is ordered {count} times" for each, count in orders.items() if count > 1)
    if company.is_one_commit:
        yield from wrong_versions(seen)


def calendar_revisions(company: Company, tenant: str) -> Iterator[str]:
    """Revisions of a calendar count from 1 without gaps, and the newest alone is current; each of them counts time."""
    revisions: dict[str, list[WorkingCalendar]] = defaultdict(list)
    for calendar in company.crm.calendars.list(admin_of(tenant), CalendarFilter(limit=10_000)):
        revisions[calendar.name].append(calendar)
    for name, found in revisions.items():
        if [each.revision for each in found] != list(range(1, len(found) + 1)):
            yield f"calendar {name!r} has the revisions {[each.revision for each in found]}"
        if [each.revision for each in found if each.replaced_at is None] != [found[-1].revision]:
            yield f"of calendar {name!r} not the newest revision alone is current"
        for each in found:
            counted_time(each).next_opening(each.created_at)


def forecasts(company: Company, tenant: str) -> Iterator[str]:
    """What is computed follows from deals and credits alone: no submission and no adjustment changes that."""
    yield from wrong_forecasts(company.crm, admin_of(tenant), company.snapshot(tenant).opportunities)


def forecast_submissions(company: Company, tenant: str) -> Iterator[str]:
    yield from wrong_submissions(company.crm, admin_of(tenant))


def waterfalls(company: Company, tenant: str) -> Iterator[str]:
    yield from wrong_snapshots(company.crm, admin_of(tenant))


def ledger(company: Company, tenant: str) -> Iterator[str]:
    yield from wrong_ledger(company.crm, admin_of(tenant))


def statements(company: Company, tenant: str) -> Iterator[str]:
    yield from wrong_statements(company.crm, admin_of(tenant))


def quotas(company: Company, tenant: str) -> Iterator[str]:
    yield from wrong_quotas(company.crm, admin_of(tenant))


def attainment(company: Company, tenant: str) -> Iterator[str]:
    """It compares two ways to ask for the same credits."""
    yield from wrong_attainment(company.crm, admin_of(tenant))


def coaching(company: Company, tenant: str) -> Iterator[str]:
    yield from wrong_coaching(company.crm, admin_of(tenant))


AFTER_EVERY_STEP: Sequence[Invariant] = (numbers, message_sequences, money)
"""Cheap ones, asked whenever something was written."""
NOW_AND_THEN: Sequence[Invariant] = (
    announcements,
    whole_conversions,
    single_journeys,
    partner_effects,
    stages,
    stage_rules,
    stand_ins,
    approvals,
    shared_tasks,
    time_of_clocks,
    rungs,
    reasons_of_timers,
    history,
    separation,
    decisions,
    figures,
    calendar_revisions,
    credited,
    forecasts,
    forecast_submissions,
    quotas,
    attainment,
    coaching,
    waterfalls,
    quotations,
    ledger,
    statements,
)
"""Asked every fifty steps and at the end, with the cheap ones."""


def broken(company: Company, invariants: Sequence[Invariant]) -> list[str]:
    return [wrong for tenant in TENANTS for invariant in invariants for wrong in invariant(company, tenant)]
