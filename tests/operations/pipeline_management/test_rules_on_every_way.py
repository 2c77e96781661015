"""The rules of stages hold on every way a deal enters one, and a manager passes over them, with a reason that stays."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import crm_adapters
import crm_operations
from crm_core.actor import Actor, NotPermitted, Role
from crm_core.opportunities import (
    CreateOpportunity,
    InvalidOpportunityStageTransition,
    Opportunity,
    OpportunityCategoryFixed,
    OverrideForecastCategory,
    StageRulesUnmet,
    UpdateOpportunity,
)
from crm_core.pipelines import ForecastCategory, Pipeline, RequiredField, StageTemplate, UpdatePipeline
from crm_core.testing import a_pipeline, an_opportunity
from crm_core.values import Value
from crm_operations.audit import AuditCoordinator
from crm_operations.deal_closing import (
    CloseAsLost,
    CloseAsLostWorkflow,
    CloseAsWon,
    CloseAsWonWorkflow,
    Closings,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
)
from crm_operations.operation import declaration_of
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import CustomerDraft
from crm_operations.records import Rules
from crm_operations.stage_rules import STAGE_RULES
from crm_operations.testing import FakeWorld

WHY = "they signed at the fair"


def deals(world: FakeWorld) -> PipelineCoordinator:
    return PipelineCoordinator(
        world.records, world.customers, world.people, world.settings_for, world.clock, world.new_id
    )


def closing(world: FakeWorld) -> OpportunityCloseCoordinator:
    contexts = OpportunityContextProvider()
    parts = (
        world.records,
        world.quotations,
        contexts,
        world.approval_requests,
        world.deal_credits,
        world.credited_people,
        world.quotation_versions,
        world.settings_for,
        world.clock,
    )
    workflows = (CloseAsWonWorkflow(Closings(*parts)), CloseAsLostWorkflow(Closings(*parts)))
    return OpportunityCloseCoordinator(
        world.runner,
        *workflows,
        world.records,
        world.quotations,
        contexts,
        world.people,
        world.deal_credits,
        world.quotation_versions,
        world.settings_for,
        world.clock,
    )


def acting_as(world: FakeWorld, role: Role) -> Actor:
    return world.actor.model_copy(update={"roles": frozenset({role})})


def strict() -> Pipeline:
    """Every open stage asks for notes."""
    pipeline = a_pipeline()
    asked = {"required_fields": (RequiredField.NOTES,)}
    stages = (each if each.is_closed else each.model_copy(update=asked) for each in pipeline.stages)
    return a_pipeline(stages=tuple(stages))


Way = Callable[[FakeWorld, Actor, str | None], str]
"""Takes it, over the rules for that reason or by them, and answers the id of the deal."""


def _deal(world: FakeWorld, stage: str) -> Opportunity:
    deal = an_opportunity(stage=stage, currency_code="EUR")
    world.preload(deal)
    return deal


def open_later(world: FakeWorld, actor: Actor, pass_rules: str | None) -> str:
    world.people.known(actor.tenant_id, "mara")
    customer = world.customers.create_from_lead(actor.tenant_id, CustomerDraft(name="Acme"), key="k")
    request = CreateOpportunity(
        name="Engine", party_id=customer.id, assigned_to="mara", currency_code="EUR", stage="proposal"
    )
    return deals(world).open(actor, request, pass_rules=pass_rules).id


def move(world: FakeWorld, actor: Actor, pass_rules: str | None) -> str:
    return deals(world).move_to_stage(actor, _deal(world, "prospecting").id, "qualification", pass_rules).id


def advance(world: FakeWorld, actor: Actor, pass_rules: str | None) -> str:
    return deals(world).advance_to_stage(actor, _deal(world, "prospecting").id, "negotiation", pass_rules).id


def win(world: FakeWorld, actor: Actor, pass_rules: str | None) -> str:
    command = CloseAsWon(opportunity_id=_deal(world, "negotiation").id, pass_rules=pass_rules)
    return closing(world).close_as_won(actor, command).opportunity_id


WAYS: dict[str, Way] = {
    "PipelineCoordinator.open": open_later,
    "PipelineCoordinator.move_to_stage": move,
    "PipelineCoordinator.advance_to_stage": advance,
    "OpportunityCloseCoordinator.close_as_won": win,
}
EACH_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@EACH_WAY
def test_what_is_unmet_is_refused_and_leaves_everything_as_it_was(crm_world: FakeWorld, way: Way) -> None:
    crm_world.preload(strict())

    with pytest.raises(StageRulesUnmet, match=r"notes is empty \(fill it in with crm deal edit --notes\)"):
        way(crm_world, acting_as(crm_world, Role.DIRECTOR), None)

    assert crm_world.records.announced == []
    assert not [call for call in crm_world.changed_by if call.startswith(("quotations.", "records."))]


@EACH_WAY
def test_passing_over_a_rule_takes_a_permission(crm_world: FakeWorld, way: Way) -> None:
    crm_world.preload(strict())

    with pytest.raises(NotPermitted, match="pass over the rules of a pipeline"):
        way(crm_world, acting_as(crm_world, Role.TEAM_LEAD), WHY)


@EACH_WAY
def test_a_manager_passes_over_a_rule_and_that_stays_with_the_deal(crm_world: FakeWorld, way: Way) -> None:
    crm_world.preload(strict())
    manager = acting_as(crm_world, Role.MANAGER)

    deal_id = way(crm_world, manager, WHY)

    audit = AuditCoordinator(crm_world.records, Rules(STAGE_RULES))
    deal = deals(crm_world).get(manager, deal_id)
    assert deal.rules_passed is not None
    assert deal.rules_passed.reason == WHY
    assert any("rules_passed" in entry.fields for entry in audit.history(manager, deal.ref))
    decisions = audit.explain(manager, deal.ref)
    assert decisions
    assert all(decision.reasons[0] == f"passed over: {WHY}" for decision in decisions)
    assert {decision.policy_version for decision in decisions} == {"Sales, version 1"}
    assert all(replay.is_same for replay in audit.replay(manager, deal.ref))


def test_every_stage_passed_on_the_way_is_judged(crm_world: FakeWorld) -> None:
    crm_world.preload(strict())
    deal_id = advance(crm_world, acting_as(crm_world, Role.MANAGER), WHY)

    with crm_world.records.reading(crm_world.actor) as work:
        judged = work.decisions.of(work.opportunities.get(deal_id).ref, STAGE_RULES.kind)
    ways = [(case.from_stage, case.to_stage) for case in (STAGE_RULES.case.model_validate_json(d.case) for d in judged)]
    assert ways[::-1] == [
        ("prospecting", "qualification"),
        ("qualification", "proposal"),
        ("proposal", "negotiation"),
    ]


def test_every_operation_that_takes_a_reason_to_pass_is_one_of_the_ways() -> None:
    """Derived: whoever adds an operation that passes over rules is asked for a way here."""
    found = set()
    for coordinator in (PipelineCoordinator, OpportunityCloseCoordinator):
        for name, method in vars(coordinator).items():
            if declaration_of(method) is None:
                continue
            hints = inspect.signature(method).parameters.values()
            requests = [each.annotation for each in hints if isinstance(each.annotation, type)]
            fields = {field for each in requests if issubclass(each, Value) for field in each.model_fields}
            if "pass_rules" in {*(each.name for each in hints), *fields}:
                found.add(f"{coordinator.__name__}.{name}")

    assert found == set(WAYS)


def test_whoever_lets_a_deal_enter_a_stage_records_the_verdict() -> None:
    """In the same function, for every caller of the transitions that judge; what only tries one out writes nothing."""
    tries = {"_check"}
    packages = [Path(inspect.getfile(package)).parent for package in (crm_operations, crm_adapters)]
    entering = [found for package in packages for path in package.rglob("*.py") for found in _entering(path)]

    assert {name for name, _ in entering} >= {"_opened", "_walk", "_commit"}
    assert [name for name, records in entering if not records and name not in tries] == []


def _entering(path: Path) -> Iterator[tuple[str, bool]]:
    """The functions that open, move or win a deal, and whether they record the verdict."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [each for each in ast.walk(function) if isinstance(each, ast.Call)]
        if any(map(_enters, calls)):
            yield (
                function.name,
                any(isinstance(each.func, ast.Name) and each.func.id == "record_verdict" for each in calls),
            )


def _enters(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "open":
        return isinstance(call.func.value, ast.Name) and call.func.value.id == "Opportunity"
    given = [ast.unparse(each) for each in call.args]
    return call.func.attr in {"move", "win"} and any(each.endswith("pipeline") for each in given)


def test_losing_a_deal_asks_for_nothing_and_neither_does_reopening_it(crm_world: FakeWorld) -> None:
    crm_world.preload(strict())
    deal = _deal(crm_world, "proposal")

    closing(crm_world).close_as_lost(crm_world.actor, CloseAsLost(opportunity_id=deal.id, reason="no budget"))
    manager = acting_as(crm_world, Role.MANAGER)

    assert closing(crm_world).reopen(manager, deal.id, "they called").stage == "prospecting"


def test_a_deal_refused_once_is_won_after_what_was_missing_is_there(crm_world: FakeWorld) -> None:
    crm_world.preload(strict())
    deal = _deal(crm_world, "negotiation")
    rep = acting_as(crm_world, Role.REP)
    with pytest.raises(StageRulesUnmet):
        closing(crm_world).close_as_won(rep, CloseAsWon(opportunity_id=deal.id))
    assert crm_world.quotations.find_by_opportunity_id(rep.tenant_id, deal.id) == []

    deals(crm_world).update(rep, deal.id, UpdateOpportunity(notes="they want two"))
    closing(crm_world).close_as_won(rep, CloseAsWon(opportunity_id=deal.id))

    won = deals(crm_world).get(rep, deal.id)
    assert (won.outcome, won.rules_passed) == ("won", None)


def test_a_deal_refused_once_is_won_by_a_manager_with_a_reason(crm_world: FakeWorld) -> None:
    crm_world.preload(strict())
    deal = _deal(crm_world, "negotiation")
    with pytest.raises(StageRulesUnmet):
        closing(crm_world).close_as_won(acting_as(crm_world, Role.REP), CloseAsWon(opportunity_id=deal.id))

    command = CloseAsWon(opportunity_id=deal.id, pass_rules=WHY)
    closing(crm_world).close_as_won(acting_as(crm_world, Role.MANAGER), command)

    assert deals(crm_world).get(crm_world.actor, deal.id).rules_passed is not None


def test_what_a_deal_lacks_for_its_next_stage_is_said_and_nothing_is_written(crm_world: FakeWorld) -> None:
    crm_world.preload(strict())
    deal = _deal(crm_world, "negotiation")

    check = deals(crm_world).check_stage(crm_world.actor, deal.id)
    deals(crm_world).update(crm_world.actor, deal.id, UpdateOpportunity(notes="they want two"))

    assert (check.target, check.allowed) == ("closed_won", False)
    assert [(rule.what, rule.holds) for rule in check.rules] == [("notes", False)]
    assert deals(crm_world).check_stage(crm_world.actor, deal.id).allowed
    assert deals(crm_world).check_stage(crm_world.actor, deal.id, "closed_lost").rules == ()
    with pytest.raises(InvalidOpportunityStageTransition):
        deals(crm_world).check_stage(crm_world.actor, deal.id, "prospecting")


def test_an_edit_of_the_rules_holds_for_whoever_leaves_afterwards(crm_world: FakeWorld) -> None:
    pipeline = a_pipeline()
    crm_world.preload(pipeline)
    deal = _deal(crm_world, "prospecting")
    moved = deals(crm_world).move_to_stage(crm_world.actor, deal.id, "qualification")
    stages = tuple(
        StageTemplate(
            name=stage.name,
            percent=stage.probability.basis_points // 100,
            next_stages=stage.next_stages,
            outcome=stage.outcome,
            required_fields=() if stage.is_closed else (RequiredField.NOTES,),
        )
        for stage in pipeline.stages
    )

    edited = deals(crm_world).edit_pipeline(crm_world.actor, pipeline.id, UpdatePipeline(stages=stages))

    assert (edited.rules_version, moved.stage) == (2, "qualification")
    with pytest.raises(StageRulesUnmet, match="version 2"):
        deals(crm_world).move_to_stage(crm_world.actor, deal.id, "proposal")


def test_an_override_of_the_category_lasts_over_stages_until_a_person_ends_it(crm_world: FakeWorld) -> None:
    crm_world.preload(a_pipeline())
    deal, actor = _deal(crm_world, "prospecting"), crm_world.actor
    request = OverrideForecastCategory(category=ForecastCategory.COMMIT, reason="the chair gave her word")

    for _ in range(2):
        deals(crm_world).override_category(actor, deal.id, request)
    moved = deals(crm_world).advance_to_stage(actor, deal.id, "negotiation")
    assert moved.forecast_override is not None
    assert (moved.forecast_override.category, moved.forecast_override.reason) == ("commit", "the chair gave her word")

    cleared = deals(crm_world).clear_category(actor, deal.id)
    deals(crm_world).clear_category(actor, deal.id)
    assert cleared.forecast_override is None
    assert [event.name for event in crm_world.records.announced].count("opportunity.category_changed") == 2


@pytest.mark.parametrize("category", [ForecastCategory.CLOSED])
def test_an_open_deal_is_not_forecast_as_closed(category: ForecastCategory) -> None:
    with pytest.raises(ValueError, match="an open deal is not closed"):
        OverrideForecastCategory(category=category, reason="soon")


def test_the_category_of_a_closed_deal_is_how_it_ended(crm_world: FakeWorld) -> None:
    crm_world.preload(a_pipeline())
    deal = _deal(crm_world, "negotiation")
    closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=deal.id))

    with pytest.raises(OpportunityCategoryFixed):
        deals(crm_world).override_category(
            crm_world.actor, deal.id, OverrideForecastCategory(category=ForecastCategory.PIPELINE, reason="well")
        )
