"""How any workflow runs, is remembered and unwinds: by business id once, step by step back, or in one commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest

from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile, CrmError, Refused, Unavailable
from crm_core.testing import START, VirtualClock, a_lead, answers, at_once, refusals
from crm_core.values import Value
from crm_operations.process import (
    Answer,
    CompensationFailed,
    InProcessRunner,
    NonFinal,
    RunBusy,
    Saga,
    SameProcessOtherCommand,
)
from crm_operations.settings import RetrySettings
from crm_operations.testing import BrokenOff, FailingRunner, FakeRunLog, FakeWorld, WatchingRunner

ACTOR = Actor(tenant_id="acme", user_id="ada")
AT_ONCE = RetrySettings(attempts=3, initial_seconds=0, maximum_seconds=0)
IMPATIENT = RetrySettings(attempts=3, initial_seconds=0, maximum_seconds=0, run_lease_seconds=0.05)


class Command(Value):
    amount: int = 1


class Done(Answer):
    trips: int


class LaterPerhaps(NonFinal):
    reason: str


class Journey:
    """A workflow of three steps, each of which writes down what happens to it."""

    name = process = "journey"
    command = Command
    answers = (Done, LaterPerhaps)

    def __init__(self, **failures: Any) -> None:
        self.log: list[str] = []
        self.runs = 0
        self._failures = failures
        """By what happens: errors to raise in turn, None for a time that goes well."""

    def require_subject(self, actor: Actor, command: Command) -> None:
        """A journey is about nothing there is."""

    def run(self, saga: Saga, actor: Actor, command: Command) -> Done | LaterPerhaps:
        self.runs += 1
        for place in ("berlin", "paris", "rome"):
            go = partial(self._happens, f"to_{place}", f"ticket {place} {command.amount}")
            saga.step(f"go to {place}", go, undo=self._comes_back)
        saga.step("arrive", lambda: self._happens("arrive", "home"))
        return Done(trips=self.runs)

    def _comes_back(self, ticket: str) -> None:
        self._happens("from_" + ticket.split()[1], f"back with {ticket}")

    def _happens(self, what: str, answer: str) -> str:
        self.log.append(what)
        pending = self._failures.get(what)
        failure = pending.pop(0) if isinstance(pending, list) and pending else pending
        if isinstance(failure, BaseException):
            raise failure
        self.log[-1] = answer
        return answer


@pytest.fixture
def runs() -> FakeRunLog:
    return FakeRunLog()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def runner(runs: FakeRunLog, clock: VirtualClock) -> InProcessRunner:
    return InProcessRunner(runs, clock, AT_ONCE)


def start(runner: InProcessRunner, workflow: Journey, command: Command | None = None) -> Done | LaterPerhaps:
    return runner.start(workflow, "journey:1", ACTOR, command or Command())


# --- undoing ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("BUS-CRMOP-0013", "BR-004")
def test_what_was_done_is_undone_last_first_with_what_each_step_answered(runner: InProcessRunner) -> None:
    workflow = Journey(arrive=Refused("the door is locked"))

    with pytest.raises(Refused, match="the door is locked"):
        start(runner, workflow, Command(amount=7))

    assert workflow.log == [
        "ticket berlin 7",
        "ticket paris 7",
        "ticket rome 7",
        "arrive",
        "back with ticket rome 7",
        "back with ticket paris 7",
        "back with ticket berlin 7",
    ]


def test_only_what_was_done_is_undone(runner: InProcessRunner) -> None:
    workflow = Journey(to_paris=Refused("no seat"))

    with pytest.raises(Refused, match="no seat"):
        start(runner, workflow)

    assert workflow.log == ["ticket berlin 1", "to_paris", "back with ticket berlin 1"]


@pytest.mark.requirement("BR-004")
def test_a_failing_undo_does_not_keep_the_others_from_happening(runner: InProcessRunner) -> None:
    cause = Refused("the door is locked")
    workflow = Journey(arrive=cause, from_paris=Refused("strike"), from_rome=Unavailable("no line"))

    with pytest.raises(CompensationFailed) as failure:
        start(runner, workflow)

    assert workflow.log[-1] == "back with ticket berlin 1"
    assert failure.value.facts == {
        "cause": "the door is locked",
        "not_undone": {"go to rome": "no line", "go to paris": "strike"},
        "undone": ["go to berlin"],
    }
    assert failure.value.__cause__ is cause
    assert "go to paris" in str(failure.value)


@pytest.mark.parametrize("slip", [ValueError("a slip"), KeyError("name"), OSError("no line")], ids=repr)
def test_even_a_slip_in_an_undo_does_not_keep_the_others_from_happening(
    runner: InProcessRunner, slip: Exception
) -> None:
    workflow = Journey(arrive=Refused("the door is locked"), from_rome=slip)

    with pytest.raises(CompensationFailed) as failure:
        start(runner, workflow)

    assert failure.value.facts["not_undone"] == {"go to rome": str(slip)}
    assert failure.value.facts["undone"] == ["go to paris", "go to berlin"]


@pytest.mark.parametrize("slip", [ValueError("a slip"), KeyboardInterrupt()], ids=repr)
def test_whatever_ends_a_run_it_is_undone(runner: InProcessRunner, runs: FakeRunLog, slip: BaseException) -> None:
    workflow = Journey(arrive=slip)

    with pytest.raises(type(slip)):
        start(runner, workflow)

    assert workflow.log[-1] == "back with ticket berlin 1"
    assert runs.runs == {}


def test_an_undo_is_tried_again_when_nobody_answers(runner: InProcessRunner) -> None:
    workflow = Journey(arrive=Refused("the door is locked"), from_rome=[Unavailable("no line"), Unavailable("no line")])

    with pytest.raises(Refused, match="the door is locked"):
        start(runner, workflow)

    assert workflow.log[4:7] == ["from_rome", "from_rome", "back with ticket rome 1"]


# --- trying again ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("REL-005")
@pytest.mark.parametrize(
    "failure", [Unavailable("no line"), ChangedMeanwhile.because_version_moved_on("lead", "1", 1)], ids=repr
)
def test_a_step_is_tried_again_when_nobody_answered_or_somebody_was_faster(
    runner: InProcessRunner, failure: CrmError
) -> None:
    workflow = Journey(to_paris=[failure, failure])

    assert start(runner, workflow) == Done(trips=1)
    assert workflow.log == ["ticket berlin 1", "to_paris", "to_paris", "ticket paris 1", "ticket rome 1", "home"]


@pytest.mark.requirement("REL-005")
def test_a_step_is_given_up_after_so_many_attempts(runner: InProcessRunner) -> None:
    workflow = Journey(to_paris=Unavailable("no line"))

    with pytest.raises(Unavailable, match="no line"):
        start(runner, workflow)

    assert workflow.log == ["ticket berlin 1", "to_paris", "to_paris", "to_paris", "back with ticket berlin 1"]


def test_a_refusal_is_never_repeated(runner: InProcessRunner) -> None:
    workflow = Journey(to_berlin=Refused("no"))

    with pytest.raises(Refused):
        start(runner, workflow)

    assert workflow.log == ["to_berlin"]


# --- once under a business id ----------------------------------------------------------------------------------------


def test_asking_again_gives_the_answer_of_the_first_time(runner: InProcessRunner) -> None:
    workflow = Journey()

    assert [start(runner, workflow), start(runner, workflow)] == [Done(trips=1), Done(trips=1)]
    assert workflow.runs == 1


def test_asking_for_something_else_under_the_same_id_is_refused(runner: InProcessRunner) -> None:
    workflow = Journey()
    start(runner, workflow, Command(amount=1))

    with pytest.raises(SameProcessOtherCommand) as refusal:
        start(runner, workflow, Command(amount=2))

    assert refusal.value.facts == {"process": "journey:1"}
    assert workflow.runs == 1


def test_the_same_question_is_known_again_by_a_release_whose_command_has_a_field_more(
    runner: InProcessRunner,
) -> None:
    class LaterCommand(Command):
        colour: str | None = None

    workflow = Journey()

    assert start(runner, workflow, Command(amount=2)) == start(runner, workflow, LaterCommand(amount=2))
    assert workflow.runs == 1


def test_a_no_that_may_become_a_yes_is_asked_again(runner: InProcessRunner) -> None:
    class Undecided(Journey):
        def run(self, saga: Saga, actor: Actor, command: Command) -> Done | LaterPerhaps:
            done = super().run(saga, actor, command)
            return LaterPerhaps(reason="not yet") if self.runs == 1 else done

    workflow = Undecided()

    assert start(runner, workflow, Command(amount=1)) == LaterPerhaps(reason="not yet")
    assert start(runner, workflow, Command(amount=2)) == Done(trips=2)
    assert start(runner, workflow, Command(amount=2)) == Done(trips=2)


def test_a_run_that_failed_can_be_begun_again_for_something_else(runner: InProcessRunner) -> None:
    workflow = Journey(arrive=[Refused("the door is locked")])
    with pytest.raises(Refused):
        start(runner, workflow, Command(amount=1))

    assert start(runner, workflow, Command(amount=2)) == Done(trips=2)


@pytest.mark.requirement("PLAN-029")
def test_each_tenant_has_processes_of_its_own(runner: InProcessRunner) -> None:
    workflow = Journey()
    start(runner, workflow, Command(amount=1))

    stranger = Actor(tenant_id="globex", user_id="eve")
    assert runner.start(workflow, "journey:1", stranger, Command(amount=2)) == Done(trips=2)


def test_of_ten_who_ask_at_once_one_runs_and_all_get_its_answer(runner: InProcessRunner, runs: FakeRunLog) -> None:
    pause = Event()

    class Patient(Journey):
        def run(self, saga: Saga, actor: Actor, command: Command) -> Done | LaterPerhaps:
            while len(runs.asked) < 10:  # until everybody has asked, and nine were told to wait
                pause.wait(0.001)
            return super().run(saga, actor, command)

    workflow = Patient()

    outcomes = at_once([lambda: start(runner, workflow)] * 10, threads=10)

    assert refusals(outcomes) == []
    assert set(map(str, answers(outcomes))) == {str(Done(trips=1))}
    assert workflow.runs == 1


def test_who_waited_as_long_as_the_lease_is_told_that_it_is_busy(runs: FakeRunLog, clock: VirtualClock) -> None:
    runner = InProcessRunner(runs, clock, IMPATIENT)
    running, may_end = Event(), Event()

    class Slow(Journey):
        def _happens(self, what: str, answer: str) -> str:
            running.set()
            assert may_end.wait(5)
            return super()._happens(what, answer)

    def meanwhile() -> Done | LaterPerhaps:
        assert running.wait(5)
        try:
            return start(runner, Journey())
        finally:
            may_end.set()

    slow, impatient = at_once([lambda: start(runner, Slow()), meanwhile], threads=2)

    assert slow == Done(trips=1)
    assert isinstance(impatient, RunBusy)


def test_a_run_nobody_hears_of_any_more_is_taken_over_after_its_lease(
    runner: InProcessRunner, runs: FakeRunLog, clock: VirtualClock
) -> None:
    """As after a crash: claimed, never finished."""
    hash_of_the_crashed = _hash_of(Command())
    runs.claim(
        ACTOR, "journey:1", hash_of_the_crashed, workflow="journey", at=START, until=START + timedelta(seconds=60)
    )

    clock.advance(timedelta(seconds=61))

    assert start(runner, Journey()) == Done(trips=1)


def test_an_answer_that_cannot_be_noted_undoes_nothing(
    runner: InProcessRunner, runs: FakeRunLog, clock: VirtualClock
) -> None:
    """Everything has happened by then; to undo it now would leave half of it."""
    workflow = Journey()
    runs.fail("finish", Unavailable("no line"), times=None)

    with pytest.raises(Unavailable, match="no line"):
        start(runner, workflow)

    assert workflow.log[-1] == "home"
    runs.recover()
    clock.advance(timedelta(seconds=61))
    assert start(runner, workflow) == Done(trips=2)


def test_noting_the_answer_is_tried_again(runner: InProcessRunner, runs: FakeRunLog) -> None:
    runs.fail("finish", Unavailable("no line"), times=2)

    assert start(runner, Journey()) == Done(trips=1)
    assert [run.answer for run in runs.runs.values()] == ['{"v": 1, "is": "Done", "value": {"trips": 1}}']


# --- in one commit ---------------------------------------------------------------------------------------------------


class Commits:
    """A transaction around a workflow and the run log, which remembers how it ended."""

    def __init__(self, runs: FakeRunLog) -> None:
        self.ended: list[str] = []
        self._runs = runs

    @contextmanager
    def __call__(self, actor: Actor) -> Iterator[None]:
        before = self._runs.checkpoint()
        try:
            yield
        except BaseException:
            self._runs.restore(before)
            self.ended.append("rolled back")
            raise
        self.ended.append("committed")


@pytest.fixture
def commits(runs: FakeRunLog) -> Commits:
    return Commits(runs)


@pytest.fixture
def one_commit_runner_of_the_test(runs: FakeRunLog, clock: VirtualClock, commits: Commits) -> InProcessRunner:
    return InProcessRunner(runs, clock, AT_ONCE, commits)


@pytest.mark.requirement("REL-001")
def test_together_a_failure_is_rolled_back_and_not_undone(
    one_commit_runner_of_the_test: InProcessRunner, commits: Commits
) -> None:
    workflow = Journey(arrive=Refused("the door is locked"))

    with pytest.raises(Refused, match="the door is locked"):
        start(one_commit_runner_of_the_test, workflow)

    assert workflow.log == ["ticket berlin 1", "ticket paris 1", "ticket rome 1", "arrive"]
    assert commits.ended == ["rolled back"]


def test_together_the_whole_workflow_is_tried_again_when_nobody_answered(
    one_commit_runner_of_the_test: InProcessRunner, commits: Commits
) -> None:
    workflow = Journey(arrive=[Unavailable("no line")])

    assert start(one_commit_runner_of_the_test, workflow) == Done(trips=2)
    assert commits.ended == ["rolled back", "committed"]


def test_together_the_answer_is_part_of_the_commit(
    one_commit_runner_of_the_test: InProcessRunner, runs: FakeRunLog, commits: Commits
) -> None:
    runs.fail("finish", Unavailable("no line"))

    assert start(one_commit_runner_of_the_test, Journey()) == Done(trips=2)
    assert commits.ended == ["rolled back", "committed"]
    assert [run.answer for run in runs.runs.values()] == ['{"v": 1, "is": "Done", "value": {"trips": 2}}']


def test_together_in_a_world_is_all_or_nothing(crm_world: FakeWorld) -> None:
    before = crm_world.snapshot()

    class Capture(Journey):
        def run(self, saga: Saga, actor: Actor, command: Command) -> Done | LaterPerhaps:
            def store() -> None:
                with crm_world.records.writing(actor) as work:
                    work.leads.add(a_lead(tenant_id=actor.tenant_id))

            saga.step("keep the lead", store)
            return super().run(saga, actor, command)

    workflow = Capture(arrive=[Unavailable("no line"), Refused("the door is locked"), None])

    with pytest.raises(Refused, match="the door is locked"):
        crm_world.one_commit_runner.start(workflow, "journey:1", crm_world.actor, Command())
    assert crm_world.snapshot() == before
    assert crm_world.one_commit_runner.start(workflow, "journey:1", crm_world.actor, Command()) == Done(trips=3)
    assert len(crm_world.records.entities(crm_world.actor.tenant_id)) == 1


# --- rehearsing ------------------------------------------------------------------------------------------------------


def test_a_rehearsal_tells_the_steps_and_which_can_be_undone(runner: InProcessRunner) -> None:
    watching = WatchingRunner(runner)

    watching.start(Journey(), "journey:1", ACTOR, Command())

    assert [step.name for step in watching.steps] == ["go to berlin", "go to paris", "go to rome", "arrive"]
    assert watching.undoable == ["go to berlin", "go to paris", "go to rome"]


def test_a_rehearsal_breaks_off_right_after_a_step_and_undoes_it_too(runner: InProcessRunner) -> None:
    workflow = Journey()

    with pytest.raises(BrokenOff, match="go to paris"):
        FailingRunner(runner, after="go to paris").start(workflow, "journey:1", ACTOR, Command())

    assert workflow.log == [
        "ticket berlin 1",
        "ticket paris 1",
        "back with ticket paris 1",
        "back with ticket berlin 1",
    ]


def test_a_rehearsal_that_never_comes_to_the_step_fails(runner: InProcessRunner) -> None:
    with pytest.raises(AssertionError, match=r"never came to the step 'go to oslo'.*go to berlin, go to paris"):
        FailingRunner(runner, after="go to oslo").start(Journey(), "journey:1", ACTOR, Command())


def test_the_key_of_a_creating_call_is_the_same_whenever_the_process_runs() -> None:
    class Keys(Journey):
        def run(self, saga: Saga, actor: Actor, command: Command) -> Done | LaterPerhaps:
            self.log += [saga.key("customer"), saga.key("quotation")]
            return LaterPerhaps(reason="not yet")

    workflow = Keys()
    for _ in range(2):
        start(InProcessRunner(FakeRunLog(), VirtualClock(), AT_ONCE), workflow)

    assert workflow.log == ["journey:1/customer", "journey:1/quotation"] * 2


def _hash_of(command: Command) -> str:
    """What the runner claims a command under."""
    runs = FakeRunLog()
    seen: list[str] = []

    class Peek(Journey):
        def run(self, saga: Saga, actor: Actor, command: Command) -> Done | LaterPerhaps:
            seen.extend(run.request_hash for run in runs.runs.values())
            return LaterPerhaps(reason="only looking")

    start(InProcessRunner(runs, VirtualClock(), AT_ONCE), Peek(), command)
    return seen[0]
