"""A report as JSON: every table's rows as objects, every figure exact."""

import json
from datetime import UTC, date, datetime, timedelta

from crm_core.money import Money
from crm_core.pipelines import Rate
from crm_operations.pipeline_analytics import Cell, ColumnKind, ReportContents, Table

_Plain = str | int | float | dict[str, object] | None


def json_file(contents: ReportContents) -> bytes:
    months = contents.months
    page = {
        "report": contents.name,
        "title": contents.title,
        "tenant_id": contents.tenant_id,
        "scope": contents.scope,
        "generated_at": plain(contents.generated_at, ColumnKind.MOMENT),
        "timezone": contents.timezone,
        "months": months and {"first": f"{months.first:%Y-%m}", "last": f"{months.last:%Y-%m}"},
        "highlights": [
            {
                "title": highlight.title,
                "values": [plain(value, ColumnKind.TEXT) for value in highlight.values],
                "note": highlight.note,
            }
            for highlight in contents.highlights
        ],
        "notes": {section.name: section.note for section in contents.sections if section.note},
        "tables": {table.name: _rows(table) for table in contents.tables},
    }
    return (json.dumps(page, ensure_ascii=False, indent=2) + "\n").encode()


def plain(cell: Cell, kind: ColumnKind) -> _Plain:
    """Money in minor units, shares as numerator and denominator, lengths of time in seconds, months as 2026-03."""
    match cell:
        case Money() | Rate():
            return cell.to_dict()
        case timedelta():
            return int(cell.total_seconds())
        case date():
            return in_iso(cell, kind)
    return cell


def in_iso(moment: date, kind: ColumnKind) -> str:
    """ISO 8601: a moment in UTC, a day, or a month."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{moment:%Y-%m}" if kind is ColumnKind.MONTH else moment.isoformat()


def _rows(table: Table) -> list[dict[str, _Plain]]:
    names = [(column.name, column.kind) for column in table.columns]
    return [{name: plain(cell, kind) for (name, kind), cell in zip(names, row, strict=True)} for row in table.rows]
