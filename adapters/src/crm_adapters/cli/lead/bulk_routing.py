"""``crm lead route --all``: every open lead that nobody has, here or by the workers."""

from crm_adapters.cli.routing import bulk_lines
from crm_adapters.cli.shell.enqueued import bar, ended
from crm_adapters.cli.shell.screen import counted
from crm_adapters.cli.shell.session import Session
from crm_core.errors import CrmError
from crm_operations.lead_routing import BatchRouted, BulkRouting, RouteLeads, RoutingAnswer


def route_here(session: Session, command: RouteLeads, *, as_json: bool) -> None:
    with bar(session.err) as progress:
        task = progress.add_task("Routing", total=None)
        done = session.crm.routing.route_leads(session.actor, command, lambda n: progress.advance(task, n))
    session.print_result(done, *bulk_lines(done), as_json=as_json)


def route_by_workers(session: Session, command: RouteLeads, *, no_wait: bool, as_json: bool) -> None:
    """What one batch fails with is raised once all others are done; asked again, its leads are routed."""
    with bar(session.err) as progress:
        task = progress.add_task("Handing over", total=None)
        enqueued: dict[str, int] = {}
        for batch in session.crm.routing.enqueue_routing(session.actor, command):
            enqueued[batch.run_id] = batch.leads
            progress.advance(task, batch.leads)
        count = sum(enqueued.values())
        if no_wait:
            session.print_result({"enqueued": count}, f"{counted(count, 'lead')} enqueued.", as_json=as_json)
            return
        progress.reset(task, total=count, description="Routing")
        answers: list[RoutingAnswer] = []
        failures: list[CrmError] = []
        for run in ended(session, enqueued):
            progress.advance(task, enqueued[run.id])
            if isinstance(run.answer, BatchRouted):
                answers += run.answer.answers
            elif run.error is not None:
                failures.append(run.error)
    done = BulkRouting.of(answers)
    session.print_result(done, *bulk_lines(done), as_json=as_json)
    if failures:
        raise failures[0]
