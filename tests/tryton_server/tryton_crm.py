"""A CRM whose customers, quotations and orders are kept in Tryton, to be opened in any process."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
from kill_points import DEATH
from quick_recovery import take_up_every

from crm_adapters.tryton import HttpTransport
from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, open_crm
from crm_core.errors import Unavailable
from crm_operations.process import ProcessWatch
from crm_operations.settings import MaintenanceSettings, OperationsSettings, ProcessSettings, RetrySettings
from crm_operations.testing import WITHOUT_RATES

OPERATIONS = OperationsSettings(
    approvals=WITHOUT_RATES,
    retry=RetrySettings(initial_seconds=0.05, maximum_seconds=0.2, attempts=60, run_lease_seconds=2),
    processes=ProcessSettings(lease_seconds=600, poll_seconds=0.02, grace_seconds=5),
)
"""A lease nobody outlives unless it is ended by hand; and patience with a server that is started anew."""


class Place(NamedTuple):
    database_url: str
    processes_url: str
    tryton_url: str
    tenants: Mapping[str, Mapping[str, Any]]

    def settings(self, runner: RunnerKind) -> CrmSettings:
        return CrmSettings.load(
            database_url=self.database_url,
            processes_url=self.processes_url,
            runner=runner,
            operations=OPERATIONS,
            party="tryton",
            sales="tryton",
            partners={"tryton": {"url": self.tryton_url, "tenants": self.tenants}},
        )

    def open(self, watch: ProcessWatch | None = None) -> Crm:
        """As an application that runs workflows durably."""
        take_up_every(OPERATIONS.processes.poll_seconds)
        more: dict[str, Any] = {} if watch is None else {"watch": watch}
        return open_crm(settings=self.settings(RunnerKind.DURABLE), **more)

    def open_worker(self, maintenance: MaintenanceSettings) -> Crm:
        settings = self.settings(RunnerKind.DURABLE)
        processes = OPERATIONS.processes.model_copy(update={"maintenance": maintenance})
        operations = OPERATIONS.model_copy(update={"processes": processes})
        return open_crm(settings=settings.model_copy(update={"operations": operations}), works_off_queues=True)

    def open_beside(self) -> Crm:
        return open_crm(settings=self.settings(RunnerKind.IN_PROCESS))


class HttpTap:
    """What goes over it is counted; after so many changes whoever sent them dies, or learns nothing of the last."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.changed: list[str] = []
        self.seconds = 0.0
        self._lock = threading.Lock()
        self.dies_after: int | None = None
        self.deaf_after: int | None = None

    @contextmanager
    def tapped(self) -> Iterator["HttpTap"]:
        """Every line of this process, as long as it lasts."""
        send = HttpTransport.send

        def tapped(transport: HttpTransport, database: str, verb: str, path: str, **more: Any) -> httpx.Response:
            answer = send(transport, database, verb, path, **more)
            with self._lock:
                self.seconds += answer.elapsed.total_seconds()
                self._note(verb, path)
            return answer

        HttpTransport.send = tapped  # type: ignore[method-assign,assignment]
        try:
            yield self
        finally:
            HttpTransport.send = send  # type: ignore[method-assign]

    def _note(self, verb: str, path: str) -> None:
        self.asked.append(f"{verb} {path}")
        if verb == "GET" or "res.user" in path:
            return
        self.changed.append(f"{verb} {path}")
        if len(self.changed) == self.dies_after:
            os._exit(DEATH)
        if len(self.changed) == self.deaf_after:
            raise Unavailable("the answer to {question} was lost on purpose", {"query": f"{verb} {path}"})
