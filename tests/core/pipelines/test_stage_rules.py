"""What a pipeline asks before a deal enters a stage: every rule is named, and a reason passes over it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from crm_core.money import Money
from crm_core.opportunities import CreateOpportunity, Opportunity, StageRulesUnmet, UpdateOpportunity, lose, reopen, win
from crm_core.opportunity_facts import OpportunityFacts
from crm_core.pipelines import (
    DEFAULT_STAGES,
    ExitCriterion,
    ForecastCategory,
    Outcome,
    Pipeline,
    PipelineStageError,
    RequiredField,
    StageRuleUnusable,
    StageTemplate,
    UpdatePipeline,
    judge_stage,
)
from crm_core.testing import PARTY, START, TENANT, USER, Ids, a_pipeline, an_opportunity

LATER = START + timedelta(days=2)
TODAY = date(2026, 1, 17)
PRICE = Money(minor=500_000, currency="USD")
WAYS = {"prospecting": ("qualification", "proposal"), "proposal": ("negotiation", "qualification", "prospecting")}


def asking(**rules: dict[str, Any]) -> Pipeline:
    """The default stages with these rules, by name; prospecting may jump to proposal, and proposal go back."""
    stages = [
        StageTemplate(
            **{
                **dict(stage),
                "next_stages": (*stage.next_stages, *WAYS.get(stage.name, ())),
                **rules.get(stage.name, {}),
            }
        )
        for stage in DEFAULT_STAGES
    ]
    return Pipeline.from_template("Asking", tenant_id=TENANT, new_id=Ids(), at=START, stages=stages)


def in_stage(stage: str, pipeline: Pipeline, **changes: Any) -> Opportunity:
    return an_opportunity(pipeline=pipeline, stage=stage, **changes)


def unmet(move: Callable[[], object]) -> list[tuple[str, str, str | None]]:
    """By stage, kind and what: the rules for which the move is refused."""
    with pytest.raises(StageRulesUnmet) as refused:
        move()
    rules = refused.value.facts["rules"]
    assert isinstance(rules, list)
    return [(rule["stage"], rule["kind"], rule["what"]) for rule in rules]


def test_the_fields_of_the_stage_being_left_must_be_filled_and_zero_fills_one() -> None:
    pipeline = asking(
        prospecting={"required_fields": ("expected_revenue_minor", "expected_close_date")},
        qualification={"required_fields": ("notes",)},
    )
    empty = in_stage("prospecting", pipeline, expected_revenue_minor=None)

    assert unmet(lambda: empty.move("qualification", pipeline, at=LATER)) == [
        ("prospecting", "required_field", "expected_revenue_minor"),
        ("prospecting", "required_field", "expected_close_date"),
    ]
    filled, _ = empty.update(UpdateOpportunity(expected_revenue_minor=0, expected_close_date=TODAY), at=LATER)
    moved, _ = filled.move("qualification", pipeline, at=LATER)
    assert (moved.stage, moved.rules_passed) == ("qualification", None)


def test_a_refusal_names_the_stage_each_rule_and_the_remedy() -> None:
    criterion = ExitCriterion(condition="opportunity.days_in_stage >= 3", remedy="give it three days")
    pipeline = asking(prospecting={"required_fields": ("notes",), "exit_criteria": (criterion,)})

    with pytest.raises(StageRulesUnmet) as refused:
        in_stage("prospecting", pipeline).move("qualification", pipeline, at=LATER)

    assert str(refused.value) == (
        "opportunity OPP-2026-0001 cannot leave prospecting for qualification by the rules of Asking (version 1): "
        "prospecting: notes is empty (fill it in with crm deal edit --notes); "
        "prospecting: opportunity.days_in_stage >= 3 does not hold (give it three days); "
        "or have a manager pass over them, with --pass-rules and the reason"
    )


@pytest.mark.parametrize(("days", "may_leave"), [(2, False), (3, True)])
def test_criteria_hold_at_the_moment_the_deal_leaves(days: int, may_leave: bool) -> None:
    pipeline = asking(prospecting={"exit_criteria": (ExitCriterion(condition="opportunity.days_in_stage >= 3"),)})

    judged = in_stage("prospecting", pipeline).judge_entering(
        "qualification", pipeline, at=START + timedelta(days=days, hours=23)
    )

    assert judged is not None
    assert judged.verdict.allowed is may_leave


def test_an_unknown_fact_meets_no_criterion() -> None:
    pipeline = asking(
        prospecting={"exit_criteria": (ExitCriterion(condition="opportunity.expected_revenue_minor < 9"),)}
    )
    deal = in_stage("prospecting", pipeline, expected_revenue_minor=None)

    assert unmet(lambda: deal.move("qualification", pipeline, at=LATER))


def test_winning_leaves_the_last_open_stage_and_losing_asks_for_nothing() -> None:
    pipeline = asking(negotiation={"required_fields": ("expected_close_date",)})
    deal = in_stage("negotiation", pipeline)

    assert unmet(lambda: win(deal, PRICE, pipeline, quotation_id="q", at=LATER, on=TODAY)) == [
        ("negotiation", "required_field", "expected_close_date")
    ]
    lost, _, _ = lose(deal, "no budget", pipeline, at=LATER, on=TODAY)
    assert lost.outcome is Outcome.LOST
    reopened, _, _ = reopen(lost, "they called", pipeline, at=LATER)
    assert reopened.stage == "prospecting"


def test_a_stage_that_may_not_be_skipped_is_not_jumped_over() -> None:
    pipeline = asking(qualification={"may_be_skipped": False})
    deal = in_stage("prospecting", pipeline)

    assert unmet(lambda: deal.move("proposal", pipeline, at=LATER)) == [("qualification", "not_skipped", None)]
    assert deal.move("proposal", asking(), at=LATER)[0].stage == "proposal"
    entered, _ = deal.move("qualification", pipeline, at=LATER)
    assert entered.move("proposal", pipeline, at=LATER)[0].stage == "proposal"


def test_a_stage_that_is_over_may_not_be_gone_back_to_and_going_back_asks_for_no_field() -> None:
    pipeline = asking(qualification={"may_be_returned_to": False}, proposal={"required_fields": ("notes",)})
    deal = in_stage("proposal", pipeline)

    assert unmet(lambda: deal.move("qualification", pipeline, at=LATER)) == [("qualification", "no_return", None)]
    assert deal.move("prospecting", pipeline, at=LATER)[0].stage == "prospecting"


@pytest.mark.parametrize(
    ("stage", "asked"),
    [
        ("prospecting", []),
        ("qualification", [("prospecting", "required_field", "notes")]),
        (
            "negotiation",
            [("prospecting", "required_field", "notes"), ("proposal", "required_field", "description")],
        ),
    ],
)
def test_a_deal_that_begins_later_keeps_the_rules_of_the_stages_on_the_way(
    stage: str, asked: list[tuple[str, str, str]]
) -> None:
    pipeline = asking(prospecting={"required_fields": ("notes",)}, proposal={"required_fields": ("description",)})
    request = CreateOpportunity(name="Engine", party_id=PARTY, assigned_to=USER, currency_code="EUR", stage=stage)

    def opened(pass_reason: str | None = None) -> Opportunity:
        opportunity, _ = Opportunity.open(
            request, pipeline, opportunity_id="o", tenant_id=TENANT, number="OPP-1", at=START, pass_reason=pass_reason
        )
        return opportunity

    if not asked:
        assert opened().rules_passed is None
        return
    assert unmet(opened) == asked
    passed = opened("they sent an order").rules_passed
    assert passed is not None
    assert (passed.reason, passed.at) == ("they sent an order", START)


def test_a_deal_does_not_begin_beyond_a_stage_that_may_not_be_skipped() -> None:
    pipeline = asking(qualification={"may_be_skipped": False})
    request = CreateOpportunity(name="Engine", party_id=PARTY, assigned_to=USER, currency_code="EUR", stage="proposal")

    assert unmet(
        lambda: Opportunity.open(request, pipeline, opportunity_id="o", tenant_id=TENANT, number="OPP-1", at=START)
    ) == [("qualification", "not_skipped", None)]


def test_a_reason_passes_over_what_is_unmet_and_is_kept_with_the_deal() -> None:
    pipeline = asking(prospecting={"required_fields": ("notes",)})
    deal = in_stage("prospecting", pipeline)

    moved, _ = deal.move("qualification", pipeline, at=LATER, pass_reason="history")
    assert moved.rules_passed is not None
    assert (moved.rules_passed.at, moved.rules_passed.reason) == (LATER, "history")

    known, _ = deal.update(UpdateOpportunity(notes="all known"), at=LATER)
    kept, _ = known.move("qualification", pipeline, at=LATER, pass_reason="history")
    assert kept.rules_passed is None, "nothing was unmet"


def test_where_nothing_is_asked_nothing_is_judged() -> None:
    assert an_opportunity().judge_entering("qualification", a_pipeline(), at=LATER) is None


def test_a_verdict_names_each_rule_it_asked_whether_it_holds_or_not() -> None:
    pipeline = asking(prospecting={"required_fields": ("notes", "expected_revenue_minor")})

    judged = in_stage("prospecting", pipeline).judge_entering(
        "qualification", pipeline, at=LATER, pass_reason="so be it"
    )

    assert judged is not None
    assert (judged.verdict.allowed, judged.verdict.passed_over) == (True, True)
    assert judge_stage(judged.case, judged.rules) == judged.verdict
    assert not judge_stage(judged.case.model_copy(update={"pass_reason": None}), judged.rules).allowed
    assert [rule.explain() for rule in judged.verdict.rules] == [
        "prospecting: notes is empty",
        "prospecting: expected_revenue_minor is filled",
    ]


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("opportunity.budget > 3", "opportunity.budget"),
        ("lead.score > 3", "lead"),
        ("opportunity.priority > 3", "compare values of the same type"),
        ("opportunity.priority", "answers yes or no"),
        ("opportunity.days_in_stage >", "cannot read"),
    ],
)
def test_a_criterion_nobody_can_judge_is_refused_when_it_is_written(condition: str, problem: str) -> None:
    with pytest.raises(StageRuleUnusable, match=f"stages: prospecting: .*{problem}"):
        asking(prospecting={"exit_criteria": (ExitCriterion(condition=condition),)})


@pytest.mark.parametrize(
    ("stage", "category"),
    [("proposal", "closed"), ("closed_won", "commit"), ("closed_lost", "closed")],
)
def test_a_category_fits_what_its_stage_means(stage: str, category: str) -> None:
    with pytest.raises(StageRuleUnusable, match=f"{stage} means"):
        asking(**{stage: {"forecast_category": category}})


def test_the_stages_of_the_template_are_forecast_as_usual() -> None:
    assert {stage.name: stage.category for stage in a_pipeline().stages} == {
        "prospecting": ForecastCategory.PIPELINE,
        "qualification": ForecastCategory.PIPELINE,
        "proposal": ForecastCategory.BEST_CASE,
        "negotiation": ForecastCategory.COMMIT,
        "closed_won": ForecastCategory.CLOSED,
        "closed_lost": ForecastCategory.OMITTED,
    }
    before = [stage.model_copy(update={"forecast_category": None}) for stage in a_pipeline().stages]
    assert [stage.category for stage in before] == [stage.category for stage in a_pipeline().stages]


def test_every_change_of_the_stages_raises_the_version_of_the_rules() -> None:
    pipeline = asking()
    same = tuple(StageTemplate(**{**dict(stage), **ways_of(stage)}) for stage in DEFAULT_STAGES)

    renamed = pipeline.edit(UpdatePipeline(name="Named", stages=same), new_id=Ids(), at=LATER)
    stricter = (same[0].model_copy(update={"required_fields": (RequiredField.NOTES,)}), *same[1:])
    edited = renamed.edit(UpdatePipeline(stages=stricter), new_id=Ids(), at=LATER)

    assert [each.rules_version for each in (pipeline, renamed, edited)] == [1, 1, 2]
    judged = in_stage("prospecting", edited).judge_entering("qualification", edited, at=LATER)
    assert judged is not None
    assert judged.rules.version == 2


def ways_of(stage: StageTemplate) -> dict[str, object]:
    return {"next_stages": (*stage.next_stages, *WAYS.get(stage.name, ()))}


def test_a_stage_that_leads_nowhere_else_stays_malformed() -> None:
    with pytest.raises(PipelineStageError):
        asking(prospecting={"next_stages": ("nowhere",)})


def test_what_may_be_asked_of_a_deal_can_be_filled_in_by_a_person() -> None:
    editable = UpdateOpportunity.model_fields.keys() | {"converted_to_quote_id"}
    may_be_empty = {name for name, field in Opportunity.model_fields.items() if field.default is None}

    assert {field.value for field in RequiredField} == editable & may_be_empty


def test_conditions_see_every_field_of_a_deal_that_is_not_words_or_bookkeeping() -> None:
    unseen = {"id", "tenant_id", "version", "updated_at", "opportunity_number", "converted_lead_id"}
    words = {"name", "description", "notes", "lost_reason", "forecast_override", "rules_passed", "non_standard_clauses"}
    of_its_end = {"outcome", "actual_value_minor", "actual_close_date", "closed_at", "converted_to_order_id"}
    of_its_end |= {"paid_minor", "refunded_minor"}
    elsewhere = {"probability", "superseded_quotation_ids", "accepted_sale", "external_id", "attributes", "custom"}

    assert (
        Opportunity.model_fields.keys() - unseen - words - of_its_end - elsewhere
        == OpportunityFacts.model_fields.keys() & Opportunity.model_fields.keys()
    )
    assert an_opportunity().facts(LATER).days_in_stage == 2


@pytest.mark.parametrize("basis_points", [0, 10_000])
def test_a_probability_of_nothing_is_a_value(basis_points: int) -> None:
    deal, _ = an_opportunity().update(UpdateOpportunity(probability_basis_points=basis_points), at=LATER)

    assert deal.probability.basis_points == basis_points
    assert deal.facts(LATER).probability_basis_points == basis_points
    assert deal.weighted_revenue is not None
    assert deal.weighted_revenue.minor == 499_900 * basis_points // 10_000
