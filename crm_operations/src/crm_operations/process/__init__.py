"""Processes: how any recipe runs, is remembered and unwinds. Knows no word of selling."""

from crm_operations.process.in_process import Claim, InProcessRunner, RunBusy, RunLog, SameProcessOtherCommand, Together
from crm_operations.process.outcome import Answer, NotYet
from crm_operations.process.runner import ProcessRunner, Recipe
from crm_operations.process.saga import CompensationFailed, OutcomeUnknown, Saga, StepRunner

__all__ = [
    "Answer",
    "Claim",
    "CompensationFailed",
    "InProcessRunner",
    "NotYet",
    "OutcomeUnknown",
    "ProcessRunner",
    "Recipe",
    "RunBusy",
    "RunLog",
    "Saga",
    "SameProcessOtherCommand",
    "StepRunner",
    "Together",
]
