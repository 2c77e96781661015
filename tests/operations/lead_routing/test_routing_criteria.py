"""A rule is for a lead when all its criteria hold; a fact nobody knows is never a match."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.leads import Lead
from crm_core.testing import START
from crm_operations.lead_routing import Pool, RoutingRule
from crm_operations.testing.sales_floor import SalesFloor, a_rule


@pytest.fixture
def floor(floor: SalesFloor) -> SalesFloor:
    floor.hires("A")
    return floor


def is_for(floor: SalesFloor, lead: Lead, **criteria: Any) -> bool:
    floor.rules(a_rule(**criteria))
    answer = floor.routes(lead, again=True)
    return answer.assigned_to == "A"


def why_not(floor: SalesFloor, lead: Lead, **criteria: Any) -> str:
    floor.rules(a_rule(**criteria))
    answer = floor.routes(lead)
    assert answer.assigned_to is None
    return answer.reasons[-1].rpartition(": ")[2]


@pytest.mark.requirement("RTE-CRMOP-0106")
def test_a_rule_without_criteria_is_for_every_lead(floor: SalesFloor) -> None:
    assert is_for(floor, floor.lead())


@pytest.mark.requirement("RTE-CRMOP-0107")
@pytest.mark.parametrize(
    ("territory", "fits"), [("DACH", True), (" dach ", True), ("Nordics", True), ("Iberia", False), (None, False)]
)
def test_territory(floor: SalesFloor, territory: str | None, fits: bool) -> None:
    lead = floor.lead(territory=territory)

    assert is_for(floor, lead, territories={"Dach", "nordics"}) is fits


@pytest.mark.requirement("RTE-CRMOP-0108")
@pytest.mark.parametrize(("score", "fits"), [(39, False), (40, True), (60, True), (61, False)])
def test_score_with_both_ends_included(floor: SalesFloor, score: int, fits: bool) -> None:
    assert is_for(floor, floor.lead(score={"total": score}), minimum_score=40, maximum_score=60) is fits


@pytest.mark.requirement("RTE-CRMOP-0108")
def test_score_with_one_end(floor: SalesFloor) -> None:
    assert is_for(floor, floor.lead(score={"total": 100}), minimum_score=100)
    assert not is_for(floor, floor.lead(score={"total": 1}), maximum_score=0)


@pytest.mark.requirement("RTE-CRMOP-0109")
@pytest.mark.parametrize(("source", "fits"), [("website", True), ("partner", True), ("phone", False)])
def test_source(floor: SalesFloor, source: str, fits: bool) -> None:
    assert is_for(floor, floor.lead(source=source), sources={"website", "partner"}) is fits


@pytest.mark.requirement("RTE-CRMOP-0110")
@pytest.mark.parametrize(("industry", "fits"), [("Energy", True), ("energy", True), ("Retail", False), (None, False)])
def test_industry(floor: SalesFloor, industry: str | None, fits: bool) -> None:
    assert is_for(floor, floor.lead(industry=industry), industries={"energy", "Steel"}) is fits


@pytest.mark.requirement("RTE-CRMOP-0106")
@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("lead.attributes.employees > 100", True),
        ("lead.attributes.employees > 100 AND lead.grade == 'A'", False),
        ("lead.attributes.employees > 1000 OR lead.email_domain == 'engine.example'", True),
        ("NOT (lead.priority == 'low')", True),
        ("lead.estimated_value_minor >= 500000 && lead.currency_code == 'EUR'", True),
        ("lead.attributes.never_asked > 100", False),
        ("lead.company.startsWith('Ana')", True),
        ("has(lead.campaign_id)", False),
    ],
)
def test_any_condition_over_the_leads_facts(floor: SalesFloor, condition: str, fits: bool) -> None:
    lead = floor.lead(
        attributes={"employees": 250},
        email="ada@Engine.example",
        company="Analytical",
        estimated_value_minor=500_000,
        currency_code="EUR",
    )

    assert is_for(floor, lead, condition=condition) is fits


def test_one_lead_a_condition_cannot_judge_does_not_stop_the_others(floor: SalesFloor) -> None:
    floor.rules(a_rule(condition="lead.attributes.employees > 100"))
    odd = floor.lead(attributes={"employees": "many"})

    assert floor.routes(odd).reasons[-1] == "rule 'Sales' is not for it: unanswerable condition"
    assert floor.come_at_once(1, attributes={"employees": 101}) == "A"


@pytest.mark.requirement("RTE-CRMOP-0106")
@pytest.mark.parametrize("wrong", ["territory", "score", "source", "industry", "condition"])
def test_all_criteria_must_hold_and_the_one_that_does_not_is_told(floor: SalesFloor, wrong: str) -> None:
    facts: dict[str, Any] = {
        "territory": "DACH",
        "score": {"total": 50},
        "source": "website",
        "industry": "Energy",
        "attributes": {"employees": 200},
    }
    criteria: dict[str, Any] = {
        "territories": {"DACH"},
        "minimum_score": 50,
        "sources": {"website"},
        "industries": {"Energy"},
        "condition": "lead.attributes.employees > 100",
    }
    assert is_for(floor, floor.lead(**facts), **criteria)

    others = {
        "territory": "Iberia",
        "score": {"total": 49},
        "source": "phone",
        "industry": "Retail",
        "condition": {"employees": 1},
    }
    fact = "attributes" if wrong == "condition" else wrong

    assert why_not(floor, floor.lead(**{**facts, fact: others[wrong]}), **criteria) == wrong


@pytest.mark.parametrize(
    ("since", "until", "in_force"),
    [(None, None, True), (0, None, True), (1, None, False), (None, 0, False), (None, 1, True), (-2, -1, False)],
)
def test_a_rule_is_in_force_from_its_start_up_to_its_end(
    floor: SalesFloor, since: int | None, until: int | None, in_force: bool
) -> None:
    period = {
        name: None if days is None else START + timedelta(days=days)
        for name, days in (("active_from", since), ("active_until", until))
    }

    assert is_for(floor, floor.lead(), **period) is in_force


def test_a_rule_that_is_switched_off_is_for_nobody(floor: SalesFloor) -> None:
    assert why_not(floor, floor.lead(), is_active=False) == "period"


def test_the_first_rule_in_order_of_position_decides(floor: SalesFloor) -> None:
    rules: list[RoutingRule] = [
        a_rule("rest", position=9),
        a_rule("web", position=2, sources={"website"}),
        a_rule("hot", position=1, minimum_score=90),
    ]
    floor.rules(*rules)

    assert floor.routes(floor.lead()).rule_id == "web"
    assert floor.routes(floor.lead(score={"total": 95})).rule_id == "hot"
    assert floor.routes(floor.lead(source="phone")).rule_id == "rest"


def test_a_decision_keeps_no_name_no_address_and_no_number_of_the_lead(floor: SalesFloor) -> None:
    floor.rule()
    lead = floor.lead(name="Ada Lovelace", email="ada@engine.example", phone="+44 20 7946 0000")
    floor.routes(lead)

    (decision,) = floor.decisions(lead)
    for private in ("Ada", "ada@", "7946"):
        assert private not in decision.case + decision.verdict


def test_a_rule_that_names_people_of_a_team_takes_turns_of_its_own() -> None:
    team, people = Pool(team="west"), frozenset({"A", "B"})

    assert a_rule("one", pool=team).pool_key == a_rule("two", pool=team).pool_key
    named = [a_rule(name, pool=Pool(team="west", users=people)).pool_key for name in ("one", "two")]
    assert len({*named, a_rule("three", pool=team).pool_key}) == 3
