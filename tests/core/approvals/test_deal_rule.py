"""The level that a deal needs is the highest of all its triggers, whose bounds are inclusive."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from crm_core.approvals import (
    ApprovalCase,
    ApprovalLevel,
    ApprovalResult,
    ConditionTrigger,
    DealApprovalPolicy,
    DiscountThresholds,
    MaterialTerms,
    OpportunityApprovalRule,
    ValueThresholds,
)
from crm_core.money import ExchangeRate
from crm_core.testing import START, an_opportunity

LEAD, MANAGER, DIRECTOR = ApprovalLevel
POLICY = DealApprovalPolicy()


def a_case(*, rates: tuple[ExchangeRate, ...] = (), **terms: Any) -> ApprovalCase:
    known = {"customer": "acme", "currency_code": "USD", **terms}
    return ApprovalCase(terms=MaterialTerms(**known), opportunity=an_opportunity().facts(START), rates=rates)


def evaluate(policy: DealApprovalPolicy = POLICY, **facts: Any) -> ApprovalResult:
    return OpportunityApprovalRule.evaluate(a_case(**facts), policy)


@pytest.mark.requirement("TST-CRMOP-0096", "BUS-CRMOP-0015", "BUS-CRMOP-0018", "IFC-CRMOP-0045")
@pytest.mark.parametrize(
    ("terms", "level"),
    [
        ({}, None),
        ({"value_minor": 0}, None),
        ({"value_minor": 499_999}, None),
        ({"value_minor": 500_000}, LEAD),
        ({"value_minor": 999_999}, LEAD),
        ({"value_minor": 1_000_000}, MANAGER),
        ({"value_minor": 4_999_999}, MANAGER),
        ({"value_minor": 5_000_000}, DIRECTOR),
        ({"discount_basis_points": 0}, None),
        ({"discount_basis_points": 1_999}, None),
        ({"discount_basis_points": 2_000}, LEAD),
        ({"discount_basis_points": 2_999}, LEAD),
        ({"discount_basis_points": 3_000}, MANAGER),
        ({"discount_basis_points": 3_999}, MANAGER),
        ({"discount_basis_points": 4_000}, DIRECTOR),
        ({"margin_basis_points": 1_000}, None),
        ({"margin_basis_points": 999}, MANAGER),
        ({"margin_basis_points": 0}, MANAGER),
        ({"margin_basis_points": -1}, DIRECTOR),
        ({"payment_days": 0}, None),
        ({"payment_days": 30}, None),
        ({"payment_days": 31}, MANAGER),
        ({"term_months": 600}, None),
        ({"non_standard_clauses": ()}, None),
        ({"non_standard_clauses": ("no liability",)}, MANAGER),
    ],
)
def test_each_trigger_asks_its_level_from_its_threshold_on(terms: dict[str, Any], level: ApprovalLevel | None) -> None:
    assert evaluate(**terms).level is level


@pytest.mark.requirement("IFC-CRMOP-0046")
def test_the_highest_of_all_triggers_counts_so_a_large_discount_on_a_small_deal_needs_a_director() -> None:
    result = evaluate(value_minor=500_000, discount_basis_points=6_000, payment_days=45)

    assert result.level is DIRECTOR
    assert [(each.name, each.figure, each.threshold, each.level) for each in result.triggers] == [
        ("value", 500_000, 500_000, LEAD),
        ("discount", 6_000, 4_000, DIRECTOR),
        ("payment", 45, 30, MANAGER),
    ]
    assert "discount 60 % is at least 40 %: director" in result.reasons


def test_one_level_is_asked_or_each_from_the_lowest() -> None:
    serial = DealApprovalPolicy(serial=True)

    assert evaluate(value_minor=1_000_000).levels == (MANAGER,)
    assert evaluate(serial, value_minor=1_000_000).levels == (LEAD, MANAGER)
    assert evaluate(serial, value_minor=1).levels == ()


def a_rate(rate: str, on: date, source: str = "EUR") -> ExchangeRate:
    return ExchangeRate(source=source, target="USD", rate=Decimal(rate), on=on)


OLD, NEW = date(2026, 1, 1), date(2026, 1, 10)


def test_a_value_is_converted_by_the_newest_rate_and_says_which() -> None:
    rates = (a_rate("1.20", NEW), a_rate("1.00", OLD), a_rate("9", NEW, "GBP"))

    below = evaluate(currency_code="EUR", value_minor=416_666, rates=rates)
    reached = evaluate(currency_code="EUR", value_minor=416_667, rates=rates)

    assert (below.level, reached.level) == (None, LEAD)
    assert reached.rate == a_rate("1.20", NEW)
    assert reached.triggers[0].figure == 500_000
    assert reached.reasons == ("value 5,000.00 USD is at least 5,000.00 USD: team lead",)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"value_minor": 1_000_000}, "value 10,000.00 USD is at least 10,000.00 USD: manager"),
        ({"discount_basis_points": 2_550}, "discount 25.5 % is at least 20 %: team lead"),
        ({"margin_basis_points": -500}, "margin -5 % is below 0 %: director"),
        ({"payment_days": 45}, "payment after 45 days is beyond 30: manager"),
        ({"non_standard_clauses": ("a",)}, "non-standard clauses: 1: manager"),
    ],
)
def test_a_reason_is_said_as_people_read_it(terms: dict[str, Any], reason: str) -> None:
    assert evaluate(**terms).reasons == (reason,)


def test_without_a_rate_the_highest_level_is_asked_and_it_says_so() -> None:
    result = evaluate(currency_code="EUR", value_minor=1)

    assert result.level is DIRECTOR
    assert result.triggers[0].threshold is None
    assert result.reasons[0].startswith("value 0.01 EUR has no rate into the currency of the thresholds")
    assert evaluate(currency_code="EUR", value_minor=0).level is None
    assert evaluate(currency_code="EUR").level is None


@pytest.mark.requirement("PLAN-022")
def test_thresholds_of_a_currency_of_its_own_need_no_rate() -> None:
    policy = DealApprovalPolicy(value_by_currency={"JPY": ValueThresholds(team_lead=100, manager=200, director=300)})

    assert [evaluate(policy, currency_code="JPY", value_minor=minor).level for minor in (99, 100, 200, 300)] == [
        None,
        LEAD,
        MANAGER,
        DIRECTOR,
    ]


def test_a_condition_asks_its_own_level_and_unknown_facts_never_match() -> None:
    policy = DealApprovalPolicy(
        conditions=(ConditionTrigger(condition="opportunity.term_months > 24", level=DIRECTOR),)
    )

    assert evaluate(policy).level is None
    assert evaluate(policy, term_months=24).level is None
    assert evaluate(policy, term_months=25).level is DIRECTOR
    with pytest.raises(ValidationError, match=r"opportunity\.colour"):
        ConditionTrigger(condition='opportunity.colour == "red"', level=DIRECTOR)


@pytest.mark.parametrize(
    "condition",
    [
        "opportunity.days_open > 30",
        'opportunity.stage == "prospecting" && opportunity.assigned_to == "ada"',
        'opportunity.party_id == "acme"',
        "opportunity.value_minor > 100 && opportunity.expected_revenue_minor == 100",
        "opportunity.clauses == 2",
    ],
)
def test_a_condition_asks_for_any_fact_of_the_deal_on_the_terms_that_are_judged(condition: str) -> None:
    policy = DealApprovalPolicy(clause=None, conditions=(ConditionTrigger(condition=condition, level=MANAGER),))
    deal = an_opportunity(assigned_to="ada", expected_revenue_minor=100).facts(START + timedelta(days=31))
    terms = MaterialTerms(
        customer="acme", currency_code="USD", value_minor=101, non_standard_clauses=("No cap.", "No notice.")
    )

    asked = OpportunityApprovalRule.evaluate(ApprovalCase(terms=terms, opportunity=deal), policy)
    assert [trigger.figure for trigger in asked.triggers] == ["true"]
    other = ApprovalCase(terms=MaterialTerms(customer="other", currency_code="USD"))
    assert not OpportunityApprovalRule.evaluate(other, policy).is_required


def test_a_condition_that_cannot_be_judged_asks_its_level() -> None:
    policy = DealApprovalPolicy(
        conditions=(ConditionTrigger(condition="1000 / opportunity.discount_basis_points > 1", level=MANAGER),)
    )

    [trigger] = (asked := evaluate(policy, discount_basis_points=0)).triggers
    assert (trigger.name, trigger.figure, trigger.level) == ("condition", "it cannot be judged", MANAGER)
    assert trigger.threshold == policy.conditions[0].condition
    assert asked.reasons == (f"{policy.conditions[0].condition}: it cannot be judged: manager",)


def test_where_nothing_is_reached_the_verdict_says_so() -> None:
    assert evaluate(value_minor=1).reasons == ("no figure reaches a threshold",)


def test_a_clause_asks_from_the_first_on() -> None:
    [trigger] = (asked := evaluate(non_standard_clauses=("No cap.", "No notice."))).triggers

    assert (trigger.figure, trigger.threshold) == (2, 1)
    assert asked.reasons == ("non-standard clauses: 2: manager",)


def test_a_rate_between_other_currencies_converts_nothing() -> None:
    into_another = ExchangeRate(source="EUR", target="GBP", rate=Decimal(1), on=NEW)

    assert evaluate(currency_code="EUR", value_minor=1, rates=(into_another,)).level is DIRECTOR


def test_the_largest_discount_that_needs_nobody() -> None:
    largest = OpportunityApprovalRule.largest_discount
    strict = DealApprovalPolicy(
        conditions=(ConditionTrigger(condition="opportunity.discount_basis_points >= 1500", level=LEAD),)
    )

    assert largest(a_case(value_minor=499_999, discount_basis_points=6_000), POLICY) == 1_999
    assert largest(a_case(value_minor=499_999), strict) == 1_499
    assert largest(a_case(value_minor=500_000), POLICY) is None
    free = DealApprovalPolicy(discount=DiscountThresholds(team_lead=None, manager=None, director=None))
    assert largest(a_case(), free) == 10_000
    none_at_all = DealApprovalPolicy(
        conditions=(ConditionTrigger(condition="opportunity.discount_basis_points >= 0", level=LEAD),)
    )
    only_none = DealApprovalPolicy(
        conditions=(ConditionTrigger(condition="opportunity.discount_basis_points > 0", level=LEAD),)
    )
    assert (largest(a_case(), none_at_all), largest(a_case(), only_none)) == (None, 0)


@pytest.mark.parametrize(
    ("change", "beyond"),
    [
        ({}, ()),
        ({"value_minor": 1_000_001}, ("value_minor",)),
        ({"value_minor": 999_999}, ()),
        ({"value_minor": None}, ()),
        ({"discount_basis_points": 2_501}, ("discount_basis_points",)),
        ({"discount_basis_points": 2_499}, ()),
        ({"margin_basis_points": 899}, ("margin_basis_points",)),
        ({"margin_basis_points": 901}, ()),
        ({"payment_days": 61}, ("payment_days",)),
        ({"payment_days": 30}, ()),
        ({"term_months": 13}, ("term_months",)),
        ({"customer": "other", "currency_code": "EUR"}, ("customer", "currency_code")),
        ({"non_standard_clauses": ("a", "c")}, ("non_standard_clauses",)),
        ({"non_standard_clauses": ("b",)}, ()),
    ],
)
def test_a_yes_stands_while_every_figure_is_equal_or_asks_for_less(
    change: dict[str, Any], beyond: tuple[str, ...]
) -> None:
    approved = MaterialTerms(
        customer="acme",
        currency_code="USD",
        value_minor=1_000_000,
        discount_basis_points=2_500,
        margin_basis_points=900,
        payment_days=60,
        term_months=12,
        non_standard_clauses=("a", "b"),
    )
    asked = approved.model_copy(update=change)

    assert asked.asks_for_more_than(approved) == beyond
    assert (asked.digest == approved.digest) is (not change)
    assert MaterialTerms.from_attributes(asked.as_attributes) == asked


def test_what_was_unknown_and_is_known_asks_for_more() -> None:
    unknown = MaterialTerms(customer="acme", currency_code="USD")

    def beyond(**change: int) -> tuple[str, ...]:
        return unknown.model_copy(update=change).asks_for_more_than(unknown)

    assert beyond(discount_basis_points=1) == ("discount_basis_points",)
    assert beyond(margin_basis_points=5_000) == ("margin_basis_points",)
    assert beyond(discount_basis_points=0, payment_days=0, value_minor=0) == ()
