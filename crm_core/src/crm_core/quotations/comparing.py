"""What differs between two versions of a quotation: lines, terms and totals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from crm_core.quotations.adding_up import QuotationTotals
from crm_core.quotations.line import PricedLine
from crm_core.quotations.version import QuotationVersion
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Count, Total

_TERMS = ("currency_code", "valid_until")


class FieldChange(Value):
    """Amounts in minor units, shares in basis points, quantities and days as text."""

    field: AnyText
    before: AnyText | Total | None
    after: AnyText | Total | None


class LineChange(Value):
    """A line both have, by its name in the later one."""

    description: AnyText
    changes: tuple[FieldChange, ...]


class QuotationDiff(Value):
    """Lines are the same by code, else by what they are called; repeated ones in their order."""

    former_revision: Count
    revision: Count
    added: tuple[PricedLine, ...]
    removed: tuple[PricedLine, ...]
    changed: tuple[LineChange, ...]
    terms: tuple[FieldChange, ...]
    before: QuotationTotals
    after: QuotationTotals


def diff(former: QuotationVersion, later: QuotationVersion) -> QuotationDiff:
    """From the former to the later one."""
    same, removed, added = _paired(former.lines, later.lines)
    changed = ((after, _changes(before, after, PricedLine.model_fields)) for before, after in same)
    terms = _changes(former, later, _TERMS) + _changes(
        former.header_discount, later.header_discount, ("basis_points", "minor"), prefix="header_discount_"
    )
    return QuotationDiff(
        former_revision=former.revision,
        revision=later.revision,
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(LineChange(description=line.description, changes=each) for line, each in changed if each),
        terms=terms,
        before=former.totals,
        after=later.totals,
    )


def _paired(
    before: Sequence[PricedLine], after: Sequence[PricedLine]
) -> tuple[list[tuple[PricedLine, PricedLine]], list[PricedLine], list[PricedLine]]:
    """Those both have, those of the first alone, those of the second alone."""
    waiting: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for position, line in enumerate(before):
        waiting[_known_by(line)].append(position)
    same, added = [], []
    for line in after:
        if positions := waiting[_known_by(line)]:
            same.append((before[positions.pop(0)], line))
        else:
            added.append(line)
    removed = sorted(position for positions in waiting.values() for position in positions)
    return same, [before[position] for position in removed], added


def _known_by(line: PricedLine) -> tuple[bool, str]:
    return (False, line.description.casefold()) if line.code is None else (True, line.code)


def _changes(before: Value, after: Value, fields: Iterable[str], *, prefix: str = "") -> tuple[FieldChange, ...]:
    found = ((field, getattr(before, field), getattr(after, field)) for field in fields)
    return tuple(
        FieldChange(field=prefix + field, before=_plain(former), after=_plain(later))
        for field, former, later in found
        if former != later
    )


def _plain(value: object) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    return format(value, "f") if isinstance(value, Decimal) else str(value)
