"""Workers as processes of their own: what they take, how they end, and who goes on when one is killed."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from forked_command import Around, ForkedCommand
from fresh_databases import SqliteDatabases
from partner_crm import check, open_crm_with_partners, open_tenant, ready_lead
from partner_process import PartnerServer
from sqlalchemy import select, update

from crm_adapters.durable import Engine, Processes, RunState
from crm_adapters.storage import Database, SqlWorkers, outbox_messages
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm
from crm_core.actor import Actor
from crm_core.leads import CreateLead, Lead
from crm_operations.lead_conversion import ConvertLead
from crm_operations.settings import OperationsSettings, ProcessSettings

PATIENCE = 60.0
LEASE = 2.0
LONG_LEASE = 600.0
"""Of who shall take nothing over meanwhile."""
TAKES_A_WHILE_MS = 700


class Place:
    """A database, the workers on it, and a door of our own that begins nothing by itself."""

    def __init__(self, url: str, partner_server: PartnerServer, folder: Path) -> None:
        self.url = url
        self._partner_server = partner_server
        self._folder = folder
        self._begun: list[ForkedCommand] = []
        operations = OperationsSettings(processes=ProcessSettings(lease_seconds=LONG_LEASE))
        settings = CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE, operations=operations)
        self.crm: Crm = open_crm_with_partners(url, partner_server.address, partner_server.authkey, settings=settings)
        self.actor = open_tenant(self.crm, partner_server.fresh_tenant())

    @property
    def processes(self) -> Processes:
        return self.crm.processes

    @property
    def engine(self) -> Engine:
        """Open."""
        runner = self.crm.container.workflows.lazy_durable().load()
        runner.open()
        engine: Engine = runner.engine
        return engine

    def enqueue(self, lead: Lead, actor: Actor | None = None) -> str:
        workflow = self.crm.container.workflows.lead_conversion()
        actor = actor or self.actor
        command = ConvertLead(lead_id=lead.id)
        return self.crm.runner.enqueue(workflow, f"{workflow.name}:{actor.tenant_id}:{lead.id}", actor, command)

    def state(self, run_id: str, actor: Actor | None = None) -> RunState:
        return self.processes.show(actor or self.actor, run_id).state

    def worker(self, *words: str, is_elsewhere: bool = True, **environment: str) -> ForkedCommand:
        """Begun, and seen to work."""
        given = {**os.environ, "CRM_OPERATIONS__PROCESSES__LEASE_SECONDS": str(LEASE), **environment}
        partners = (self._partner_server.address, self._partner_server.authkey) if is_elsewhere else None
        log = self._log_of(len(self._begun))
        log.touch()
        process = ForkedCommand(["--database", self.url, "worker", *words], Around(self._folder, given, partners, log))
        self._begun.append(process)
        until(lambda: self.said(process, "worker.began") or process.poll() is not None)
        return process

    def said(self, process: ForkedCommand, event: str) -> Sequence[dict[str, Any]]:
        """The log lines of that name."""
        lines = self._log_of(self._begun.index(process)).read_text().splitlines()
        read = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [line for line in read if line["event"] == event]

    def worker_id(self, process: ForkedCommand) -> str:
        return str(self.said(process, "worker.began")[0]["worker"])

    def close(self) -> None:
        for process in self._begun:
            process.close()
        self.crm.close()

    def _log_of(self, number: int) -> Path:
        return self._folder / f"worker-{number}.log"


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def ended(process: ForkedCommand, *signals: signal.Signals) -> int:
    for each in signals:
        process.send_signal(each)
    return process.wait(PATIENCE)


@pytest.fixture(scope="module")
def sqlite_place(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> str:
    return sqlite_databases.copied_to(tmp_path_factory.mktemp("worker") / "crm.db")


@pytest.fixture(scope="module")
def postgres_place(migrated_postgres: Callable[[], str]) -> str:
    return migrated_postgres()


@pytest.fixture
def place(sqlite_place: str, partner_server: PartnerServer, tmp_path: Path) -> Iterator[Place]:
    opened = Place(sqlite_place, partner_server, tmp_path)
    yield opened
    partner_server.thaw()
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_place(request: pytest.FixtureRequest, partner_server: PartnerServer, tmp_path: Path) -> Iterator[Place]:
    name = {"sqlite": "sqlite_place", "postgresql": "postgres_place"}[request.param]
    opened = Place(request.getfixturevalue(name), partner_server, tmp_path)
    yield opened
    partner_server.thaw()
    opened.close()


# --- how a worker works, and how it ends -----------------------------------------------------------------------------


@pytest.mark.requirement("SCL-001", "REL-002")
def test_told_to_stop_it_ends_what_it_is_at(any_place: Place, partner_server: PartnerServer) -> None:
    place = any_place
    lead = ready_lead(place.crm, place.actor)
    partner_server.partners.faults.delay_answers(TAKES_A_WHILE_MS)
    worker = place.worker()
    run = place.enqueue(lead)
    until(lambda: place.state(run) is RunState.RUNNING)

    assert ended(worker, signal.SIGTERM) == 0

    assert place.state(run) is RunState.DONE
    (report,) = place.said(worker, "worker.stopped")
    assert (report["left"], report["processes"]) == (0, 1)
    assert report["worker"] not in {each.id for each in SqlWorkers(place.crm.database).known()}


def test_it_delivers_what_commits_leave_in_the_outbox(place: Place) -> None:
    ready_lead(place.crm, place.actor)
    assert waiting_messages(place) > 0

    worker = place.worker("--relay-threads", "2", is_elsewhere=False)

    until(lambda: waiting_messages(place) == 0)
    assert ended(worker, signal.SIGINT) == 0


def test_what_is_stuck_does_not_keep_it_and_is_free_for_others_at_once(
    place: Place, partner_server: PartnerServer
) -> None:
    long_lease: dict[str, Any] = {"CRM_OPERATIONS__PROCESSES__LEASE_SECONDS": str(LONG_LEASE)}
    lead = ready_lead(place.crm, place.actor)
    worker = place.worker(CRM_OPERATIONS__PROCESSES__GRACE_SECONDS="0.3", **long_lease)
    partner_server.freeze()
    run = place.enqueue(lead)
    until(lambda: place.state(run) is RunState.RUNNING)

    assert ended(worker, signal.SIGTERM) == 0
    (report,) = place.said(worker, "worker.stopped")
    assert report["left"] == 1

    partner_server.thaw()
    place.worker(**long_lease)
    until(lambda: place.state(run) is RunState.DONE)


def test_told_twice_it_ends_as_it_is(place: Place, partner_server: PartnerServer) -> None:
    lead = ready_lead(place.crm, place.actor)
    worker = place.worker()
    partner_server.freeze()
    run = place.enqueue(lead)
    until(lambda: place.state(run) is RunState.RUNNING)

    worker.send_signal(signal.SIGTERM)
    until(lambda: place.said(worker, "worker.stopping"))

    assert ended(worker, signal.SIGTERM) == 128 + signal.SIGTERM
    assert not place.said(worker, "worker.stopped")


def test_a_worker_whose_relay_breaks_goes_on_and_says_since_when_it_does(tmp_path: Path) -> None:
    class BrokenRelay:
        breaks = 0

        def run_forever(self, stop: threading.Event) -> None:
            self.breaks += 1
            if self.breaks == 3:
                stop.set()
            raise RuntimeError("a defect")

    settings = CrmSettings.load(database_url=f"sqlite:///{tmp_path}/crm.db", runner=RunnerKind.DURABLE)
    with open_crm(settings=settings, works_off_queues=True) as crm:
        crm.initialise(administrator("acme"))
        worker = crm.worker()
        worker._relays = [BrokenRelay()]  # type: ignore[list-item]
        began = datetime.now(UTC)
        report = worker.run(threading.Event())

    [failing] = report.failing
    assert (failing.loop, failing.failures, failing.error) == ("relay", 3, "RuntimeError: a defect")
    assert began <= failing.since <= datetime.now(UTC)


# --- several workers -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("REL-001")
def test_the_work_of_a_killed_worker_is_taken_up_by_one_of_two_others(
    any_place: Place, partner_server: PartnerServer
) -> None:
    place = any_place
    leads = [ready_lead(place.crm, place.actor, f"{number}@example.com") for number in range(3)]
    partner_server.freeze()
    killed = place.worker()
    runs = [place.enqueue(lead) for lead in leads]
    until(lambda: all(place.state(run) is RunState.RUNNING for run in runs))
    others = [place.worker(), place.worker()]

    ended(killed, signal.SIGKILL)
    (lost,) = place.said(killed, "worker.began")
    until(lambda: any(taken_from(place, each, lost["worker"]) for each in others))
    partner_server.thaw()
    until(lambda: all(place.state(run) is RunState.DONE for run in runs))

    idle, survivor = sorted(taken_from(place, each, lost["worker"]) for each in others)
    assert idle == 0
    assert survivor >= len(runs)  # the killed one may itself have taken up what earlier workers here left
    told = [place.processes.show(place.actor, run) for run in runs]
    assert [run.executions for run in told] == [2, 2, 2]
    assert {run.worker_id for run in told} <= {place.worker_id(each) for each in others}
    assert check(place.crm, partner_server, place.actor.tenant_id) == []


def taken_from(place: Place, process: ForkedCommand, worker_id: str) -> int:
    return sum(line["runs"] for line in place.said(process, "processes.taken_over") if line["worker"] == worker_id)


def test_a_tenant_with_a_long_queue_does_not_keep_another_waiting(any_place: Place) -> None:
    place = any_place
    few = open_tenant(place.crm, place.actor.tenant_id + "-few")
    many = [place.enqueue(plain_lead(place.crm, place.actor, number)) for number in range(200)]
    single = place.enqueue(plain_lead(place.crm, few, 0), few)

    slowly = {"TENANT_CONCURRENCY": "2", "POLL_SECONDS": "0.5"}
    worker = place.worker(
        is_elsewhere=False, **{f"CRM_OPERATIONS__PROCESSES__{name}": value for name, value in slowly.items()}
    )
    until(lambda: place.state(single, few) is RunState.DONE)

    waiting = place.processes.list(place.actor, state=RunState.QUEUED, limit=len(many))
    assert len(waiting) > len(many) / 2
    ended(worker, signal.SIGKILL)


def plain_lead(crm: Crm, actor: Actor, number: int) -> Lead:
    return crm.leads.capture(actor, CreateLead(name="Ada", email=f"{number}@example.com")).lead


# --- chores ----------------------------------------------------------------------------------------------------------


def test_two_workers_do_a_chore_once_each_time_it_is_due(any_place: Place) -> None:
    place = any_place
    ready_lead(place.crm, place.actor)
    place.crm.relay.run_until_empty()
    age_delivered_messages(place.crm.database)
    every_second = {"CRM_OPERATIONS__PROCESSES__MAINTENANCE__PRUNE_OUTBOX": "* * * * * *"}

    workers = [place.worker(is_elsewhere=False, **every_second) for _ in range(2)]
    until(lambda: len(jobs_done(place, workers)) >= 4)
    codes = [ended(worker, signal.SIGTERM) for worker in workers]

    assert codes == [0, 0]
    done = jobs_done(place, workers)
    assert sum(line["count"] > 0 for line in done) == 1
    runs = place.engine.runs.list(name="maintenance", executor_id=[place.worker_id(worker) for worker in workers])
    due = {run.input["args"][0] for run in runs if run.input}
    assert len(done) == len(runs) == len(due)
    assert waiting_messages(place, state="delivered") == 0


def test_what_was_finished_long_ago_is_forgotten_and_what_failed_is_not(
    place: Place, partner_server: PartnerServer
) -> None:
    from crm_adapters.durable.worker import forget_finished

    fine, failing = (ready_lead(place.crm, place.actor, f"{name}@example.com") for name in ("fine", "failing"))
    place.crm.conversion.convert_lead(place.actor, ConvertLead(lead_id=fine.id))
    partner_server.partners.faults.refuse("customers.link_to_opportunity")
    partner_server.partners.faults.refuse("customers.discard")
    with pytest.raises(Exception, match="could not be undone"):
        place.crm.conversion.convert_lead(place.actor, ConvertLead(lead_id=failing.id))
    engine = place.engine
    now = datetime.now(UTC)

    assert forget_finished(engine, now - timedelta(days=1)) == 0
    assert forget_finished(engine, now + timedelta(days=1)) >= 1

    (left,) = place.processes.list(place.actor)
    assert (left.state, left.id.endswith(failing.id)) == (RunState.COMPENSATION_FAILED, True)


def jobs_done(place: Place, workers: Sequence[ForkedCommand]) -> Sequence[dict[str, Any]]:
    return [line for worker in workers for line in place.said(worker, "maintenance.done")]


def age_delivered_messages(database: Database) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=40)
    with database.engine.begin() as connection:
        changed = connection.execute(
            update(outbox_messages).where(outbox_messages.c.state == "delivered").values(settled_at=long_ago)
        )
    assert changed.rowcount > 0


def waiting_messages(place: Place, state: str = "pending") -> int:
    ours = (outbox_messages.c.tenant_id == place.actor.tenant_id, outbox_messages.c.state == state)
    with place.crm.database.reading(place.actor.tenant_id) as connection:
        return len(connection.execute(select(outbox_messages.c.id).where(*ours)).all())
