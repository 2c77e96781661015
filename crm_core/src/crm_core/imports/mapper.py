"""Rows of a table as records of a kind, a row at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self, TypeAlias

from pydantic import ValidationError

from crm_core.arguments import in_words
from crm_core.currencies import minor_digits
from crm_core.errors import Invalid
from crm_core.imports.cell_numbers import AmountRead
from crm_core.imports.cells import CellUnreadable, Reading, text_of
from crm_core.imports.fields import ATTRIBUTES, CUSTOM, OPEN, ImportField, Shape, did_you_mean, field_of, fields_of
from crm_core.imports.mapping import PLACE, ColumnRule, Empty, MappingUnusable, TableMapping
from crm_core.imports.readings import ImportContext, UnknownPerson, reading_of
from crm_core.imports.records import RECORDS, ImportKind, Record
from crm_core.imports.tables import Cell, RowProblem, SourceRow
from crm_core.texts import fit

SHOWN = 200
"""Characters of a cell that stand in the problem about it."""


class MappedRow(NamedTuple):
    """What a row says. Fields that are not among ``record.model_fields_set`` are not to be changed.

    A cell that is empty and clears its field sets it to what the field is without a value. ``unknown_people`` are to
    be added before the record is written.
    """

    line: int
    record: Record
    unknown_people: tuple[UnknownPerson, ...] = ()


class SkippedRow(NamedTuple):
    """A row that the mapping does not take."""

    line: int


Mapped: TypeAlias = MappedRow | SkippedRow | RowProblem


class _Step(NamedTuple):
    """How one field is filled: the text a cell is replaced by, where any is, and how it is read."""

    field: ImportField
    column: str
    place: int | None
    text: Callable[[Sequence[Cell]], str]
    values: Mapping[str, str]
    read: Reading
    clears: bool
    inner: str


class RowUnreadable(Invalid):
    """A cell that keeps its row from being taken."""

    @classmethod
    def because(cls, column: str, value: str, problem: str, remedy: str) -> Self:
        facts = {"column": column, "value": value, "problem": problem, "remedy": remedy}
        return cls("{column}: {problem}; {remedy}", facts)


class Mapper:
    """A mapping compiled for the columns of one table."""

    def __init__(
        self, mapping: TableMapping, columns: Sequence[str], context: ImportContext | None = None, file: str = ""
    ) -> None:
        """Raises MappingUnusable for columns that the table has not, and for custom fields that the tenant has not."""
        context = context or ImportContext()
        if mapping.zone is not None:
            context = context._replace(zone=mapping.zone)
        if mapping.kind is ImportKind.PERSON:
            context = context._replace(person=None)  # their managers may stand in later rows
        if problems := [*mapping.problems(), *_missing(mapping, columns, context)]:
            raise MappingUnusable.because_of(problems)
        self.mapping, self.file = mapping, file
        used = mapping.used
        self.dropped = tuple(column for column in columns if column not in used)
        self._record = RECORDS[mapping.kind]
        self._validate: Callable[[Any], Record] = self._record.model_validate
        self._currency = mapping.currency or context.currency
        self._has_currency = "currency" in fields_of(mapping.kind)
        self._places = {column: index for index, column in enumerate(columns)}
        self._steps = [self._step(name, rule, context) for name, rule in mapping.columns.items()]
        self._only = [(self._places[column], frozenset(texts)) for column, texts in mapping.only.items()]

    @property
    def fields_by_column(self) -> Mapping[str, str]:
        """For each column that is read, the field it fills; the first where it fills several."""
        found: dict[str, str] = {}
        for name, rule in self.mapping.columns.items():
            for column in rule.columns:
                found.setdefault(column, name)
        return found

    def rows(self, rows: Iterable[SourceRow]) -> Iterator[Mapped]:
        """One answer a row, in their order."""
        return map(self.map, rows)

    def map(self, row: SourceRow) -> Mapped:
        """What the row says, or why it is not taken. Never raises for what a cell holds."""
        if row.problem is not None:
            return row.problem
        cells = row.cells
        if self._only and not all(text_of(_cell(cells, place)) in texts for place, texts in self._only):
            return SkippedRow(row.line)
        try:
            values, people = self._values(cells)
            return MappedRow(row.line, self._validate(values), people)
        except RowUnreadable as unreadable:
            column, value, problem, remedy = map(str, unreadable.facts.values())
        except ValidationError as error:
            column, value, problem, remedy = self._explained(error, cells)
        return RowProblem(
            file=self.file, line=row.line, column=column, value=fit(value, SHOWN), problem=problem, remedy=remedy
        )

    def _values(self, cells: Sequence[Cell]) -> tuple[dict[str, Any], tuple[UnknownPerson, ...]]:
        values: dict[str, Any] = {}
        amounts: list[tuple[_Step, AmountRead]] = []
        people: tuple[UnknownPerson, ...] = ()
        for step in self._steps:
            field, cell = step.field, self._source(step, cells)
            if cell is None or cell == "":
                if step.clears and not field.required:
                    self._clear(values, step)
                continue
            value = self._read(step, cell)
            if field.shape is Shape.AMOUNT:
                amounts.append((step, value))
            elif step.inner:
                values.setdefault(field.target, {})[step.inner] = value
            else:
                if type(value) is UnknownPerson:
                    people, value = (*people, value), value.id
                values[field.target] = value
        if amounts:
            self._add_amounts(values, amounts)
        return values, people

    def _source(self, step: _Step, cells: Sequence[Cell]) -> Cell:
        """The cell as it is to be read."""
        cell = step.text(cells) if step.place is None else _cell(cells, step.place)
        if type(cell) is str:
            cell = cell.strip()
        return step.values.get(text_of(cell), cell) if step.values else cell

    def _read(self, step: _Step, cell: Cell) -> Any:
        try:
            return step.read(cell)
        except CellUnreadable as unreadable:
            problem, remedy = str(unreadable.facts["problem"]), str(unreadable.facts["remedy"])
        except Invalid as invalid:
            problem, _, remedy = str(invalid).partition("; ")
        except (ValueError, OverflowError, ArithmeticError):
            problem, remedy = f"it is no {step.field.shape.replace('_', ' ')}", "correct it"
        raise RowUnreadable.because(step.column, text_of(cell), problem, remedy)

    def _add_amounts(self, values: dict[str, Any], amounts: list[tuple[_Step, AmountRead]]) -> None:
        named = {amount.currency for _, amount in amounts if amount.currency}
        code = values.get("currency_code") or next(iter(named), self._currency)
        for step, amount in amounts:
            if amount.currency not in {None, code}:
                problem = f"it is in {amount.currency}, and the row in {code}"
                raise RowUnreadable.because(step.column, str(amount.number), problem, "let both be one currency")
            minor = amount.number.scaleb(minor_digits(code))
            if minor != minor.to_integral_value():
                problem = f"it is finer than {code} can be paid"
                raise RowUnreadable.because(
                    step.column, str(amount.number), problem, f"give at most {minor_digits(code)} decimals"
                )
            values[step.field.target] = int(minor)
        if self._has_currency:
            values["currency_code"] = code

    def _clear(self, values: dict[str, Any], step: _Step) -> None:
        if step.inner:
            values.setdefault(step.field.target, {})
        else:
            values[step.field.target] = self._record.model_fields[step.field.target].get_default(
                call_default_factory=True
            )

    def _step(self, name: str, rule: ColumnRule, context: ImportContext) -> _Step:
        field = field_of(self.mapping.kind, name)
        assert field is not None  # noqa: S101 - the mapping has no problems
        opened, _, inner = name.partition(".")
        is_open = opened in OPEN and bool(inner)
        read = (
            context.custom[inner]
            if field.shape is Shape.CUSTOM
            else reading_of(field, rule, self.mapping.system, context)
        )
        index = None if rule.column is None else self._places[rule.column]
        text = _template(rule.text or "", self._places)
        clears = self.mapping.policy_of(name).empty is Empty.CLEAR
        return _Step(field, ", ".join(rule.columns), index, text, rule.values, read, clears, inner if is_open else "")

    def _explained(self, error: ValidationError, cells: Sequence[Cell]) -> tuple[str, str, str, str]:
        """The first of what is wrong, by its column."""
        first = error.errors(include_url=False)[0]
        target = str(first["loc"][0]) if first["loc"] else ""
        inner = str(first["loc"][1]) if target in OPEN and len(first["loc"]) > 1 else ""
        step = next((each for each in self._steps if each.field.target == target and each.inner == inner), None)
        column = step.column if step else ""
        if first["type"] == "missing":
            return column, "", "it is empty", f"a {self.mapping.kind} needs a value here"
        value = ""
        if step:
            value = text_of(_cell(cells, step.place)) if step.place is not None else step.text(cells)
        problem, remedy = in_words(first)
        return column, value, problem[:1].lower() + problem[1:], remedy or "correct it, or leave it empty"


def _cell(cells: Sequence[Cell], index: int) -> Cell:
    return cells[index] if index < len(cells) else None


def _missing(mapping: TableMapping, columns: Sequence[str], context: ImportContext) -> Iterator[str]:
    known = frozenset(columns)
    for name, rule in mapping.columns.items():
        for column in rule.columns:
            if column not in known:
                yield f"columns.{name}: the file has no column {column!r}; {did_you_mean(column, list(columns))}"
        opened, _, inner = name.partition(".")
        if opened == CUSTOM and inner and inner not in context.custom:
            remedy = f"add it with `crm field add`, or use {ATTRIBUTES}.{inner}"
            yield f"columns.{name}: there is no such custom field; {remedy}"
    for column in mapping.only:
        if column not in known:
            yield f"only.{column}: the file has no such column; {did_you_mean(column, list(columns))}"


def _template(text: str, places: Mapping[str, int]) -> Callable[[Sequence[Cell]], str]:
    """The text with its columns filled in; empty when it has columns and all of them are empty."""
    parts: list[str | int] = []
    end = 0
    for found in PLACE.finditer(text):
        parts.append(text[end : found.start()])
        parts.append(places[found[1]] if found[1] is not None else found[0][0])
        end = found.end()
    parts.append(text[end:])
    indexes = [each for each in parts if isinstance(each, int)]

    def filled(cells: Sequence[Cell]) -> str:
        if indexes and not any(text_of(_cell(cells, index)) for index in indexes):
            return ""
        return "".join(each if isinstance(each, str) else text_of(_cell(cells, each)) for each in parts).strip()

    return filled
