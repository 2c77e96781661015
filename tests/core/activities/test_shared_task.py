"""A task of several people is done when the strategy says so of their answers, and decided once (BR-010)."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from crm_core.activities import (
    Activity,
    ActivityAlreadyCompleted,
    ActivityOutcome,
    AnsweredBySeveral,
    ChangeAssignees,
    LogActivity,
    NothingToWithdraw,
    NotShared,
    TaskAnswer,
    answered,
    reassigned,
    withdrawn,
)
from crm_core.errors import Invalid
from crm_core.events import DomainEvent
from crm_core.testing import START, TENANT, USER, a_lead, an_activity
from crm_core.voting import BUILT_IN, AlreadyDecided, MayNotVote, StrategyUnusable

DONE, DECLINED = TaskAnswer.DONE, TaskAnswer.DECLINED
TEAM = ("ada", "bob", "cy", "dee")


def a_task(strategy: str | None = None, assignees: tuple[str, ...] = TEAM, **facts: Any) -> Activity:
    told = {"related": a_lead().ref, "activity_type": "task", "subject": "Check", "due_date": START, **facts}
    request = LogActivity.model_validate({**told, "assignees": assignees, "strategy": strategy})
    task, _ = Activity.log(request, entity_id="1", tenant_id=TENANT, by=USER, at=START)
    return task


def say(task: Activity, seat: str, answer: TaskAnswer = DONE, by: str | None = None, **more: Any) -> Activity:
    after, _ = answered(task, answer, seat=seat, by=by or seat, at=START, strategies=BUILT_IN, **more)
    return after


def change(task: Activity, **changes: Any) -> tuple[Activity, list[str]]:
    after, events = reassigned(task, ChangeAssignees(**changes), by="ada", at=START, strategies=BUILT_IN)
    return after, names(events)


def names(events: tuple[DomainEvent, ...]) -> list[str]:
    return [event.name for event in events]


@pytest.mark.requirement("BR-010", "US-014", "FR-L2-006")
@pytest.mark.parametrize(
    ("strategy", "answers", "outcome"),
    [
        (None, (DONE, DONE, DONE), "open"),
        (None, (DONE, DONE, DONE, DONE), None),
        ("unison", (DONE, DECLINED), "cancelled"),
        ("majority", (DONE, DONE), "open"),
        ("majority", (DONE, DONE, DONE), None),
        ("majority", (DECLINED, DONE, DECLINED), "cancelled"),
        ("quorum:2", (DONE, DECLINED), "open"),
        ("quorum:2", (DONE, DECLINED, DONE), None),
        ("quorum:2", (DECLINED, DECLINED, DECLINED), "cancelled"),
        ("first", (DONE,), None),
        ("first", (DECLINED,), "cancelled"),
    ],
)
def test_the_strategy_says_when_it_is_done_or_given_up(
    strategy: str | None, answers: tuple[TaskAnswer, ...], outcome: str | None
) -> None:
    task = a_task(strategy)
    for seat, answer in zip(TEAM, answers, strict=False):
        task = say(task, seat, answer)

    assert (task.completed_at is None) == (outcome == "open")
    if outcome != "open":
        assert (task.completed_by, task.outcome) == (TEAM[len(answers) - 1], outcome)
        assert task.open_seats == ()


def test_what_is_decided_is_announced_and_the_second_is_told() -> None:
    task = a_task("first")

    decided, events = answered(task, DECLINED, seat="ada", by="eve", at=START, strategies=BUILT_IN, comment="no time")

    assert names(events) == ["activity.answered", "activity.completed"]
    assert [(each.user, each.for_user, each.comment) for each in decided.answers] == [("eve", "ada", "no time")]
    with pytest.raises(AlreadyDecided, match="the task 'Check' was decided already: given up by eve at 2026-01-15"):
        say(decided, "bob")
    with pytest.raises(AlreadyDecided, match="given up by eve"):
        withdrawn(decided, seat="ada", by="ada", at=START)
    with pytest.raises(ActivityAlreadyCompleted):
        change(decided, add=("zoe",))


def test_the_first_answer_of_a_part_counts_until_it_is_taken_back() -> None:
    task = say(a_task(), "ada", by="eve")

    with pytest.raises(MayNotVote, match=r"the vote of ada .* was given already, by eve; the first one counts"):
        say(task, "ada", DECLINED)
    with pytest.raises(MayNotVote, match="asked are: ada, bob, cy, dee"):
        say(task, "zoe")
    back, events = withdrawn(task, seat="ada", by="ada", at=START)
    assert (back.answers, names(events)) == ((), ["activity.answer_withdrawn"])
    assert say(back, "ada", DECLINED).outcome is ActivityOutcome.CANCELLED
    with pytest.raises(NothingToWithdraw, match="bob has not answered about the task 'Check' yet"):
        withdrawn(task, seat="bob", by="bob", at=START)


def test_a_quorum_above_the_number_of_people_is_refused_when_it_is_written() -> None:
    with pytest.raises(StrategyUnusable, match="quorum:5 is more than the 4 who are asked"):
        a_task("quorum:5")
    with pytest.raises(StrategyUnusable, match="quorum:2 is more than the 1 who are asked"):
        a_task("quorum:2", ("ada", "ada"))
    with pytest.raises(StrategyUnusable, match="quorum:4 is more than the 3"):
        change(a_task("quorum:4"), remove=("dee",))
    with pytest.raises(StrategyUnusable, match="none is called dice"):
        change(a_task(), strategy="dice")
    assert change(a_task("quorum:4"), remove=("dee",), strategy="quorum:3")[0].strategy == "quorum:3"


def test_people_are_added_and_taken_off_and_what_is_left_may_be_decided() -> None:
    task = say(say(a_task(), "ada"), "bob", DONE)

    more, events = change(task, add=("zoe", "ada"), remove=("cy",))
    assert (more.assignees, more.open_seats, events) == (
        ("ada", "bob", "dee", "zoe"),
        ("dee", "zoe"),
        ["activity.assignees_changed"],
    )
    without, _ = change(task, remove=("bob",))
    assert [each.for_user for each in without.answers] == ["ada"], "an answer goes with its person"
    done, events = change(task, remove=("cy", "dee"))
    assert (done.completed_by, events) == ("ada", ["activity.assignees_changed", "activity.completed"])
    with pytest.raises(Invalid, match="remove: zoe does not have the task"):
        change(task, remove=("zoe",))
    with pytest.raises(Invalid, match="remove: nobody is left; add somebody, too"):
        change(task, remove=TEAM)


def test_one_persons_task_becomes_theirs_and_the_others() -> None:
    one = a_task(None, (), assigned_to="ada", outcome="cancelled")

    shared, _ = change(one, add=("bob",))

    assert (shared.assignees, shared.strategy, shared.assigned_to) == (("ada", "bob"), "unison", None)
    assert shared.outcome is None, "it ends as they answer"
    with pytest.raises(AnsweredBySeveral, match="given to ada, bob; say it for your part: crm activity answer 1 done"):
        shared.complete(by="ada", at=START)
    with pytest.raises(NotShared, match="task 'Check' is one person's; complete it: crm activity complete 1"):
        say(one, "ada")
    call = an_activity(due_date=START + timedelta(days=1), completed_at=None)
    with pytest.raises(NotShared, match="only a task is given to several people"):
        change(call, add=("bob",))


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"activity_type": "call"}, "a call is one person's; name assigned_to, or log a task"),
        ({"outcome": "cancelled"}, "what several people have to do ends as they answer; leave it out"),
        ({"assigned_to": "ada"}, "given to one person already; name one of the two"),
        ({"assignees": (), "strategy": "first"}, "strategy: nobody is named whom it counts; name assignees"),
    ],
)
def test_only_a_task_is_given_to_several(facts: dict[str, Any], problem: str) -> None:
    told = {"related": a_lead().ref, "activity_type": "task", "subject": "Check", "due_date": START, "assignees": TEAM}
    with pytest.raises(ValidationError, match=problem):
        LogActivity.model_validate({**told, **facts})


@pytest.mark.parametrize(
    ("changes", "problem"),
    [({}, "nothing is to change"), ({"add": ("a",), "remove": ("a",)}, "a is to be added, too; name one of the two")],
)
def test_a_change_names_what_is_to_change(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        ChangeAssignees(**changes)
