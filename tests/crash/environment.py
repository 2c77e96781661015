"""Where workflows are rehearsed: a database, a place for the processes, and partners elsewhere or built in."""

from typing import Any, NamedTuple

from client import Address
from partner_crm import open_crm_with_partners
from quick_recovery import take_up_every

from crm_adapters.wiring import Crm, CrmSettings, RunnerKind, open_crm
from crm_operations.process import ProcessWatch
from crm_operations.settings import OperationsSettings, ProcessSettings, RetrySettings

LEASE_SECONDS = 600.0
"""So long that nobody is taken for dead before its lease was ended by hand."""
OPERATIONS = OperationsSettings(
    retry=RetrySettings(initial_seconds=0, maximum_seconds=0, run_lease_seconds=2),
    processes=ProcessSettings(lease_seconds=LEASE_SECONDS, poll_seconds=0.02, grace_seconds=5),
)


class Environment(NamedTuple):
    """To be opened in any process. Without ``partners`` they are built in, and a workflow is one commit."""

    database_url: str
    processes_url: str
    partners: tuple[Address, str] | None

    def open(self, watch: ProcessWatch) -> Crm:
        """As an application that runs workflows durably; what is handed out again it takes up at once."""
        take_up_every(OPERATIONS.processes.poll_seconds)
        return self._open(RunnerKind.DURABLE, watch=watch)

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
