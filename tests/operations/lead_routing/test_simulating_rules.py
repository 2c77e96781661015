"""What a change of the rules would have done with past leads, without touching any."""

from datetime import timedelta

import pytest

from crm_core.actor import NotPermitted
from crm_core.leads import LeadStatus
from crm_core.testing import START, TENANT
from crm_operations.lead_routing import InvalidRoutingRule, Pool, Share, SimulateRules, Simulation, StrategyName
from crm_operations.lead_routing import RoutingRule as Rule
from crm_operations.testing.sales_floor import SalesFloor, a_rule


def simulated(floor: SalesFloor, *rules: Rule, days: int = 31, limit: int = 1_000) -> Simulation:
    command = SimulateRules(rules=rules, since=START, until=START + timedelta(days=days), limit=limit)
    return floor.routing.simulate(floor.manager, command)


def day(number: float) -> dict[str, object]:
    return {"created_at": START + timedelta(days=number), "status_entered_at": START + timedelta(days=number)}


def test_tells_who_would_have_got_what(floor: SalesFloor) -> None:
    floor.hires("A", "B")
    web = [floor.lead(**day(number), assigned_to="A") for number in range(3)]
    floor.lead(**day(3), source="phone", assigned_to="B")
    before = floor.world.snapshot()

    simulation = simulated(floor, a_rule(sources={"website"}))

    assert [(row.lead_id, row.actual, row.simulated) for row in simulation.leads[:3]] == [
        (web[0].id, "A", "A"),
        (web[1].id, "A", "B"),
        (web[2].id, "A", "A"),
    ]
    assert simulation.leads[3].queue == "unassigned"
    assert simulation.shares == (Share(user_id="A", leads=2), Share(user_id="B", leads=1))
    assert (simulation.queued, simulation.differing) == (1, 2)
    assert floor.world.snapshot() == before
    assert floor.routing.get_rules(floor.manager).version == 0


def test_takes_the_leads_of_the_period_in_the_order_they_came(floor: SalesFloor) -> None:
    floor.hires("A", "B", "C")
    for number in (5, 2, 9, 31):
        floor.lead(**day(number))

    simulation = simulated(floor, a_rule())
    first = simulated(floor, a_rule(), limit=1)

    assert [row.lead_number[-1] for row in simulation.leads] == ["2", "1", "3"]
    assert [row.simulated for row in simulation.leads] == ["A", "B", "C"]
    assert [row.lead_number[-1] for row in first.leads] == ["2"]


def test_a_lead_leaves_the_desk_when_it_was_closed(floor: SalesFloor) -> None:
    floor.hires("A", capacity=1)
    closed = {"status": LeadStatus.DISQUALIFIED, "disqualified_at": START + timedelta(days=2)}
    floor.lead(**day(0), **closed)
    floor.lead(**day(1))
    floor.lead(**day(2))

    assert [row.simulated for row in simulated(floor, a_rule()).leads] == ["A", None, "A"]


def test_daily_capacity_begins_anew_each_day(floor: SalesFloor) -> None:
    floor.hires("A", daily_capacity=1)
    for number in (0, 0.1, 1, 1.1):
        floor.lead(**day(number))

    assert [row.simulated for row in simulated(floor, a_rule()).leads] == ["A", None, "A", None]


def test_knows_who_looks_after_customers(floor: SalesFloor) -> None:
    floor.hires("A", "B")
    floor.world.customers.known(TENANT, name="Analytical", email="ada@engine.example", owner_id="B")
    floor.lead(email="ada@engine.example")

    rule = a_rule(strategy=StrategyName.ACCOUNT_OWNER, pool=Pool(everyone=True))

    assert [row.simulated for row in simulated(floor, rule).leads] == ["B"]


def test_rules_that_cannot_work_are_refused_here_too(floor: SalesFloor) -> None:
    floor.hires("A")
    with pytest.raises(InvalidRoutingRule):
        simulated(floor, a_rule(strategy="telepathy"))
    with pytest.raises(NotPermitted):
        floor.routing.simulate(
            floor.rep, SimulateRules(rules=(a_rule(),), since=START, until=START + timedelta(days=1))
        )
