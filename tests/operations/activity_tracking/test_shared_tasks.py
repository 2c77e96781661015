"""A task of several people: given, answered for oneself or for whom one stands in, by a strategy of one's own, too."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.activities import Activity, ActivityFilter, ChangeAssignees, LogActivity, TaskAnswer
from crm_core.actor import Actor
from crm_core.testing import TENANT, a_delegation, a_lead, an_opportunity
from crm_core.voting import AlreadyDecided, Answer, MayNotVote, Responses, Strategies, StrategyUnusable
from crm_operations.activity_tracking import ActivityCoordinator
from crm_operations.providers import AssigneeLeft, PersonNotFound
from crm_operations.testing import FakeWorld

DONE, DECLINED = TaskAnswer.DONE, TaskAnswer.DECLINED
LEAD, DEAL = a_lead(), an_opportunity()


class AdaDecides:
    """A strategy of a package."""

    def can_proceed(self, responses: Responses) -> Answer:
        said = {each.user: each.ballot.value for each in responses.answered}
        return Answer(said.get("ada", "open"))


class Team:
    """Ada, Bob and Cy are here, Eve is free to stand in."""

    def __init__(self, world: FakeWorld) -> None:
        self.world = world
        for name in ("ada", "bob", "cy", "eve"):
            world.people.known(TENANT, name)
        world.preload(LEAD, DEAL)
        strategies = Strategies(lambda: {"ada_decides": AdaDecides()})
        self.activities = ActivityCoordinator(
            world.records, world.people, strategies, world.settings_for, world.clock, world.new_id
        )

    def actor(self, user: str) -> Actor:
        return self.world.actor.model_copy(update={"user_id": user})

    def task(self, *assignees: str, strategy: str | None = None, about: Any = LEAD) -> Activity:
        due = self.world.clock.now() + timedelta(days=1)
        facts = {"related": about.ref, "activity_type": "task", "subject": "Check", "due_date": due}
        request = LogActivity.model_validate({**facts, "assignees": assignees, "strategy": strategy})
        return self.activities.log(self.actor("ada"), request)

    def says(self, user: str, task: Activity, answer: TaskAnswer = DONE, **more: Any) -> Activity:
        return self.activities.answer(self.actor(user), task.id, answer, **more)

    def away(self, count: int, delegator: str, delegate: str, *scopes: str) -> None:
        now = self.world.clock.now()
        window = {"starts_at": now, "ends_at": now + timedelta(days=1), "scopes": scopes}
        self.world.preload(a_delegation(count, delegator=delegator, delegate=delegate, **window))


@pytest.fixture
def team(crm_world: FakeWorld) -> Team:
    return Team(crm_world)


@pytest.mark.requirement("BR-010")
def test_each_answers_and_the_task_is_completed_when_the_strategy_says_so(team: Team) -> None:
    task = team.task("ada", "bob", "cy", strategy="majority")
    asked = [team.activities.list(team.actor("ada"), ActivityFilter(waiting_for=user)) for user in ("ada", "eve")]
    assert [[each.id for each in found] for found in asked] == [[task.id], []]

    assert team.says("ada", task, DECLINED, comment="no time").completed_at is None
    team.says("bob", task)
    done = team.says("cy", task)

    assert (done.completed_by, done.outcome) == ("cy", None)
    assert [event.name for event in team.world.records.announced] == [
        "activity.logged",
        *["activity.answered"] * 3,
        "activity.completed",
    ]
    assert not team.activities.list(team.actor("ada"), ActivityFilter(waiting_for="ada"))
    with pytest.raises(AlreadyDecided, match="done by cy"):
        team.says("ada", task)


@pytest.mark.requirement("FR-L2-006", "US-014")
def test_a_strategy_of_a_package_resolves_a_task(team: Team) -> None:
    task = team.task("bob", "ada", "cy", strategy="ada_decides")

    assert team.says("bob", task, DECLINED).completed_at is None
    assert team.says("ada", task).completed_by == "ada"
    with pytest.raises(StrategyUnusable, match="none is called bob_decides; use one of unison, majority, first"):
        team.task("ada", strategy="bob_decides")


def test_a_delegate_answers_for_who_is_away_and_both_are_one_vote(team: Team) -> None:
    team.away(1, "ada", "bob", "leads")
    team.away(2, "bob", "eve", "leads")
    task = team.task("ada", "bob", "cy")

    said = team.says("eve", task)
    said = team.says("eve", said, for_user="bob")

    assert [(each.user, each.for_user) for each in said.answers] == [("eve", "ada"), ("eve", "bob")]
    with pytest.raises(MayNotVote, match="the vote of bob about the task 'Check' was given already, by eve"):
        team.says("bob", task, for_user="bob")
    back = team.activities.withdraw(team.actor("bob"), task.id)
    assert [each.for_user for each in back.answers] == ["ada"], "their own before that of whom they stand in for"
    with pytest.raises(MayNotVote, match="eve is not asked"):
        team.says("eve", team.task("bob", about=DEAL))


def test_people_who_are_here_are_added_and_who_left_stays_in_the_denominator(team: Team) -> None:
    task = team.task("ada", "bob")
    team.world.people.known(TENANT, "zoe", is_active=False)
    team.world.people.known(TENANT, "bob", is_active=False)
    before = team.world.snapshot()

    for name, refusal in (("nobody", PersonNotFound), ("zoe", AssigneeLeft)):
        with pytest.raises(refusal):
            team.activities.assign(team.actor("ada"), task.id, ChangeAssignees(add=(name,)))
        with pytest.raises(refusal):
            team.task("ada", name)
    assert team.world.snapshot() == before
    assert team.says("ada", task).open_seats == ("bob",)
    without = team.activities.assign(team.actor("cy"), task.id, ChangeAssignees(remove=("bob",)))
    assert without.completed_by == "cy", "who takes off the last one that is waited for, decides it"
