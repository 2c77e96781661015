"""Where a workflow is one commit a call needs no durable engine; it and what is enqueued meet in one claim."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from durable_place import ACTOR, AT_ONCE, QUICK, BookJourney, Dies, Done, Journey, LaterPerhaps, Place, migrated, until
from sqlalchemy import event, text

from crm_adapters.durable import (
    Engine,
    EngineInUse,
    Processes,
    ProcessNotCancellable,
    ProcessNotResumable,
    RunEnded,
    RunState,
    RunView,
    TooManyRecoveries,
)
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRunLog
from crm_core.errors import NotFound, Refused
from crm_core.testing import answers, at_once, refusals
from crm_operations.process import (
    CompensationFailed,
    ProcessRunner,
    RunBusy,
    Saga,
    SameProcessOtherCommand,
    process_id,
)

IMPATIENT = AT_ONCE.model_copy(update={"run_lease_seconds": 0.1})
PROCESS = process_id("journey", ACTOR.tenant_id, "1")


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def infrastructure(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, str]]:
    """A database, and where the processes are kept."""
    with migrated(request.getfixturevalue(f"{request.param}_databases"), tmp_path_factory.mktemp("beside")) as both:
        yield both


@pytest.fixture
def place(infrastructure: tuple[Database, str]) -> Iterator[Place]:
    made = Place(*infrastructure)
    yield made
    made.close()
    made.forget_everything()


def ask(runner: ProcessRunner, workflow: Any, amount: int = 1, process: str = PROCESS) -> Any:
    return runner.start(workflow, process, ACTOR, BookJourney(amount=amount))


def enqueue(runner: ProcessRunner, workflow: Any, amount: int = 1, process: str = PROCESS) -> str:
    return runner.enqueue(workflow, process, ACTOR, BookJourney(amount=amount))


def seen(place: Place, workflow: Any) -> Sequence[tuple[str, RunState]]:
    """What a person is shown by somebody who has just come."""
    return [(run.id, run.state) for run in Processes(place.runner(workflow, one_commit=True)).list(ACTOR)]


def worked_off(place: Place, workflow: Any, process: str = PROCESS) -> None:
    """By a worker that comes and goes."""
    worker = place.runner(workflow, works_off_queues=True, one_commit=True)
    until(lambda: bool(Processes(worker).outcomes(ACTOR, [process])))
    worker.close()


def _sent(place: Place, action: Callable[[], object]) -> Sequence[str]:
    """What that action asks of the run log."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(place.database.engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        event.remove(place.database.engine, "before_cursor_execute", note)
    return [statement for statement in sent if "crm_runs" in statement]


# --- without the engine ----------------------------------------------------------------------------------------------


def test_a_call_is_answered_and_answered_again_without_the_engine(place: Place) -> None:
    workflow = Journey()
    caller = place.caller(workflow)

    assert [ask(caller, workflow, 3), ask(place.caller(workflow), workflow, 3)] == [Done(trips=3)] * 2
    with pytest.raises(SameProcessOtherCommand):
        ask(caller, workflow, 2)

    assert (workflow.runs, caller.loaded) == (1, None)


def test_a_call_sends_what_it_sends_in_process(place: Place) -> None:
    workflow = Journey()
    runners: Sequence[ProcessRunner] = (place.in_process(one_commit=True), place.caller(workflow))
    calls = [partial(ask, runner, workflow, 1, f"{PROCESS}:{number}") for number, runner in enumerate(runners)]

    first, again = ([_sent(place, call) for call in calls] for _ in range(2))

    assert first[0] == first[1]
    assert again[0] == again[1]
    assert len(first[0]) == 2, "the claim and the answer"


@pytest.mark.requirement("REL-001")
@pytest.mark.parametrize("where", ["to_berlin", "arrive"])
def test_a_caller_who_dies_before_the_commit_leaves_nothing_and_asks_again(place: Place, where: str) -> None:
    workflow = Journey(**{where: [Dies()]})
    with pytest.raises(Dies):
        ask(place.caller(workflow), workflow)

    with place.database.reading(ACTOR.tenant_id) as connection:
        assert connection.execute(text("SELECT count(*) FROM crm_runs")).scalar() == 0
    assert ask(place.caller(workflow), workflow) == Done(trips=1)
    assert seen(place, workflow) == [(PROCESS, RunState.DONE)]


def test_a_refusal_and_a_no_that_may_become_a_yes_leave_nothing(place: Place) -> None:
    class Undecided(Journey):
        def run(self, saga: Saga, actor: Any, command: BookJourney) -> Done | LaterPerhaps:
            done = super().run(saga, actor, command)
            return LaterPerhaps(reason="not yet") if self.runs == 2 else done

    workflow = Undecided(arrive=[Refused("the door is locked")])
    caller = place.caller(workflow)

    with pytest.raises(Refused, match="the door is locked"):
        ask(caller, workflow, 1)
    assert ask(caller, workflow, 2) == LaterPerhaps(reason="not yet")
    assert SqlRunLog(place.database).answer(ACTOR, PROCESS) is None
    assert ask(caller, workflow, 3) == Done(trips=3)
    assert caller.loaded is None
    assert seen(place, workflow) == [(PROCESS, RunState.DONE)]


# --- a call, when the process was left to the engine -----------------------------------------------------------------


def test_who_calls_for_what_is_queued_is_told_that_it_is_busy(place: Place) -> None:
    workflow = Journey()
    caller = place.caller(workflow, retry=IMPATIENT)
    assert enqueue(caller, workflow) == PROCESS

    with pytest.raises(RunBusy):
        ask(caller, workflow)

    assert workflow.runs == 0


def test_who_calls_for_what_is_running_waits_and_gets_its_answer(place: Place) -> None:
    may_end = Event()
    workflow = Journey(to_rome=lambda: may_end.wait(10))
    caller = place.caller(workflow, works_off_queues=True)
    enqueue(caller, workflow)
    until(lambda: "to_paris" in workflow.log)
    threading.Timer(0.2, may_end.set).start()

    assert ask(caller, workflow) == Done(trips=1)
    assert workflow.runs == 1


def test_who_calls_for_what_a_worker_has_done_gets_its_answer_without_the_engine(place: Place) -> None:
    workflow = Journey()
    enqueue(place.caller(workflow), workflow, 4)
    worked_off(place, workflow)

    caller = place.caller(workflow)

    assert ask(caller, workflow, 4) == Done(trips=4)
    with pytest.raises(SameProcessOtherCommand):
        ask(caller, workflow, 5)
    assert (workflow.runs, caller.loaded) == (1, None)
    assert seen(place, workflow) == [(PROCESS, RunState.DONE)]


def test_who_calls_for_what_a_worker_was_refused_has_it_run_anew(place: Place) -> None:
    workflow = Journey(arrive=[Refused("the door is locked")])
    enqueue(place.caller(workflow), workflow, 1)
    worked_off(place, workflow)

    assert ask(place.caller(workflow), workflow, 2) == Done(trips=2)
    assert seen(place, workflow) == [(f"{PROCESS}#2", RunState.DONE), (PROCESS, RunState.REFUSED)]


def test_who_calls_after_a_worker_got_no_final_answer_has_it_run_anew(place: Place) -> None:
    class Undecided(Journey):
        def run(self, saga: Saga, actor: Any, command: BookJourney) -> Done | LaterPerhaps:
            done = super().run(saga, actor, command)
            return LaterPerhaps(reason="not yet") if self.runs == 1 else done

    workflow = Undecided()
    enqueue(place.caller(workflow), workflow, 1)
    worked_off(place, workflow)

    assert ask(place.caller(workflow), workflow, 2) == Done(trips=2)
    assert seen(place, workflow) == [(f"{PROCESS}#2", RunState.DONE), (PROCESS, RunState.DONE)]


def test_who_calls_for_what_was_cancelled_has_it_run_anew(place: Place) -> None:
    workflow = Journey()
    caller = place.caller(workflow)
    enqueue(caller, workflow)
    Processes(caller.load()).cancel(ACTOR, PROCESS)

    assert ask(place.caller(workflow), workflow) == Done(trips=1)
    assert seen(place, workflow) == [(f"{PROCESS}#2", RunState.DONE), (PROCESS, RunState.CANCELLED)]


def test_who_calls_for_what_is_left_to_a_person_is_told_so(place: Place) -> None:
    workflow = Journey(to_paris=[Dies()] * (QUICK.max_recoveries + 1))
    with pytest.raises(Dies):
        ask(place.runner(workflow, one_commit=True), workflow)
    for again in range(QUICK.max_recoveries):
        place.runner(workflow, one_commit=True)
        until(lambda again=again: workflow.runs == again + 2)  # type: ignore[misc]
    processes = Processes(place.runner(workflow, one_commit=True))
    until(lambda: processes.show(ACTOR, PROCESS).state is RunState.BROKEN)

    with pytest.raises(TooManyRecoveries):
        ask(place.caller(workflow), workflow)


def test_what_died_before_it_was_in_the_queue_is_run_by_whoever_calls(place: Place) -> None:
    workflow = Journey()
    place.in_process(one_commit=True).make_durable(workflow, PROCESS, ACTOR, BookJourney())

    assert ask(place.caller(workflow), workflow) == Done(trips=1)
    assert seen(place, workflow) == [(PROCESS, RunState.DONE)]


def test_who_cannot_enqueue_leaves_the_process_to_calls(place: Place, tmp_path: Path) -> None:
    workflow = Journey()
    runner = place.runner(workflow, one_commit=True)
    runner.close()
    with closing(Engine(f"sqlite:///{tmp_path}/other.db", new_id(), QUICK, works_off_queues=False)) as other:
        other.open(["journey"], lambda _name, order: order)
        with pytest.raises(EngineInUse):
            enqueue(runner, workflow)

        caller = place.caller(workflow)
        assert ask(caller, workflow) == Done(trips=1)
        assert caller.loaded is None


# --- enqueued, when it was called for --------------------------------------------------------------------------------


def test_what_a_call_has_done_is_not_enqueued_and_its_outcome_is_told(place: Place) -> None:
    workflow = Journey()
    caller = place.caller(workflow)
    ask(caller, workflow, 3)

    assert enqueue(caller, workflow, 3) == PROCESS
    with pytest.raises(SameProcessOtherCommand):
        enqueue(caller, workflow, 2)

    processes = Processes(caller.load())
    assert processes.outcomes(ACTOR, [PROCESS, "journey:acme:unknown"]) == [RunEnded(PROCESS, Done(trips=3), None)]
    assert caller.load().engine.runs.find(PROCESS) is None


def test_what_is_enqueued_while_a_call_runs_is_done_once(place: Place) -> None:
    workflow = Journey()
    caller = place.caller(workflow, works_off_queues=True)
    caller.load()
    begun, enqueuing = Event(), Event()
    workflow.troubles = {"to_paris": begun.set, "to_rome": lambda: enqueuing.wait(10)}

    def enqueue_meanwhile() -> str:
        begun.wait(10)
        threading.Timer(0.2, enqueuing.set).start()
        return enqueue(caller, workflow)

    called, enqueued = at_once([lambda: ask(caller, workflow), enqueue_meanwhile], threads=2)

    assert (called, enqueued) == (Done(trips=1), PROCESS)
    assert workflow.runs == 1
    assert Processes(caller.load()).outcomes(ACTOR, [PROCESS]) == [RunEnded(PROCESS, Done(trips=1), None)]


def test_what_a_worker_does_beside_a_database_that_was_restored_is_listed_once(place: Place) -> None:
    workflow = Journey()
    enqueue(place.caller(workflow), workflow)
    with place.database.writing(ACTOR.tenant_id) as connection:
        connection.execute(text("DELETE FROM crm_runs"))

    worked_off(place, workflow)

    assert seen(place, workflow) == [(PROCESS, RunState.DONE)]
    assert ask(place.caller(workflow), workflow) == Done(trips=1)
    assert workflow.runs == 1


@pytest.mark.requirement("BUS-CRMOP-0013")
def test_of_many_who_call_and_enqueue_at_once_all_get_the_answer_of_one_run(place: Place) -> None:
    workflow = Journey()
    caller = place.caller(workflow, works_off_queues=True)
    caller.load()
    processes = [f"{PROCESS}:{number}" for number in range(6)]

    def asked(way: Callable[..., Any], process: str) -> Callable[[], Any]:
        return lambda: way(caller, workflow, 1, process)

    outcomes = at_once([asked(way, process) for way in (ask, enqueue) * 2 for process in processes], threads=8)

    assert refusals(outcomes) == []
    assert {answer for answer in answers(outcomes) if isinstance(answer, Done)} == {Done(trips=1)}
    ended = Processes(caller.load())
    until(lambda: len(ended.outcomes(ACTOR, processes)) == len(processes))
    assert workflow.runs == len(processes)
    assert sorted((run.id, run.state) for run in ended.list(ACTOR)) == [(each, RunState.DONE) for each in processes]


# --- what is shown ---------------------------------------------------------------------------------------------------


@pytest.fixture
def both(place: Place) -> tuple[Processes, Sequence[RunView]]:
    """Three that were called for, and between them two that a worker did; the latest first."""
    workflow = Journey()
    names = [process_id("journey", ACTOR.tenant_id, subject) for subject in ("1", "2", "1:2", "3")]
    for number, name in enumerate(names):
        if number % 2:
            enqueue(place.caller(workflow), workflow, process=name)
            worked_off(place, workflow, name)
        else:
            ask(place.caller(workflow), workflow, process=name)
    processes = Processes(place.runner(workflow, one_commit=True))
    return processes, processes.list(ACTOR)


def test_both_kinds_are_listed_the_latest_first_and_within_limits(both: tuple[Processes, Sequence[RunView]]) -> None:
    processes, runs = both

    assert len(runs) == len({run.id for run in runs}) == 4
    seconds = [run.requested_at.replace(microsecond=0) for run in runs]  # on SQLite the engine knows no shorter time
    assert seconds == sorted(seconds, reverse=True)
    assert [run.is_durable for run in sorted(runs, key=lambda run: run.id)] == [False, False, True, True]
    assert {(run.workflow, run.state, run.user_id, run.executions) for run in runs} == {
        ("journey", RunState.DONE, "ada", 1)
    }
    assert all(run.ended_at is not None and run.took is not None for run in runs)
    assert [processes.list(ACTOR, limit=limit) for limit in (1, 3)] == [runs[:1], runs[:3]]
    assert processes.list(ACTOR, state=RunState.DONE, workflow="journey") == runs
    for nothing in ({"state": RunState.REFUSED}, {"failed": True}, {"workflow": "other"}):
        assert processes.list(ACTOR, **nothing) == []


def test_both_kinds_are_found_by_what_they_are_about(both: tuple[Processes, Sequence[RunView]]) -> None:
    processes, runs = both

    for subject, found in (("1", ["journey:acme:1"]), ("2", ["journey:acme:2"]), ("1:2", ["journey:acme:1%3A2"])):
        assert [run.id for run in processes.about(ACTOR, subject)] == found
    assert [processes.show(ACTOR, run.id).model_copy(update={"steps": ()}) for run in runs] == list(runs)


def test_of_a_call_nothing_is_open(both: tuple[Processes, Sequence[RunView]]) -> None:
    processes, runs = both

    for run in runs:
        with pytest.raises(ProcessNotResumable, match="is done; there is nothing to take up again"):
            processes.resume(ACTOR, run.id)
        with pytest.raises(ProcessNotCancellable, match="is done; there is nothing left to cancel"):
            processes.cancel(ACTOR, run.id)


@pytest.mark.requirement("PLAN-029")
def test_another_tenant_sees_neither_kind(both: tuple[Processes, Sequence[RunView]]) -> None:
    processes, runs = both
    stranger = ACTOR.model_copy(update={"tenant_id": "globex"})

    assert (processes.list(stranger), processes.outcomes(stranger, [run.id for run in runs])) == ([], [])
    for run in runs:
        for action in (processes.show, processes.resume, processes.cancel):
            with pytest.raises(NotFound):
                action(stranger, run.id)


# --- partners that move ----------------------------------------------------------------------------------------------


def test_what_was_called_for_stays_answered_when_partners_move_elsewhere(place: Place) -> None:
    workflow = Journey()
    ask(place.caller(workflow), workflow, 3)

    elsewhere = place.runner(workflow)

    assert ask(elsewhere, workflow, 3) == Done(trips=3)
    with pytest.raises(SameProcessOtherCommand):
        ask(elsewhere, workflow, 2)
    assert workflow.runs == 1


def test_what_is_left_to_a_person_stays_so_when_partners_move_here(place: Place) -> None:
    workflow = Journey(arrive=Refused("the door is locked"), from_paris=Refused("strike"))
    with pytest.raises(CompensationFailed):
        ask(place.runner(workflow), workflow)

    with pytest.raises(CompensationFailed, match="strike"):
        ask(place.caller(workflow), workflow)
    assert workflow.runs == 1
