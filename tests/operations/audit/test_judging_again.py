"""A decision is judged by its own case, policy and rule; where one of them is not what it was, that is said."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import RootModel

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Refused
from crm_core.leads import LeadScore
from crm_core.testing import START, a_lead
from crm_operations.audit import AuditCoordinator, Replay, ReplayOutcome, judge_again
from crm_operations.records import AnyRule, Decision, DecisionNotFound, Rules, stored_policy
from crm_operations.testing import FakeWorld
from crm_operations.testing.deciding import AT_MOST, decide

CASE, POLICY = LeadScore(total=40), LeadScore(total=30)
NEWER = replace(AT_MOST, version=4)
OTHER_VERSION = "other version of the rule: it was decided by version 3, this release has 4"


class OutOfOrder(Refused):
    pass


def refusing(*_: LeadScore) -> LeadScore:
    raise OutOfOrder("nobody knows")


def judged(rules: Rules, content: str | None = None, **facts: object) -> Replay:
    digest, policy = stored_policy(POLICY)
    decision = Decision(
        id="1",
        kind=AT_MOST.kind,
        subject=a_lead().ref,
        policy_version="at most 30",
        policy=digest,
        rule_version=AT_MOST.version,
        case=CASE.model_dump_json(),
        verdict=POLICY.model_dump_json(),
        reasons=("Because.",),
        user_id="ada",
        at=START,
    )
    return judge_again(decision.model_copy(update=facts), rules, policy if content is None else content)


@pytest.mark.parametrize(
    ("replay", "words"),
    [
        (lambda: judged(Rules(AT_MOST)), ["same verdict"]),
        (lambda: judged(Rules(NEWER, AT_MOST)), ["same verdict"]),
        (lambda: judged(Rules(AT_MOST), removed=("reasons",)), ["same verdict"]),
        (
            lambda: judged(Rules(replace(AT_MOST, decide=lambda case, _: case))),
            ["other verdict", "total was 30, is 40 now"],
        ),
        (
            lambda: judged(Rules(NEWER)),
            [OTHER_VERSION],
        ),
        (
            lambda: judged(Rules(replace(NEWER, decide=lambda case, _: case))),
            [
                OTHER_VERSION,
                "total was 30, is 40 now",
            ],
        ),
        (
            lambda: judged(Rules(replace(NEWER, decide=refusing))),
            [f"{OTHER_VERSION}; version 4 cannot judge it: nobody knows"],
        ),
        (
            lambda: judged(Rules(replace(AT_MOST, decide=refusing))),
            ["cannot be judged: version 3 cannot judge it: nobody knows"],
        ),
        (
            lambda: judged(Rules(AT_MOST), case='{"totals":1}'),
            ["cannot be judged: version 3 cannot judge it: totals: there is nothing of this name"],
        ),
        (lambda: judged(Rules(AT_MOST), case="no JSON"), ["cannot be judged: version 3 cannot judge it: *"]),
        (lambda: judged(Rules()), ["rule not known: this release has no rule for at most"]),
        (lambda: judged(Rules(AT_MOST), removed=("case.total", "reasons")), ["values removed: case.total"]),
        (
            lambda: judged(Rules(AT_MOST), policy=None, rule_version=None),
            ["policy not kept: it was decided before policies were kept"],
        ),
        (
            lambda: judged(Rules(AT_MOST), LeadScore(total=31).model_dump_json()),
            [f"policy changed: another one than {stored_policy(POLICY).digest} is kept under it"],
        ),
        (
            lambda: judged(Rules(AT_MOST), policy=None, rule_version=None, policy_version="by hand"),
            ["decided by hand"],
        ),
    ],
)
def test_it_says_what_came_of_it(replay: Callable[[], Replay], words: list[str]) -> None:
    found = replay()

    assert [each for each, said in zip(found.explain(), words, strict=True) if not _matches(each, said)] == []
    assert found.is_same == (words == ["same verdict"])


def test_a_policy_that_is_gone_is_named() -> None:
    decision = judged(Rules(AT_MOST)).decision

    assert judge_again(decision, Rules(AT_MOST), None).explain() == (
        f"policy not kept: nothing is kept under {decision.policy}",
    )


def test_a_type_that_changes_in_the_verdict_is_a_difference() -> None:
    """1 is not True, nor 1.0."""
    rule: AnyRule = AT_MOST
    other = replace(rule, decide=lambda *_: RootModel(POLICY.model_dump(mode="json") | {"demographic": False}))

    assert judged(Rules(other)).explain() == ("other verdict", "demographic was 0, is false now")


def test_a_rule_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        Rules(AT_MOST, AT_MOST)


class TestAskedOfTheCoordinator:
    def test_all_of_an_entity_or_one_by_its_id(self, crm_world: FakeWorld) -> None:
        lead = a_lead()
        crm_world.preload(lead)
        audit = AuditCoordinator(crm_world.records, Rules(AT_MOST))
        with crm_world.records.writing(crm_world.actor) as work:
            decide(work, lead.ref, "first")
            decide(work, lead.ref, "second")

        replays = audit.replay(crm_world.actor, lead.ref)

        assert [(each.decision.reasons, each.outcome) for each in replays] == [
            (("second",), ReplayOutcome.SAME),
            (("first",), ReplayOutcome.SAME),
        ]
        assert audit.replay_decision(crm_world.actor, replays[1].decision.id) == replays[1]

    def test_raises_for_what_is_not_there_and_who_may_not(self, crm_world: FakeWorld) -> None:
        audit = AuditCoordinator(crm_world.records, Rules(AT_MOST))
        partner = Actor(tenant_id=crm_world.actor.tenant_id, user_id="p", roles=frozenset({Role.PARTNER}))

        with pytest.raises(DecisionNotFound):
            audit.replay_decision(crm_world.actor, "nothing")
        with pytest.raises(NotPermitted):
            audit.replay_decision(partner, "nothing")


def _matches(found: str, said: str) -> bool:
    return found.startswith(said[:-1]) if said.endswith("*") else found == said
