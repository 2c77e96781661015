"""The runs that DBOS stores: read, annotated, stopped and resumed, while the engine is open."""

from collections.abc import Mapping, Sequence
from contextvars import Context
from typing import Any

from dbos import DBOS, StepInfo, WorkflowStatus

from crm_adapters.storage import TRANSLATED


class DbosRuns:
    """Access to DBOS' runs; every method raises Unavailable and the other errors of ``storage`` instead of DBOS'."""

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
        """The attributes of this thread's run, and how often it was executed, this time included."""
        run_id = DBOS.workflow_id
        # Within a run DBOS would store the query as a step of it; an empty context is outside.
        with TRANSLATED:
            found = Context().run(
                lambda: DBOS.list_workflows(workflow_ids=[run_id or ""], load_input=False, load_output=False)
            )
        return (found[0].attributes or {}, found[0].recovery_attempts or 1) if found else ({}, 1)

    def note(self, run_id: str, attributes: Mapping[str, Any]) -> None:
        """Adds these attributes to the run; one that is None is removed."""
        with TRANSLATED:
            DBOS.update_workflow_attributes(run_id, dict(attributes), merge=True)

    def stop(self, run_id: str) -> None:
        """Stops the run before its next step."""
        with TRANSLATED:
            DBOS.cancel_workflow(run_id)

    def go_on(self, run_id: str) -> None:
        """Resumes a stopped run at the step it reached."""
        with TRANSLATED:
            DBOS.resume_workflow(run_id)

    def go_on_from(self, run_id: str, step: int) -> None:
        """Resumes a finished run at that step; the stored answers from that step on are deleted."""
        with TRANSLATED:
            DBOS.rewind_workflow(run_id, start_step=step)

    def forget(self, run_ids: Sequence[str]) -> None:
        with TRANSLATED:
            DBOS.delete_workflows(list(run_ids))
