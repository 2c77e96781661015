"""Each strategy gives a lead to the person it promises, and to nobody who cannot take it."""

import pytest

from crm_core.leads import LeadStatus
from crm_core.testing import START, TENANT, a_lead
from crm_operations.lead_routing import Pool, RoutingOutcome, StrategyName
from crm_operations.testing.sales_floor import SalesFloor, a_rule


@pytest.mark.requirement("RTE-CRMOP-0102")
class TestRoundRobin:
    def test_goes_round(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", "C")
        floor.rule()

        assert floor.come(7) == "ABCABCA"

    def test_never_prefers_the_one_who_was_there_first(self, floor: SalesFloor) -> None:
        """A tie by date of hire once gave all thirty leads to the most senior member."""
        floor.hires("A", "B", "C")
        floor.rule()

        came = floor.come(30)

        assert [came.count(name) for name in "ABC"] == [10, 10, 10]

    def test_one_who_joins_is_next_and_is_not_flooded(self, floor: SalesFloor) -> None:
        floor.hires("A", "B")
        floor.rule()
        floor.come(5)

        floor.hires("C")

        assert floor.come(4) == "CBAC"

    def test_the_turn_survives_that_people_come_and_go(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", "C", "D")
        floor.rule()
        assert floor.come(2) == "AB"

        floor.hires("A", is_active=False)
        floor.hires("AA", team="sales", is_active=False)

        assert floor.come(4) == "CDBC"

    def test_one_who_was_away_gets_one_lead_not_all_that_were_missed(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", "C")
        floor.rule()
        floor.hires("A", paused=True)
        assert floor.come(6) == "BCBCBC"

        floor.hires("A", paused=False)

        assert floor.come(4) == "ABCA"

    def test_a_lead_given_by_hand_is_a_turn(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", "C")
        floor.rule()

        floor.assigns(floor.lead(), "A")

        assert floor.come(4) == "BCAB"

    def test_a_lead_given_by_hand_is_a_turn_in_every_pool(self, floor: SalesFloor) -> None:
        floor.hires("A", "B")
        floor.rules(
            a_rule("web", sources={"website"}), a_rule("others", position=2, pool=Pool(users=frozenset({"A", "B"})))
        )

        floor.assigns(floor.lead(), "A")

        assert floor.come(1) == "B"
        assert floor.come(1, source="phone") == "B"

    def test_rules_over_one_team_rotate_together(self, floor: SalesFloor) -> None:
        floor.hires("A", "B")
        floor.rules(a_rule("hot", minimum_score=80), a_rule("rest", position=2))

        assert floor.come(1, score={"total": 90}) + floor.come(1, score={"total": 10}) == "AB"

    def test_two_hundred_in_one_commit_are_spread_evenly(self, floor: SalesFloor) -> None:
        """Bulk inserts of two hundred once all went to one user."""
        floor.hires("A", "B", "C", "D")
        floor.rule()

        came = floor.come_at_once(200)

        assert [came.count(name) for name in "ABCD"] == [50, 50, 50, 50]
        assert floor.world.changed_by.count("records.commit") == 2  # the rules, and all the leads

    def test_batches_go_on_where_the_one_before_stopped(self, floor: SalesFloor) -> None:
        floor.settings(batch_size=2)
        floor.hires("A", "B", "C")
        floor.rule()

        assert floor.come_at_once(7) == "ABCABCA"


class TestWeighted:
    def test_three_to_one_interleaves(self, floor: SalesFloor) -> None:
        floor.hires("A", weight=3)
        floor.hires("B", weight=1)
        floor.rule(StrategyName.WEIGHTED)

        assert floor.come(8) == "AABAAABA"

    def test_three_to_one_interleaves_in_bulk(self, floor: SalesFloor) -> None:
        floor.settings(batch_size=3)
        floor.hires("A", weight=3)
        floor.hires("B", weight=1)
        floor.rule(StrategyName.WEIGHTED)

        assert floor.come_at_once(8) == "AABAAABA"

    def test_weight_0_takes_no_part(self, floor: SalesFloor) -> None:
        floor.hires("A", weight=0)
        floor.hires("B", "C")
        floor.rule(StrategyName.WEIGHTED)

        assert floor.come(4) == "BCBC"

    def test_weight_0_is_no_hindrance_elsewhere(self, floor: SalesFloor) -> None:
        floor.hires("A", weight=0)
        floor.hires("B")
        floor.rule()

        assert floor.come(4) == "ABAB"

    def test_nobody_is_chosen_when_all_weights_became_0(self, floor: SalesFloor) -> None:
        floor.hires("A", "B")
        floor.rule(StrategyName.WEIGHTED)

        floor.hires("A", "B", weight=0)

        assert floor.come(2) == "--"

    def test_no_fraction_of_a_share_is_lost(self, floor: SalesFloor) -> None:
        """Rounded per day, 14 leads a month became none and 45 became 60; here a share is carried on until due."""
        for name, weight in (("A", 14), ("B", 45), ("C", 30)):
            floor.hires(name, weight=weight)
        floor.rule(StrategyName.WEIGHTED)
        floor.settings(default_capacity=1_000)

        month = floor.come_at_once(89)
        quarter = month + floor.come_at_once(89) + floor.come_at_once(89)

        assert [month.count(name) for name in "ABC"] == [14, 45, 30]
        assert [quarter.count(name) for name in "ABC"] == [42, 135, 90]

    def test_a_lead_given_by_hand_uses_up_a_turn(self, floor: SalesFloor) -> None:
        floor.hires("A", weight=3)
        floor.hires("B", weight=1)
        floor.rule(StrategyName.WEIGHTED)

        floor.assigns(floor.lead(), "B")

        assert floor.come(3) == "AAA"


@pytest.mark.requirement("RTE-CRMOP-0105", "ECO-001")
class TestLeastLoaded:
    def test_somebody_with_nothing_to_do_comes_first(self, floor: SalesFloor) -> None:
        """Counting over the leads alone, one with none is in no row and is never chosen."""
        floor.hires("A", "B", "C")
        floor.rule(StrategyName.LEAST_LOADED)
        floor.leads(2, assigned_to="A")
        floor.leads(1, assigned_to="B")

        assert floor.come(4) == "CBCA"

    def test_closed_leads_do_not_count(self, floor: SalesFloor) -> None:
        floor.hires("A", "B")
        floor.rule(StrategyName.LEAST_LOADED)
        floor.leads(5, assigned_to="A", status=LeadStatus.DISQUALIFIED)
        floor.leads(5, assigned_to="A", status=LeadStatus.CONVERTED_TO_OPPORTUNITY)
        floor.leads(1, assigned_to="B")

        assert floor.come(1) == "A"

    def test_the_load_is_relative_to_what_somebody_can_carry(self, floor: SalesFloor) -> None:
        floor.hires("A", capacity=10)
        floor.hires("B", capacity=40)
        floor.rule(StrategyName.LEAST_LOADED)
        floor.leads(4, assigned_to="A")
        floor.leads(8, assigned_to="B")

        assert floor.come(1) == "B"

    def test_equal_loads_go_to_the_one_who_waited_longest(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", "C")
        floor.rule(StrategyName.LEAST_LOADED)

        assert floor.come(6) == "ABCABC"

    def test_leads_of_the_same_batch_count(self, floor: SalesFloor) -> None:
        floor.hires("A", "B")
        floor.rule(StrategyName.LEAST_LOADED)
        floor.leads(4, assigned_to="A")

        assert floor.come_at_once(6) == "BBBBAB"


@pytest.mark.requirement("RTE-CRMOP-0103")
class TestTerritory:
    def test_goes_to_those_who_look_after_the_territory(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", territories=frozenset({"DACH", "Nordics"}))
        floor.hires("C", territories=frozenset({"Iberia"}))
        floor.rule(StrategyName.TERRITORY)

        assert floor.come(3, territory="dach") == "ABA"
        assert floor.come(2, territory="Iberia") == "CC"

    def test_a_lead_from_nowhere_belongs_to_nobody(self, floor: SalesFloor) -> None:
        floor.hires("A", territories=frozenset({"DACH"}))
        floor.rule(StrategyName.TERRITORY)

        assert floor.come(1) + floor.come(1, territory="Benelux") == "--"

    def test_the_rules_next_strategy_takes_what_no_territory_holds(self, floor: SalesFloor) -> None:
        floor.hires("A", territories=frozenset({"DACH"}))
        floor.hires("B")
        floor.rule(StrategyName.TERRITORY, otherwise=StrategyName.ROUND_ROBIN)

        assert floor.come(2, territory="DACH") + floor.come(2, territory="Benelux") == "AABA"


@pytest.mark.requirement("RTE-CRMOP-0104")
class TestSkill:
    def test_all_required_skills_are_needed(self, floor: SalesFloor) -> None:
        floor.hires("A", skills=frozenset({"german"}))
        floor.hires("B", "C", skills=frozenset({"German", "Enterprise"}))
        floor.rule(StrategyName.SKILL, required_skills={"german", "enterprise"})

        assert floor.come(3) == "BCB"

    def test_the_best_skilled_comes_first_then_who_waited_longest(self, floor: SalesFloor) -> None:
        floor.hires("A", skills=frozenset({"german"}))
        floor.hires("B", "C", skills=frozenset({"german", "cloud"}))
        floor.rule(StrategyName.SKILL, required_skills={"german"}, preferred_skills={"cloud", "security"})

        assert floor.come(3) == "BCB"

    def test_less_skilled_people_help_out(self, floor: SalesFloor) -> None:
        floor.hires("A", skills=frozenset({"german"}))
        floor.hires("B", skills=frozenset({"german", "cloud"}), capacity=1)
        floor.rule(StrategyName.SKILL, required_skills={"german"}, preferred_skills={"cloud"})

        assert floor.come(2) == "BA"

    def test_every_strategy_asks_for_required_skills(self, floor: SalesFloor) -> None:
        floor.hires("A")
        floor.hires("B", skills=frozenset({"german"}))
        floor.rule(required_skills={"german"})

        assert floor.come(2) == "BB"


class TestAccountOwner:
    def test_a_lead_of_a_known_customer_goes_to_who_looks_after_it(self, floor: SalesFloor) -> None:
        floor.hires("A", "B", "C")
        floor.world.customers.known(TENANT, name="Analytical", email="ada@engine.example", owner_id="C")
        floor.rule(StrategyName.ACCOUNT_OWNER, otherwise=StrategyName.ROUND_ROBIN)

        assert floor.come(2, email="Ada@Engine.example") == "CC"

    def test_a_strangers_lead_goes_to_the_rules_next(self, floor: SalesFloor) -> None:
        floor.hires("A", "B")
        floor.world.customers.known(TENANT, name="Ownerless", email="nobody@engine.example")
        floor.rule(StrategyName.ACCOUNT_OWNER, otherwise=StrategyName.ROUND_ROBIN)

        assert floor.come(1) + floor.come(1, email=None) + floor.come(1, email="nobody@engine.example") == "ABA"

    def test_an_owner_who_left_is_passed_by(self, floor: SalesFloor) -> None:
        floor.hires("A")
        floor.hires("C", is_active=False)
        floor.world.customers.known(TENANT, name="Analytical", email="ada@engine.example", owner_id="C")
        floor.rules(
            a_rule("owner", strategy=StrategyName.ACCOUNT_OWNER, pool=Pool(everyone=True)), a_rule("rest", position=2)
        )

        answer = floor.routes(floor.lead(email="ada@engine.example"))

        assert (answer.assigned_to, answer.rule_id) == ("A", "rest")
        assert "rule 'Sales': C: inactive" in answer.reasons

    def test_one_customer_is_asked_for_once_however_many_leads_it_sends(self, floor: SalesFloor) -> None:
        floor.hires("A", "C")
        customer = floor.world.customers.known(TENANT, name="Analytical", email="ada@engine.example", owner_id="C")
        floor.rule(StrategyName.ACCOUNT_OWNER)

        came = floor.come_at_once(5, email="ada@engine.example") + floor.come_at_once(3, party_id=customer.id)

        assert came == "CCCCCCCC"
        assert [str(call) for call in floor.world.customers.asked] == [
            "customers.find_by_email",
            "customers.find_by_id",
        ]

    def test_nobody_asks_for_customers_unless_a_rule_wants_to_know(self, floor: SalesFloor) -> None:
        floor.hires("A")
        floor.rule()
        floor.come(1)

        assert floor.world.customers.asked == []


def test_an_overloaded_team_lets_the_next_rule_decide(floor: SalesFloor) -> None:
    floor.hires("A", capacity=1)
    floor.hires("B", team="backup")
    floor.rules(a_rule("first"), a_rule("second", position=2, pool=Pool(team="backup")))

    assert floor.come(3) == "ABB"


def test_a_rule_may_let_its_leads_wait_rather_than_pass_them_on(floor: SalesFloor) -> None:
    floor.hires("A", capacity=1)
    floor.hires("B", team="backup")
    floor.rules(
        a_rule("first", fallback="queue", queue="key accounts"), a_rule("second", position=2, pool=Pool(team="backup"))
    )
    floor.come(1)

    answer = floor.routes(floor.lead())

    assert (answer.outcome, answer.queue, answer.assigned_to) == (RoutingOutcome.QUEUED, "key accounts", None)


def test_the_moment_of_a_decision_plays_no_part_in_whose_turn_it_is(floor: SalesFloor) -> None:
    """The clock stands still in these tests: turns are counted, not dated, so a bulk import is as fair as a trickle."""
    floor.hires("A", "B")
    floor.rule()

    assert floor.come(4) == "ABAB"
    assert floor.world.clock.now() == START == a_lead().created_at
