"""The runs of one process: the first has its business id, later ones count on, and each stands or may be run anew."""

from dbos import WorkflowStatus
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_exponential_jitter

from crm_adapters.durable.outcome import FOR_A_PERSON, RunOrder, RunOutcome, failure_of, is_finished, outcome_of
from crm_adapters.durable.run_book import RunBook
from crm_operations.process import RunBusy, SameProcessOtherCommand


class ProcessRuns:
    def __init__(self, book: RunBook, patience_seconds: float) -> None:
        """``patience_seconds``: how long somebody waits for a run of another."""
        self._book = book
        self._patience_seconds = patience_seconds

    def known(self, run_id: str) -> WorkflowStatus:
        """Raises RunBusy for one that was there, and is being forgotten."""
        run = self._book.find(run_id)
        if run is None:
            raise RunBusy.because_others_run_it(run_id)
        return run

    def when_finished(self, run_id: str) -> tuple[WorkflowStatus, bool]:
        """The run once it is finished, and whether it was under way when we came. Raises RunBusy."""
        run = self.known(run_id)
        if is_finished(run):
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
        """The latest run there is, if it is later; else the id of the next."""
        found = self._book.list(
            workflow_id_prefix=f"{process_id}#", sort_desc=True, limit=1, load_input=False, load_output=False
        )
        number = _number(run_id, process_id)
        latest = max((_number(run.workflow_id, process_id) for run in found), default=1)
        return f"{process_id}#{latest if latest > number else number + 1}"


def stands(run: WorkflowStatus, order: RunOrder, *, was_under_way: bool) -> RunOutcome | None:
    """What a finished run says to whoever asks again; nothing when it may be run anew.

    Raises SameProcessOtherCommand, and CompensationFailed, NotReadable or TakenUpTooOften: what still stands is for a
    person first.
    """
    failure = failure_of(run)
    if isinstance(failure, FOR_A_PERSON):
        raise failure
    outcome = outcome_of(run)
    if outcome is None:
        return None
    if outcome.request_hash == order.request_hash:
        return outcome if outcome.is_final or was_under_way else None
    if outcome.is_final:
        raise SameProcessOtherCommand.because_answered_otherwise(order.process_id)
    return None


def _number(run_id: str, process_id: str) -> int:
    return int(run_id.removeprefix(process_id).removeprefix("#") or 1)
