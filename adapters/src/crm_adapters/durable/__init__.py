"""Durable processes: recipes that survive a crash, queues, and workers that share them. On DBOS."""

from crm_adapters.durable.census import Census, take_census
from crm_adapters.durable.engine import Engine, EngineInUse
from crm_adapters.durable.keeper import Keeper
from crm_adapters.durable.outcome import RunState, TakenUpTooOften
from crm_adapters.durable.processes import (
    Processes,
    ProcessNotCancellable,
    ProcessNotResumable,
    RunEnded,
)
from crm_adapters.durable.runner import DurableRunner
from crm_adapters.durable.steps import ProcessCancelled
from crm_adapters.durable.told import RunTold, StepTold
from crm_adapters.durable.worker import Worker, WorkerReport

__all__ = [
    "Census",
    "DurableRunner",
    "Engine",
    "EngineInUse",
    "Keeper",
    "ProcessCancelled",
    "ProcessNotCancellable",
    "ProcessNotResumable",
    "Processes",
    "RunEnded",
    "RunState",
    "RunTold",
    "StepTold",
    "TakenUpTooOften",
    "Worker",
    "WorkerReport",
    "take_census",
]
