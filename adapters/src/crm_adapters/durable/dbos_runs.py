"""What DBOS has written down of runs: to be read, noted beside, and gone on from, while the engine is open."""

from collections.abc import Mapping, Sequence
from contextvars import Context
from typing import Any

from dbos import DBOS, StepInfo, WorkflowStatus

from crm_adapters.storage import TRANSLATED


class DbosRuns:
    """Every method raises Unavailable, and what else may be wrong with a database, in our words."""

    def find(self, run_id: str) -> WorkflowStatus | None:
        with TRANSLATED:
            return DBOS.get_workflow_status(run_id)

    def list(self, **which: Any) -> Sequence[WorkflowStatus]:
        """As DBOS.list_workflows; the tenant is its ``user``."""
        with TRANSLATED:
            return DBOS.list_workflows(**which)

    def steps(self, run_id: str) -> Sequence[StepInfo]:
        with TRANSLATED:
            return DBOS.list_workflow_steps(run_id)

    def current_run(self) -> tuple[Mapping[str, Any], int]:
        """What was noted from outside about the run this thread is in, and how often it was taken up, now included."""
        run_id = DBOS.workflow_id
        # Asked from within a run DBOS would write the question down as a step of it; an empty context is outside.
        with TRANSLATED:
            found = Context().run(
                lambda: DBOS.list_workflows(workflow_ids=[run_id or ""], load_input=False, load_output=False)
            )
        return (found[0].attributes or {}, found[0].recovery_attempts or 1) if found else ({}, 1)

    def note(self, run_id: str, attributes: Mapping[str, Any]) -> None:
        """Beside what was noted before; None takes a note back."""
        with TRANSLATED:
            DBOS.update_workflow_attributes(run_id, dict(attributes), merge=True)

    def stop(self, run_id: str) -> None:
        """Before its next step."""
        with TRANSLATED:
            DBOS.cancel_workflow(run_id)

    def go_on(self, run_id: str) -> None:
        """A stopped one, from the step it came to."""
        with TRANSLATED:
            DBOS.resume_workflow(run_id)

    def go_on_from(self, run_id: str, step: int) -> None:
        """A finished one, from that step; what it and later ones answered is forgotten."""
        with TRANSLATED:
            DBOS.rewind_workflow(run_id, start_step=step)

    def forget(self, run_ids: Sequence[str]) -> None:
        with TRANSLATED:
            DBOS.delete_workflows(list(run_ids))
