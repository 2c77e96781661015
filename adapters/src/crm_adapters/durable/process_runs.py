"""The runs of one process: the first has its business id, later ones ``#2``, ``#3``; and which outcome is final."""

from dbos import WorkflowStatus
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_exponential_jitter

from crm_adapters.durable.dbos_runs import DbosRuns
from crm_adapters.durable.outcome import FOR_A_PERSON, RunOrder, RunOutcome, failure_of, is_finished, outcome_of
from crm_operations.process import RunBusy, SameProcessOtherCommand, process_and_number
from crm_operations.process import run_id as numbered


class ProcessRuns:
    def __init__(self, runs: DbosRuns, patience_seconds: float) -> None:
        """``patience_seconds``: how long a caller waits for a run that another one started."""
        self._runs = runs
        self._patience_seconds = patience_seconds

    def known(self, run_id: str) -> WorkflowStatus:
        """The run of this id. Raises RunBusy when it is being deleted."""
        run = self._runs.find(run_id)
        if run is None:
            raise RunBusy.because_others_run_it(run_id)
        return run

    def when_finished(self, run_id: str, tenant_id: str) -> tuple[WorkflowStatus, bool]:
        """The finished run, and whether it was under way at the call. Raises RunBusy when it takes too long.

        A run of another tenant is answered at once, finished or not.
        """
        run = self.known(run_id)
        if is_finished(run) or not belongs_to(run, tenant_id):
            return run, False
        waiting = Retrying(
            retry=retry_if_result(lambda run: not is_finished(run)),
            stop=stop_after_delay(self._patience_seconds),
            wait=wait_exponential_jitter(multiplier=0.01, max=0.25, jitter=0.01),
            retry_error_callback=lambda _: None,
        )
        finished: WorkflowStatus | None = waiting(lambda: self.known(run_id))
        if finished is None:
            raise RunBusy.because_others_run_it(run_id)
        return finished, True

    def after(self, run_id: str, process_id: str) -> str:
        """The id of the latest run if it is later than this one, else the id of the next run."""
        found = self._runs.list(workflow_id_prefix=f"{process_id}#", load_input=False, load_output=False)
        runs = (process_and_number(run.workflow_id) for run in found)
        latest = max((number for process, number in runs if process == process_id), default=1)
        _, number = process_and_number(run_id)
        return numbered(process_id, latest if latest > number else number + 1)


def belongs_to(run: WorkflowStatus, tenant_id: str) -> bool:
    """Whether the run is the tenant's; another tenant's reveals nothing, and its id counts as taken."""
    return run.authenticated_user == tenant_id


def final_outcome(run: WorkflowStatus, order: RunOrder, *, was_running: bool) -> RunOutcome | None:
    """The outcome of a finished run for a repeated request; None when the process may be run again.

    Raises SameProcessOtherCommand, and CompensationFailed, NotReadable or TooManyRecoveries: what still stands is for a
    person first.
    """
    if not belongs_to(run, order.actor.tenant_id):
        return None
    failure = failure_of(run)
    if isinstance(failure, FOR_A_PERSON):
        raise failure
    outcome = outcome_of(run)
    if outcome is None:
        return None
    if outcome.request_hash == order.request_hash:
        return outcome if outcome.is_final or was_running else None
    if outcome.is_final:
        raise SameProcessOtherCommand.because_answered_otherwise(order.process_id)
    return None
