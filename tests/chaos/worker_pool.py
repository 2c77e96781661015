"""The workers of the storm, and what befalls them."""

import multiprocessing
import random
import signal
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess

from preload import preload_forkserver
from sqlalchemy import Connection, bindparam, text
from worker import WorkerConfig, serve

GRACE_SECONDS = 30.0
DURABLE_ENGINE = "dbos_transact"
"""What DBOS calls its connections, whoever opens them."""

_CONNECTED = text(
    "SELECT DISTINCT application_name FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name IN :names ORDER BY application_name"
).bindparams(bindparam("names", expanding=True))
_CUT = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND application_name = :name"
)


class WorkerPool:
    """As many workers as are wanted: for each that ends another one begins.

    They are forked from a process that has everything loaded: starting Python anew each time would be all a small
    machine does.
    """

    def __init__(self, size: int, config_of: Callable[[str], WorkerConfig], chance: random.Random) -> None:
        self.kills = 0
        self.cuts = 0
        self.mishaps: list[str] = []
        self._size = size
        self._config_of = config_of
        self._chance = chance
        self._hired = 0
        self._workers: dict[str, ForkServerProcess] = {}
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["worker", "crm_adapters.durable", "psycopg"])
        preload_forkserver()

    def fill_up(self) -> None:
        """Who ended without being told to is a mishap."""
        for name, worker in list(self._workers.items()):
            if not worker.is_alive():
                self.mishaps.append(f"{name} ended by itself with {worker.exitcode}")
                del self._workers[name]
        while len(self._workers) < self._size:
            self._hired += 1
            name = f"worker-{self._hired}"
            self._workers[name] = self._processes.Process(target=serve, args=(self._config_of(name),), name=name)
            self._workers[name].start()

    def kill_one(self, busy: set[int]) -> None:
        """Without a warning: one of those with these process ids, since who is not at work has nothing to lose."""
        names = [name for name, worker in self._workers.items() if worker.pid in busy]
        if not names:
            return
        name = self._chance.choice(names)
        killed = self._workers.pop(name)
        if killed.is_alive():
            killed.kill()
            self.kills += 1
        killed.join()
        if killed.exitcode != -signal.SIGKILL:
            self.mishaps.append(f"{name} ended by itself with {killed.exitcode}")
        self.fill_up()

    def cut_connections(self, server: Connection) -> None:
        """All of a worker's own, or all of everybody's durable engine."""
        connected = server.execute(_CONNECTED, {"names": [*self._workers, DURABLE_ENGINE]}).scalars().all()
        if connected:
            cut = server.execute(_CUT, {"name": self._chance.choice(connected)}).scalar_one()
            self.cuts += int(cut > 0)

    def dismiss(self) -> None:
        """Who does not end well is a mishap."""
        for worker in self._workers.values():
            worker.terminate()
        for name, worker in self._workers.items():
            worker.join(GRACE_SECONDS)
            if worker.exitcode != 0:
                self.mishaps.append(f"{name} was told to stop and ended with {worker.exitcode}")
                worker.kill()
        self._workers.clear()

    def abandon(self) -> None:
        """The storm itself came to grief."""
        for worker in self._workers.values():
            worker.kill()
