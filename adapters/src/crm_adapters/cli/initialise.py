"""``crm init``: a database that is ready, and a tenant with its pipeline."""

import typer

from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.session import session_of
from crm_core.actor import Permission


def init(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Set up the database and a pipeline, or bring them up to date.

    Done before, it changes nothing.
    """
    session = session_of(ctx)
    session.actor.require(Permission.SETTINGS_CHANGE)
    session.open().initialise(session.actor)
    pipelines = [pipeline.name for pipeline in session.crm.deals.pipelines(session.actor)]
    answer = {"database": session.database_name, "tenant": session.actor.tenant_id, "pipelines": pipelines}
    whose = f"tenant {session.actor.tenant_id} has the pipeline {', '.join(pipelines)}"
    session.print_result(answer, f"{session.database_name} is ready; {whose}.", as_json=as_json)
    if not as_json:
        session.print_note("Next: crm person add ada --name 'Ada Lovelace', then crm lead add 'A name'", "dim")
