"""Workers, queues, outbox and broker: shown ill by runs nobody works off and messages nobody takes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_mock import MockerFixture

from crm_adapters.storage import Database, SqlWorkers, Worker
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring import CrmSettings, RunnerKind, open_crm
from crm_core.errors import Refused
from crm_core.leads import CreateLead
from crm_core.texts import fit
from crm_operations.lead_conversion import ConvertLead

LATE_AT_ONCE = {"doctor": {"waiting_warning_seconds": 0}}


class DeafAnalytics:
    """Refuses whatever it is told."""

    def track(self, *_: object, **__: object) -> None:
        raise Refused("nobody listens")


@pytest.fixture
def workers(patient: Any) -> Iterator[SqlWorkers]:
    database = Database(patient.url)
    yield SqlWorkers(database)
    database.close()


@pytest.fixture
def enter(workers: SqlWorkers) -> Callable[..., str]:
    """Notes a worker whose lease ends in so many seconds, or ended as many ago."""

    def enter(seconds: float, kind: str = "worker") -> str:
        now = SystemClock().now()
        until = now + timedelta(seconds=seconds)
        me = Worker(id=str(uuid4()), kind=kind, host="here", pid=1, concurrency=1, started_at=now, alive_until=until)
        workers.enter(me)
        return me.id

    return enter


@pytest.fixture
def queued(patient: Any) -> Iterator[str]:
    """A conversion that was handed over; the command that did so has ended."""
    with open_crm(settings=CrmSettings.load(database_url=patient.url, runner=RunnerKind.DURABLE)) as crm:
        lead = crm.leads.capture(patient.actor, CreateLead(name="Ada")).lead
        command = ConvertLead(lead_id=lead.id)
        workflow = crm.container.workflows.lead_conversion()
        run_id = crm.runner.enqueue(workflow, f"conversion:{uuid4()}", patient.actor, command)
    yield run_id
    patient.execute_on_runs("DELETE FROM {runs}")


def taken_by(patient: Any, worker_id: str) -> None:
    taken = "UPDATE {runs} SET status = 'PENDING', executor_id = :worker"
    assert patient.execute_on_runs(taken, worker=worker_id) == 1


@pytest.mark.usefixtures("queued")
def test_work_of_a_dead_worker_waits_for_somebody_alive(
    patient: Any, enter: Callable[..., str], workers: SqlWorkers
) -> None:
    dead = enter(-1)
    taken_by(patient, dead)

    state, found, remedy = patient.result("workers")
    assert (state, remedy) == ("failed", "start `crm worker`")
    assert found == "1 process left by dead workers, and nobody is alive to go on"
    assert [worker.id for worker in workers.known()] == [dead], "looking takes nothing over"

    enter(30, "command")
    assert patient.result("workers")[0] == "warning"


@pytest.mark.usefixtures("queued")
def test_a_run_of_a_worker_nobody_knows_is_for_a_person(patient: Any, enter: Callable[..., str]) -> None:
    enter(30)
    taken_by(patient, "nobody")

    state, _, remedy = patient.result("workers")

    assert state == "failed"
    assert "crm process cancel ID" in remedy


@pytest.mark.usefixtures("queued")
def test_work_in_good_hands_is_well(patient: Any, enter: Callable[..., str]) -> None:
    taken_by(patient, enter(30))

    assert patient.result("workers")[:2] == ("ok", "1 worker and 0 commands alive")


@pytest.mark.usefixtures("queued")
def test_a_queue_nobody_works_off_is_told_the_more_so_the_longer_it_waits(
    patient: Any, enter: Callable[..., str]
) -> None:
    enter(30, "command")  # which works off no queue
    late = patient.open(LATE_AT_ONCE)

    assert patient.result("queue")[::2] == ("warning", "start `crm worker`")
    assert patient.result("queue", late)[::2] == ("failed", "start `crm worker`")

    enter(30)
    assert patient.result("queue")[0] == "ok"
    assert patient.result("queue", late)[0] == "warning"


@pytest.mark.usefixtures("queued")
def test_a_process_that_could_not_be_undone_is_for_a_person(patient: Any) -> None:
    assert patient.result("failed processes")[0] == "ok"
    assert patient.execute_on_runs("UPDATE {runs} SET status = 'ERROR'") == 1

    state, found, remedy = patient.result("failed processes")

    assert (state, found) == ("failed", "1 process could not be undone, or broke")
    assert "crm process list --failed" in remedy


def test_workflows_in_process_need_no_worker(patient: Any) -> None:
    crm = patient.open({"runner": RunnerKind.IN_PROCESS})

    assert patient.result("workers", crm)[0] == "ok"
    assert "queue" not in {result.check for result in patient.examined(crm).results}


def test_messages_that_wait_too_long_are_told(patient: Any) -> None:
    late = patient.open(LATE_AT_ONCE)
    late.leads.capture(patient.actor, CreateLead(name="Ada"))

    assert patient.result("outbox")[0] == "ok"
    state, found, remedy = patient.result("outbox", late)
    assert state == "warning"
    assert "message due, the oldest for" in found
    assert "crm relay run" in remedy

    late.relay.run_until_empty()
    assert patient.result("outbox", late)[:2] == ("ok", "nothing is due")


def test_a_loop_that_fails_is_told_with_since_when_and_why(patient: Any) -> None:
    crm = patient.open()
    assert patient.result("loops", crm)[:2] == ("ok", "none fails")
    loops = crm.container.infrastructure.loops()
    loops.named("relay of news").failed(ValueError("a \0 nobody can keep"))
    loops.named("job prune_outbox", is_scheduled=True).failed(Refused("not today"))

    state, found, remedy = patient.result("loops", patient.open())
    assert state == "warning"
    assert "relay of news has failed for" in found
    assert "ValueError: a \ufffd nobody can keep" in found
    assert "job prune_outbox" in found
    assert "goes on by itself" in remedy
    assert patient.result("loops", patient.open(LATE_AT_ONCE))[0] == "failed"

    loops.named("relay of news").succeeded()
    loops.named("job prune_outbox", is_scheduled=True).succeeded()
    assert patient.result("loops", crm)[0] == "ok"


def test_whatever_a_partner_says_of_itself_the_examination_goes_on(patient: Any, mocker: MockerFixture) -> None:
    crm = patient.open()
    refusal = Refused("\0 \x1b[2J \ud800 \u202e" + "a" * 1_000_000)
    mocker.patch.object(type(crm.customers), "find_by_email", side_effect=refusal)

    state, found, _ = patient.result("customers", crm)

    assert state == "failed"
    assert fit(found, 2_000) == found


def test_a_dead_letter_is_told(patient: Any) -> None:
    crm = patient.open({"operations": {"relay": {"attempts": 1}}}, analytics=DeafAnalytics())
    assert patient.result("dead letters", crm)[0] == "ok"
    crm.leads.capture(patient.actor, CreateLead(name="Ada"))
    dead = crm.relay.run_until_empty().dead

    state, found, remedy = patient.result("dead letters", crm)

    assert dead == 2  # that there is a pipeline was news too
    assert (state, found) == ("failed", "2 messages given up on")
    assert "crm relay retry" in remedy


def test_a_broker_that_does_not_answer_is_told(patient: Any) -> None:
    crm = patient.open({"broker": {"url": "nats://127.0.0.1:1", "timeout_seconds": 0.3}})

    state, _, remedy = patient.result("broker", crm)

    assert state == "failed"
    assert "reached from here" in remedy


@pytest.mark.parametrize("broker", ["nats_url", "rabbitmq_url"])
def test_a_broker_that_answers_is_well(patient: Any, broker: str, request: pytest.FixtureRequest) -> None:
    prefix = f"doctor{uuid4().hex}"
    # A destination that everybody's tests share, so that looking leaves nothing new behind.
    settings = {"url": request.getfixturevalue(broker), "destination": "crm_doctor", "prefix": prefix}

    assert patient.result("broker", patient.open({"broker": settings}))[0] == "ok"
