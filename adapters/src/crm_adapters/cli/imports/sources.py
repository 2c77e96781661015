"""From files and a mapping to what is imported: columns matched, doubts asked, rows understood."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from crm_adapters.table_files import open_tables
from crm_core.errors import Invalid
from crm_core.imports import (
    Doubt,
    FileResult,
    ImportContext,
    ImportKind,
    ImportMapping,
    Mapper,
    Match,
    SourceTable,
    TableMapping,
    Write,
    answered,
    fields_of,
    infer,
    kind_of,
    match,
)
from crm_operations.importing import ImportSource, StartImport

Ask = Callable[[Match, Doubt], str]
"""Answers one of the choices of a doubt. Raises Invalid where nobody can be asked."""

IN_ORDER = (
    ImportKind.PERSON,
    ImportKind.PRODUCT,
    ImportKind.CUSTOMER,
    ImportKind.CONTACT,
    ImportKind.LEAD,
    ImportKind.ACTIVITY,
    ImportKind.DEAL,
    ImportKind.SALES_LINE,
)
"""Of tables that no mapping orders: what is referred to goes in first."""


class FileHints(NamedTuple):
    """What the command line says of the files; None is for them to tell."""

    kind: ImportKind | None = None
    encoding: str | None = None
    delimiter: str | None = None
    zone: str | None = None
    currency: str | None = None


class Prepared(NamedTuple):
    """What goes in, with the tables and the mapping that it comes from."""

    sources: Sequence[ImportSource]
    tables: Sequence[SourceTable]
    mapping: ImportMapping
    samples: dict[str, str]

    def request(self, *, announce: bool, all_or_nothing: bool, text: str) -> StartImport:
        """``text`` is the mapping as it is kept."""
        digest = sha256()
        for table, mapping in zip(self.tables, self.mapping.tables, strict=True):
            digest.update(f"{table.digest} {mapping.digest}\n".encode())
        files = tuple(source.file for source in self.sources)
        return StartImport(
            digest=digest.hexdigest(), mapping=text, files=files, announce=announce, all_or_nothing=all_or_nothing
        )


def prepared(
    files: Sequence[Path], known: ImportMapping | None, facts: FileHints, context: ImportContext, ask: Ask
) -> Prepared:
    """Raises Invalid for files that cannot be read, for columns that nobody decided about, MappingUnusable."""
    found: list[tuple[SourceTable, TableMapping]] = []
    samples: dict[str, str] = {}
    mapped = () if known is None else known.tables
    for path in files:
        opened = open_tables(
            path,
            lambda columns: _is_known(columns, mapped),
            encoding=facts.encoding,
            delimiter=facts.delimiter,
            guarded=any(each.guarded for each in mapped),
        )
        for table in opened:
            for mapping in (known.of(table.file) if known else ()) or (None,):
                matched = match(table, facts.kind, mapping)
                samples |= matched.samples
                found.append((table, _decided(matched, table, facts, ask)))
    if known is None:
        found.sort(key=lambda each: IN_ORDER.index(each[1].kind))
    else:
        places = [(each.file, each.kind) for each in known.tables]
        found.sort(key=lambda each: _place(places, each[1]))
    sources = [_source(table, mapping, context) for table, mapping in found]
    whole = ImportMapping(tables=tuple(mapping for _, mapping in found))
    return Prepared(sources, [table for table, _ in found], whole, samples)


def _decided(matched: Match, table: SourceTable, facts: FileHints, ask: Ask) -> TableMapping:
    mapping = matched.mapping
    for doubt in matched.doubts:
        mapping = answered(mapping, doubt, ask(matched, doubt))
    if matched.doubts:
        mapping = infer(mapping, table).mapping  # what became an attribute has a type
    overrides = {"zone": facts.zone, "currency": facts.currency}
    return mapping.model_copy(update={name: value for name, value in overrides.items() if value is not None})


def _source(table: SourceTable, mapping: TableMapping, context: ImportContext) -> ImportSource:
    mapper = Mapper(mapping, table.columns, context, table.file)
    fields = fields_of(mapping.kind)
    file = FileResult(
        file=table.file,
        kind=mapping.kind,
        encoding=table.encoding,
        delimiter=table.delimiter,
        mapping=dict(mapper.fields_by_column),
        dropped=mapper.dropped,
    )
    key = [fields[name].target if name in fields else name for name in mapping.keys]
    policy: dict[str, Write] = {field.target: mapping.policy_of(name).write for name, field in fields.items()}
    return ImportSource(file, lambda: mapper.rows(table.rows()), key, policy, lambda: table.unwrapped)


def _is_known(columns: Sequence[str], mapped: Sequence[TableMapping]) -> bool:
    """Whether a mapping reads them, or they tell by themselves what they are."""
    if any(each.used <= set(columns) for each in mapped if each.used):
        return True
    try:
        kind_of("", columns)
    except Invalid:
        return False
    return len(columns) > 1


def _place(places: Sequence[tuple[str, ImportKind]], mapping: TableMapping) -> int:
    place = (mapping.file, mapping.kind)
    return places.index(place) if place in places else len(places)
