"""How long it takes to take up what the dead left, and whether the time per run stays the same from 250 to 1,000.

What a worker had taken off a queue goes back to it. What an application ran itself goes over a queue of the durable
engine's own, where it looks once a second: that second is the floor of each such recovery.
"""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from lead_to_won import NO_GATE
from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text
from workflow_commands import a_lead, set_up

from crm_adapters.durable import DurableRunner, RunState
from crm_adapters.storage import driver_named
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, administrator, open_crm
from crm_adapters.wiring.durable import processes_url
from crm_core.actor import Actor
from crm_operations.lead_conversion import ConvertLead

SIZES = (250, 1_000)
PATIENCE_SECONDS = 120.0
LOOK_SECONDS = 0.05
OF_WHOM = {"a worker": "", "an application": ", queue_name = NULL, queue_partition_key = NULL"}
_BEGUN_BY_THE_DEAD = """
UPDATE {runs} SET status = 'PENDING', executor_id = 'the dead', recovery_attempts = 1{more} WHERE status = 'ENQUEUED'
"""


class Recovery(NamedTuple):
    """``handing_out`` is until all waits again, ``whole`` until all is done."""

    handing_out: float
    whole: float


def measure(console: Console, urls: Mapping[str, Callable[[], str]]) -> None:
    table = Table(
        *("database", "left by", *(f"{size:,} runs, s (ms each)" for size in SIZES), "growth per run"),
        *(f"of it handing out {size:,}, s" for size in SIZES),
        caption="For what an application left up to a second is waiting: the engine looks for it that often.",
    )
    for name, url in urls.items():
        for whose, more in OF_WHOM.items():
            with console.status(f"{name}: taking up what {whose} left"):
                recovered = [_recovered(url(), size, more) for size in SIZES]
            each = [recovery.whole / size for recovery, size in zip(recovered, SIZES, strict=True)]
            table.add_row(
                name,
                whose,
                *(
                    f"{recovery.whole:.1f} ({share * 1000:.1f})"
                    for recovery, share in zip(recovered, each, strict=True)
                ),
                f"{each[-1] / each[0]:.2f}",
                *(f"{recovery.handing_out:.2f}" for recovery in recovered),
            )
    console.print(table)


def _recovered(url: str, size: int, more: str) -> Recovery:
    settings = CrmSettings.load(database_url=url, runner=RunnerKind.DURABLE, operations=NO_GATE)
    actor = administrator("bench")
    with open_crm(settings=settings) as crm:
        set_up(crm, actor)
        _enqueue(crm, actor, size)
    _interrupt(settings, more)
    with open_crm(settings=settings, works_off_queues=True) as crm:
        crm.processes.list(actor, limit=1)
        started = time.perf_counter()
        runner: DurableRunner = crm.container.workflows.lazy_durable().load()
        runner._lease.recover_expired_workers()
        handed_out = time.perf_counter()
        while _is_at_work(crm, actor):
            assert time.perf_counter() - started < PATIENCE_SECONDS
            time.sleep(LOOK_SECONDS)
        ended = time.perf_counter()
        done = crm.processes.list(actor, state=RunState.DONE, limit=2 * size)
    assert len(done) == size, len(done)
    assert {run.executions for run in done} == {2}, {run.executions for run in done}
    return Recovery(handed_out - started, ended - started)


def _enqueue(crm: Crm, actor: Actor, size: int) -> None:
    with crm.database.local_transaction(actor.tenant_id):
        leads = [a_lead(crm, actor) for _ in range(size)]
    workflow = crm.container.workflows.lead_conversion()
    for lead in leads:
        process_id = f"{workflow.name}:{actor.tenant_id}:{lead}"
        crm.runner.enqueue(workflow, process_id, actor, ConvertLead(lead_id=lead))


def _interrupt(settings: CrmSettings, more: str) -> None:
    """As if somebody had begun them all, and died over their first step."""
    engine = create_engine(driver_named(processes_url(settings)))
    schema = "" if engine.dialect.name == "sqlite" else "dbos."
    statement = text(_BEGUN_BY_THE_DEAD.format(runs=f"{schema}workflow_status", more=more))
    with engine.begin() as connection:
        connection.execute(statement)
    engine.dispose()


def _is_at_work(crm: Crm, actor: Actor) -> bool:
    return any(crm.processes.list(actor, state=state, limit=1) for state in (RunState.QUEUED, RunState.RUNNING))
