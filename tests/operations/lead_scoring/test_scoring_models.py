"""A tenant's scoring models are shown, set, weighed, restored, and compared on the leads whose end is known."""

from datetime import timedelta

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.leads import (
    SampleTooSmall,
    ScoreCategory,
    ScoringError,
    ScoringModel,
    ScoringModelConflict,
    ScoringModelNotFound,
    ScoringRule,
    ScoringWeight,
    default_scoring_model,
)
from crm_core.testing import START, a_lead
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_scoring import LeadScoringCoordinator
from crm_operations.settings import BacktestSettings
from crm_operations.testing import FakeWorld

BY_COMPANY = ScoringModel(
    version=1,
    name="by company",
    rules=(
        ScoringRule(category=ScoreCategory.FIRMOGRAPHIC, factor="company", condition="has(lead.company)", points=25),
        ScoringRule(category=ScoreCategory.DEMOGRAPHIC, factor="email", condition="lead.has_email", points=10),
    ),
)
WEIGHT = ScoringWeight(category=ScoreCategory.FIRMOGRAPHIC, factor="company", percent=40)


@pytest.fixture
def scoring(crm_world: FakeWorld) -> LeadScoringCoordinator:
    return LeadScoringCoordinator(crm_world.records, crm_world.settings_for)


@pytest.mark.requirement("PLAN-028", "PLAN-006")
def test_the_model_that_is_set_scores_from_now_on_and_every_version_stays(
    crm_world: FakeWorld, scoring: LeadScoringCoordinator
) -> None:
    actor, lead = crm_world.actor, a_lead(company="Acme", email="ada@acme.example")
    crm_world.preload(lead)
    leads = LeadManagementCoordinator(crm_world.records, crm_world.settings_for, crm_world.clock, crm_world.new_id)

    assert scoring.get(actor) == default_scoring_model()
    scoring.set(actor, BY_COMPANY)
    by_company = leads.score(actor, lead.id)
    weighed = scoring.weigh(actor, (WEIGHT,))
    by_weight = leads.score(actor, lead.id)
    restored = scoring.restore(actor, 1)

    assert (by_company.total, by_weight.total) == (35, 20)
    assert (weighed.version, restored.version) == (2, 3)
    assert restored.rules == BY_COMPANY.rules
    assert restored.weights == ()
    assert scoring.get(actor) == restored
    assert scoring.get(actor, 1) == BY_COMPANY
    assert [(each.version, each.name) for each in scoring.list(actor)] == [
        (0, "standard scoring 1"),
        (1, "by company"),
        (2, "by company"),
        (3, "by company"),
    ]


def test_what_cannot_be_set_is_refused_and_nothing_changes(
    crm_world: FakeWorld, scoring: LeadScoringCoordinator
) -> None:
    actor = crm_world.actor
    scoring.set(actor, BY_COMPANY)

    with pytest.raises(ScoringModelConflict, match="version 1 cannot be added, the next one is 2"):
        scoring.set(actor, BY_COMPANY)
    with pytest.raises(ScoringModelNotFound, match="no scoring model with version 7"):
        scoring.restore(actor, 7)
    with pytest.raises(ScoringError, match="firmographic/turnover, but has no such rule"):
        scoring.weigh(actor, (WEIGHT.model_copy(update={"factor": "turnover"}),))

    assert scoring.get(actor) == BY_COMPANY


def test_only_who_may_change_settings_sets_one(crm_world: FakeWorld, scoring: LeadScoringCoordinator) -> None:
    seller = Actor(tenant_id=crm_world.actor.tenant_id, user_id="sam", roles=frozenset({Role.REP}))

    assert scoring.get(seller) == default_scoring_model()
    with pytest.raises(NotPermitted):
        scoring.set(seller, BY_COMPANY)
    with pytest.raises(NotPermitted):
        scoring.restore(seller, 0)
    with pytest.raises(NotPermitted):
        scoring.weigh(seller, (WEIGHT,))


def ended(crm_world: FakeWorld, converted: int, disqualified: int) -> None:
    """Those with a company were converted."""
    end = START + timedelta(days=3)
    won = [a_lead(count, company="Acme", converted_at=end) for count in range(1, converted + 1)]
    lost = [
        a_lead(converted + count, company=None, email="x@acme.example", disqualified_at=end)
        for count in range(1, disqualified + 1)
    ]
    crm_world.preload(*won, *lost)


@pytest.mark.requirement("PLAN-028")
def test_models_are_compared_on_the_leads_that_ended(crm_world: FakeWorld, scoring: LeadScoringCoordinator) -> None:
    ended(crm_world, 40, 40)
    scoring.set(crm_world.actor, BY_COMPANY)
    blind = BY_COMPANY.model_copy(update={"version": 2, "name": "blind", "rules": BY_COMPANY.rules[1:]})

    result = scoring.backtest(crm_world.actor, candidate=blind, threshold=25)

    by_company, by_email = result.models
    assert (result.converted, result.disqualified, result.threshold) == (40, 40, 25)
    assert (by_company.model_name, by_company.precision_basis_points) == ("by company", 10_000)
    assert [decile.lift_percent for decile in by_company.deciles[:2]] == [200, 200]
    assert (by_email.model_name, by_email.above_threshold) == ("blind", 0)
    assert scoring.list(crm_world.actor)[-1].version == 1


def test_too_few_leads_say_how_many_are_missing(crm_world: FakeWorld, scoring: LeadScoringCoordinator) -> None:
    ended(crm_world, 38, 4)

    with pytest.raises(SampleTooSmall, match="2 converted and 36 disqualified ones are missing"):
        scoring.backtest(crm_world.actor)

    crm_world.settings = crm_world.settings.model_copy(
        update={"backtest": BacktestSettings(minimum_converted=38, minimum_disqualified=4)}
    )
    assert scoring.backtest(crm_world.actor, (0,)).models[0].model_version == 0
