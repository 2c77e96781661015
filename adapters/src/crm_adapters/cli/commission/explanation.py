"""``crm commission explain``: why somebody was paid what they were."""

from collections.abc import Sequence

import typer
from rich.console import RenderableType

from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import amount, plain, table
from crm_adapters.cli.shell.session import Session
from crm_core.commissions import TracedPart
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.commissions import CommissionCoordinator, ExplainedEntry


def entries_sheet(entries: Sequence[ExplainedEntry]) -> RenderableType:
    """Each entry in a row, with the parts its credit was divided into."""
    grid = table("No.", "Person", "Deal", "Period", "Amount", "Calculation", right=("No.", "Amount"))
    for each in entries:
        grid.add_row(
            str(each.number),
            plain(each.user),
            plain(each.deal),
            plain(each.credit_period),
            amount(each.amount_minor, each.currency),
            calculation(each),
        )
    return grid


def calculation(entry: ExplainedEntry) -> str:
    """``$1,000.00 at 3%, $2,000.00 at 5%``, and what is corrected."""
    words = [", ".join(_part(part, entry.currency) for part in entry.trace.parts) or _rule(entry)]
    words += [f"corrects {entry.corrects}"] if entry.corrects is not None else []
    words += ["DOES NOT AGREE with the credits there are now"] if entry.agrees_with_credits is False else []
    words += [] if entry.agrees else ["DOES NOT AGREE with its calculation"]
    return "; ".join(words)


def _part(part: TracedPart, currency: str) -> str:
    """``$1,000.00 at 3%``, and what multiplies it."""
    paid = f"{amount(part.of_base_minor, currency)} at {part.rate_basis_points / 100:g}%"
    times = part.multiplier_basis_points
    return paid if times is None else f"{paid} x {times / 100:g}%"


def _rule(entry: ExplainedEntry) -> str:
    """``cap: earned 120000, cap 100000``; the facts are minor units, basis points and days."""
    if entry.trace.rule is None:
        return "nothing is left"
    facts = ", ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in entry.trace.facts.items())
    return f"{entry.kind}: {facts}"


def _show(session: Session, asked: Asked[Sequence[ExplainedEntry]], as_json: bool) -> None:
    found = asked.answer
    session.print_result(found, entries_sheet(found) if found else "Nothing was posted.", as_json=as_json)
    if found and not as_json and all(each.agrees_with_credits for each in found):
        session.print_note("All of it comes to the same when it is computed again from the credits.", "dim")
    if len(found) == PAGE_LENGTH:
        session.print_note(f"There may be more: --after {found[-1].number}", "yellow")


def add_explanations(app: typer.Typer) -> None:
    """The command stands in the group itself."""
    add_command(app, "explain", CommissionCoordinator.explain, _show)
