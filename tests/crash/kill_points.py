"""What befalls a process on purpose: it dies at a moment, or a step of it is refused; and which moments there are."""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import NamedTuple

from crm_core.actor import Actor
from crm_core.errors import Refused
from crm_operations.process import UNDO

DEATH = 86
"""The exit code of who died on purpose."""
RUN, PROCESS = "(the run)", "(the process)"
"""Around all steps: from when the run was accepted until its outcome is written down, and the workflow within it."""


class Side(StrEnum):
    """Before its effect; or after it and before its answer is written down.

    That an answer is written down and the next step not begun is before the next one.
    """

    BEFORE = "before"
    AFTER = "after"


class KillPoint(NamedTuple):
    side: Side
    step: str

    @property
    def is_undo(self) -> bool:
        return self.step.startswith(UNDO)

    @property
    def is_of_a_step(self) -> bool:
        return self.step not in {RUN, PROCESS}

    def __str__(self) -> str:
        return f"{self.side} {self.step!r}"


class Fault(NamedTuple):
    dies_at: KillPoint | None = None
    refused: tuple[str, ...] = ()
    """Steps, undos among them, that are refused for good and so have no effect."""


class FaultInjector:
    """A ProcessWatch that lets the fate happen, and remembers the moments that passed."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self.passed: list[KillPoint] = []

    def process(self, workflow: str, process_id: str, actor: Actor) -> AbstractContextManager[None]:
        return self._around(PROCESS)

    def step(self, name: str) -> AbstractContextManager[None]:
        return self._around(name)

    def trace_context(self) -> Mapping[str, str]:
        return {}

    def continuing(self, trace_context: Mapping[str, str]) -> AbstractContextManager[None]:
        return self._around(RUN)

    @contextmanager
    def _around(self, name: str) -> Iterator[None]:
        self._pass(KillPoint(Side.BEFORE, name))
        if name in self._fault.refused:
            raise Refused("{step} is refused on purpose", {"step": name})
        yield
        self._pass(KillPoint(Side.AFTER, name))

    def _pass(self, moment: KillPoint) -> None:
        if moment == self._fault.dies_at:
            os._exit(DEATH)
        self.passed.append(moment)
