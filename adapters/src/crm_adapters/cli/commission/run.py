"""``crm commission run``: what was posted, and who or what could not be paid yet."""

from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import counted, plain
from crm_adapters.cli.shell.session import Session
from crm_operations.commissions import CommissionsRun


def show_run(session: Session, asked: Asked[CommissionsRun], as_json: bool) -> None:
    """Deals without a rate and people without a quota are named, with what helps."""
    run = asked.answer
    posted = counted(run.entries, "entry", "entries") + (" is" if run.entries == 1 else " are")
    text = f"{posted} posted into {run.posted_period} by plan {plain(run.plan)} for {run.period}."
    session.print_result(run, text, as_json=as_json)
    if as_json:
        return
    if run.not_priced:
        deals = counted(len(run.not_priced), "deal")
        session.print_note(f"{deals} without a rate: {', '.join(run.not_priced)}; see crm rate add.", "yellow")
    for user in run.without_quota:
        session.print_note(f"{plain(user)} has no quota and was paid nothing by it; see crm quota assign.", "yellow")
    session.print_note(f"Next: crm commission statement --period {run.posted_period}", "dim")
