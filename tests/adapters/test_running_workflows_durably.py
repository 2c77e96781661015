"""A workflow on the durable runner: each step once, its answer written down; what dies is taken up where it stood."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from durable_place import ACTOR, AT_ONCE, QUICK, BookJourney, Dies, Done, Journey, LaterPerhaps, Place, migrated, until

from crm_adapters.durable import DurableRunner, Engine, EngineInUse, Processes, RunState, TooManyRecoveries
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, DatabaseOfAnotherRelease, Worker
from crm_adapters.system_clock import SystemClock
from crm_core.actor import Actor
from crm_core.errors import ChangedMeanwhile, NotFound, Refused, Unavailable
from crm_core.testing import answers, at_once, refusals
from crm_operations.process import CompensationFailed, NotStorable, RunBusy, Saga, SameProcessOtherCommand


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def infrastructure(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, str]]:
    """A database, and where the processes are kept."""
    with migrated(request.getfixturevalue(f"{request.param}_databases"), tmp_path_factory.mktemp("durable")) as both:
        yield both


@pytest.fixture
def place(infrastructure: tuple[Database, str]) -> Iterator[Place]:
    made = Place(*infrastructure)
    yield made
    made.close()
    made.forget_everything()


def start(runner: DurableRunner, workflow: Any, command: BookJourney | None = None, process: str = "journey:1") -> Any:
    return runner.start(workflow, process, ACTOR, command or BookJourney())


# --- once ------------------------------------------------------------------------------------------------------------


def test_who_asks_again_gets_the_same_answer_and_nothing_happens_again(place: Place) -> None:
    workflow = Journey()
    runner = place.runner(workflow)

    assert start(runner, workflow, BookJourney(amount=3)) == Done(trips=3)
    assert start(runner, workflow, BookJourney(amount=3)) == Done(trips=3)
    assert workflow.log == ["to_berlin", "to_paris", "to_rome", "arrive"]


def test_another_process_gives_the_answer_too(place: Place) -> None:
    workflow = Journey()
    start(place.runner(workflow), workflow, BookJourney(amount=3))

    assert start(place.runner(workflow), workflow, BookJourney(amount=3)) == Done(trips=3)
    assert workflow.runs == 1


def test_asking_for_something_else_under_the_same_id_is_refused(place: Place) -> None:
    workflow = Journey()
    runner = place.runner(workflow)
    start(runner, workflow, BookJourney(amount=1))

    with pytest.raises(SameProcessOtherCommand):
        start(runner, workflow, BookJourney(amount=2))


def test_a_no_that_may_become_a_yes_is_asked_again_under_a_run_of_its_own(place: Place) -> None:
    class Undecided(Journey):
        def run(self, saga: Saga, actor: Actor, command: BookJourney) -> Done | LaterPerhaps:
            done = super().run(saga, actor, command)
            return LaterPerhaps(reason="not yet") if self.runs < 3 else done

    workflow = Undecided()
    runner = place.runner(workflow)

    told = [start(runner, workflow, BookJourney(amount=amount)) for amount in (1, 2, 3, 3)]

    assert told == [LaterPerhaps(reason="not yet"), LaterPerhaps(reason="not yet"), Done(trips=3), Done(trips=3)]
    runs = Processes(runner).list(ACTOR)
    assert sorted(run.id for run in runs) == ["journey:1", "journey:1#2", "journey:1#3"]


def test_of_ten_who_ask_at_once_one_runs_and_all_get_its_answer(place: Place) -> None:
    workflow = Journey(to_rome=lambda: time.sleep(0.2))
    runner = place.runner(workflow)

    outcomes = at_once([lambda: start(runner, workflow)] * 10, threads=10)

    assert refusals(outcomes) == []
    assert answers(outcomes) == [Done(trips=1)] * 10
    assert workflow.runs == 1


def test_who_waits_too_long_for_another_is_told_that_it_is_busy(place: Place) -> None:
    may_end = Event()
    workflow = Journey(to_rome=lambda: may_end.wait(5))
    runner = place.runner(workflow, retry=AT_ONCE.model_copy(update={"run_lease_seconds": 0.1}))

    def meanwhile() -> Any:
        until(lambda: "to_rome" in workflow.log)
        try:
            return start(runner, workflow)
        finally:
            may_end.set()

    slow, impatient = at_once([lambda: start(runner, workflow), meanwhile], threads=2)

    assert slow == Done(trips=1)
    assert isinstance(impatient, RunBusy)


# --- failing and undoing ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("BUS-CRMOP-0013", "BR-004", "FR-L3-004")
def test_what_was_done_is_undone_last_first_in_steps_that_are_written_down(place: Place) -> None:
    cause = Refused("the door is locked")
    workflow = Journey(arrive=cause)
    runner = place.runner(workflow)

    with pytest.raises(Refused) as failure:
        start(runner, workflow)

    assert failure.value is cause
    assert workflow.log[-4:] == ["arrive", "from_rome", "from_paris", "from_berlin"]
    told = Processes(runner).show(ACTOR, "journey:1")
    assert told.state is RunState.REFUSED
    assert told.error == "the door is locked"
    assert [step.name for step in told.steps if step.is_undo] == [
        "undo go to rome",
        "undo go to paris",
        "undo go to berlin",
    ]


@pytest.mark.requirement("REL-005")
@pytest.mark.parametrize("trouble", [Unavailable("no line"), ChangedMeanwhile("too late")], ids=repr)
def test_a_step_whose_partner_did_not_answer_is_tried_again(place: Place, trouble: Exception) -> None:
    workflow = Journey(to_paris=[trouble, trouble])
    runner = place.runner(workflow)

    assert start(runner, workflow) == Done(trips=1)
    assert workflow.log.count("to_paris") == 3
    steps = Processes(runner).show(ACTOR, "journey:1").steps
    assert {step.name: step.attempts for step in steps}["go to paris"] == 3


def test_a_refusal_is_not_tried_again(place: Place) -> None:
    workflow = Journey(to_paris=Refused("no seat"))

    with pytest.raises(Refused, match="no seat"):
        start(place.runner(workflow), workflow)

    assert workflow.log == ["to_berlin", "to_paris", "from_berlin"]


def test_what_was_undone_may_be_asked_for_again_even_otherwise(place: Place) -> None:
    workflow = Journey(arrive=[Refused("the door is locked")])
    runner = place.runner(workflow)
    with pytest.raises(Refused):
        start(runner, workflow, BookJourney(amount=1))

    assert start(runner, workflow, BookJourney(amount=2)) == Done(trips=2)


def test_settling_is_asked_until_it_is_known_and_nothing_is_undone(place: Place) -> None:
    workflow = Journey(arrive=[Unavailable("no line")] * 7)
    runner = place.runner(workflow)

    assert start(runner, workflow) == Done(trips=1)
    assert workflow.log[3:] == ["arrive"] * 8


@pytest.mark.requirement("FR-L3-004")
def test_an_undo_that_fails_leaves_the_run_for_a_person_who_takes_it_up_again(place: Place) -> None:
    workflow = Journey(arrive=Refused("the door is locked"), from_paris=Refused("strike"))
    runner = place.runner(workflow)
    with pytest.raises(CompensationFailed, match="go to paris"):
        start(runner, workflow)

    processes = Processes(runner)
    (failed,) = processes.list(ACTOR, failed=True)
    assert (failed.id, failed.state) == ("journey:1", RunState.COMPENSATION_FAILED)
    with pytest.raises(CompensationFailed, match="strike"):
        start(runner, workflow)  # what stands must not be run over
    assert workflow.log.count("from_paris") == 1

    workflow.troubles = {}
    processes.resume(ACTOR, "journey:1")
    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.REFUSED)
    assert workflow.log[-2:] == ["from_paris", "from_berlin"]
    assert not processes.list(ACTOR, failed=True)


def test_a_slip_of_ours_is_undone_and_shown_to_a_person(place: Place) -> None:
    workflow = Journey(to_rome=KeyError("seat"))
    runner = place.runner(workflow)

    with pytest.raises(KeyError, match="seat"):
        start(runner, workflow)

    assert workflow.log[-2:] == ["from_paris", "from_berlin"]
    (failed,) = Processes(runner).list(ACTOR, failed=True)
    assert failed.state is RunState.BROKEN
    assert "KeyError" in (failed.error or "")


def test_a_step_that_answers_what_its_workflow_does_not_name_is_found_out_at_once(place: Place) -> None:
    class Forgetful(Journey):
        answers = (Done, LaterPerhaps)

    workflow = Forgetful()

    with pytest.raises(NotStorable, match="Ticket"):
        start(place.runner(workflow), workflow)


# --- dying -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("BUS-CRMOP-0013", "REL-001")
@pytest.mark.parametrize("where", ["to_berlin", "to_rome", "arrive"])
def test_what_a_dead_process_was_running_is_taken_up_at_the_step_it_was_in(place: Place, where: str) -> None:
    workflow = Journey(**{where: [Dies()]})
    with pytest.raises(Dies):
        start(place.runner(workflow), workflow)
    before = list(workflow.log)

    processes = Processes(place.runner(workflow))

    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.DONE)
    everything = ["to_berlin", "to_paris", "to_rome", "arrive"]
    assert before + everything[everything.index(where) :] == workflow.log
    assert processes.show(ACTOR, "journey:1").executions == 2


def test_who_asks_while_it_is_taken_up_gets_its_answer(place: Place) -> None:
    workflow = Journey(to_paris=[Dies()])
    with pytest.raises(Dies):
        start(place.runner(workflow), workflow)

    assert start(place.runner(workflow), workflow) == Done(trips=1)
    assert workflow.log.count("to_berlin") == 1


@pytest.mark.requirement("BR-004")
def test_an_undo_that_a_dead_process_was_in_goes_on_where_it_was(place: Place) -> None:
    workflow = Journey(arrive=Refused("the door is locked"), from_paris=[Dies()])
    with pytest.raises(Dies):
        start(place.runner(workflow), workflow)

    processes = Processes(place.runner(workflow))

    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.REFUSED)
    assert workflow.log[-4:] == ["from_rome", "from_paris", "from_paris", "from_berlin"]
    assert workflow.log.count("arrive") == 1


@pytest.mark.parametrize("where", ["to_paris", "arrive", "from_paris"])
def test_what_a_newer_release_catches_under_way_is_not_undone_and_goes_on_there(place: Place, where: str) -> None:
    """In a step, in the commit and in an undo alike."""
    newer = DatabaseOfAnotherRelease("the database was migrated by a newer release")
    unwinds = {"to_rome": Refused("no way")} if where == "from_paris" else {}
    caught = Journey(**unwinds, **{where: newer})
    runner = place.runner(caught)

    with pytest.raises(DatabaseOfAnotherRelease) as told:
        start(runner, caught)
    assert told.value is newer
    assert caught.log[-1] == where
    assert Processes(runner).show(ACTOR, "journey:1").state is RunState.RUNNING

    goes_on = Journey(**unwinds)
    processes = Processes(place.runner(goes_on))
    until(lambda: processes.show(ACTOR, "journey:1").state in {RunState.DONE, RunState.REFUSED})
    way = ["to_berlin", "to_paris", "to_rome", *(("from_paris", "from_berlin") if unwinds else ("arrive",))]
    assert caught.log + goes_on.log == [*way[: way.index(where)], where, *way[way.index(where) :]]


@pytest.mark.requirement("REL-001", "FR-L3-004")
@pytest.mark.parametrize("where", ["to_paris", "from_berlin"])
def test_what_kills_everybody_who_takes_it_up_is_left_to_a_person(place: Place, where: str) -> None:
    workflow = Journey(**{"arrive": Refused("the door is locked"), where: [Dies()] * (QUICK.max_recoveries + 1)})
    with pytest.raises(Dies):
        start(place.runner(workflow), workflow)
    for again in range(QUICK.max_recoveries):
        place.runner(workflow)
        until(lambda again=again: workflow.runs == again + 2)  # type: ignore[misc]
    runner = place.runner(workflow)
    processes = Processes(runner)

    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.BROKEN)
    (failed,) = processes.list(ACTOR, failed=True)
    assert "was begun 2 times, and no worker came back from it" in (failed.error or "")
    assert workflow.log.count(where) == QUICK.max_recoveries + 1
    with pytest.raises(TooManyRecoveries):
        start(runner, workflow)  # what stands must not be run over

    processes.resume(ACTOR, "journey:1")
    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.REFUSED)
    assert workflow.log[-1] == "from_berlin"


def test_what_somebody_was_running_whom_nobody_knows_any_more_is_taken_up_too(place: Place) -> None:
    """Taken for dead too early, a worker goes on taking up runs until it notices, and may die before that."""
    workflow = Journey(to_paris=[Dies()])
    runner = place.runner(workflow)
    with pytest.raises(Dies):
        start(runner, workflow)
    dead = runner.engine.executor_id
    runner.close()
    place.workers.leave(dead)

    processes = Processes(place.runner(workflow))

    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.DONE)
    assert workflow.log.count("arrive") == 1


def test_a_lease_is_renewed_before_it_ends(place: Place) -> None:
    me = place.runner(Journey()).engine.executor_id

    lease_is_renewed(place, me)

    assert known(place, me).alive_until - SystemClock().now() <= timedelta(seconds=QUICK.lease_seconds)


def test_work_of_the_living_is_left_to_them(place: Place) -> None:
    workflow = Journey(to_paris=[Dies()])
    runner = place.runner(workflow)
    with pytest.raises(Dies):
        start(runner, workflow)
    theirs = runner.engine.executor_id
    runner.close()
    living = known(place, theirs)
    place.workers.renew(theirs, SystemClock().now() + timedelta(hours=1))

    runner = place.runner(workflow)
    processes = Processes(runner)
    for _ in range(2):  # in the first of them the dead were looked for
        lease_is_renewed(place, runner.engine.executor_id)

    assert processes.show(ACTOR, "journey:1").state is RunState.RUNNING
    place.workers.renew(theirs, living.started_at)
    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.DONE)


def lease_is_renewed(place: Place, worker_id: str) -> None:
    ends = known(place, worker_id).alive_until
    until(lambda: known(place, worker_id).alive_until > ends)


def known(place: Place, worker_id: str) -> Worker:
    return next(worker for worker in place.workers.known() if worker.id == worker_id)


def test_a_dead_worker_is_taken_in_hand_by_one_of_ten(place: Place) -> None:
    workflow = Journey()
    runner = place.runner(workflow)
    me = known(place, runner.engine.executor_id)
    runner.close()
    dead = me.model_copy(update={"id": "dead", "alive_until": me.started_at})
    place.workers.enter(dead)
    later = me.started_at + timedelta(seconds=30)

    outcomes = at_once([lambda: place.workers.claim(dead, later)] * 10, threads=10)

    assert refusals(outcomes) == []
    assert sum(map(bool, answers(outcomes))) == 1


# --- queues, cancelling ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("SCL-001")
def test_what_is_handed_over_is_run_by_a_worker_and_once(place: Place) -> None:
    workflow = Journey()
    runner = place.runner(workflow)
    assert runner.enqueue(workflow, "journey:1", ACTOR, BookJourney(amount=5)) == "journey:1"
    assert runner.enqueue(workflow, "journey:1", ACTOR, BookJourney(amount=5)) == "journey:1"
    start(runner, workflow, process="journey:2")
    assert workflow.runs == 1  # nobody works off queues yet

    worker = place.runner(workflow, works_off_queues=True)

    assert start(worker, workflow, BookJourney(amount=5)) == Done(trips=5)
    assert workflow.runs == 2


def test_what_waits_is_cancelled_before_it_begins(place: Place) -> None:
    workflow = Journey()
    runner = place.runner(workflow)
    runner.enqueue(workflow, "journey:1", ACTOR, BookJourney())

    processes = Processes(runner)
    processes.cancel(ACTOR, "journey:1")

    assert processes.show(ACTOR, "journey:1").state is RunState.CANCELLED
    worker = place.runner(workflow, works_off_queues=True)
    worker.enqueue(workflow, "journey:2", ACTOR, BookJourney())
    until(lambda: Processes(worker).show(ACTOR, "journey:2").state is RunState.DONE)
    assert workflow.runs == 1
    assert start(worker, workflow) == Done(trips=1)  # asked for anew, it is a new run


def test_what_is_under_way_is_undone_when_it_is_cancelled(place: Place) -> None:
    asked = Event()
    workflow = Journey(to_paris=[lambda: asked.wait(5)])
    runner = place.runner(workflow, works_off_queues=True)
    runner.enqueue(workflow, "journey:1", ACTOR, BookJourney())
    until(lambda: "to_paris" in workflow.log)

    processes = Processes(runner)
    processes.cancel(ACTOR, "journey:1")
    asked.set()

    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.REFUSED)
    told = processes.show(ACTOR, "journey:1")
    assert "cancelled by ada" in (told.error or "")
    assert "to_rome" not in workflow.log
    assert workflow.log[-2:] == ["from_paris", "from_berlin"]


def test_what_is_one_commit_and_is_cancelled_before_it_is_not_done(place: Place) -> None:
    workflow = Journey(arrive=[Dies()])
    runner = place.runner(workflow, one_commit=True)
    with pytest.raises(Dies):
        start(runner, workflow)
    theirs = runner.engine.executor_id
    runner.close()
    place.workers.renew(theirs, SystemClock().now() + timedelta(hours=1))

    processes = Processes(place.runner(workflow, one_commit=True))
    processes.cancel(ACTOR, "journey:1")

    until(lambda: processes.show(ACTOR, "journey:1").state is RunState.REFUSED)
    assert workflow.runs == 1
    assert "cancelled" in (processes.show(ACTOR, "journey:1").error or "")


@pytest.mark.requirement("PLAN-029")
def test_each_tenant_sees_its_own_processes(place: Place) -> None:
    workflow = Journey()
    runner = place.runner(workflow)
    start(runner, workflow)
    stranger = ACTOR.model_copy(update={"tenant_id": "globex"})

    processes = Processes(runner)

    assert processes.list(stranger) == []
    for action in (processes.show, processes.resume, processes.cancel):
        with pytest.raises(NotFound):
            action(stranger, "journey:1")


# --- the engine, and what it keeps -----------------------------------------------------------------------------------


def test_a_second_engine_in_one_process_is_refused(place: Place, tmp_path: Path) -> None:
    place.runner(Journey())
    other = Engine(f"sqlite:///{tmp_path}/other.db", new_id(), QUICK, works_off_queues=False)

    with pytest.raises(EngineInUse, match=r"other\.db"):
        other.open([], lambda _name, order: order)


def test_what_is_kept_is_json_that_names_its_version_and_types(place: Place) -> None:
    workflow = Journey()
    runner = place.runner(workflow)
    start(runner, workflow, BookJourney(amount=2))

    run = runner.engine.runs.find("journey:1")
    steps = runner.engine.runs.steps("journey:1")

    assert run is not None
    assert run.input is not None
    (order,) = run.input["args"]
    assert steps[0]["output"] is not None
    assert order["command"] == {"v": 1, "is": "BookJourney", "value": {"amount": 2}}
    assert order["actor"]["user_id"] == "ada"
    assert run.output is not None
    assert run.output["answer"] == {"v": 1, "is": "Done", "value": {"trips": 2}}
    ticket = {"place": "berlin", "price": {"minor": 200, "currency": "EUR"}}
    assert steps[0]["output"] == {"v": 1, "is": "Ticket", "value": ticket, "attempts": 1}
    json.dumps([run.output, run.input, [step["output"] for step in steps]])
