"""Quotations and their lines, to rows and back."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection

from crm_adapters.embedded.fitting import fitting
from crm_adapters.embedded.quotation_statements import ADD_LINES
from crm_adapters.storage import Prepared, Row, known
from crm_core.money import Money
from crm_operations.providers import Quotation, QuotationLine, QuotationStatus


def add_lines(connection: Connection, tenant_id: str, quotation_id: str, lines: Sequence[QuotationLine]) -> None:
    rows = [
        {"tenant_id": tenant_id, "quotation_id": quotation_id, "position": position, **line.__dict__}
        for position, line in enumerate(lines, start=1)
    ]
    if rows:
        ADD_LINES.write(connection, *rows)


def read_one(connection: Connection, query: Prepared, keys: Mapping[str, str]) -> Quotation | None:
    return next(iter(read_all(connection, query, keys)), None)


def read_all(connection: Connection, query: Prepared, keys: Mapping[str, str]) -> list[Quotation]:
    rows = query.all(connection, keys)
    return [_quotation(list(group)) for _, group in groupby(rows, key=lambda row: row["id"])]


def _quotation(rows: Sequence[Row]) -> Quotation:
    """From one row a line; a quotation without lines comes as one row with none."""
    values = fitting(rows[0], "number", texts=("rejection_reason",))
    line_fields = ("description", "quantity", "unit_price_minor")
    for field in line_fields:
        del values[field]
    lines = tuple(
        QuotationLine.model_construct(**fitting({field: row[field] for field in line_fields}, "description"))
        for row in rows
        if row["quantity"] is not None
    )
    total = Money.model_construct(minor=values.pop("total_minor"), currency=values.pop("currency_code"))
    values["status"] = known(QuotationStatus, values, "status")
    return Quotation.model_construct(**values, total=total, lines=lines)
