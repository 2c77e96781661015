"""A report as JSON: every table's rows as objects, every figure exact."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from textwrap import indent

from crm_core.money import Money
from crm_core.pipelines import Rate
from crm_operations.pipeline_analytics import Cell, ColumnKind, ReportContents, Row, Table

_Plain = str | int | float | dict[str, object] | None
_END = "\n}"


def json_parts(contents: ReportContents, rows: Iterable[Row] | None) -> Iterator[bytes]:
    """Row by row; ``rows`` are those of the only table, where they are not in the contents."""
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
    }
    yield f'{_written(page).removesuffix(_END)},{_END[:-1]}  "tables": {{'.encode()
    for place, table in enumerate(contents.tables, start=1):
        yield f"{',' if place > 1 else ''}\n    {_written(table.name)}: [".encode()
        count = 0
        for count, row in enumerate(table.rows if rows is None else rows, start=1):
            written = indent(_written(_object(table, row)), " " * 6)
            yield f"{',' if count > 1 else ''}\n{written}".encode()
        yield b"\n    ]" if count else b"]"
    yield b"\n  }\n}\n" if contents.tables else b"}\n}\n"


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


def _object(table: Table, row: Row) -> dict[str, _Plain]:
    return {column.name: plain(cell, column.kind) for column, cell in zip(table.columns, row, strict=True)}


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
