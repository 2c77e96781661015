"""Proposes a mapping for a table by the names of its columns; what is not certain is a doubt, never a guess."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from crm_core.errors import Invalid
from crm_core.imports.doubts import Doubt
from crm_core.imports.fields import RENAMED, field_of, fields_of
from crm_core.imports.inference import infer
from crm_core.imports.mapping import ColumnRule, TableMapping
from crm_core.imports.records import ImportKind
from crm_core.imports.synonyms import HEADINGS, KIND_WORDS, REFERENCE_WAYS, normal
from crm_core.imports.tables import SourceTable

_NAMES = (("firstname", "givenname", "vorname"), ("lastname", "surname", "familyname", "nachname"))
"""Of columns with the first name, and of those with the last one."""


class Match(NamedTuple):
    """A proposal, what it leaves open, and a cell of each column."""

    mapping: TableMapping
    doubts: tuple[Doubt, ...]
    samples: Mapping[str, str]


def match(
    table: SourceTable, kind: ImportKind | None = None, known: TableMapping | None = None, system: str | None = None
) -> Match:
    """``known`` is what somebody wrote; without [rest] other columns are matched beside it, and with it they are not.

    Raises Invalid where no kind fits the columns, and none is named.
    """
    kind = kind or (known.kind if known else kind_of(table.file, table.columns))
    base = known or TableMapping(kind=kind, file=table.file, system=system)
    taken = base.used
    others = [] if base.rest else [column for column in table.columns if column not in taken]
    rules = dict(_rules(kind, others))
    mapping = base.model_copy(update={"columns": {**rules, **base.columns}})
    inferred = infer(mapping, table)
    return Match(inferred.mapping, inferred.doubts, _samples(table))


def kind_of(file: str, columns: Sequence[str]) -> ImportKind:
    """By the name of the file, else by the first column that is a key, else by how many columns are known of it.

    Raises Invalid where two kinds fit alike.
    """
    for text in (_stem(file), *(normal(each) for each in columns[:1])):
        if (named := _named_kind(text)) is not None:
            return named
    counts = sorted(((len(dict(_rules(kind, columns))), kind) for kind in ImportKind), reverse=True)
    if counts[0][0] > 1 and counts[0][0] > counts[1][0]:
        return counts[0][1]
    kinds = ", ".join(ImportKind)
    raise Invalid.field("kind", f"the columns of {file or 'the file'} do not tell what it is", f"name one of: {kinds}")


def _stem(file: str) -> str:
    name = re.split(r"[/\\]", file)[-1]
    return normal(name.rpartition("#")[2] if "#" in name else name.split(".")[0])


def _named_kind(text: str) -> ImportKind | None:
    """The kind whose word comes last: ``LeadActivities`` are activities."""
    places = {kind: max(text.rfind(word) for word in words) for kind, words in KIND_WORDS.items()}
    places = {kind: place for kind, place in places.items() if place >= 0}
    return max(places, key=lambda kind: places[kind]) if places else None


def _rules(kind: ImportKind, columns: Sequence[str]) -> Iterator[tuple[str, ColumnRule]]:
    """The first column for each field, exact names before other ones."""
    by_form = {normal(column): column for column in reversed(columns)}
    filled: dict[str, str] = {}
    for form, column in reversed(by_form.items()):
        name = _own_names(kind).get(form)
        if name and name not in filled:
            filled[name] = column
    used = set(filled.values())
    for name, words in HEADINGS[kind].items():
        if name in filled or name not in fields_of(kind):
            continue
        column = next((by_form[word] for word in words.split() if word in by_form and by_form[word] not in used), "")
        if column:
            filled[name] = column
            used.add(column)
    for name, column in filled.items():
        yield name, _rule(kind, name, column)
    first, last = (next((by_form[each] for each in names if each in by_form), "") for names in _NAMES)
    if "name" in fields_of(kind) and "name" not in filled and last:
        yield "name", ColumnRule(text=f"{{{first}}} {{{last}}}") if first else ColumnRule(column=last)


def _rule(kind: ImportKind, name: str, column: str) -> ColumnRule:
    field = field_of(kind, name)
    way = REFERENCE_WAYS.get(normal(column))
    if field and field.refers and way in field.refers.by:
        return ColumnRule(column=column, by=way)
    return ColumnRule(column=column)


@cache
def _own_names(kind: ImportKind) -> Mapping[str, str]:
    """Our fields by normal form, by their names and those in the records."""
    names = {normal(name): name for name in fields_of(kind)}
    return {**{normal(target): name for target, name in RENAMED.items() if name in fields_of(kind)}, **names}


def _samples(table: SourceTable) -> Mapping[str, str]:
    """Of the first row that has a cell there, among the first hundred."""
    found: dict[str, str] = {}
    for number, row in enumerate(table.rows()):
        if number >= _ROWS_FOR_SAMPLES or len(found) == len(table.columns):
            break
        for column, cell in zip(table.columns, row.cells, strict=False):
            if cell not in (None, "") and column not in found:
                found[column] = str(cell)
    return found


_ROWS_FOR_SAMPLES = 100
