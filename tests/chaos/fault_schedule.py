"""The storm itself: what it does to the workers while commands pour in, and when it is over."""

import argparse
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from checks import busy, done, is_idle, undelivered, unfired
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Connection
from tenacity import Retrying, retry_if_exception_type, stop_when_event_set, wait_fixed
from worker_pool import WorkerPool
from workload import Workload

from crm_adapters.wiring import Crm
from crm_core.errors import Unavailable
from crm_operations.process import Answer

T = TypeVar("T")

TWICE, DIRECTLY = 0.05, 0.02
"""The part of the commands that is handed over twice, and that is asked for directly while it is queued."""
BACKLOG = 250
"""How many commands wait at most; more are handed over as they are done, so that it blows on those who ask, too."""
KILLS_PER_CUT = 3
LOOK_SECONDS = 0.1
MISSED_SECONDS = 1.0
"""At most so long after nobody was at work that could be killed."""
PATIENCE_SECONDS = 120.0
"""How long nothing may move before the storm is given up."""


class Ran(NamedTuple):
    """What became of the commands while it blew."""

    seconds: float
    accepted: set[str]
    answers: dict[str, Answer]
    twice: int
    flaws: list[str]


class ChaosRun:
    """Kills and cuts until every command is done, then waits for timers and the relay."""

    def __init__(
        self,
        crm: Crm,
        workloads: list[Workload],
        pool: WorkerPool,
        chance: random.Random,
        options: argparse.Namespace,
        server: Connection | None,
    ) -> None:
        self._crm = crm
        self._stocks = workloads
        self._pool = pool
        self._chance = chance
        self._seconds_between_kills: float = options.seconds_between_kills
        self._most_kills: float = options.kills
        self._server = server
        self._requests = [request for workload in workloads for request in workload.requests]
        chance.shuffle(self._requests)
        self._twice = set(chance.sample(range(len(self._requests)), int(len(self._requests) * TWICE)))
        self._directly = set(chance.sample(range(len(self._requests)), int(len(self._requests) * DIRECTLY)))
        self._accepted: set[str] = set()
        self._asked: dict[str, Future[Answer]] = {}
        self._done = 0
        self._is_over = threading.Event()

    def run(self, console: Console) -> Ran:
        self._crm.container.workflows.durable().open()
        started = time.monotonic()
        answers: dict[str, Answer] = {}
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with (
            Progress(*columns, console=console) as progress,
            ThreadPoolExecutor(1) as enqueuing,
            ThreadPoolExecutor(8) as callers,
        ):
            try:
                handing = enqueuing.submit(self._hand_over, callers)
                flaws = [*self._inject_faults(progress, handing), *self._unproven()]
                seconds = time.monotonic() - started
                flaws += self._until_none(progress, "timers fired", lambda: unfired(self._crm))
                flaws += self._until_none(progress, "messages delivered", lambda: undelivered(self._crm))
                self._pool.dismiss()
            finally:
                self._is_over.set()
                self._pool.abandon()
            for process_id, asked in self._asked.items():
                if (error := asked.exception()) is None:
                    answers[process_id] = asked.result()
                else:
                    flaws.append(f"who asked for {process_id} was told {type(error).__name__}: {error}")
            if (error := handing.exception()) is not None:
                flaws.append(f"handing over ended with {type(error).__name__}: {error}")
        return Ran(seconds, self._accepted, answers, len(self._twice), flaws)

    def _hand_over(self, callers: ThreadPoolExecutor) -> None:
        for number, request in enumerate(self._requests):
            if self._is_over.is_set():
                return
            while number - self._done > BACKLOG and not self._is_over.wait(LOOK_SECONDS):
                pass
            self._accepted.add(self._patiently(request.enqueue))
            if number in self._directly:
                self._asked[request.process_id] = callers.submit(self._patiently, request.ask)
            if number in self._twice:
                self._accepted.add(self._patiently(request.enqueue))

    def _patiently(self, question: Callable[[Crm], T]) -> T:
        """As somebody does who is told to ask again in a moment."""
        patiently = Retrying(
            retry=retry_if_exception_type(Unavailable),
            wait=wait_fixed(LOOK_SECONDS),
            stop=stop_when_event_set(self._is_over),
            reraise=True,
        )
        answer: T = patiently(question, self._crm)
        return answer

    def _inject_faults(self, progress: Progress, handing: "Future[None]") -> list[str]:
        """Until nothing is queued or running, nor anybody waiting."""
        bar = progress.add_task("done", total=len(self._requests))
        next_kill = self._next_kill()
        moved_at, before = time.monotonic(), -1
        while True:
            now = time.monotonic()
            kills = self._pool.kills
            if now >= next_kill and kills < self._most_kills:
                # By chance and not by ambush: whoever was killed the moment they take up the last run never ends it.
                self._pool.kill_one(busy(self._crm))
                missed = self._pool.kills == kills
                next_kill = now + self._chance.uniform(0, MISSED_SECONDS) if missed else self._next_kill()
            if self._server is not None and self._is_owed_a_cut():
                self._pool.cut_connections(self._server)
            self._pool.fill_up()
            count = self._done = done(self._crm)
            accepted, kills, cuts = len(self._accepted), self._pool.kills, self._pool.cuts
            progress.update(bar, completed=count, description=f"{accepted} accepted, {kills} killed, {cuts} cut; done")
            if count != before:
                moved_at, before = now, count
            elif now - moved_at > PATIENCE_SECONDS:
                return [f"nothing moved for {PATIENCE_SECONDS:.0f} seconds"]
            is_over = handing.done() and (count == len(self._requests) or now - moved_at > 5)
            if is_over and is_idle(self._crm, self._stocks) and all(asked.done() for asked in self._asked.values()):
                progress.update(bar, completed=done(self._crm))
                return []
            time.sleep(LOOK_SECONDS)

    def _until_none(self, progress: Progress, what: str, count: Callable[[], int]) -> list[str]:
        """Until nothing is left to do, as long as it becomes less."""
        waiting = count()
        bar = progress.add_task(what, total=waiting)
        total, moved_at, before = waiting, time.monotonic(), waiting
        while waiting := count():
            total = max(total, waiting)
            progress.update(bar, total=total, completed=total - waiting)
            if waiting != before:
                moved_at, before = time.monotonic(), waiting
            elif time.monotonic() - moved_at > PATIENCE_SECONDS / 4:
                return [f"{waiting} were not {what} within {PATIENCE_SECONDS / 4:.0f} seconds"]
            self._pool.fill_up()
            time.sleep(LOOK_SECONDS)
        progress.update(bar, completed=total)
        return []

    def _unproven(self) -> Iterator[str]:
        """What did not befall anybody is not proven to do no harm."""
        if not self._pool.kills and self._most_kills:
            yield "no worker was killed while it was at work; give it more commands"
        if not self._pool.cuts and self._most_kills and self._server is not None:
            yield "no connection was cut; give it more commands"

    def _is_owed_a_cut(self) -> bool:
        """With the first kill, and then with every few; one that found nobody connected is made good."""
        return self._pool.cuts * KILLS_PER_CUT < self._pool.kills

    def _next_kill(self) -> float:
        return time.monotonic() + self._seconds_between_kills * self._chance.uniform(0.5, 1.5)
