"""Quotations and their lines, to rows and back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from sqlalchemy import Connection

from crm_adapters.embedded.fitting import fitting
from crm_adapters.embedded.quotation_statements import ADD_LINES
from crm_adapters.embedded.tables import QUANTITY_PARTS
from crm_adapters.storage import Prepared, Row, known
from crm_core.money import Money
from crm_core.quotations import QUANTITY_DIGITS
from crm_operations.providers import Quotation, QuotationLine, QuotationStatus

_FIGURES = ("total_minor", "discount_minor", "tax_minor")
_LINE_FIGURES = ("quantity", "quantity_parts", "unit_price_minor", "discount_basis_points", "tax_basis_points")
_OF_A_LINE = ("description", "code", *_LINE_FIGURES)


def add_lines(connection: Connection, tenant_id: str, quotation_id: str, lines: Sequence[QuotationLine]) -> None:
    rows = [
        {
            "tenant_id": tenant_id,
            "quotation_id": quotation_id,
            "position": position,
            **line.__dict__,
            **_in_parts(line.quantity),
        }
        for position, line in enumerate(lines, start=1)
    ]
    if rows:
        ADD_LINES.write(connection, *rows)


def read_one(connection: Connection, query: Prepared, keys: Mapping[str, str]) -> Quotation | None:
    return next(iter(read_all(connection, query, keys)), None)


def read_all(connection: Connection, query: Prepared, keys: Mapping[str, str]) -> list[Quotation]:
    rows = query.all(connection, keys)
    return [_quotation(list(group)) for _, group in groupby(rows, key=lambda row: row["id"])]


def read_lines(rows: Sequence[Row]) -> tuple[QuotationLine, ...]:
    """From one row a line; a quotation without lines comes as one row with none."""
    return tuple(_line(row) for row in rows if row["quantity"] is not None)


def _quotation(rows: Sequence[Row]) -> Quotation:
    values = fitting(rows[0], "number", texts=("rejection_reason",), numbers=_FIGURES)
    for field in _OF_A_LINE:
        del values[field]
    total = Money.model_construct(minor=values.pop("total_minor"), currency=values.pop("currency_code"))
    values["status"] = known(QuotationStatus, values, "status")
    return Quotation.model_construct(**values, total=total, lines=read_lines(rows))


def _line(row: Row) -> QuotationLine:
    values = fitting({field: row[field] for field in _OF_A_LINE}, "description", "code", numbers=_LINE_FIGURES)
    values["quantity"] = _whole(values["quantity"], values.pop("quantity_parts"))
    return QuotationLine.model_construct(**values)


def _in_parts(quantity: Decimal) -> dict[str, int]:
    whole, parts = divmod(int(quantity * QUANTITY_PARTS), QUANTITY_PARTS)
    return {"quantity": whole, "quantity_parts": parts}


def _whole(units: int, parts: int) -> Decimal:
    """In the form in which it was requested, without zeros at the end."""
    if not parts:
        return Decimal(units)
    return (Decimal(units) + Decimal(parts).scaleb(-QUANTITY_DIGITS)).normalize()
