"""``crm quote line``: the lines of a draft, one by one."""

from collections.abc import Callable
from typing import Annotated

import typer

from crm_adapters.cli.quote.lines import EXAMPLE, line_of
from crm_adapters.cli.quote.options import QuoteRef
from crm_adapters.cli.quote.sheets import lines_table
from crm_adapters.cli.shell.options import AsJson
from crm_adapters.cli.shell.session import session_of
from crm_core.errors import Invalid
from crm_core.quotations import AskedLine, QuotationVersion
from crm_operations.quote_to_order import ReviseQuotation

app = typer.Typer(no_args_is_help=True)

Line = Annotated[str, typer.Argument(metavar="LINE", help=f"Such as {EXAMPLE}.")]
Position = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The line's number, as crm quote show has it.")]
Change = Callable[[list[AskedLine], QuotationVersion], None]


@app.command("add")
def add_line(ctx: typer.Context, quote: QuoteRef, line: Line, as_json: AsJson = False) -> None:
    """Add a line to a draft."""
    _revise(ctx, quote, lambda lines, version: lines.append(line_of(line, version.currency_code)), as_json=as_json)


@app.command("set")
def set_line(ctx: typer.Context, quote: QuoteRef, number: Position, line: Line, as_json: AsJson = False) -> None:
    """Replace a line of a draft."""

    def change(lines: list[AskedLine], version: QuotationVersion) -> None:
        lines[_index(lines, number)] = line_of(line, version.currency_code)

    _revise(ctx, quote, change, as_json=as_json)


@app.command("remove")
def remove_line(ctx: typer.Context, quote: QuoteRef, number: Position, as_json: AsJson = False) -> None:
    """Leave a line of a draft out."""
    _revise(ctx, quote, lambda lines, _: lines.__delitem__(_index(lines, number)), as_json=as_json)


def _revise(ctx: typer.Context, quote: str, change: Change, *, as_json: bool) -> None:
    session = session_of(ctx)
    crm, actor = session.crm, session.actor
    version = crm.quotes.get(actor, quote)
    lines: list[AskedLine] = list(version.lines)
    change(lines, version)
    crm.quotes.revise(actor, ReviseQuotation(quotation_id=version.quotation_id, lines=tuple(lines)))
    revised = crm.quotes.get(actor, version.quotation_id)
    session.print_result(revised, lines_table(revised), as_json=as_json)


def _index(lines: list[AskedLine], number: int) -> int:
    if number > len(lines):
        raise Invalid.field("NUMBER", f"there is no line {number}", f"name one from 1 to {len(lines)}")
    return number - 1
