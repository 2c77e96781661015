"""Whoever is chosen or named and has delegated leads hands on to who stands in; the turn stays the delegator's."""

from datetime import time, timedelta

import pytest

from crm_core.testing import START, TENANT
from crm_operations.lead_routing import (
    ROUTING,
    Assigned,
    Pool,
    ReassignOpenLeads,
    RoutingCase,
    RoutingOutcome,
    SimulateRules,
    StrategyName,
)
from crm_operations.lead_routing.session import ManualVerdict
from crm_operations.providers import Absence, WorkingHours
from crm_operations.testing.sales_floor import SalesFloor, a_rule

DAY = timedelta(days=1)
AWAY = (Absence(start=START - DAY, end=START + 30 * DAY),)
NIGHTS = tuple(WorkingHours(weekday=day, start=time(22), end=time(6)) for day in range(7))


@pytest.fixture
def floor(floor: SalesFloor) -> SalesFloor:
    """Two people who take turns, and one of another team who stands in for the first."""
    floor.hires("A", "B")
    floor.hires("X", team="service")
    floor.rule()
    floor.delegates("A", "X")
    return floor


@pytest.mark.requirement("BR-009")
def test_the_chosen_one_hands_on_and_everything_says_so(floor: SalesFloor) -> None:
    lead = floor.lead()

    answer = floor.routes(lead)

    assert answer.assigned_to == floor.now(lead).assigned_to == "X"
    assert answer.reasons == ("X for A by round robin of the rule 'Sales'",)
    (notice,) = floor.world.records.notices
    assert (notice.users, notice.message.reason) == (("X",), "you stand in for A, chosen by the rule 'Sales'")
    (decision,) = floor.decisions(lead)
    verdict = Assigned.model_validate_json(decision.verdict)
    assert (verdict.user_id, verdict.delegated_by, verdict.pointer_after.user_id) == ("X", ("A",), "A")
    assert RoutingCase.model_validate_json(decision.case).stand_ins[0].chain == ("A", "X")
    assert decision.rule_version == ROUTING.version == 2


@pytest.mark.requirement("US-022")
def test_also_while_absent_and_outside_working_hours(floor: SalesFloor) -> None:
    floor.hires("A", absences=AWAY, working_hours=NIGHTS)

    assert floor.come(4) == "XBXB"


def test_one_who_is_paused_or_has_left_is_not_chosen_and_so_hands_on_nothing(floor: SalesFloor) -> None:
    floor.hires("A", paused=True)
    assert floor.come(2) == "BB"

    floor.hires("A", is_active=False)
    assert floor.come(2) == "BB"


def test_the_turn_is_the_delegators(floor: SalesFloor) -> None:
    assert floor.come(3) == "XBX"
    floor.world.clock.advance(7 * DAY)

    assert floor.come(3) == "BAB", "A had the last turn, by X"


def test_in_a_weighted_pool_the_credit_is_the_delegators(floor: SalesFloor) -> None:
    floor.hires("A", weight=3)
    floor.rule(StrategyName.WEIGHTED)

    assert floor.come(8) == "XXBXXXBX"
    assert floor.come_at_once(8) == "XXBXXXBX"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"capacity": 0}, "the stand-in is at capacity"),
        ({"daily_capacity": 0}, "the stand-in is at capacity"),
        ({"absences": AWAY}, "the stand-in is not available"),
        ({"paused": True}, "the stand-in is not available"),
        ({"working_hours": NIGHTS}, "the stand-in is not available"),
    ],
)
def test_what_counts_is_the_stand_in_else_the_delegator_is_passed_over(
    floor: SalesFloor, facts: dict[str, object], why: str
) -> None:
    floor.hires("A", capacity=1)
    floor.hires("X", team="service", **facts)
    lead = floor.lead()

    assert floor.routes(lead).reasons == ("B by round robin of the rule 'Sales'", f"rule 'Sales': A: {why}")
    assert floor.replay(lead).is_same


def test_the_stand_in_is_full_with_their_own_leads_and_with_those_of_others(floor: SalesFloor) -> None:
    floor.hires("X", team="service", capacity=3)
    floor.lead(assigned_to="X")

    assert floor.come(6) == "XBXBBB"


def test_a_days_capacity_is_the_stand_ins(floor: SalesFloor) -> None:
    floor.hires("X", team="service", daily_capacity=1)
    assert floor.come(4) == "XBBB"

    floor.world.clock.advance(DAY)
    assert floor.come(2) == "XB"


def test_the_delegators_own_capacity_does_not_count(floor: SalesFloor) -> None:
    floor.hires("A", capacity=1)
    floor.lead(assigned_to="A")

    assert floor.come(4) == "XBXB"


def test_the_least_loaded_is_judged_by_who_would_get_it(floor: SalesFloor) -> None:
    floor.rule(StrategyName.LEAST_LOADED)
    for _ in range(2):
        floor.lead(assigned_to="X")

    assert floor.come(6) == "BBXBXB"


def test_one_of_the_pool_who_stands_in_has_two_turns(floor: SalesFloor) -> None:
    floor.delegates("B", "C", ends_at=START + DAY)
    floor.hires("C")

    assert floor.come(6) == "XCCXCC"


def test_nobody_gets_it_where_the_only_stand_in_is_full(floor: SalesFloor) -> None:
    floor.rule(pool=Pool(users=frozenset({"A"})))
    floor.hires("X", team="service", capacity=0)
    lead = floor.lead()

    assert floor.routes(lead).outcome is RoutingOutcome.QUEUED
    assert floor.replay(lead).is_same


def test_a_chain_is_handed_on_to_its_end(floor: SalesFloor) -> None:
    floor.hires("Y", "Z", team="service")
    floor.delegates("X", "Y")
    floor.delegates("Y", "Z")
    lead = floor.lead()

    assert floor.routes(lead).reasons == ("Z for A by round robin of the rule 'Sales'",)
    assert Assigned.model_validate_json(floor.decisions(lead)[0].verdict).delegated_by == ("A", "X", "Y")


def test_where_the_last_has_left_the_one_before_acts(floor: SalesFloor) -> None:
    floor.hires("Y", team="service", is_active=False)
    floor.delegates("X", "Y")
    assert floor.come(2) == "XB"

    floor.hires("X", team="service", is_active=False)
    assert floor.come(2) == "AB", "nobody is there who stands in"


def test_other_scopes_and_other_times_hand_on_nothing(floor: SalesFloor) -> None:
    floor.delegates("B", "X", scopes=("deals", "approvals"))
    floor.delegates("B", "X", starts_at=START + DAY, ends_at=START + 2 * DAY)

    assert floor.come(2) == "XB"


def test_the_strategy_judges_the_delegator(floor: SalesFloor) -> None:
    floor.hires("A", territories={"DACH"})
    floor.rule(StrategyName.TERRITORY)
    assert floor.come(2, territory="DACH") == "XX"

    floor.hires("A", skills={"german"}, absences=AWAY)
    floor.rule(required_skills={"german"})
    assert floor.come(2) == "XX"

    floor.hires("A", absences=AWAY)
    lead = floor.lead()
    assert "rule 'Sales': A, B: lacks a required skill" in floor.routes(lead).reasons


def test_whoever_hands_over_does_not_get_it_back_by_another(floor: SalesFloor) -> None:
    lead = floor.lead(assigned_to="X")

    floor.routing.reassign_open_leads(floor.manager, ReassignOpenLeads(from_user="X", reason="is leaving"))

    assert floor.now(lead).assigned_to == "B"
    assert "rule 'Sales': A: is handing over" in floor.decisions(lead)[0].reasons


@pytest.mark.requirement("BR-009")
def test_whoever_is_named_hands_on_too(floor: SalesFloor) -> None:
    lead = floor.lead(assigned_to="B")

    answer = floor.assigns(lead, "A")

    assert answer.assigned_to == floor.now(lead).assigned_to == "X"
    assert answer.reasons == ("X for A by hand of boss: they know each other",)
    verdict = ManualVerdict.model_validate_json(floor.decisions(lead)[0].verdict)
    assert verdict == ManualVerdict(user_id="X", previously="B", delegated_by=("A",))
    assert floor.come(2) == "BX", "it was a turn of A"
    again = floor.assigns(lead, "A")
    assert (again.outcome, again.reasons) == (RoutingOutcome.ALREADY_ROUTED, ("X for A has it already",))


def test_where_the_stand_in_has_left_the_named_one_gets_it(floor: SalesFloor) -> None:
    floor.hires("X", team="service", is_active=False)

    answer = floor.assigns(floor.lead(), "A")

    assert answer.assigned_to == "A"
    assert answer.reasons[-1] == "X, who stands in for A, has left"


def test_leads_that_are_reassigned_to_somebody_go_to_who_stands_in(floor: SalesFloor) -> None:
    lead = floor.lead(assigned_to="B")

    command = ReassignOpenLeads(from_user="B", to_user="A", reason="B leaves")
    floor.routing.reassign_open_leads(floor.manager, command)

    assert floor.now(lead).assigned_to == "X"


@pytest.mark.requirement("BR-009")
def test_a_decision_is_judged_again_with_its_own_delegations(floor: SalesFloor) -> None:
    lead = floor.lead()
    floor.routes(lead)
    with floor.world.records.writing(floor.admin) as work:
        (delegation,) = work.delegations.standing(START)
        work.delegations.save(delegation.revoke(at=START)[0])
    floor.world.people.known(TENANT, "X", is_active=False)

    assert floor.replay(lead).is_same
    assert floor.come(1) == "B"


def test_the_case_holds_whom_the_decision_was_about_alone(floor: SalesFloor) -> None:
    floor.hires("S", team="service")
    floor.hires("T", team="support")
    floor.rules(a_rule(), a_rule("other", position=2, pool=Pool(team="service")))
    floor.delegates("S", "T")
    lead = floor.lead()
    floor.routes(lead)

    case = RoutingCase.model_validate_json(floor.decisions(lead)[0].case)
    assert [each.chain for each in case.stand_ins] == [("A", "X")]


def test_a_simulation_of_rules_asks_no_delegation(floor: SalesFloor) -> None:
    floor.leads(2)
    command = SimulateRules(rules=(a_rule(),), since=START - DAY, until=START + DAY)

    assert [each.simulated for each in floor.routing.simulate(floor.manager, command).leads] == ["A", "B"]
