"""A worker in a process of its own: runs what waits in the queue, and writes each span as a line of JSON.

Called with the database, the place of the processes, and the id of the run whose end it waits for.
"""

import sys
import time
from functools import partial

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.trace import set_tracer_provider

from crm_adapters.durable import DurableRunner, Engine, WorkerLease
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database, SqlRunLog, SqlWorkers
from crm_adapters.system_clock import SystemClock
from crm_adapters.telemetry import TracedProcesses
from crm_core.actor import Actor
from crm_core.errors import CrmError
from crm_core.values import Value
from crm_operations.process import Answer, InProcessRunner, Saga
from crm_operations.settings import ProcessSettings, RetrySettings

SETTINGS = ProcessSettings(lease_seconds=5, poll_seconds=0.02, grace_seconds=1)


class BookJourney(Value):
    amount: int = 1


class Done(Answer):
    trips: int


class Journey:
    """There and there again; ``troubles`` are met on the way to a place, one at each try, or on the way back."""

    name = process = "journey"
    command = BookJourney
    answers: tuple[type[Value], ...] = (Done,)

    def __init__(self, **troubles: list[Exception]) -> None:
        self._troubles = troubles

    def require_subject(self, actor: Actor, command: BookJourney) -> None:
        """A journey is about nothing there is."""

    def run(self, saga: Saga, actor: Actor, command: BookJourney) -> Done:
        for place in ("berlin", "paris"):
            saga.step(f"go to {place}", partial(self._go, place), undo=self._come_back)
        return Done(trips=command.amount)

    def _go(self, place: str) -> str:
        if self._troubles.get(place):
            raise self._troubles[place].pop(0)
        return place

    def _come_back(self, place: str) -> None:
        self._go(f"from_{place}")


def a_runner(database: Database, url: str, watch: TracedProcesses, workflow: Journey, *, works: bool) -> DurableRunner:
    engine = Engine(url, new_id(), SETTINGS, works_off_queues=works)
    lease = WorkerLease(engine, SqlWorkers(database), SETTINGS.lease_seconds, SETTINGS.concurrency)
    patient = RetrySettings(attempts=3, initial_seconds=0, maximum_seconds=0)
    in_process = InProcessRunner(SqlRunLog(database), SystemClock(), patient, watch=watch)
    return DurableRunner(engine, lease, [workflow], in_process, patient, watch, processes=SETTINGS)


def main(database_url: str, processes_url: str, run_id: str) -> None:
    provider = TracerProvider()
    exporter = ConsoleSpanExporter(formatter=lambda span: span.to_json(indent=None) + "\n")
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    set_tracer_provider(provider)
    database = Database(database_url)
    runner = a_runner(database, processes_url, TracedProcesses(), Journey(), works=True)
    runner.open()
    try:
        until = time.monotonic() + 30
        while (run := runner.engine.runs.find(run_id)) is None or run.status != "SUCCESS":
            if time.monotonic() > until:
                raise CrmError("{run} did not come to its end", {"run": run_id})
            time.sleep(0.02)
    finally:
        runner.close()
        database.close()
        provider.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
