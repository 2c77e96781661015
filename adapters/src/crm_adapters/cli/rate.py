"""``crm rate``: what currencies are worth in one another, from which day on."""

import typer

from crm_adapters.cli.shell.cells import Column
from crm_adapters.cli.shell.command import add_command
from crm_adapters.cli.shell.listing import add_listing
from crm_adapters.cli.shell.operation import Asked
from crm_adapters.cli.shell.screen import amount
from crm_adapters.cli.shell.session import Session
from crm_core.currency_rates import CurrencyRate, Exchanged
from crm_operations.currency_rates import CurrencyRateCoordinator

app = typer.Typer(no_args_is_help=True)

RATE = Column[CurrencyRate]("Rate", lambda each, _: f"1 {each.from_currency} = {each.rate} {each.to_currency}")
RETIRED = Column[CurrencyRate]("Retired", lambda each, _: "retired" if each.retired_at else "")


def show_exchanged(session: Session, asked: Asked[Exchanged], as_json: bool) -> None:
    found = asked.answer
    original = amount(found.original.minor, found.original.currency)
    if found.amount is None:
        words = f"{original} is unknown in {found.into}: no rate is stored up to {found.day}; see crm rate add."
    else:
        since = f", by the rate of {found.rate.on}" if found.rate else ""
        words = f"{original} is {amount(found.amount.minor, found.into)}{since}."
    session.print_result(found, words, as_json=as_json)


add_listing(app, CurrencyRateCoordinator.list, ("day", RATE, RETIRED, "id"), "rates")
add_command(app, "show", CurrencyRateCoordinator.get)
add_command(app, "add", CurrencyRateCoordinator.add, "From {day} on 1 {from_currency} is {rate} {to_currency}.")
add_command(app, "edit", CurrencyRateCoordinator.edit, "From {day} on 1 {from_currency} is {rate} {to_currency}.")
add_command(app, "retire", CurrencyRateCoordinator.retire, "The rate of {day} is retired.")
add_command(app, "convert", CurrencyRateCoordinator.convert, show_exchanged)
