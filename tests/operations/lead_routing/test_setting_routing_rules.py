"""Rules that could never work are refused when they are set, with the field and what to do about it."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.errors import Kind
from crm_core.testing import START
from crm_operations.lead_routing import InvalidRoutingRule, Pool, RulesNotFound
from crm_operations.testing.sales_floor import SalesFloor, a_rule


@pytest.fixture
def floor(floor: SalesFloor) -> SalesFloor:
    floor.hires("A", "B")
    floor.hires("Z", team="retired", weight=0)
    floor.hires("Y", team="gone", is_active=False)
    return floor


@pytest.mark.requirement("RTE-CRMOP-0106")
@pytest.mark.parametrize(
    ("facts", "message"),
    [
        pytest.param(
            {"strategy": "telepathy"},
            "rule 'rule', strategy: there is no 'telepathy'; use one of: account_owner, least_loaded, round_robin",
            id="unknown strategy",
        ),
        pytest.param({"otherwise": "dice"}, "otherwise: there is no 'dice'; use one of", id="unknown second strategy"),
        pytest.param({"pool": Pool()}, "pool: it names nobody; name a team, users, or everyone", id="no pool"),
        pytest.param({"pool": Pool(team="mars")}, "pool: there is nobody in it; name a team with", id="empty team"),
        pytest.param({"pool": Pool(team="gone")}, "pool: there is nobody in it", id="team of people who left"),
        pytest.param(
            {"pool": Pool(users=frozenset({"A", "X"}))}, "pool.users: nobody is called X; name people", id="a stranger"
        ),
        pytest.param(
            {"strategy": "weighted", "pool": Pool(team="retired")},
            "pool: everybody in it has weight 0; give somebody a weight",
            id="all weights 0",
        ),
        pytest.param(
            {"strategy": "skill"}, "required_skills: the skill strategy needs to know which", id="skill without skills"
        ),
        pytest.param(
            {"condition": "deal.score > 5"}, "condition: 'deal.score > 5' asks for 'deal', which", id="unknown root"
        ),
        pytest.param(
            {"condition": "lead.shoe_size > 5"}, "condition: .* asks for 'lead.shoe_size', which", id="unknown field"
        ),
        pytest.param({"condition": "lead.name == 'Ada'"}, "asks for 'lead.name'", id="a field kept private"),
        pytest.param({"condition": "lead.score >"}, "condition: cannot read 'lead.score >'", id="unreadable condition"),
        pytest.param(
            {"minimum_score": 60, "maximum_score": 40}, "minimum_score: 60 is above maximum_score 40", id="no score"
        ),
        pytest.param(
            {"active_from": START, "active_until": START}, "active_from: .* is not before active_until", id="no moment"
        ),
    ],
)
def test_a_rule_that_cannot_work_is_refused(floor: SalesFloor, facts: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRoutingRule, match=message) as refused:
        floor.rules(a_rule(**facts))

    assert refused.value.kind is Kind.INVALID
    assert floor.routing.get_rules(floor.manager).version == 0


def test_two_rules_need_ids_and_positions_of_their_own(floor: SalesFloor) -> None:
    with pytest.raises(InvalidRoutingRule, match="rule 'one', id: two rules have it; give each rule its own"):
        floor.rules(a_rule("one"), a_rule("one", position=2))
    with pytest.raises(InvalidRoutingRule, match="rule 'two', position: 'one' has position 1 too; say which one"):
        floor.rules(a_rule("one"), a_rule("two"))


def test_each_change_is_a_version_that_stays_readable(floor: SalesFloor) -> None:
    floor.rules(a_rule(name="Old"))
    floor.rules(a_rule(name="New"))

    assert floor.routing.get_rules(floor.manager).version == 2
    assert floor.routing.get_rules(floor.manager).rules[0].name == "New"
    assert floor.routing.get_rules(floor.manager, 1).rules[0].name == "Old"
    assert floor.routing.get_rules(floor.manager, 0).rules == ()
    with pytest.raises(RulesNotFound):
        floor.routing.get_rules(floor.manager, 3)


def test_a_rule_may_wait_for_its_time(floor: SalesFloor) -> None:
    floor.rules(a_rule(active_from=START + timedelta(hours=1)))
    assert floor.come(1) == "-"

    floor.world.clock.advance(timedelta(hours=1))

    assert floor.come(1) == "A"
