"""What several commands of quotations take."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from crm_adapters.amounts import read_amount
from crm_adapters.cli.quote.lines import points_of
from crm_adapters.cli.shell.operation import Noun
from crm_core.errors import Invalid
from crm_core.quotations import HeaderDiscount

_NAMED = "The quotation's number, such as QUOTE-2026-0001, or its id."
QuoteRef = Annotated[str, typer.Argument(metavar="QUOTE", help=_NAMED)]
LinesFile = Annotated[
    Path | None,
    typer.Option(
        "--lines",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Lines of a CSV with a heading, or the JSON that crm quote show --json has.",
    ),
]
HeaderPercent = Annotated[
    str | None, typer.Option("--discount", metavar="PERCENT", help="What is taken off all lines, such as 5.")
]
ValidUntil = Annotated[
    str | None, typer.Option("--valid-until", metavar="DAY", help="The last day it holds: 2026-06-30.")
]
QUOTE = Noun(
    "quotation_id",
    "QUOTE",
    _NAMED,
    lambda session, reference: session.crm.quotes.get(session.actor, reference),
    lambda version: version.quotation_id,
)


def day_of(text: str | None) -> date | None:
    """Raises Invalid."""
    try:
        return None if text is None else date.fromisoformat(text.strip())
    except ValueError as cause:
        raise Invalid.field("--valid-until", f"{text!r} is no day", "write it like 2026-06-30") from cause


def discount_of(percent: str | None, amount: str | None, currency: str) -> HeaderDiscount | None:
    """A share or an amount; None where neither is named. Raises Invalid."""
    if percent is not None and amount is not None:
        raise Invalid.field("--discount", "it is a share and an amount", "name one of them")
    if amount is not None:
        return HeaderDiscount(minor=read_amount(amount, currency, field="--discount-amount").minor)
    return None if percent is None else HeaderDiscount(basis_points=points_of(percent, "--discount"))
