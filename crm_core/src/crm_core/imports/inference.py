"""Completes a mapping by what the columns of a table hold: formats of dates, marks of decimals, types of attributes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from crm_core.imports.cells import text_of
from crm_core.imports.doubts import About, Doubt
from crm_core.imports.fields import ATTRIBUTES, DATED, NUMERIC, Shape, field_of, has_open
from crm_core.imports.mapping import ColumnRule, Rest, TableMapping
from crm_core.imports.moments import ISO, formats_of, read_moment
from crm_core.imports.numerals import MARKS, is_ambiguous, marks_of, read_number
from crm_core.imports.synonyms import NO, YES
from crm_core.imports.tables import Cell, SourceTable
from crm_core.texts import fit
from crm_core.vocabulary import NAME_LENGTH

_MOST_SAMPLES = 3


class Inference(NamedTuple):
    """``mapping`` says what could be told; ``doubts`` are to be answered before rows are read by it."""

    mapping: TableMapping
    doubts: tuple[Doubt, ...]


Found: TypeAlias = Mapping[str, str] | Doubt | None
"""Details of a rule, or a doubt about it."""


def infer(mapping: TableMapping, table: SourceTable) -> Inference:
    """Reads the table as far as it takes; a column without any doubt needs one row, an ambiguous one all of them.

    What the mapping says itself stays. Never guesses: where a column may be read in two ways, that is a doubt.
    """
    mapping, doubts = _with_rest(mapping, table.columns)
    places = {column: place for place, column in enumerate(table.columns)}
    watches = {
        name: (places[rule.column], watch)
        for name, rule in mapping.columns.items()
        if rule.column in places and (watch := _watch_of(mapping, name, rule)) is not None
    }
    _survey((row.cells for row in table.rows() if row.problem is None), mapping, watches)
    rules = dict(mapping.columns)
    for name, (_, watch) in watches.items():
        found = watch.found()
        if isinstance(found, Doubt):
            doubts.append(found)
        elif found:
            rules[name] = rules[name].model_copy(update=dict(found))
    return Inference(mapping.model_copy(update={"columns": rules}), tuple(doubts))


def _with_rest(mapping: TableMapping, columns: Sequence[str]) -> tuple[TableMapping, list[Doubt]]:
    """Columns that no field names, as attributes and custom fields where the mapping wants them so."""
    rules, doubts, used = dict(mapping.columns), [], mapping.used
    for column in columns:
        if column in used:
            continue
        rest = mapping.rest_of(column)
        if rest is None:
            choices = [each for each in Rest if each is Rest.DROP or has_open(mapping.kind, _OPENED[each])]
            question = f"what becomes of {column}? No field of a {mapping.kind} is called so"
            doubts.append(Doubt(about=About.REST, column=column, question=question, choices=tuple(choices)))
        elif rest is not Rest.DROP:
            rules[f"{_OPENED[rest]}.{fit(column, NAME_LENGTH).strip()}"] = ColumnRule(column=column)
    return mapping.model_copy(update={"columns": rules}), doubts


def _survey(rows: Iterable[Sequence[Cell]], mapping: TableMapping, watches: "Mapping[str, tuple[int, Watch]]") -> None:
    open_ = [(place, watch, mapping.columns[name].values) for name, (place, watch) in watches.items()]
    for cells in rows:
        if not open_:
            return
        done = []
        for each in open_:
            place, watch, values = each
            cell = cells[place] if place < len(cells) else None
            text = cell.strip() if isinstance(cell, str) else _native(cell)
            if text and watch.sees(values.get(text, text)):
                done.append(each)
        if done:
            open_ = [each for each in open_ if each not in done]


def _native(cell: Cell) -> str:
    """Numbers and dates of files that know them are in no doubt."""
    return text_of(cell) if isinstance(cell, dict | list) else ""


def _watch_of(mapping: TableMapping, name: str, rule: ColumnRule) -> "Watch | None":
    field = field_of(mapping.kind, name)
    if field is None:
        return None
    if field.shape in DATED and rule.format is None:
        return _Dates(rule.column or "", field.name)
    if field.shape in NUMERIC and rule.decimal is None:
        return _Numbers(rule.column or "", field.name)
    if field.shape is Shape.ATTRIBUTE and rule.type is None:
        return _Types()
    return None


class _Dates:
    """Each of these looks at the cells of a column until it ``sees`` enough, then says what it ``found``."""

    def __init__(self, column: str, field: str) -> None:
        self._column, self._field = column, field
        self._formats: frozenset[str] = frozenset()
        self._samples: list[str] = []

    def sees(self, text: str) -> bool:
        fitting = frozenset(_fitting(text, self._formats)) if self._formats else formats_of(text)
        if fitting:  # what fits nothing is refused with its row
            self._formats = fitting
            if len(self._samples) < _MOST_SAMPLES:
                self._samples.append(text)
        return len(self._formats) == 1

    def found(self) -> Found:
        if len(self._formats) > 1:
            question = f"in which order are day, month and year of {self._column} written, such as {self._samples[0]}?"
            return _doubt(About.FORMAT, self._column, self._field, question, self._samples, sorted(self._formats))
        return {"format": next(iter(self._formats))} if self._formats - {ISO} else None


class _Numbers:
    def __init__(self, column: str, field: str) -> None:
        self._column, self._field = column, field
        self._doubtful: list[str] = []
        self._mark = ""

    def sees(self, text: str) -> bool:
        digits = text.strip("%€£$¥₹R ").strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
        marks = marks_of(digits)
        if len(marks) == 1:
            self._mark = marks[0]
        elif is_ambiguous(digits) and len(self._doubtful) < _MOST_SAMPLES:
            self._doubtful.append(text)
        return bool(self._mark)

    def found(self) -> Found:
        if self._doubtful and not self._mark:
            question = f"which mark stands before the fraction in {self._column}, such as {self._doubtful[0]}?"
            return _doubt(About.DECIMAL, self._column, self._field, question, self._doubtful, MARKS)
        return {"decimal": self._mark} if self._mark == "," else None


class _Types:
    """All of a column that are numbers as programs write them, without leading zeros; or all of them yes or no."""

    def __init__(self) -> None:
        self._types = {"number", "yes_no"}
        self._any = False

    def sees(self, text: str) -> bool:
        self._any = True
        digits = text.removeprefix("-")
        leads = digits.startswith("0") and digits[1:2].isdigit()
        if leads or not (digits[:1].isdigit() and "," not in text and read_number(text) is not None):
            self._types.discard("number")
        if text.casefold() not in YES | NO or digits.isdigit():
            self._types.discard("yes_no")
        return not self._types

    def found(self) -> Found:
        return {"type": min(self._types)} if self._any and self._types else None


Watch: TypeAlias = _Dates | _Numbers | _Types


def _fitting(text: str, formats: frozenset[str]) -> Iterator[str]:
    for each in formats:
        try:
            read_moment(text, each)
        except ValueError:
            continue
        yield each


def _doubt(
    about: About, column: str, field: str, question: str, samples: Sequence[str], choices: Sequence[str]
) -> Doubt:
    return Doubt(
        about=about, column=column, field=field, question=question, samples=tuple(samples), choices=tuple(choices)
    )


_OPENED: Mapping[Rest, str] = {Rest.ATTRIBUTE: ATTRIBUTES, Rest.CUSTOM: "custom"}
