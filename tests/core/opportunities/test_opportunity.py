"""The life of a deal: its stages, its worth, and how it ends."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from crm_core.money import Money
from crm_core.opportunities import (
    AcceptedSale,
    CreateOpportunity,
    InvalidOpportunityStageTransition,
    Opportunity,
    OpportunityCreated,
    OpportunityLost,
    OpportunityReopened,
    OpportunityStageChanged,
    OpportunityWon,
    UpdateOpportunity,
    hold,
    lose,
    release,
    reopen,
    win,
)
from crm_core.pipelines import Outcome, PipelineStageError
from crm_core.testing import PARTY, START, TENANT, USER, a_pipeline, an_opportunity
from crm_core.vocabulary import OpportunityType, Priority

PIPELINE = a_pipeline()
LATER = START + timedelta(hours=2)
TODAY = date(2026, 1, 15)
PRICE = Money(minor=450_000, currency="USD")


def in_stage(stage: str) -> Opportunity:
    """A deal that has walked there."""
    opportunity = an_opportunity()
    for following in PIPELINE.path_to(opportunity.stage, stage):
        opportunity, _ = opportunity.move(following, PIPELINE, at=START)
    return opportunity


def won() -> Opportunity:
    return win(in_stage("negotiation"), PRICE, PIPELINE, quotation_id="quote", at=START, on=TODAY)[0]


def lost() -> Opportunity:
    return lose(in_stage("proposal"), "too dear", PIPELINE, at=START, on=TODAY)[0]


def test_a_deal_accepted_elsewhere_says_what_it_waits_for_until_it_is_won_or_that_is_taken_back() -> None:
    opportunity, sale = an_opportunity(stage="negotiation"), AcceptedSale(quotation_id="Q", waits_for="a yes")
    held = hold(opportunity, sale, at=LATER)
    assert isinstance(held, tuple)
    deal, event = held
    assert (deal.accepted_sale, event.waits_for) == (sale, "a yes")
    assert hold(deal, sale, at=LATER) is deal, "said before"
    won, *_ = win(deal, Money(minor=1, currency="USD"), a_pipeline(), quotation_id="Q", at=LATER, on=LATER.date())
    lost, *_ = lose(deal, "too dear", a_pipeline(), at=LATER, on=LATER.date())
    assert (won.accepted_sale, lost.accepted_sale) == (None, None)
    assert hold(won, sale, at=LATER) is won
    assert release(opportunity, at=LATER) is opportunity
    released = release(deal, at=LATER)
    assert isinstance(released, tuple)
    assert released[0].accepted_sale is None


@pytest.mark.requirement("PLAN-002", "PLAN-016", "FEAT-002")
def test_an_opened_deal_enters_the_first_stage_and_knows_all_it_was_told() -> None:
    request = CreateOpportunity(
        name=" Engine ",
        party_id=PARTY,
        assigned_to=USER,
        currency_code="EUR",
        lead_id="lead",
        contact_id="contact",
        description="with steam",
        type=OpportunityType.UPSELL,
        priority=Priority.URGENT,
        expected_revenue_minor=7,
        expected_close_date=TODAY,
        notes="hurry",
    )

    opportunity, created = Opportunity.open(
        request, PIPELINE, opportunity_id="9", tenant_id=TENANT, number="OPP-2026-0009", at=START
    )

    assert request.model_dump(exclude={"stage", "source"}).items() <= opportunity.model_dump().items()
    assert opportunity.name == "Engine"
    assert (opportunity.id, opportunity.opportunity_number, opportunity.pipeline_id) == (
        "9",
        "OPP-2026-0009",
        PIPELINE.id,
    )
    assert (opportunity.stage, opportunity.probability.percentage, opportunity.is_open) == ("prospecting", 10, True)
    assert opportunity.stage_entered_at == opportunity.created_at == opportunity.updated_at == START
    assert created == OpportunityCreated(
        tenant_id=TENANT,
        subject=opportunity.ref,
        at=START,
        opportunity_number="OPP-2026-0009",
        stage="prospecting",
        party_id=PARTY,
        source="other",
    )


def test_a_deal_may_begin_in_a_later_stage_but_not_in_a_closed_one() -> None:
    def opened_in(stage: str) -> Opportunity:
        request = CreateOpportunity(name="E", party_id=PARTY, assigned_to=USER, currency_code="EUR", stage=stage)
        return Opportunity.open(request, PIPELINE, opportunity_id="9", tenant_id=TENANT, number="N", at=START)[0]

    assert (opened_in("proposal").stage, opened_in("proposal").probability.percentage) == ("proposal", 50)
    with pytest.raises(PipelineStageError, match="no stage 'dreaming'"):
        opened_in("dreaming")
    with pytest.raises(InvalidOpportunityStageTransition, match="begin it open, then close it"):
        opened_in("closed_won")


@pytest.mark.requirement("PLAN-002")
def test_a_deal_as_data_has_every_field_of_the_plan() -> None:
    data = an_opportunity(expected_revenue_minor=12_345).to_dict()

    assert data.keys() >= {
        "id",
        "tenant_id",
        "opportunity_number",
        "lead_id",
        "party_id",
        "contact_id",
        "name",
        "description",
        "stage",
        "type",
        "priority",
        "probability",
        "expected_revenue_minor",
        "currency_code",
        "expected_close_date",
        "actual_close_date",
        "assigned_to",
        "converted_to_quote_id",
        "converted_to_order_id",
        "lost_reason",
        "notes",
        "created_at",
        "updated_at",
    }
    assert data["weighted_revenue_minor"] == 1_234


@pytest.mark.requirement("PLAN-002", "FEAT-002")
def test_weighted_revenue_is_revenue_times_the_probability_of_the_stage() -> None:
    opportunity = an_opportunity(expected_revenue_minor=500_000)

    moved, _ = opportunity.move("qualification", PIPELINE, at=LATER)

    assert opportunity.weighted_revenue == Money(minor=50_000, currency="USD")
    assert moved.weighted_revenue == Money(minor=125_000, currency="USD")


@pytest.mark.requirement("PLAN-002")
def test_a_revenue_nobody_knows_is_none_and_not_nothing() -> None:
    unknown, nothing = an_opportunity(expected_revenue_minor=None), an_opportunity(expected_revenue_minor=0)

    assert (unknown.expected_revenue, unknown.weighted_revenue, unknown.actual_value) == (None, None, None)
    assert unknown.to_dict()["weighted_revenue_minor"] is None
    assert nothing.weighted_revenue == Money(minor=0, currency="USD")


@pytest.mark.requirement("PLAN-015", "FEAT-002")
def test_a_move_tells_how_long_the_deal_was_in_the_stage_before() -> None:
    opportunity = an_opportunity()

    moved, event = opportunity.move("qualification", PIPELINE, at=LATER)

    assert (moved.stage, moved.stage_entered_at, moved.probability.percentage) == ("qualification", LATER, 25)
    assert event == OpportunityStageChanged(
        tenant_id=TENANT,
        subject=opportunity.ref,
        at=LATER,
        pipeline_id=PIPELINE.id,
        from_stage="prospecting",
        to_stage="qualification",
        seconds_in_stage=7_200,
    )


def test_time_in_stage_survives_every_other_edit() -> None:
    edited, _ = an_opportunity().update(UpdateOpportunity(notes="rang twice"), at=START + timedelta(hours=1))

    assert edited.updated_at == START + timedelta(hours=1)
    assert edited.stage_entered_at == START
    assert edited.move("qualification", PIPELINE, at=LATER)[1].seconds_in_stage == 7_200


def test_no_deal_was_in_a_stage_for_less_than_nothing() -> None:
    assert an_opportunity().move("qualification", PIPELINE, at=START - timedelta(hours=1))[1].seconds_in_stage == 0


@pytest.mark.requirement("PLAN-010", "PLAN-014")
@pytest.mark.parametrize("stage", ["prospecting", "qualification", "proposal", "negotiation"])
@pytest.mark.parametrize("target", ["prospecting", "qualification", "proposal", "negotiation"])
def test_a_deal_moves_only_to_the_next_stages(stage: str, target: str) -> None:
    opportunity = in_stage(stage)

    if target in PIPELINE.stage(stage).next_stages:
        assert opportunity.move(target, PIPELINE, at=LATER)[0].stage == target
    else:
        with pytest.raises(InvalidOpportunityStageTransition, match=f"is in {stage} and cannot move to {target}"):
            opportunity.move(target, PIPELINE, at=LATER)


@pytest.mark.parametrize("target", ["closed_won", "closed_lost"])
def test_closing_is_more_than_a_move(target: str) -> None:
    with pytest.raises(InvalidOpportunityStageTransition, match="close it as won or lost"):
        in_stage("negotiation").move(target, PIPELINE, at=LATER)


def test_a_move_to_a_stage_the_pipeline_does_not_have_is_refused() -> None:
    with pytest.raises(PipelineStageError, match="no stage 'dreaming'"):
        an_opportunity().move("dreaming", PIPELINE, at=LATER)


@pytest.mark.requirement("PLAN-002", "PLAN-015", "FEAT-002")
def test_a_won_deal_has_its_value_its_quotation_and_its_day() -> None:
    opportunity = in_stage("negotiation")

    closed, moved, event = win(opportunity, PRICE, PIPELINE, quotation_id="quote", at=LATER, on=TODAY)

    assert (closed.stage, closed.outcome, closed.is_open) == ("closed_won", Outcome.WON, False)
    assert closed.actual_value == PRICE
    assert closed.probability.percentage == 100
    assert (closed.converted_to_quote_id, closed.actual_close_date, closed.closed_at) == ("quote", TODAY, LATER)
    assert (moved.from_stage, moved.to_stage, moved.seconds_in_stage) == ("negotiation", "closed_won", 7_200)
    assert event == OpportunityWon(
        tenant_id=TENANT,
        subject=opportunity.ref,
        at=LATER,
        value=PRICE,
        quotation_id="quote",
        assigned_to=USER,
        source="other",
    )


@pytest.mark.requirement("PLAN-002", "PLAN-015", "FEAT-002")
def test_a_lost_deal_has_its_reason_and_its_day() -> None:
    opportunity = in_stage("proposal")

    closed, moved, event = lose(opportunity, " too dear ", PIPELINE, at=LATER, on=TODAY)

    assert (closed.stage, closed.outcome, closed.is_open) == ("closed_lost", Outcome.LOST, False)
    assert (closed.lost_reason, closed.actual_close_date, closed.closed_at) == ("too dear", TODAY, LATER)
    assert closed.weighted_revenue == Money(minor=0, currency="USD")
    assert closed.actual_value is None
    assert (moved.from_stage, moved.to_stage) == ("proposal", "closed_lost")
    assert event == OpportunityLost(
        tenant_id=TENANT, subject=opportunity.ref, at=LATER, reason="too dear", assigned_to=USER
    )


def test_no_deal_is_lost_without_a_reason() -> None:
    with pytest.raises(ValidationError, match="reason"):
        lose(an_opportunity(), " ", PIPELINE, at=LATER, on=TODAY)


@pytest.mark.requirement("PLAN-010", "PLAN-014")
@pytest.mark.parametrize("stage", ["prospecting", "qualification", "proposal"])
def test_a_deal_is_won_only_from_a_stage_that_leads_there(stage: str) -> None:
    remedy = "pass every stage on the way, say crm deal move OPP-2026-0001 negotiation --through"
    with pytest.raises(InvalidOpportunityStageTransition, match=remedy):
        win(in_stage(stage), PRICE, PIPELINE, quotation_id="quote", at=LATER, on=TODAY)


@pytest.mark.requirement("PLAN-010")
@pytest.mark.parametrize("closed", [won, lost])
def test_a_closed_deal_is_not_closed_again(closed: Callable[[], Opportunity]) -> None:
    opportunity = closed()

    with pytest.raises(InvalidOpportunityStageTransition, match="from here it can move to: nothing; reopen it first"):
        win(opportunity, PRICE, PIPELINE, quotation_id="quote", at=LATER, on=TODAY)
    with pytest.raises(InvalidOpportunityStageTransition):
        lose(opportunity, "too dear", PIPELINE, at=LATER, on=TODAY)
    with pytest.raises(InvalidOpportunityStageTransition):
        opportunity.move("negotiation", PIPELINE, at=LATER)


@pytest.mark.parametrize("closed", [won, lost])
def test_a_closed_deal_reopens_in_the_first_stage_and_is_counted(closed: Callable[[], Opportunity]) -> None:
    opportunity = closed()

    reopened, moved, event = reopen(opportunity, " they called again ", PIPELINE, at=LATER)

    assert (reopened.stage, reopened.outcome, reopened.is_open) == ("prospecting", Outcome.OPEN, True)
    assert (reopened.stage_entered_at, reopened.probability.percentage) == (LATER, 10)
    assert (reopened.actual_value, reopened.actual_close_date, reopened.closed_at) == (None, None, None)
    assert reopened.lost_reason is None
    assert reopened.reopened_count == 1
    assert (moved.from_stage, moved.to_stage) == (opportunity.stage, "prospecting")
    assert event == OpportunityReopened(
        tenant_id=TENANT, subject=opportunity.ref, at=LATER, reason="they called again", count=1
    )


def test_an_open_deal_does_not_reopen() -> None:
    with pytest.raises(InvalidOpportunityStageTransition, match="only a closed one can be reopened"):
        reopen(an_opportunity(), "again", PIPELINE, at=LATER)


@pytest.mark.requirement("PLAN-013")
def test_a_probability_given_by_a_person_survives_until_the_stage_changes() -> None:
    opportunity = an_opportunity(expected_revenue_minor=10_000)

    overridden, _ = opportunity.update(UpdateOpportunity(probability_basis_points=9_000), at=LATER)
    edited, _ = overridden.update(UpdateOpportunity(notes="sure"), at=LATER + timedelta(hours=1))
    moved, _ = edited.move("qualification", PIPELINE, at=LATER)

    assert (opportunity.probability.percentage, opportunity.probability.adjusted_at) == (10, None)
    assert (edited.probability.percentage, edited.probability.adjusted_at) == (90, LATER)
    assert edited.weighted_revenue == Money(minor=9_000, currency="USD")
    assert (moved.probability.percentage, moved.probability.adjusted_at) == (25, None)


def test_an_update_changes_what_it_names_and_nothing_else() -> None:
    opportunity = an_opportunity(description="with steam")

    updated, (edited,) = opportunity.update(
        UpdateOpportunity(description=None, name="Loom", notes=None, discount_basis_points=0), at=LATER
    )

    assert updated == opportunity.changed(LATER, description=None, name="Loom", discount_basis_points=0)
    assert edited.fields == ("description", "discount_basis_points", "name")
    assert edited.material == {"discount_basis_points"}


def test_an_edit_that_changes_nothing_announces_nothing() -> None:
    opportunity = an_opportunity(payment_days=0, non_standard_clauses=("no penalty",))
    same = UpdateOpportunity(name=opportunity.name, payment_days=0, non_standard_clauses=("no penalty",))

    assert opportunity.update(same, at=LATER) == (opportunity.changed(LATER), ())
