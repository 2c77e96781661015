"""A kept decision gives the same verdict again, whatever happened to people, rules and leads since."""

import json
from datetime import timedelta

import pytest
from pydantic import TypeAdapter

from crm_core.leads import Lead
from crm_core.testing import TENANT
from crm_operations.audit import ReplayOutcome, judge_again
from crm_operations.lead_routing import (
    ROUTING,
    Assigned,
    Pool,
    Queued,
    RouteLeads,
    RoutingVerdict,
    StrategyName,
)
from crm_operations.records import Decision, Rules
from crm_operations.testing.sales_floor import SalesFloor, a_rule


@pytest.fixture
def floor(floor: SalesFloor) -> SalesFloor:
    """Every strategy in use, and people of every kind."""
    floor.hires("A", weight=3, skills=frozenset({"german"}), territories=frozenset({"DACH"}))
    floor.hires("B", skills=frozenset({"german", "cloud"}), territories=frozenset({"DACH"}), capacity=4)
    floor.hires("C", daily_capacity=3)
    floor.hires("D", paused=True)
    floor.hires("E", is_active=False)
    floor.world.customers.known(TENANT, name="Analytical", email="ada@engine.example", owner_id="C")
    everyone = Pool(everyone=True)
    floor.rules(
        a_rule("owner", position=1, strategy=StrategyName.ACCOUNT_OWNER, pool=everyone),
        a_rule("dach", position=2, strategy=StrategyName.TERRITORY, territories={"DACH"}),
        a_rule("cloud", position=3, strategy=StrategyName.SKILL, industries={"it"}, preferred_skills={"cloud"}),
        a_rule("fair", position=4, strategy=StrategyName.WEIGHTED, sources={"event"}),
        a_rule("big", position=5, strategy=StrategyName.LEAST_LOADED, condition="lead.attributes.employees > 100"),
        a_rule("rest", position=6, otherwise=StrategyName.LEAST_LOADED),
    )
    return floor


def a_mixed_bag(floor: SalesFloor) -> list[Lead]:
    return [
        *floor.leads(3, email="ada@engine.example"),
        *floor.leads(4, territory="DACH"),
        *floor.leads(4, industry="IT"),
        *floor.leads(8, source="event"),
        *floor.leads(4, attributes={"employees": 500}),
        *floor.leads(9),
        *floor.leads(30, territory="DACH"),
    ]


@pytest.mark.requirement("RTE-CRMOP-0101")
def test_every_decision_of_a_mixed_bag_is_the_same_again(floor: SalesFloor) -> None:
    floor.settings(default_capacity=12)
    leads = a_mixed_bag(floor)
    floor.routing.route_leads(floor.manager, RouteLeads(lead_ids=tuple(lead.id for lead in leads)))
    floor.world.clock.advance(timedelta(days=400))
    floor.hires("A", "B", "C", is_active=False)
    floor.rules(a_rule(pool=Pool(users=frozenset({"D"})), name="All is new"))

    replays = [floor.replay(lead) for lead in leads]

    assert {replay.outcome for replay in replays} == {ReplayOutcome.SAME}
    assert {replay.decision.policy_version for replay in replays} == {"1"}
    recorded = [verdict_of(floor, lead) for lead in leads]
    assert {verdict.rule_id for verdict in recorded if isinstance(verdict, Assigned)} >= {
        "owner",
        "dach",
        "cloud",
        "fair",
    }
    assert any(isinstance(verdict, Queued) for verdict in recorded), "the bag is bigger than the team"


def test_a_decision_tells_whose_turn_it_was_before_and_after(floor: SalesFloor) -> None:
    floor.hires("F", "G", team="new")
    floor.rules(a_rule(pool=Pool(team="new")))
    first, second = floor.leads(2)
    floor.routes(first)
    floor.routes(second)

    recorded = verdict_of(floor, second)

    assert isinstance(recorded, Assigned)
    assert (recorded.pointer_before.user_id, recorded.pointer_after.user_id) == ("F", "G")
    assert recorded.pointer_after.turn == recorded.pointer_before.turn + 1
    (attempt,) = recorded.attempts
    assert (attempt.rule_id, attempt.strategy, attempt.considered) == ("rule", "round_robin", ("F", "G"))


def test_a_decision_names_who_was_left_out_and_which_rules_were_not_for_it(floor: SalesFloor) -> None:
    lead = floor.lead(territory="DACH")
    floor.routes(lead)

    recorded = verdict_of(floor, lead)

    assert [(each.rule_id, each.criterion.value) for each in recorded.skipped_rules] == []
    owner, dach = recorded.attempts
    assert [(each.reason.value, each.users) for each in owner.excluded] == [
        ("not the owner of the account", ()),
        ("paused", ("D",)),
        ("inactive", ("E",)),
    ]
    assert [(each.reason.value, each.users) for each in dach.excluded] == [
        ("other territory", ("C",)),
        ("paused", ("D",)),
        ("inactive", ("E",)),
    ]


def test_a_forged_figure_shows_in_the_replay(floor: SalesFloor) -> None:
    floor.rules(a_rule())
    leads = floor.leads(3)
    for lead in leads:
        floor.routes(lead)
    decision = floor.decisions(leads[2])[0]
    forged = json.loads(decision.case)
    forged["pool_stats"]["team:sales"][0][3] = 0  # as if A had never had a turn

    replay = judge_again(
        decision.model_copy(update={"case": json.dumps(forged)}), Rules(ROUTING), policy_of(floor, decision)
    )

    assert replay.outcome is ReplayOutcome.DIFFERS
    assert {each.path: (each.recorded, each.again) for each in replay.differences} == {
        "user_id": ("C", "A"),
        "pointer_after.0": ("C", "A"),
    }


def test_the_policy_is_kept_once_for_all_decisions_that_saw_people_and_rules_alike(floor: SalesFloor) -> None:
    floor.come_at_once(10)
    floor.come_at_once(10)
    assert policies(floor) == 1

    floor.hires("D", paused=False)
    floor.come_at_once(10)
    assert policies(floor) == 2

    floor.settings(fallback_queue="elsewhere")
    floor.come_at_once(10)
    assert policies(floor) == 3


def test_a_lead_given_by_hand_has_nothing_to_replay(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.assigns(lead, "A")

    replay = floor.replay(lead)

    assert (replay.outcome, replay.again) == (ReplayOutcome.BY_HAND, None)


def verdict_of(floor: SalesFloor, lead: Lead) -> Assigned | Queued:
    return TypeAdapter[Assigned | Queued](RoutingVerdict).validate_json(floor.decisions(lead)[0].verdict)


def policy_of(floor: SalesFloor, decision: Decision) -> str | None:
    with floor.world.records.reading(floor.manager) as work:
        return work.decisions.policies([decision.policy or ""]).get(decision.policy or "")


def policies(floor: SalesFloor) -> int:
    with floor.world.records.reading(floor.manager) as work:
        return len(work.decisions._state.policies)
