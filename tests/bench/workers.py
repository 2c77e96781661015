"""How many conversions a second one, two and four worker processes do that share a PostgreSQL.

Counted from when each worker has done its first until all are done, so that starting them does not matter.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from lead_to_won import NO_GATE
from rich.console import Console
from rich.table import Table
from workflow_commands import a_lead, set_up

from crm_adapters.durable import RunState
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm
from crm_core.actor import Actor
from crm_operations.lead_conversion import ConvertLead

CREWS = (1, 2, 4)
TENANTS = 4
COMMANDS = 600
"""For each crew, over the tenants."""
PATIENCE_SECONDS = 180.0
_WORKER = [sys.executable, "-m", "crm_adapters.cli"]


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    if "PostgreSQL" not in urls:
        console.print("Several workers share a PostgreSQL, and none answered.")
        return
    speeds: list[float] = []
    for size in CREWS:
        with console.status(f"{size} at work"):
            speeds.append(_conversions_a_second(urls["PostgreSQL"](), size))
    table = Table("workers", "conversions a second", "against one")
    for size, speed in zip(CREWS, speeds, strict=True):
        table.add_row(str(size), f"{speed:.0f}", f"{speed / speeds[0]:.2f}")
    console.print(table)


def _conversions_a_second(url: str, size: int) -> float:
    settings = CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE, operations=NO_GATE)
    with open_crm(settings=settings) as crm:
        tenants = [f"tenant-{number}" for number in range(TENANTS)]
        for tenant in tenants:
            _prepare(crm, tenant)
        with at_work(url, size):
            _wait_until_done(crm, tenants)
        runs = [run for each in tenants for run in crm.processes.list(administrator(each), limit=2 * COMMANDS)]
    assert [run.state for run in runs] == [RunState.DONE] * COMMANDS
    ended = {run.id: run.ended_at.timestamp() for run in runs if run.ended_at}
    firsts = [
        min(ended[run.id] for run in runs if run.worker_id == worker) for worker in {run.worker_id for run in runs}
    ]
    assert len(firsts) == size, f"{len(firsts)} of {size} workers did something"
    all_at_work, last = max(firsts), max(ended.values())
    return sum(moment > all_at_work for moment in ended.values()) / (last - all_at_work)


def _prepare(crm: Crm, tenant: str) -> None:
    actor = administrator(tenant)
    set_up(crm, actor)
    with crm.database.local_transaction(tenant):
        leads = [a_lead(crm, actor) for _ in range(COMMANDS // TENANTS)]
    enqueue(crm, actor, leads)


def enqueue(crm: Crm, actor: Actor, lead_ids: Sequence[str]) -> None:
    for lead_id in lead_ids:
        crm.conversion.enqueue_conversion(actor, ConvertLead(lead_id=lead_id))


@contextmanager
def at_work(url: str, size: int, **settings: str) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """They deliver no news meanwhile."""
    words = [*_WORKER, "--database", url, "worker", "--relay-threads", "0", "--delivery-threads", "0"]
    environment = {
        "CRM_OPERATIONS__QUALIFICATION__MINIMUM_SCORE": "0",
        "CRM_OPERATIONS__QUALIFICATION__MINIMUM_ACTIVITIES": "0",
    }
    with tempfile.TemporaryDirectory() as folder:
        log = (Path(folder) / "workers.log").open("wb")
        workers = [
            subprocess.Popen(words, env={**os.environ, **environment, **settings}, stderr=log, cwd=folder)
            for _ in range(size)
        ]
        try:
            yield workers
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait()
            log.close()


def _wait_until_done(crm: Crm, tenants: Sequence[str]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while any(
        crm.processes.list(administrator(tenant), state=state, limit=1)
        for tenant in tenants
        for state in (RunState.QUEUED, RunState.RUNNING)
    ):
        if time.monotonic() > until:
            raise TimeoutError("the workers did not get done")
        time.sleep(0.25)
