"""``crm notification address``: where people can be reached besides their inbox."""

from typing import Annotated, Any

import typer
from rich.text import Text

from crm_adapters.cli.shell.options import AsJson, ForPerson
from crm_adapters.cli.shell.screen import moment, plain, table
from crm_adapters.cli.shell.session import session_of
from crm_adapters.notifiers import Address

app = typer.Typer(no_args_is_help=True, help="Keep the addresses people are reached at.")


@app.command("add")
def add_address(
    ctx: typer.Context,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="One that is set up, such as email.")],
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="As the channel understands it; - reads it in.")],
    person: ForPerson = None,
    as_json: AsJson = False,
) -> None:
    """Add an address, or enable one again that was disabled."""
    session = session_of(ctx)
    # An address may hold a password, which should not stand in the history of a shell.
    text = typer.get_text_stream("stdin").read().strip() if address == "-" else address
    saved = session.crm.notifier.add_address(session.actor, channel, text, user_id=person)
    line = f"{plain(saved.user_id)} can be reached by {plain(saved.channel)} at {plain(saved.shown)} ({saved.id})."
    session.print_result(_as_data(saved), line, as_json=as_json)


@app.command("list")
def list_addresses(ctx: typer.Context, person: ForPerson = None, as_json: AsJson = False) -> None:
    """List your addresses, or somebody else's."""
    session = session_of(ctx)
    known = session.crm.notifier.addresses(session.actor, person)
    grid = table("Id", "Channel", "Address", "State", whole=("Id",))
    for each in known:
        state = Text("in use")
        if each.disabled_at is not None:
            state = Text(f"disabled {moment(each.disabled_at, session.zone)}: {plain(each.disabled_why)}", "red")
        grid.add_row(each.id, plain(each.channel), plain(each.shown), state)
    session.print_result([_as_data(each) for each in known], grid if known else "None yet.", as_json=as_json)


@app.command("remove")
def remove_address(
    ctx: typer.Context,
    address_id: Annotated[str, typer.Argument(metavar="ID", help="As crm notification address list shows it.")],
    as_json: AsJson = False,
) -> None:
    """Remove an address: nothing more goes there."""
    session = session_of(ctx)
    session.crm.notifier.remove_address(session.actor, address_id)
    session.print_result({"removed": address_id}, f"Nothing more goes to {plain(address_id)}.", as_json=as_json)


def _as_data(address: Address) -> dict[str, Any]:
    return {**address.to_dict(), "address": address.shown}
