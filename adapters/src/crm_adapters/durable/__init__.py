"""Durable processes: workflows that survive a crash, queues, and workers that share them. On DBOS."""

from crm_adapters.durable.engine import Engine, EngineInUse
from crm_adapters.durable.outcome import RunState, TooManyRecoveries
from crm_adapters.durable.processes import (
    Processes,
    ProcessNotCancellable,
    ProcessNotResumable,
    RunEnded,
)
from crm_adapters.durable.queue_stats import QueueStats, read_queue_stats
from crm_adapters.durable.runner import DurableRunner
from crm_adapters.durable.steps import ProcessCancelled
from crm_adapters.durable.views import RunView, StepView
from crm_adapters.durable.worker import Worker, WorkerReport
from crm_adapters.durable.worker_lease import WorkerLease

__all__ = [
    "DurableRunner",
    "Engine",
    "EngineInUse",
    "ProcessCancelled",
    "ProcessNotCancellable",
    "ProcessNotResumable",
    "Processes",
    "QueueStats",
    "RunEnded",
    "RunState",
    "RunView",
    "StepView",
    "TooManyRecoveries",
    "Worker",
    "WorkerLease",
    "WorkerReport",
    "read_queue_stats",
]
