"""Cases and policies of any rule, drawn by what its types say, and judged again from where they were stored."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm_adapters.wiring.rules import RULES
from crm_core.actor import Actor
from crm_core.identity import EntityRef
from crm_core.pipelines import OpportunityStage, PipelineRules, PipelineStage, StageCase
from crm_core.service_levels import CalendarTerms, Pause, PauseReason, SlaCase, SlaTerms
from crm_core.testing import START, Drawing, a_lead
from crm_core.testing.drawing import Random
from crm_core.values import Value
from crm_operations.audit import AuditCoordinator, Replay
from crm_operations.lead_routing import (
    ROUTING,
    CandidateStats,
    Pool,
    RoutingCase,
    RoutingPolicy,
    RoutingRule,
    StandIn,
    StrategyName,
)
from crm_operations.lead_routing.router import Router
from crm_operations.providers import Person
from crm_operations.records import AnyRule, Decision, Records, stored_policy
from crm_operations.service_levels import SLA
from crm_operations.stage_rules import STAGE_RULES

_PEOPLE, _TEAMS, _TERRITORIES = ("ada", "bob", "cy", "dee", "eve"), ("sales", "service"), ("DACH", "north")
_SKILLS, _STRATEGIES = ("german", "cloud"), tuple(StrategyName)
KNOWN: Mapping[str, Sequence[Any]] = {
    "id": _PEOPLE,
    "users": _PEOPLE,
    "owner_id": _PEOPLE,
    "reassigned_from": _PEOPLE,
    "team": _TEAMS,
    "territory": _TERRITORIES,
    "territories": _TERRITORIES,
    "skills": _SKILLS,
    "required_skills": _SKILLS,
    "preferred_skills": _SKILLS,
    "strategy": _STRATEGIES,
    "otherwise": _STRATEGIES,
    "timezone": ("UTC", "Europe/Berlin", "Asia/Kolkata"),
    "source": ("website", "referral", "event"),
    "sources": ("website", "referral", "event"),
    "industry": ("IT", "retail"),
    "industries": ("it", "retail"),
    "currency": ("EUR", "USD"),
    "week": ("mon-fri 09:00-17:00",),
    "days": ("12-24 closed",),
    "holidays": ("2026-12-25 Christmas Day",),
    "currency_code": ("EUR", "USD"),
    "attributes.key": ("employees", "region"),
    "condition": ("lead.score > 40", "lead.attributes.employees > 100", 'lead.grade == "A"'),
    "ConditionTrigger.condition": (
        "opportunity.term_months > 24",
        "opportunity.discount_basis_points >= 1500 && opportunity.value_minor > 100",
        'opportunity.type == "renewal"',
        "opportunity.days_in_stage > 30",
        "1000 / opportunity.payment_days > 100",
    ),
    "ExchangeRate.source": ("EUR", "USD", "JPY"),
    "ExchangeRate.target": ("EUR", "USD"),
    "MaterialTerms.currency_code": ("EUR", "USD", "JPY"),
    "value_by_currency.key": ("EUR", "JPY"),
    "value_minor": (0, 499_999, 500_000, 999_999, 1_000_000, 4_999_999, 5_000_000),
    "discount_basis_points": (0, 1_499, 1_500, 1_999, 2_000, 2_999, 3_000, 3_999, 4_000),
    "margin_basis_points": (-1, 0, 1, 999, 1_000, 1_001),
    "payment_days": (0, 30, 31, 60),
    "term_months": (12, 24, 25),
    "ScoringRule.condition": (
        'lead.source == "website"',
        "lead.estimated_value_minor >= 100",
        "lead.attributes.employees > 100",
        "activity.days_since_last > 60",
        "activity.total > 0",
    ),
}
"""Words that cases and policies have in common, so that a policy finds something to say about a case."""


class Drawn(NamedTuple):
    case: Value
    policy: Value


def _a_team_and_its_figures(random: Random, drawing: Drawing, case: RoutingCase, policy: RoutingPolicy) -> Drawn:
    """Several people and rules, each with an id of its own, pools that hold somebody, figures, and stand-ins."""
    people = {each.id: each for each in (drawing.model(Person) for _ in range(5))}
    rules = {each.id: each for each in (drawing.model(RoutingRule) for _ in range(1 + random.randrange(4)))}
    pools = (Pool(everyone=True), Pool(team="sales"), Pool(users=frozenset(_PEOPLE[: 1 + random.randrange(4)])))
    held = [each.model_copy(update={"pool": pools[random.randrange(3)]}) for each in rules.values()]
    policy = RoutingPolicy(
        rules=policy.rules.model_copy(update={"rules": tuple(held)}),
        roster=policy.roster.model_copy(update={"people": tuple(people[each] for each in sorted(people))}),
        fallback_queue=policy.fallback_queue,
    )
    figures = {
        pool: tuple(
            CandidateStats(user, random.randrange(4), random.randrange(3), random.randrange(5), random.randrange(5) - 2)
            for user in users
        )
        for pool, users in Router(policy).pools.items()
    }
    chains = [_PEOPLE[place : place + 2 + random.randrange(2)] for place in range(random.randrange(4))]
    stand_ins = tuple(StandIn(chain, random.randrange(4), random.randrange(3)) for chain in chains)
    return Drawn(case.model_copy(update={"pool_stats": figures, "stand_ins": stand_ins}), policy)


def _a_pipeline_and_a_way_through_it(random: Random, drawing: Drawing, case: StageCase, rules: PipelineRules) -> Drawn:
    """Four open stages and two closed ones, each with rules of its own, and a deal that goes from one to another."""
    stages = []
    for order, name in enumerate(OpportunityStage, start=1):
        drawn_stage = drawing.model(PipelineStage)
        ways = tuple(each for each in OpportunityStage if each is not name and random.randrange(2))
        outcome = name.template.outcome
        place = {"name": name.value, "display_order": order, "outcome": outcome, "next_stages": ways}
        stages.append(drawn_stage.model_copy(update=place))
    names = [stage.name for stage in stages]
    begins = random.randrange(4) == 0
    way = {
        "from_stage": None if begins else names[random.randrange(len(names))],
        "to_stage": names[random.randrange(len(names))],
    }
    return Drawn(case.model_copy(update=way), rules.model_copy(update={"stages": tuple(stages)}))


def _a_clock_of_some_days(random: Random, drawing: Drawing, case: SlaCase, policy: SlaTerms) -> Drawn:
    """Started, paused and stopped on few full hours, so that one is met at the moment of another."""
    at, stopped, first, second, third = (START + timedelta(hours=random.randrange(24)) for _ in range(5))
    starts, ends = sorted((first, second)), (max(first, second), third if random.randrange(3) else None)
    pauses = tuple(
        Pause(start=start, end=end, reason=PauseReason.BY_HAND)
        for start, end in zip(starts, ends, strict=True)
        if end is None or end > start
    )[: random.randrange(3)]
    fitted = case.model_copy(
        update={
            "started_at": START,
            "at": at,
            "stopped_at": stopped if random.randrange(2) else None,
            "is_cancelled": random.randrange(4) == 0,
            "pauses": pauses,
        }
    )
    hours = (None, ("mon-fri 09:00-12:00 13:00-18:00",), ("mon-sun 22:00-06:00",))[random.randrange(3)]
    calendar = hours and CalendarTerms(name="Office", revision=1, timezone="Europe/Berlin", week=hours)
    fitting = {"calendar": calendar, "seconds": 7_200 * (1 + random.randrange(6)), "warning_percent": 50}
    return Drawn(fitted, policy.model_copy(update=fitting))


FITTED: Mapping[str, Callable[[Random, Drawing, Any, Any], Drawn]] = {
    ROUTING.kind: _a_team_and_its_figures,
    STAGE_RULES.kind: _a_pipeline_and_a_way_through_it,
    SLA.kind: _a_clock_of_some_days,
}
"""By kind, where case and policy of a rule relate, and types cannot say how; no other kind needs a line here."""


def drawn(rule: AnyRule, random: Random) -> Drawn:
    drawing = Drawing(random, KNOWN, hostility=0)
    case, policy = drawing.model(rule.case), drawing.model(rule.policy)
    fit = FITTED.get(rule.kind)
    return Drawn(case, policy) if fit is None else fit(random, drawing, case, policy)


def decisions_of(rule: AnyRule) -> st.SearchStrategy[Drawn]:
    return st.builds(drawn, st.just(rule), st.randoms(use_true_random=True))


def draw(rule: AnyRule, count: int) -> Sequence[Drawn]:
    """So many, by Hypothesis."""
    found: list[Drawn] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(decisions_of(rule))
    def collect(each: Drawn) -> None:
        found.append(each)

    collect()
    return found


def store(records: Records, actor: Actor, rule: AnyRule, subject: EntityRef, decisions: Sequence[Drawn]) -> None:
    """Decided by the rule, and recorded in one commit."""
    with records.writing(actor) as work:
        for case, policy in decisions:
            work.decisions.record(
                rule,
                subject,
                policy=policy,
                policy_version="drawn",
                case=case,
                verdict=rule.decide(case, policy),
                reasons=(),
                at=START,
            )


def as_stored(rule: AnyRule, each: Drawn) -> tuple[Decision, str]:
    """The decision as it would be read again, and its policy as it would be kept."""
    digest, content = stored_policy(each.policy)
    decision = Decision(
        id="decision",
        kind=rule.kind,
        subject=a_lead().ref,
        policy_version="drawn",
        policy=digest,
        rule_version=rule.version,
        case=each.case.model_dump_json(),
        verdict=rule.decide(*each).model_dump_json(),
        reasons=(),
        user_id="ada",
        at=START,
    )
    return decision, content


def judged_again(records: Records, actor: Actor, subject: EntityRef) -> Sequence[Replay]:
    return AuditCoordinator(records, RULES).replay(actor, subject)
