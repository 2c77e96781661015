"""Cells read as values, by the shape of their field."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from crm_core.currencies import is_currency
from crm_core.imports.cell_numbers import SIGNS, amount_in, basis_points_in, number_in, whole_in
from crm_core.imports.cells import CellUnreadable, Reading, cached_reading, text_of
from crm_core.imports.fields import ImportField, Shape
from crm_core.imports.mapping import INACTIVE, REJECT, ColumnRule
from crm_core.imports.moments import ISO, moments_in, read_moment
from crm_core.imports.numerals import Mark
from crm_core.imports.records import Reference
from crm_core.imports.synonyms import CHOICES, NO, STAGES, YES, normal
from crm_core.imports.tables import Cell
from crm_core.texts import fit
from crm_core.vocabulary import ID_LENGTH, KEY_LENGTH, STAGE_LENGTH, TEXT_LENGTH

_EXACT = frozenset({"code", "product", "campaign_id"})
"""Texts that name something are never cut."""


class ImportContext(NamedTuple):
    """What reading needs of the tenant: its currency and zone, its people by id or name, its custom fields.

    ``person`` answers the id of somebody, None for nobody; without it each value is an id. ``custom`` reads a cell as
    a value of the custom field with that name.
    """

    currency: str = "USD"
    zone: str = "UTC"
    person: Callable[[str], str | None] | None = None
    custom: Mapping[str, Reading] = {}


class UnknownPerson(NamedTuple):
    """Somebody who is to be added, inactive: an id made of what the cell holds, and what it holds."""

    id: str
    name: str


def reading_of(field: ImportField, rule: ColumnRule, system: str | None, context: ImportContext) -> Reading:
    """Reads a cell that is not empty; what it raises is CellUnreadable. Custom fields read their own."""
    if field.target in _EXACT:
        return partial(_named, "")
    if (read := _BY_SHAPE.get(field.shape)) is not None:
        return read
    if (read_number := _NUMBERS.get(field.shape)) is not None:
        return partial(read_number, rule.decimal or ".")
    if (build := _BUILDERS.get(field.shape)) is not None:
        return build(field, rule, f"{system}:" if system else "", context)
    return partial(_line, field.limit)


def _line(limit: int, cell: Cell) -> str:
    return fit(text_of(cell), limit).strip()


def _lines(cell: Cell) -> str:
    return fit(text_of(cell), TEXT_LENGTH, lines=True).strip()


def _named(prefix: str, cell: Cell) -> str:
    return prefix + text_of(cell)


def _email(cell: Cell) -> str:
    return text_of(cell).removeprefix("mailto:").strip("<>")


def _key(cell: Cell) -> str:
    """``Organic Search`` as organic_search."""
    plain = unicodedata.normalize("NFKD", text_of(cell)).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9.-]+", "_", plain).strip("_.-")[:KEY_LENGTH]
    if not key:
        raise CellUnreadable.because("no key can be made of it", 'say what it means: values = { "..." = "other" }')
    return key


def _stage(cell: Cell) -> str:
    text = text_of(cell)
    return STAGES.get(normal(text)) or fit(text, STAGE_LENGTH).strip()


def _currency(cell: Cell) -> str:
    text = text_of(cell).upper()
    code = text if is_currency(text) else SIGNS.get(text)
    if code is None:
        raise CellUnreadable.because("it is no currency", 'use an ISO 4217 code, or values = { "$" = "USD" }')
    return code


def _yes_no(cell: Cell) -> bool:
    text = text_of(cell).casefold()
    if text in YES or text in NO:
        return text in YES
    raise CellUnreadable.because("it is neither yes nor no", 'say what it means: values = { "..." = "yes" }')


def _date(format_: str, cell: Cell) -> date:
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    try:
        return read_moment(text, format_)
    except ValueError:
        shape = f"as {format_}" if format_ else "like 2026-03-04 or 2026-03-04 17:30:00"
        raise CellUnreadable.because(
            f"it is no date {shape}", 'name its format = "..." or empty it by values'
        ) from None


def _day(format_: str, cell: Cell) -> date:
    read = _date(format_, cell)
    return read.date() if isinstance(read, datetime) else read


def _choices(field: ImportField) -> Mapping[str, Any]:
    """By normal form; the words of other systems where ours has none of them."""
    kind = field.choices
    own = {normal(str(each.value)): each for each in kind or ()}
    return {**CHOICES.get(kind, {}), **own} if kind else own


def _choice(choices: Mapping[str, Any], cell: Cell) -> Any:
    if (choice := choices.get(normal(text_of(cell)))) is None:
        known = ", ".join(dict.fromkeys(str(each.value) for each in choices.values()))
        raise CellUnreadable.because(
            "it is none of the choices", f'say what it means: values = {{ "..." = ... }}, of {known}'
        )
    return choice


def _several(choices: Mapping[str, Any] | None, cell: Cell) -> tuple[Any, ...]:
    """A list, or a text with semicolons or else commas between."""
    if isinstance(cell, list):
        parts = [text_of(each) for each in cell]  # type: ignore[arg-type]
    else:
        text = text_of(cell)
        parts = [each.strip() for each in text.split(";" if ";" in text else ",")]
    return tuple(_choice(choices, each) if choices else each for each in parts if each)


def _person(unknown: str, find: Callable[[str], str | None] | None, cell: Cell) -> str | UnknownPerson:
    text = text_of(cell)
    if find is None:
        return text
    if (found := find(text)) is not None:
        return found
    if unknown == INACTIVE:
        return UnknownPerson(re.sub(r"[^\w.@+'-]", ".", unicodedata.normalize("NFC", text))[:ID_LENGTH], text)
    if unknown == REJECT:
        raise CellUnreadable.because(
            "nobody has that id or name", 'add them with `crm person add`, or say unknown = "inactive", or a user id'
        )
    return unknown


def _attribute_text(cell: Cell) -> str:
    return fit(text_of(cell), 2_000, lines=True)


def _attribute(cell: Cell) -> str | int | float | bool:
    """Numbers and yes and no of files that know them stay so."""
    if isinstance(cell, bool | int | float):
        return cell
    return _plain_number(cell) if isinstance(cell, Decimal) else _attribute_text(cell)


def _attribute_number(mark: Mark, cell: Cell) -> int | float:
    return _plain_number(number_in(mark, cell))


def _plain_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


_ATTRIBUTES: Mapping[str | None, Reading] = {None: _attribute, "text": _attribute_text, "yes_no": _yes_no}
_BY_SHAPE: Mapping[Shape, Reading] = {
    Shape.LINES: _lines,
    Shape.EMAIL: _email,
    Shape.KEY: cached_reading(_key),
    Shape.STAGE: cached_reading(_stage),
    Shape.CURRENCY: cached_reading(_currency),
    Shape.YES_NO: _yes_no,
}


def _reference(field: ImportField, rule: ColumnRule, prefix: str, _context: ImportContext) -> Reading:
    by = rule.by or (field.refers.by[0] if field.refers else "external_id")
    before = prefix if by in _FOREIGN else ""
    return lambda cell: Reference.model_construct(by=by, value=_named(before, cell))


def _moment(_field: ImportField, rule: ColumnRule, _prefix: str, context: ImportContext) -> Reading:
    moment = moments_in(context.zone)
    return cached_reading(lambda cell: moment(_date(rule.format or ISO, cell)))


def _attribute_of(_field: ImportField, rule: ColumnRule, _prefix: str, _context: ImportContext) -> Reading:
    return partial(_attribute_number, rule.decimal or ".") if rule.type == "number" else _ATTRIBUTES[rule.type]


_FOREIGN = frozenset({"external_id", "order", "activity"})
"""Ways to name a record by its key in another system."""
_NUMBERS: Mapping[Shape, Callable[..., Any]] = {
    Shape.AMOUNT: amount_in,
    Shape.PERCENT: basis_points_in,
    Shape.WHOLE: whole_in,
    Shape.DECIMAL: number_in,
}
_BUILDERS: Mapping[Shape, Callable[[ImportField, ColumnRule, str, ImportContext], Reading]] = {
    Shape.EXTERNAL_ID: lambda _field, _rule, prefix, _context: partial(_named, prefix),
    Shape.REFERENCE: _reference,
    Shape.PERSON: lambda _field, rule, _prefix, context: cached_reading(
        partial(_person, rule.unknown or REJECT, context.person)
    ),
    Shape.MOMENT: _moment,
    Shape.DAY: lambda _field, rule, _prefix, _context: cached_reading(partial(_day, rule.format or ISO)),
    Shape.CHOICE: lambda field, _rule, _prefix, _context: cached_reading(partial(_choice, _choices(field))),
    Shape.SEVERAL: lambda field, _rule, _prefix, _context: partial(
        _several, _choices(field) if field.choices else None
    ),
    Shape.ATTRIBUTE: _attribute_of,
}
