"""``crm export``: what is stored as files that ``crm import`` reads back."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import typer

from crm_adapters.cli.shell.screen import counted, print_document
from crm_adapters.cli.shell.session import Session, session_of
from crm_adapters.table_files import TableFormat, open_writer
from crm_adapters.whole_files import write_whole, written_whole
from crm_core.errors import Invalid
from crm_core.imports import ImportKind, ImportMapping, columns_of, mapping_of, write_mapping

STANDARD_OUTPUT = Path("-")


class Exportable(StrEnum):
    """The words of the command line for kinds, in the order in which they are imported."""

    PRODUCTS = "products"
    LEADS = "leads"
    DEALS = "deals"
    ACTIVITIES = "activities"
    ALL = "all"


KINDS = {
    Exportable.PRODUCTS: ImportKind.PRODUCT,
    Exportable.LEADS: ImportKind.LEAD,
    Exportable.DEALS: ImportKind.DEAL,
    Exportable.ACTIVITIES: ImportKind.ACTIVITY,
}


def export(
    ctx: typer.Context,
    what: Annotated[Exportable, typer.Argument(metavar="KIND", help=f"One of {', '.join(Exportable)}.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write it; of all, a folder."),
    ] = STANDARD_OUTPUT,
    table_format: Annotated[
        TableFormat | None,
        typer.Option("--format", metavar="FORMAT", help="csv, xlsx or jsonl; else as FILE ends."),
    ] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B", help="Only these columns, in this order.")
    ] = None,
) -> None:
    """Write all leads, deals, activities or products to a file, with the mapping that reads it back.

    The mapping stands beside it as FILE.map.toml.
    """
    session = session_of(ctx)
    chosen = [each.strip() for each in columns.split(",")] if columns else None
    if what is not Exportable.ALL:
        _export(session, what, output, table_format or _format_of(output), chosen)
        return
    if output == STANDARD_OUTPUT:
        raise Invalid.field("--output", "several kinds are several files", "name a folder, such as -o export")
    if chosen:
        raise Invalid.field("--columns", "each kind has its own", "leave it out, or export one kind")
    output.mkdir(parents=True, exist_ok=True)
    ending = table_format or TableFormat.CSV
    for each in KINDS:
        _export(session, each, output / f"{each}.{ending}", ending, None)


def _export(
    session: Session, what: Exportable, output: Path, table_format: TableFormat, chosen: list[str] | None
) -> None:
    kind = KINDS[what]
    count = 0
    with session.crm.exports.opened(session.actor, kind) as found:
        columns = columns_of(kind, found.open_names, chosen)
        names, cells = [column.name for column in columns], [column.cell for column in columns]

        def write_to(file: BinaryIO) -> int:
            rows = 0
            with open_writer(table_format, file, names) as writer:
                for rows, record in enumerate(found.records(), 1):  # noqa: B007 - the last is the count
                    writer.write([cell(record) for cell in cells])
            return rows

        if output == STANDARD_OUTPUT:
            if table_format is TableFormat.XLSX:
                raise Invalid.field("--output", "a spreadsheet is nothing for a stream", "name a file")
            write_to(cast(BinaryIO, _Screen()))
            return
        with written_whole(output) as file:
            count = write_to(file)
    mapping = mapping_of(kind, output.name, columns, guarded=table_format.is_guarded)
    write_whole(output.with_name(f"{output.name}.map.toml"), write_mapping(ImportMapping(tables=(mapping,))).encode())
    session.print_note(f"{output} is written ({counted(count, kind.value, what.value)}).")


class _Screen:
    """Standard output, as far as a writer of tables needs it."""

    def write(self, part: bytes) -> int:
        print_document(part)
        return len(part)


def _format_of(output: Path) -> TableFormat:
    """By the name's end; CSV for standard output. Raises Invalid when the name says nothing."""
    if output == STANDARD_OUTPUT:
        return TableFormat.CSV
    ending = output.suffix.removeprefix(".").lower()
    if ending not in {each.value for each in TableFormat}:
        raise Invalid.field("--format", "it is not told by --output", f"choose one of: {', '.join(TableFormat)}")
    return TableFormat(ending)
