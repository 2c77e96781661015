"""Where workflows are rehearsed: a database, a place for the processes, and partners elsewhere or built in."""

import time
from typing import Any, NamedTuple

from client import Address
from partner_crm import open_crm_with_partners
from quick_recovery import take_up_every

from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, open_crm
from crm_core.actor import Actor
from crm_core.values import Value
from crm_operations.process import Answer, ProcessId, ProcessWatch, Workflow, found_id
from crm_operations.settings import OperationsSettings, ProcessSettings, RetrySettings
from crm_operations.testing import WITHOUT_RATES

LEASE_SECONDS = 600.0
"""So long that nobody is taken for dead before its lease was ended by hand."""
OPERATIONS = OperationsSettings(
    approvals=WITHOUT_RATES,
    retry=RetrySettings(initial_seconds=0, maximum_seconds=0, run_lease_seconds=2),
    processes=ProcessSettings(lease_seconds=LEASE_SECONDS, poll_seconds=0.02, grace_seconds=5),
)


class Environment(NamedTuple):
    """To be opened in any process. Without ``partners`` they are built in, and a workflow is one commit.

    With ``enqueues`` whatever is started is left to a worker, which is the process that asks, and waited for.
    """

    database_url: str
    processes_url: str
    partners: tuple[Address, str] | None
    enqueues: bool = False

    @property
    def needs_no_engine(self) -> bool:
        """Whether a call is one commit and nothing else."""
        return self.partners is None and not self.enqueues

    def open(self, watch: ProcessWatch) -> Crm:
        """As an application that runs workflows durably; what is handed out again it takes up at once."""
        take_up_every(OPERATIONS.processes.poll_seconds)
        crm = self._open(RunnerKind.DURABLE, watch=watch, works_off_queues=self.enqueues)
        if self.enqueues:
            _enqueue_whatever_is_started(crm)
        return crm

    def open_beside(self) -> Crm:
        """For setting the stage and looking at it: nothing it does is a durable process."""
        return self._open(RunnerKind.IN_PROCESS)

    def _open(self, runner: RunnerKind, **more: Any) -> Crm:
        settings = CrmSettings.load(
            database_url=self.database_url, processes_url=self.processes_url, runner=runner, operations=OPERATIONS
        )
        if self.partners is None:
            return open_crm(settings=settings, **more)
        return open_crm_with_partners(self.database_url, *self.partners, settings=settings, **more)


def _enqueue_whatever_is_started(crm: Crm) -> None:
    def start(workflow: Workflow[Any, Any], process_id: ProcessId, actor: Actor, command: Value) -> Answer | None:
        run_id = crm.runner.enqueue(workflow, found_id(process_id), actor, command)
        while not (ended := crm.processes.outcomes(actor, [run_id])):
            time.sleep(OPERATIONS.processes.poll_seconds)
        if ended[0].error is not None:
            raise ended[0].error
        return ended[0].answer

    vars(crm.runner)["start"] = start
