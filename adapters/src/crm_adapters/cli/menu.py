"""The list of all commands: name, help, and the module that is imported when the command runs."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand

BEGIN, SELL, SEE, KEEP = "Begin", "Sell", "See how things stand, and why", "Keep it running"
"""The headings of the list of commands."""

ANYWHERE = "--database, --tenant, --as, --role, --party, --sales, --verbose and --debug may stand here too: crm --help."


class MenuItem(NamedTuple):
    heading: str
    help: str
    module: str | None = None
    """In the room of the command line; else the one of the same name."""
    attribute: str = "app"
    """A group, or the function of a command, whose own help begins with the same line."""


MENU: Mapping[str, MenuItem] = {
    "init": MenuItem(
        BEGIN, "Set up the database and a pipeline, or bring them up to date.", module="initialise", attribute="init"
    ),
    "demo": MenuItem(
        BEGIN,
        "Live through a quarter of a small company that sells desks and lamps, and look at what came of it.",
        module="demo.commands",
        attribute="run_demo",
    ),
    "replay": MenuItem(
        BEGIN,
        "Replay a history of deals: each is captured, converted, moved, won or lost at its own dates.",
        attribute="replay_folder",
    ),
    "import": MenuItem(
        BEGIN, "Bring your own files in, see what came of it, and take it back.", module="imports.commands"
    ),
    "lead": MenuItem(SELL, "Capture leads, score them, give them to somebody, convert them.", module="lead.commands"),
    "deal": MenuItem(SELL, "See deals, move them on, close them as won or lost.", module="deal.commands"),
    "quote": MenuItem(SELL, "Offer deals line by line, send it, and keep what became of it.", module="quote.commands"),
    "credit": MenuItem(SELL, "See who is credited with what, and reverse a refund or a payment."),
    "split": MenuItem(SELL, "Say who shares a deal, and have it approved."),
    "customer": MenuItem(SELL, "See customers and the deals with them, and correct what is known."),
    "activity": MenuItem(SELL, "Log calls, mails and meetings, and keep track of what is to do."),
    "approval": MenuItem(SELL, "See and decide what needs a yes, and ask for one."),
    "pipeline": MenuItem(
        SEE, "Show the board, stage by stage; or see, add and edit pipelines.", module="pipeline.commands"
    ),
    "report": MenuItem(
        SEE,
        "Show a report of all figures or a list of all deals, or write it to a file.",
        module="report.commands",
        attribute="write_report",
    ),
    "work": MenuItem(
        SEE, "See what waits for you, a person, a team or a role, first what is due first.", attribute="show_work"
    ),
    "explain": MenuItem(
        SEE,
        "Say why: every decision about a lead or deal, newest first.",
        module="history.commands",
        attribute="explain",
    ),
    "history": MenuItem(
        SEE, "See who changed what, and prove that nobody tampered with it.", module="history.commands"
    ),
    "inbox": MenuItem(SEE, "Read your notices, each with its reason."),
    "performance": MenuItem(
        SEE,
        "See what people sold and attained of their quotas in a period, how, and of what it is made.",
    ),
    "coaching": MenuItem(
        SELL, "Find people who fall behind their quota, agree on steps with them, see what came of it."
    ),
    "quota": MenuItem(SEE, "Say what people, teams and territories are to bring in a period."),
    "forecast": MenuItem(SEE, "See, submit and adjust what a period comes to, and what became of its open deals."),
    "commission": MenuItem(SEE, "See and run what people earn by their plans.", module="commission.commands"),
    "worker": MenuItem(
        KEEP,
        "Work until stopped: run what was enqueued or falls due, deliver, recover what died, delete what is old.",
        attribute="run_worker",
    ),
    "doctor": MenuItem(
        KEEP,
        "Look at everything this stands on, and say what to do; exit code 1 if something failed.",
        attribute="doctor",
    ),
    "person": MenuItem(KEEP, "Keep the directory of people who can be given leads.", module="person.commands"),
    "routing": MenuItem(KEEP, "Set the rules by which leads find their people."),
    "scoring": MenuItem(KEEP, "Say how leads are scored, and see how well that tells them apart."),
    "source": MenuItem(KEEP, "Keep the list of where leads and deals come from."),
    "field": MenuItem(KEEP, "Keep fields of your own of leads, deals, activities and products."),
    "export": MenuItem(
        KEEP,
        "Write all leads, deals, activities or products to a file, with the mapping that reads it back.",
        attribute="export",
    ),
    "product": MenuItem(KEEP, "Keep the catalog of what is sold, with its list prices."),
    "sla": MenuItem(KEEP, "Say what must happen by when, and by whose hours.", module="sla.commands"),
    "rate": MenuItem(KEEP, "Keep the table of what currencies are worth in one another."),
    "process": MenuItem(KEEP, "See what runs and what ran, and take up what failed.", module="process.commands"),
    "timer": MenuItem(KEEP, "See what falls due later, fire it where no worker runs, and retry what failed."),
    "relay": MenuItem(KEEP, "Deliver notices and events, and retry what could not be delivered."),
    "notification": MenuItem(
        KEEP, "Say how people are notified, and see whether it reaches them.", module="notification.commands"
    ),
    "delegate": MenuItem(KEEP, "Have somebody stand in for somebody, in leads, deals and approvals."),
    "live": MenuItem(KEEP, "Tell screens what happens, as it happens."),
    "webhook": MenuItem(KEEP, "Tell other applications what happens, and see what became of it."),
    "integration": MenuItem(KEEP, "Have things done outside, see what was, and take it back."),
    "secret": MenuItem(KEEP, "Change the key that secrets in the database are sealed with."),
    "adapter": MenuItem(KEEP, "Begin a package that connects a system of your own."),
}


class LazyCommands(Mapping[str, Any]):
    """The commands by name; one is imported and made when it is first looked up."""

    def __getitem__(self, name: str) -> Any:
        return loaded(name)

    def __iter__(self) -> Iterator[str]:
        return iter(MENU)

    def __len__(self) -> int:
        return len(MENU)

    def __contains__(self, name: object) -> bool:
        return name in MENU


def outlined(name: str) -> Any:
    """What a list of commands shows of one, without importing it."""
    item = MENU[name]
    return TyperCommand(name, help=item.help, rich_help_panel=item.heading)


@cache
def loaded(name: str) -> Any:
    """Raises KeyError."""
    item = MENU[name]
    target = getattr(import_module(f"crm_adapters.cli.{item.module or name.replace('-', '_')}"), item.attribute)
    shell = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode="rich")
    shell.callback()(lambda: None)  # what has no callback and one command would be that command
    if isinstance(target, typer.Typer):
        _add_epilog(target)
        shell.add_typer(target, name=name, help=item.help, rich_help_panel=item.heading)
    else:
        shell.command(name, epilog=ANYWHERE, rich_help_panel=item.heading)(target)
    command: Any = typer.main.get_command(shell)
    return command.commands[name]


def _add_epilog(group: typer.Typer) -> None:
    for command in group.registered_commands:
        command.epilog = ANYWHERE
    for below in group.registered_groups:
        if below.typer_instance is not None:
            _add_epilog(below.typer_instance)
