"""Processes: how any workflow is run, stored and undone; independent of sales."""

from crm_operations.process.ids import (
    ProcessId,
    compound_id,
    encoded,
    found_id,
    parts_of,
    process_and_number,
    process_id,
    run_id,
)
from crm_operations.process.in_process import InProcessRunner, LocalTransaction
from crm_operations.process.outcome import Answer, NonFinal
from crm_operations.process.retries import repeating
from crm_operations.process.run_log import (
    Attempt,
    Claim,
    FinishedRun,
    RunBusy,
    RunLog,
    RunsDurably,
    SameProcessOtherCommand,
)
from crm_operations.process.runner import NoQueue, ProcessRunner, Workflow
from crm_operations.process.saga import UNDO, CompensationFailed, OutcomeUnknown, Saga, StepRunner
from crm_operations.process.stored import (
    NotReadable,
    NotStorable,
    Stored,
    Unexpected,
    read_answer,
    read_error,
    request_hash,
    write_answer,
    write_error,
)
from crm_operations.process.watch import BoundLogs, ProcessWatch

__all__ = [
    "UNDO",
    "Answer",
    "Attempt",
    "BoundLogs",
    "Claim",
    "CompensationFailed",
    "FinishedRun",
    "InProcessRunner",
    "LocalTransaction",
    "NoQueue",
    "NonFinal",
    "NotReadable",
    "NotStorable",
    "OutcomeUnknown",
    "ProcessId",
    "ProcessRunner",
    "ProcessWatch",
    "RunBusy",
    "RunLog",
    "RunsDurably",
    "Saga",
    "SameProcessOtherCommand",
    "StepRunner",
    "Stored",
    "Unexpected",
    "Workflow",
    "compound_id",
    "encoded",
    "found_id",
    "parts_of",
    "process_and_number",
    "process_id",
    "read_answer",
    "read_error",
    "repeating",
    "request_hash",
    "run_id",
    "write_answer",
    "write_error",
]
