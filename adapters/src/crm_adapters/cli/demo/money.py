"""Who earned what in the quarter of the demonstration, and why, on one screen."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from crm_adapters.cli.commission.explanation import calculation
from crm_adapters.cli.shell.screen import amount, percent, plain, table
from crm_adapters.demo import Contested
from crm_core.money import BASIS_POINTS
from crm_operations.commissions import ExplainedEntry, PayeeStatement
from crm_operations.sales_performance import Performance

_FIGURES = ("Sold", "Of quota", "Earned", "Corrected", "Carried", "Paid")


def money(
    performance: Performance, statements: Sequence[PayeeStatement], lines: Sequence[ExplainedEntry]
) -> RenderableType:
    """A row for each person who is paid, in the order of ``statements``, and below it ``lines`` of the first."""
    sold = {person.user: person for person in performance.people}
    grid = table("Who", *_FIGURES, right=_FIGURES, whole=("Who",))
    for each in statements:
        person = sold.get(each.user)
        reached = None if person is None else person.attainment_basis_points
        grid.add_row(
            plain(each.user).capitalize(),
            "" if person is None else amount(person.won_minor, performance.currency),
            "" if reached is None else percent(reached / BASIS_POINTS),
            _shown(each.earned_minor + each.override_minor + each.bonus_minor, each.currency),
            _shown(each.corrections_minor, each.currency),
            _shown(each.carried_minor, each.currency),
            _shown(each.payable_minor, each.currency),
        )
    return Group(grid, *_reasons(lines))


def contested_line(contested: Contested) -> Text:
    """In words, who does not agree with what."""
    who = plain(contested.payee).capitalize()
    return Text(f"{who} contests {contested.deal}, which is carried and not paid: {contested.reason}", style="yellow")


def _reasons(lines: Sequence[ExplainedEntry]) -> list[RenderableType]:
    if not lines:
        return []
    head = Text(f"Why {plain(lines[0].user).capitalize()} is paid most", style="bold")
    grid = table("Deal", "Amount", "Calculation", right=("Amount",), whole=("Deal",))
    for line in lines:
        grid.add_row(plain(line.deal), amount(line.amount_minor, line.currency), calculation(line))
    return ["", head, grid]


def _shown(minor: int, currency: str) -> str:
    return amount(minor, currency) if minor else ""
