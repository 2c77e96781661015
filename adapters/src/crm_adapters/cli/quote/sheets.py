"""Output of quotations: one version with its lines and totals, and what differs between two."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.beside import Beside
from crm_adapters.cli.shell.screen import amount, facts, moment, percent, plain, state, table, words
from crm_core.approvals import ApprovalRequest
from crm_core.opportunities import Opportunity
from crm_core.quotations import FieldChange, PricedLine, QuotationDiff, QuotationVersion

_MINOR = "_minor"
_SHARE = "_basis_points"


class QuotationDetails(NamedTuple):
    """A version with everything that is shown around it."""

    version: QuotationVersion
    deal: Opportunity | None
    approval: ApprovalRequest | None
    difference: str | None
    """What the sales system says otherwise."""
    beside: Beside


def quotation_sheet(details: QuotationDetails, zone: ZoneInfo) -> RenderableType:
    version, currency = details.version, details.version.currency_code
    number = (version.quotation_number, "bold")
    heading = Text.assemble(number, f"  version {version.revision}  ", state(version.status))
    totals = version.totals
    known = facts(
        [
            ("Deal", plain(version.opportunity_number)),
            ("Net", amount(totals.net_minor, currency)),
            ("Tax", amount(totals.tax_minor, currency)),
            ("Gross", amount(totals.gross_minor, currency)),
            ("Header discount", amount(totals.discount_minor or None, currency)),
            ("Off the list", _share(totals.discount_basis_points)),
            ("Margin", _share(totals.margin_basis_points)),
            ("Valid until", plain(version.valid_until)),
            ("Extended", None if version.extended_from is None else plain(f"from {version.extended_from}")),
            ("Approval", _approval(details.approval)),
            ("Sent", _when(version.sent_at, zone)),
            ("Viewed", _when(version.viewed_at, zone)),
            ("Decided", _when(version.decided_at, zone)),
            ("Reason", plain(version.reason) if version.reason else None),
            ("Superseded by", plain(version.superseded_by) if version.superseded_by else None),
            ("Order", plain(version.order_id) if version.order_id else None),
            ("Expected", _expected(details)),
            ("Sales system", plain(details.difference) if details.difference else None),
            ("Id", plain(version.quotation_id)),
        ]
    )
    return Group(heading, "", lines_table(version), "", known, *details.beside.shown())


def lines_table(version: QuotationVersion) -> RenderableType:
    """Each line by its number, with what it comes to after every discount."""
    grid = table("", "What", "Quantity", "Price", "Off", "Tax", "Net", right=("Quantity", "Price", "Off", "Tax", "Net"))
    for number, (line, figures) in enumerate(zip(version.lines, version.totals.lines, strict=True), start=1):
        grid.add_row(
            str(number),
            plain(line.description if line.code is None else f"{line.code} {line.description}"),
            f"{line.quantity:f}",
            amount(line.unit_price_minor, version.currency_code),
            _share(line.discount_basis_points or None) or "",
            _share(line.tax_basis_points or None) or "",
            amount(figures.net_minor, version.currency_code),
        )
    return grid


def diff_sheet(found: QuotationDiff, currency: str) -> RenderableType:
    """Lines added, removed and changed, and the totals before and after."""
    grid = table("", "What", "Before", "After", right=("Before", "After"))
    for line in found.removed:
        grid.add_row("-", plain(line.description), _price(line, currency), "")
    for line in found.added:
        grid.add_row("+", plain(line.description), "", _price(line, currency))
    for each in found.changed:
        _add_changes(grid, each.description, each.changes, currency)
    _add_changes(grid, "", found.terms, currency)
    grid.add_section()
    for name, before, after in (
        ("net", found.before.net_minor, found.after.net_minor),
        ("tax", found.before.tax_minor, found.after.tax_minor),
    ):
        grid.add_row("", name, amount(before, currency), amount(after, currency))
    return Group(f"From version {found.former_revision} to {found.revision}:", grid)


def _add_changes(grid: Table, what: str, changes: Sequence[FieldChange], currency: str) -> None:
    for change in changes:
        name = change.field.removesuffix(_MINOR).removesuffix(_SHARE)
        label = f"{what}: {words(name)}" if what else words(name)
        before, after = (_figure(change.field, each, currency) for each in (change.before, change.after))
        grid.add_row("", plain(label), before, after)


def _figure(field: str, value: object, currency: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and field.endswith(_MINOR):
        return amount(value, currency)
    if isinstance(value, int) and field.endswith(_SHARE):
        return percent(value / 10_000)
    return plain(value)


def _price(line: PricedLine, currency: str) -> str:
    return f"{line.quantity:f} x {amount(line.unit_price_minor, currency)}"


def _share(basis_points: int | None) -> str | None:
    return None if basis_points is None else percent(basis_points / 10_000)


def _when(at: datetime | None, zone: ZoneInfo) -> RenderableType | None:
    return None if at is None else moment(at, zone)


def _approval(request: ApprovalRequest | None) -> RenderableType | None:
    if request is None:
        return None
    by = f" by {request.decided_by}" if request.decided_by else f", waits for {', '.join(request.open_seats)}"
    return plain(f"{request.state}{by}")


def _expected(details: QuotationDetails) -> RenderableType | None:
    """Of the deal, where it differs from a version that still counts."""
    expected = None if details.deal is None or not details.deal.is_open else details.deal.expected_revenue
    version = details.version
    if expected is None or not version.status.is_live or expected == version.total:
        return None
    return plain(f"{amount(expected.minor, expected.currency)} of the deal")
