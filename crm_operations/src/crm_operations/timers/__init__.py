"""Timers: what falls due later is fired by workers that poll; each kind has a handler."""

from crm_operations.timers.coordinator import TimerCoordinator
from crm_operations.timers.firing import NoTimerHandler, TimerFiring, TimerRun
from crm_operations.timers.handler import Firing, PeopleTimerHandler, TimerHandler, timer_actor
from crm_operations.timers.queue import ATTEMPT_LOST, TimerQueue

__all__ = [
    "ATTEMPT_LOST",
    "Firing",
    "NoTimerHandler",
    "PeopleTimerHandler",
    "TimerCoordinator",
    "TimerFiring",
    "TimerHandler",
    "TimerQueue",
    "TimerRun",
    "timer_actor",
]
