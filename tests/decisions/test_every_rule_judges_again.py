"""Whatever any registered rule decided, it decides again from what was stored; a rule to come is covered unnamed."""

import importlib
import json
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from drawn_decisions import Drawn, as_stored, decisions_of, draw, judged_again, store
from hypothesis import HealthCheck, Phase, given, settings
from mutated_rules import survivors
from pydantic import JsonValue, RootModel

import crm_operations
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRecords
from crm_adapters.wiring.rules import RULES
from crm_core.actor import Actor, Role
from crm_core.testing import VirtualClock, a_lead, tenant_named_after
from crm_operations.audit import ReplayOutcome, judge_again
from crm_operations.records import AnyRule, Rule, Rules, stored_policy
from crm_operations.testing import FakeWorld

EACH_RULE = pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: f"{rule.kind}-{rule.version}")
FEW = settings(max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])


def test_every_rule_there_is_is_known_to_the_application() -> None:
    names = [each.name for each in pkgutil.walk_packages(crm_operations.__path__, "crm_operations.")]
    modules = [importlib.import_module(name) for name in names if not name.startswith("crm_operations.testing")]
    registered = {id(each): each for module in modules for each in vars(module).values() if isinstance(each, Rule)}

    assert {(rule.kind, rule.version) for rule in registered.values()} == {(rule.kind, rule.version) for rule in RULES}


@pytest.fixture(scope="module")
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


@pytest.mark.requirement("FUN-CRMOP-0030")
@EACH_RULE
def test_a_decision_is_the_same_again(rule: AnyRule) -> None:
    seen: Counter[str] = Counter()

    @FEW
    @given(decisions_of(rule))
    def judge(each: Drawn) -> None:
        world, lead = FakeWorld(), a_lead()
        world.preload(lead)
        store(world.records, world.actor, rule, lead.ref, [each])
        (replay,) = judged_again(world.records, world.actor, lead.ref)
        assert replay.explain() == ("same verdict",)
        seen[replay.decision.verdict] += 1

    judge()
    assert len(seen) > 1, "every case came to one verdict, so nothing was tried"


@EACH_RULE
def test_a_decision_is_the_same_again_on_every_database(
    rule: AnyRule, database: Database, request: pytest.FixtureRequest
) -> None:
    records = SqlRecords(database, VirtualClock(), new_id)
    actor = Actor(tenant_id=tenant_named_after(request.node.nodeid), user_id="ada", roles=frozenset({Role.ADMIN}))
    lead, decisions = a_lead(tenant_id=actor.tenant_id), draw(rule, 40)
    with records.writing(actor) as work:
        work.leads.add(lead)
    store(records, actor, rule, lead.ref, decisions)

    outcomes = [replay.explain() for replay in judged_again(records, actor, lead.ref)]

    assert outcomes == [("same verdict",)] * len(decisions)
    with records.reading(actor) as work:
        assert work.history.verify().flaws == ()


@EACH_RULE
def test_equal_policies_have_one_digest_and_are_read_as_they_were(rule: AnyRule) -> None:
    @FEW
    @given(decisions_of(rule))
    def keep(each: Drawn) -> None:
        digest, content = stored_policy(each.policy)
        again = rule.policy.model_validate_json(content)
        assert again == each.policy
        assert stored_policy(again).digest == digest

    keep()


@EACH_RULE
def test_a_rule_that_comes_to_another_verdict_anywhere_is_named(rule: AnyRule) -> None:
    @FEW
    @given(decisions_of(rule))
    def judge(each: Drawn) -> None:
        decision, content = as_stored(rule, each)
        for path, other in one_leaf_changed(json.loads(decision.verdict)):
            mutated = replace(rule, decide=lambda *_, other=other: RootModel[JsonValue](other))
            replay = judge_again(decision, Rules(mutated), content)
            assert replay.outcome is ReplayOutcome.DIFFERS
            assert [difference.path for difference in replay.differences] == [path]

    judge()


@EACH_RULE
def test_a_rule_whose_code_slips_is_caught(rule: AnyRule) -> None:
    """Comparisons, sums, numbers and branches, one at a time; a few only matter where a moment is hit exactly."""
    mutants, lived = survivors(rule, draw(rule, 300))

    assert mutants
    assert len(lived) <= mutants * 0.15, lived


def one_leaf_changed(verdict: Any) -> Iterator[tuple[str, Any]]:
    """Each leaf of the verdict in turn, where it is, and the verdict with another value there."""
    if isinstance(verdict, dict | list) and verdict:
        for name in list(verdict) if isinstance(verdict, dict) else range(len(verdict)):
            for path, other in one_leaf_changed(verdict[name]):
                changed = verdict.copy()
                changed[name] = other
                yield f"{name}.{path}".removesuffix("."), changed
    else:
        yield "", "another" if verdict != "another" else "one more"
