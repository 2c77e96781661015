"""Durable processes: whether somebody is there to run them, and whether some wait for a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from crm_adapters.doctor.subject import Subject, counted, lasting
from crm_adapters.storage import SqlWorkers, Worker
from crm_adapters.system_clock import SystemClock
from crm_adapters.wiring import RunnerKind, processes_url, why_not_durable
from crm_operations.providers import Finding

WORKERS, QUEUE, FAILED = "workers", "queue", "failed processes"
START_ONE = "start `crm worker`"


def processes_go_on(subject: Subject) -> Sequence[Finding]:
    """Raises Invalid when they cannot be looked at from here."""
    settings = subject.crm.settings
    if settings.runner is not RunnerKind.DURABLE:
        return [Finding.ok(WORKERS, "recipes run in process, so none is waited for")]
    if (missing := why_not_durable(settings)) is not None:
        raise missing
    from crm_adapters.durable import Census, take_census

    workers = SqlWorkers(subject.crm.database)
    # Whoever came or went while the runs were counted is known all the same.
    known = {worker.id: worker for worker in workers.known()}
    census: Census = take_census(processes_url(settings))
    known |= {worker.id: worker for worker in workers.known()}
    now = SystemClock().now()  # leases are between processes, whatever time it is in the CRM
    alive = [worker for worker in known.values() if worker.alive_until > now]
    return [
        _workers(census.running, known, alive),
        _queue(census.queued, census.oldest_queued_at, now, alive, subject.settings.waiting_warning_seconds),
        _for_a_person(census.for_a_person),
    ]


def _workers(running: Mapping[str, int], known: Mapping[str, Worker], alive: Sequence[Worker]) -> Finding:
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
        return Finding.failed(WORKERS, found, remedy, **figures)
    if left:
        found = f"{counted(left, 'process', 'processes')} left by dead workers"
        if not alive:
            return Finding.failed(WORKERS, f"{found}, and nobody is alive to go on", START_ONE, **figures)
        return Finding.warning(WORKERS, found, "wait for their lease: those alive take them over", **figures)
    here = f"{counted(serving, 'worker')} and {counted(len(alive) - serving, 'command')} alive"
    return Finding.ok(WORKERS, here, **figures)


def _queue(queued: int, oldest_at: datetime | None, now: datetime, alive: Sequence[Worker], patience: float) -> Finding:
    age = 0.0 if oldest_at is None else max(0.0, (now - oldest_at).total_seconds())
    figures = {"queued": queued, "oldest_seconds": round(age, 1)}
    if not queued:
        return Finding.ok(QUEUE, "empty", **figures)
    found = f"{counted(queued, 'process', 'processes')} queued, the oldest for {lasting(age)}"
    is_late = age > patience
    if not any(worker.kind == "worker" for worker in alive):
        say = Finding.failed if is_late else Finding.warning
        return say(QUEUE, f"{found}, and no worker is alive", START_ONE, **figures)
    if is_late:
        return Finding.warning(QUEUE, found, "start more workers, or raise operations.processes.concurrency", **figures)
    return Finding.ok(QUEUE, found, **figures)


def _for_a_person(count: int) -> Finding:
    if not count:
        return Finding.ok(FAILED, "none", processes=0)
    found = f"{counted(count, 'process', 'processes')} could not be undone, or broke"
    remedy = "`crm process list --failed` shows a tenant's; mend the cause, then `crm process resume ID`"
    return Finding.failed(FAILED, found, remedy, processes=count)
