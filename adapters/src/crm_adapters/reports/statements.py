"""Commission statements as files: comma separated values, or a page of HTML that fetches nothing and runs nothing.

Both are written part by part, so that everybody's takes no more memory than one person's. Payouts are written as CSV.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from crm_adapters.amounts import as_decimal, show_amount
from crm_adapters.formulas import harmless
from crm_adapters.reports.csv_file import CsvEcho
from crm_core.money import Money
from crm_operations.commissions import PayeeStatement, Payout, StatementLine

TITLES = {
    "opening_minor": "Carried in",
    "earned_minor": "Earned",
    "corrections_minor": "Corrections",
    "override_minor": "Override",
    "bonus_minor": "Bonus",
    "adjustments_minor": "Adjustments",
    "floor_minor": "Floor",
    "cap_minor": "Cap",
    "holdback_minor": "Held back",
    "release_minor": "Released",
    "draw_minor": "Draw",
    "draw_recovery_minor": "Draw recovered",
    "payable_minor": "Payable",
    "carried_minor": "Carried on",
}
"""The parts of a statement in the order in which they are computed."""

_STATEMENT = ("user", "period", "status", "currency", "part", "entry", "deal", "base", "rate", "amount")
_COLUMNS = (*_STATEMENT, "credit_period", "corrects")


def totals_of(statement: PayeeStatement) -> list[tuple[str, int]]:
    """The parts that are not 0, and in any case what is payable; with their titles."""
    figures = ((title, getattr(statement, name)) for name, title in TITLES.items())
    return [(title, minor) for title, minor in figures if minor or title == "Payable"]


def statements_csv(statements: Iterable[PayeeStatement]) -> Iterator[bytes]:
    """A row for each line, and one for each part of a statement that no line tells of."""
    line = csv.writer(CsvEcho()).writerow
    yield line(_COLUMNS)
    for statement in statements:
        common = (harmless(statement.user), statement.period, statement.status, statement.currency)
        for each in statement.lines:
            yield line((*common, *_line_cells(each, statement.currency)))
        for name in ("opening_minor", "draw_minor", "draw_recovery_minor", "payable_minor", "carried_minor"):
            part = f"total_{name.removesuffix('_minor')}"
            shown = decimal(getattr(statement, name), statement.currency)
            yield line((*common, part, None, None, None, None, shown, None, None))


def statements_html(statements: Iterable[PayeeStatement], names: Mapping[str, str]) -> Iterator[bytes]:
    """``names`` are those of people, by user id."""
    from crm_adapters.reports.html_file import template_environment

    template = template_environment().get_template("statement.html.jinja")
    parts = template.generate(statements=statements, names=names, totals=totals_of, amount=_shown, rate=rate_of)
    return (part.encode() for part in parts)


def payouts_csv(payouts: Iterable[Payout]) -> Iterator[bytes]:
    """A row for each amount that is paid; whoever owes has none."""
    line = csv.writer(CsvEcho()).writerow
    yield line(("user", "name", "plan", "period", "amount", "currency"))
    for each in payouts:
        if each.payable_minor > 0:
            who = (harmless(each.user), harmless(each.name or ""), harmless(each.plan), each.period)
            yield line((*who, decimal(each.payable_minor, each.currency), each.currency))


def rate_of(line: StatementLine) -> str:
    """``8%``; nothing where there is no single one."""
    return "" if line.rate_basis_points is None else f"{Decimal(line.rate_basis_points) / 100:f}%"


def decimal(minor: int, currency: str) -> str:
    """``-10.50``."""
    return f"{as_decimal(Money.unchecked(minor, currency)):f}"


def _line_cells(line: StatementLine, currency: str) -> tuple[object, ...]:
    base = decimal(line.base_minor, currency)
    amount = decimal(line.amount_minor, currency)
    deal = harmless(line.deal or "")
    return (line.kind, line.entry, deal, base, rate_of(line), amount, line.credit_period, line.corrects)


def _shown(minor: int, currency: str) -> str:
    return show_amount(Money.unchecked(minor, currency))
