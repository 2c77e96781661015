"""``crm report``: every figure on the screen or in one file, or every deal."""

import codecs
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from crm_adapters.cli.report.sheets import report_tables
from crm_adapters.cli.shell.options import AssignedTo, PipelineName
from crm_adapters.cli.shell.reading import pipeline_id_of
from crm_adapters.cli.shell.screen import print_document
from crm_adapters.cli.shell.session import session_of
from crm_adapters.whole_files import written_whole
from crm_core.errors import Invalid
from crm_operations.pipeline_analytics import ReportFormat, ReportQuery

STANDARD_OUTPUT = Path("-")


def write_report(
    ctx: typer.Context,
    report_format: Annotated[
        ReportFormat | None,
        typer.Option("--format", metavar="FORMAT", help="json, csv, xlsx or html; else as --output ends, or tables."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; - is standard output.")
    ] = None,
    deals: Annotated[
        bool, typer.Option("--deals", metavar="", help="Every deal, a row each, instead of the figures.")
    ] = False,
    months: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=60, help="How many months back.")] = 12,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="A day of the last month; else today.")
    ] = None,
    pipeline: PipelineName = None,
    assigned_to: AssignedTo = None,
    for_excel: Annotated[
        bool, typer.Option("--bom", metavar="", help="CSV that begins with a byte order mark, as Excel wants it.")
    ] = False,
) -> None:
    """Show a report of all figures or a list of all deals, or write it to a file.

    It tells pipeline, conversion, speed, trend, forecast, people and what they are paid; HTML and XLSX have charts.
    """
    session = session_of(ctx)
    chosen = report_format or _format_of(output)
    if for_excel and chosen is not ReportFormat.CSV:
        raise Invalid.field("--bom", "it belongs to CSV", "say --format csv too, or leave it out")
    if chosen is ReportFormat.XLSX and output in {None, STANDARD_OUTPUT} and sys.stdout.isatty():
        raise Invalid.field(
            "--output", "a spreadsheet is nothing for a terminal", "name a file, such as -o report.xlsx"
        )
    query = ReportQuery(
        pipeline_id=pipeline_id_of(session, pipeline),
        assigned_to=assigned_to,
        months=months,
        until=until.date() if until else None,
    )
    analytics = session.crm.analytics
    if chosen is None:
        make_contents = analytics.get_export_contents if deals else analytics.get_report_contents
        session.out.print(report_tables(make_contents(session.actor, query), session.out.width))
        return

    def write_to(write: Callable[[bytes], object]) -> int:
        mark = codecs.BOM_UTF8 if for_excel else b""
        if deals:
            write(mark)
            return len(mark) + analytics.write_export(session.actor, write, query, chosen)
        content = mark + analytics.generate_report(session.actor, query, chosen).content
        write(content)
        return len(content)

    if output is None or output == STANDARD_OUTPUT:
        write_to(print_document)
        return
    with written_whole(output) as file:
        size = write_to(file.write)
    session.print_note(f"{output} is written ({size:,} bytes).")


def _format_of(output: Path | None) -> ReportFormat | None:
    """By the name's end; None where nothing is to be written. Raises Invalid when the name says nothing."""
    if output is None:
        return None
    ending = output.suffix.removeprefix(".").lower()
    if ending not in {each.value for each in ReportFormat}:
        known = ", ".join(ReportFormat)
        raise Invalid.field("--format", "it is not said and not told by --output", f"choose one of: {known}")
    return ReportFormat(ending)
