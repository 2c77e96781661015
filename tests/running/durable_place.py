"""A workflow that writes down what happens to it, and a database where runners of it are opened one after another."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from fresh_databases import FreshDatabases
from quick_recovery import take_up_every
from sqlalchemy import create_engine, text

from crm_adapters.durable import DurableRunner, Engine, WorkerLease
from crm_adapters.identifiers import new_id
from crm_adapters.storage import EVERY_TENANT, Database, SqlRunLog, SqlWorkers, driver_named
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring.durable import LazyDurableRunner
from crm_core.actor import Actor, Role
from crm_core.money import Money
from crm_core.values import Value
from crm_operations.process import Answer, InProcessRunner, NonFinal, Saga
from crm_operations.settings import ProcessSettings, RetrySettings

ACTOR = Actor(tenant_id="acme", user_id="ada", roles=frozenset({Role.ADMIN}))
AT_ONCE = RetrySettings(attempts=3, initial_seconds=0, maximum_seconds=0, run_lease_seconds=5)
QUICK = ProcessSettings(lease_seconds=0.6, max_recoveries=1, poll_seconds=0.02, grace_seconds=0.2)


@contextmanager
def migrated(databases: FreshDatabases, folder: Path) -> Iterator[tuple[Database, str]]:
    """A database, and where the processes are kept: in it on PostgreSQL, else in a file of that folder."""
    with databases.migrated() as url:
        database = Database(url)
        yield database, url if database.kind == "postgresql" else f"sqlite:///{folder}/crm.processes.db"
        database.close()


class BookJourney(Value):
    amount: int = 1


class Ticket(Value):
    place: str
    price: Money


class Done(Answer):
    trips: int


class LaterPerhaps(NonFinal):
    reason: str


class Journey:
    """Three steps with undos and a settling one; each writes down what happens to it, and may come to grief."""

    name = process = "journey"
    command = BookJourney
    answers: tuple[type[Value], ...] = (Ticket, Done, LaterPerhaps)

    def __init__(self, **troubles: Any) -> None:
        self.log: list[str] = []
        self.runs = 0
        self.troubles = troubles

    def require_subject(self, actor: Actor, command: BookJourney) -> None:
        """A journey is about nothing there is."""

    def run(self, saga: Saga, actor: Actor, command: BookJourney) -> Done | LaterPerhaps:
        self.runs += 1
        for place in ("berlin", "paris", "rome"):
            saga.step(f"go to {place}", partial(self._go, place, command.amount), undo=self._comes_back)
        saga.commit_step("arrive", lambda: self._happens("arrive"))
        return Done(trips=command.amount)

    def _go(self, place: str, amount: int) -> Ticket:
        self._happens(f"to_{place}")
        return Ticket(place=place, price=Money(minor=amount * 100, currency="EUR"))

    def _comes_back(self, ticket: Ticket) -> None:
        assert ticket.price.currency == "EUR"
        self._happens(f"from_{ticket.place}")

    def _happens(self, what: str) -> None:
        self.log.append(what)
        pending = self.troubles.get(what)
        trouble = pending.pop(0) if isinstance(pending, list) and pending else pending
        if isinstance(trouble, BaseException):
            raise trouble
        if callable(trouble):
            trouble()


class Place:
    """A database with its workers, where runners are opened one after another, as processes are."""

    def __init__(self, database: Database, processes_url: str) -> None:
        self.database = database
        self.workers = SqlWorkers(database)
        self._url = processes_url
        self._opened: list[DurableRunner] = []

    def runner(
        self,
        workflow: Any,
        *,
        works_off_queues: bool = False,
        retry: RetrySettings = AT_ONCE,
        one_commit: bool = False,
    ) -> DurableRunner:
        """Open; with ``one_commit`` as where every partner is built in."""
        for before in self._opened:
            before.close()
        take_up_every(QUICK.poll_seconds)
        engine = Engine(self._url, new_id(), QUICK, works_off_queues=works_off_queues)
        lease = WorkerLease(engine, self.workers, QUICK.lease_seconds, QUICK.concurrency)
        in_process = self.in_process(retry, one_commit=one_commit)
        runner = DurableRunner(engine, lease, [workflow], in_process, retry, processes=QUICK)
        runner.open()
        self._opened.append(runner)
        return runner

    def caller(
        self, workflow: Any, *, works_off_queues: bool = False, retry: RetrySettings = AT_ONCE
    ) -> LazyDurableRunner:
        """As an application with built-in partners has one, and nothing open yet."""
        for before in self._opened:
            before.close()
        return LazyDurableRunner(
            lambda: self.runner(workflow, works_off_queues=works_off_queues, retry=retry, one_commit=True),
            self.in_process(retry, one_commit=True),
        )

    def in_process(self, retry: RetrySettings = AT_ONCE, *, one_commit: bool) -> InProcessRunner:
        def local_transaction(actor: Actor) -> AbstractContextManager[None]:
            return self.database.local_transaction(actor.tenant_id)

        runs = SqlRunLog(self.database)
        return InProcessRunner(runs, SystemClock(), retry, local_transaction if one_commit else None)

    def close(self) -> None:
        for runner in self._opened:
            runner.close()

    def forget_everything(self) -> None:
        schema = "dbos." if self.database.kind == "postgresql" else ""
        if self._opened:
            kept = create_engine(driver_named(self._url))
            with kept.begin() as connection:
                for table in ("operation_outputs", "workflow_input", "workflow_output", "workflow_status"):
                    connection.execute(text(f"DELETE FROM {schema}{table}"))
            kept.dispose()
        with self.database.writing(EVERY_TENANT) as connection:
            connection.execute(text("DELETE FROM crm_runs"))
        for worker in self.workers.known():
            self.workers.leave(worker.id)


class Dies(BaseException):
    """As if the process ended here: nobody catches it."""


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Looks every few milliseconds."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come to pass in time"
        time.sleep(0.01)
