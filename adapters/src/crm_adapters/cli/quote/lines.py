"""Reads the lines of a quotation from options, or from a file in CSV or JSON."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from crm_adapters.amounts import read_amount
from crm_adapters.cli.shell.failures import explain_failure
from crm_adapters.cli.shell.files import listed, read_file, value_of
from crm_core.errors import Invalid
from crm_core.money import BASIS_POINTS
from crm_core.quotations import AskedLine, AskedLines

EXAMPLE = "Engine,quantity=2,price=1000,discount=10,tax=19,list=1200,cost=600,code=ENG-1,category=Hardware"
_AMOUNTS = {"price": "unit_price_minor", "list": "list_price_minor", "cost": "cost_minor"}
_SHARES = {"discount": "discount_basis_points", "tax": "tax_basis_points"}
_TEXTS = ("description", "code", "category")
_COLUMNS = (*_TEXTS, "quantity", *_AMOUNTS, *_SHARES)
_LINES: TypeAdapter[tuple[AskedLine, ...]] = TypeAdapter(AskedLines)


def lines_of(texts: Sequence[str], file: Path | None, currency: str) -> tuple[AskedLine, ...]:
    """Those of the options, then those of the file. Raises Invalid."""
    return (*(line_of(text, currency) for text in texts), *(() if file is None else lines_of_file(file, currency)))


def line_of(text: str, currency: str) -> AskedLine:
    """``Engine,quantity=2,price=1000``: its name, then what is known of it; or ``code=ENG-1``. Raises Invalid."""
    parts = next(csv.reader([text], skipinitialspace=True), [""])
    read: dict[str, str] = {}
    if parts[0].partition("=")[0].strip() not in _COLUMNS:
        read["description"] = parts.pop(0)
    for part in parts:
        key, assigned, value = part.partition("=")
        if not assigned or key.strip() not in _COLUMNS:
            known = ", ".join(_COLUMNS)
            raise Invalid.field("--line", f"{part.strip()!r} is none of {known}", f"write it like {EXAMPLE}")
        read[key.strip()] = value.strip()
    return _line(read, currency, "--line")


def lines_of_file(file: Path, currency: str) -> tuple[AskedLine, ...]:
    """CSV with a heading, or the JSON that ``crm quote show --json`` has. Raises Invalid, which names the place."""
    if file.suffix.lower() != ".csv":
        example = "crm quote show QUOTE --json"
        return value_of(file, _LINES, listed(read_file(file, example), "lines"), example)
    rows = csv.DictReader(StringIO(file.read_text(encoding="utf-8-sig")), skipinitialspace=True)
    unknown = [name for name in rows.fieldnames or () if name.strip().lower() not in _COLUMNS]
    if unknown or not rows.fieldnames:
        what = f"{', '.join(unknown)} is no column of a line" if unknown else "there is nothing in it"
        raise Invalid.field(str(file), what, f"use some of: {', '.join(_COLUMNS)}")
    return tuple(_rows(file, rows, currency))


def _rows(file: Path, rows: "csv.DictReader[str]", currency: str) -> Iterable[AskedLine]:
    for row in rows:
        known = {name.strip().lower(): value.strip() for name, value in row.items() if name and value}
        yield _line(known, currency, f"{file} line {rows.line_num}")


def _line(read: Mapping[str, str], currency: str, place: str) -> AskedLine:
    values: dict[str, object] = {name: read[name] for name in _TEXTS if read.get(name)}
    for name, field in _AMOUNTS.items():
        if read.get(name):
            values[field] = read_amount(read[name], currency, field=f"{place}: {name}").minor
    for name, field in _SHARES.items():
        if read.get(name):
            values[field] = points_of(read[name], f"{place}: {name}")
    if read.get("quantity"):
        values["quantity"] = read["quantity"]
    if values.keys().isdisjoint({"unit_price_minor", "list_price_minor", "code"}):
        raise Invalid.field(place, "it has no price", f"write it like {EXAMPLE}")
    try:
        return AskedLine.model_validate(values)
    except ValidationError as cause:
        raise Invalid.field(place, explain_failure(cause), f"write it like {EXAMPLE}") from cause


def points_of(text: str, place: str) -> int:
    """``12.5`` or ``12.5%`` as basis points. Raises Invalid, which names the place."""
    try:
        points = Decimal(text.removesuffix("%").strip()) * 100
        if points != points.to_integral_value() or not 0 <= points <= BASIS_POINTS:
            raise ValueError(text)
    except (ArithmeticError, ValueError) as cause:
        raise Invalid.field(place, f"{text!r} is no percentage", "write it from 0 to 100, like 19 or 12.5") from cause
    return int(points)
