"""``crm lead convert --all``: many leads at once, here or by the workers."""

from collections.abc import Iterator, Sequence

import typer
from rich.console import RenderableType

from crm_adapters.cli.shell.enqueued import bar, check_enqueue, ended
from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.screen import counted, plain, table
from crm_adapters.cli.shell.session import Session
from crm_core.values import Value
from crm_operations.lead_conversion import (
    BulkConversion,
    Candidate,
    Conversion,
    ConversionOutcome,
    ConvertLead,
    ConvertLeads,
    LeadNotQualified,
    LeadOutcome,
)
from crm_operations.process import CompensationFailed, SameProcessOtherCommand

MANY_REFUSED = 10
"""The rest is in --json."""


class BulkMode(Value):
    """How to go about it: only look, here, or by the workers."""

    plan: bool = False
    enqueue: bool = False
    no_wait: bool = False


def convert_all(session: Session, command: ConvertLeads, mode: BulkMode, *, as_json: bool) -> None:
    check_enqueue(session.crm, enqueue=mode.enqueue, no_wait=mode.no_wait)
    if mode.enqueue and mode.no_wait:
        _leave_to_workers(session, command, as_json=as_json)
        return
    conversion = session.crm.conversion
    if mode.plan:
        outcomes = _watched(session, "Looking", conversion.plan_leads(session.actor, command))
    elif mode.enqueue:
        outcomes = _by_workers(session, command)
    else:
        outcomes = _watched(session, "Converting", conversion.convert_leads(session.actor, command))
    done = BulkConversion.of(outcomes)
    session.print_result(done, *_lines(done, is_plan=mode.plan), as_json=as_json)
    if done.refused:
        raise typer.Exit(ExitCode.SOME_REJECTED)


def _watched(session: Session, doing: str, outcomes: Iterator[LeadOutcome]) -> Iterator[LeadOutcome]:
    with bar(session.err) as progress:
        task = progress.add_task(doing, total=None)
        for outcome in outcomes:
            progress.advance(task)
            yield outcome


def _by_workers(session: Session, command: ConvertLeads) -> Iterator[LeadOutcome]:
    with bar(session.err) as progress:
        task = progress.add_task("Handing over", total=None)
        enqueued: dict[str, Candidate] = {}
        for each in _enqueued(session, command):
            if isinstance(each, LeadOutcome):
                yield each
            else:
                run_id, lead = each
                enqueued[run_id] = lead
                progress.advance(task)
        progress.reset(task, total=len(enqueued), description="Converting")
        for run in ended(session, enqueued):
            progress.advance(task)
            lead = enqueued[run.id]
            if isinstance(run.answer, Conversion | LeadNotQualified):
                yield LeadOutcome.answered(lead, run.answer)
            else:
                yield _refused(lead, str(run.error))


def _enqueued(session: Session, command: ConvertLeads) -> Iterator[LeadOutcome | tuple[str, Candidate]]:
    """The run of each lead; or, of one that cannot be enqueued, why."""
    conversion, actor = session.crm.conversion, session.actor
    for lead in conversion.candidates(actor, command):
        if lead.problem is not None:
            yield _refused(lead, lead.problem)
            continue
        try:
            yield conversion.enqueue_conversion(actor, ConvertLead(lead_id=lead.lead_id)), lead
        except (SameProcessOtherCommand, CompensationFailed) as refusal:
            yield _refused(lead, str(refusal))


def _leave_to_workers(session: Session, command: ConvertLeads, *, as_json: bool) -> None:
    refused = []
    enqueued = 0
    for each in _enqueued(session, command):
        if isinstance(each, LeadOutcome):
            refused.append(each)
        else:
            enqueued += 1
    data = {"enqueued": enqueued, "refused_leads": [each.to_dict() for each in refused]}
    session.print_result(data, f"{counted(enqueued, 'lead')} enqueued.", *_refused_lines(refused), as_json=as_json)
    if refused:
        raise typer.Exit(ExitCode.SOME_REJECTED)


def _refused(lead: Candidate, reason: str) -> LeadOutcome:
    return LeadOutcome.of(lead, ConversionOutcome.REFUSED, reason)


def _lines(done: BulkConversion, *, is_plan: bool) -> Sequence[RenderableType]:
    would = " would be" if is_plan else ""
    first = (
        f"{counted(done.converted, 'lead')}{would} converted, {done.not_qualified:,} not qualified,"
        f" {done.refused:,} refused{' (nothing was touched)' if is_plan else ''}."
    )
    if not done.reasons:
        return (first,)
    grid = table("Leads", "Because", right=("Leads",))
    for each in done.reasons:
        grid.add_row(f"{each.leads:,}", plain(each.reason))
    return (first, grid, *_refused_lines(done.refused_leads))


def _refused_lines(refused: Sequence[LeadOutcome]) -> list[str]:
    lines = [f"  {each.lead_number}: {plain('; '.join(each.reasons))}" for each in refused[:MANY_REFUSED]]
    more = len(refused) - MANY_REFUSED
    return [*lines, f"  and {more:,} more; --json names them all"] if more > 0 else lines
