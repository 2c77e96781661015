"""Checks of durable processes: whether a worker is alive to run them, and whether some wait for a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from crm_adapters.doctor.check_context import CheckContext, counted, lasting
from crm_adapters.storage import SqlWorkers, Worker
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring import RunnerKind, processes_url, why_not_durable
from crm_operations.providers import CheckResult

WORKERS, QUEUE, FAILED = "workers", "queue", "failed processes"
START_ONE = "start `crm worker`"


def processes_go_on(context: CheckContext) -> Sequence[CheckResult]:
    """Raises Invalid when they cannot be looked at from here."""
    settings = context.crm.settings
    if settings.runner is not RunnerKind.DURABLE:
        return [CheckResult.ok(WORKERS, "workflows run in process, so none is waited for")]
    if (missing := why_not_durable(settings)) is not None:
        raise missing
    from crm_adapters.durable import QueueStats, read_queue_stats

    workers = SqlWorkers(context.crm.database)
    # Workers that started or ended while the runs were counted are included.
    known = {worker.id: worker for worker in workers.known()}
    queue_stats: QueueStats = read_queue_stats(processes_url(settings))
    known |= {worker.id: worker for worker in workers.known()}
    now = SystemClock().now()  # leases are between processes, whatever time it is in the CRM
    alive = [worker for worker in known.values() if worker.alive_until > now]
    return [
        _workers(queue_stats.running, known, alive),
        _queue(queue_stats.queued, queue_stats.oldest_queued_at, now, alive, context.settings.waiting_warning_seconds),
        _for_a_person(queue_stats.for_a_person),
    ]


def _workers(running: Mapping[str, int], known: Mapping[str, Worker], alive: Sequence[Worker]) -> CheckResult:
    living = {worker.id for worker in alive}
    left = sum(runs for worker, runs in running.items() if worker in known and worker not in living)
    orphaned = sum(runs for worker, runs in running.items() if worker not in known)
    serving = sum(worker.kind == "worker" for worker in alive)
    figures = {
        "workers": serving,
        "commands": len(alive) - serving,
        "dead": len(known) - len(alive),
        "running": sum(running.values()),
        "left_by_the_dead": left,
        "orphaned": orphaned,
    }
    if orphaned:
        found = f"{counted(orphaned, 'process', 'processes')} of workers nobody knows"
        remedy = (
            "`crm process list --state running` shows them; `crm process cancel ID` has one undone, to be begun anew"
        )
        return CheckResult.failed(WORKERS, found, remedy, **figures)
    if left:
        found = f"{counted(left, 'process', 'processes')} left by dead workers"
        if not alive:
            return CheckResult.failed(WORKERS, f"{found}, and nobody is alive to go on", START_ONE, **figures)
        return CheckResult.warning(WORKERS, found, "wait for their lease: those alive take them over", **figures)
    here = f"{counted(serving, 'worker')} and {counted(len(alive) - serving, 'command')} alive"
    return CheckResult.ok(WORKERS, here, **figures)


def _queue(
    queued: int, oldest_at: datetime | None, now: datetime, alive: Sequence[Worker], patience: float
) -> CheckResult:
    age = 0.0 if oldest_at is None else max(0.0, (now - oldest_at).total_seconds())
    figures = {"queued": queued, "oldest_seconds": round(age, 1)}
    if not queued:
        return CheckResult.ok(QUEUE, "empty", **figures)
    found = f"{counted(queued, 'process', 'processes')} queued, the oldest for {lasting(age)}"
    is_late = age > patience
    if not any(worker.kind == "worker" for worker in alive):
        result_of = CheckResult.failed if is_late else CheckResult.warning
        return result_of(QUEUE, f"{found}, and no worker is alive", START_ONE, **figures)
    if is_late:
        return CheckResult.warning(
            QUEUE, found, "start more workers, or raise operations.processes.concurrency", **figures
        )
    return CheckResult.ok(QUEUE, found, **figures)


def _for_a_person(count: int) -> CheckResult:
    if not count:
        return CheckResult.ok(FAILED, "none", processes=0)
    found = f"{counted(count, 'process', 'processes')} could not be undone, or broke"
    remedy = "`crm process list --failed` shows a tenant's; mend the cause, then `crm process resume ID`"
    return CheckResult.failed(FAILED, found, remedy, processes=count)
