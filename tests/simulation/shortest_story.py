"""Shrinks a story that failed: steps are left out as long as something still does not hold.

Hypothesis would make each step simpler first and leave out later, which takes minutes where each try opens a database.
A step draws from a number of its own, so what is left goes on alike.
"""

import time
from collections.abc import Sequence

from simulation import Simulation, Step, Violation

PATIENCE_SECONDS = 120.0


def shortest(machine: type[Simulation], violation: Violation, seconds: float = PATIENCE_SECONDS) -> Violation:
    """The violation of the shortest story found in that time; in halves first, one by one at the end."""
    until = time.monotonic() + seconds
    size = len(violation.steps) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(violation.steps) and time.monotonic() < until:
            left = [*violation.steps[:at], *violation.steps[at + size :]]
            if (still := replayed(machine, left)) is not None:
                violation = still
            else:
                at += size
        size //= 2
    for at, step in enumerate(violation.steps):
        calm = [*violation.steps[:at], step._replace(fault=None), *violation.steps[at + 1 :]]
        if step.fault and time.monotonic() < until and (still := replayed(machine, calm)) is not None:
            violation = still
    return violation


def replayed(machine: type[Simulation], steps: Sequence[Step]) -> Violation | None:
    """What does not hold when these steps are taken, if anything."""
    simulation = machine()
    try:
        for step in steps:
            simulation.take(step)
    except Violation as violation:
        return violation
    finally:
        try:
            simulation.teardown()
        except Violation as violation:
            return violation
    return None
