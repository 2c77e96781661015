"""The list of all commands: what each is called, what it is for, and where it is loaded from once it is asked for."""

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
    module: str
    """In the room of the command line."""
    attribute: str
    """A group, or the function of a command, whose own help begins with the same line."""
    heading: str
    help: str


MENU: Mapping[str, MenuItem] = {
    "init": MenuItem("initialise", "init", BEGIN, "Set up the database and a pipeline, or bring them up to date."),
    "demo": MenuItem(
        "demo.commands",
        "run_demo",
        BEGIN,
        "Live through a quarter of a small company that sells desks and lamps, and look at what came of it.",
    ),
    "replay": MenuItem(
        "replay",
        "replay_folder",
        BEGIN,
        "Replay a history of deals: each is captured, converted, moved, won or lost at its own dates.",
    ),
    "lead": MenuItem("lead.commands", "app", SELL, "Capture leads, score them, give them to somebody, convert them."),
    "deal": MenuItem("deal.commands", "app", SELL, "See deals, move them on, close them as won or lost."),
    "customer": MenuItem("customer", "app", SELL, "See customers and the deals with them, and correct what is known."),
    "activity": MenuItem("activity", "app", SELL, "Log calls, mails and meetings, and keep track of what is to do."),
    "pipeline": MenuItem(
        "pipeline.commands", "app", SEE, "Show the board, stage by stage; or see, add and edit pipelines."
    ),
    "report": MenuItem(
        "report.commands",
        "write_report",
        SEE,
        "Show a report of all figures or a list of all deals, or write it to a file.",
    ),
    "explain": MenuItem(
        "history.commands", "explain", SEE, "Say why: every decision about a lead or deal, newest first."
    ),
    "history": MenuItem(
        "history.commands", "app", SEE, "See who changed what, and prove that nobody tampered with it."
    ),
    "inbox": MenuItem("inbox", "app", SEE, "Read what you were told, and why."),
    "worker": MenuItem(
        "worker",
        "run_worker",
        KEEP,
        "Work until told to stop: run what was handed over, deliver, take up what died, forget what is old.",
    ),
    "doctor": MenuItem(
        "doctor",
        "doctor",
        KEEP,
        "Look at everything this stands on, and say what to do; exit code 1 if something failed.",
    ),
    "person": MenuItem("person", "app", KEEP, "Keep the directory of people who can be given leads."),
    "routing": MenuItem("routing", "app", KEEP, "Set the rules by which leads find their people."),
    "scoring": MenuItem("scoring", "app", KEEP, "Say how leads are scored, and see how well that tells them apart."),
    "source": MenuItem("source", "app", KEEP, "Keep the list of where leads and deals come from."),
    "process": MenuItem("process.commands", "app", KEEP, "See what runs and what ran, and take up what failed."),
    "relay": MenuItem("relay", "app", KEEP, "Deliver notices and events, and retry what could not be delivered."),
    "notification": MenuItem(
        "notification.commands", "app", KEEP, "Say how people are notified, and see whether it reaches them."
    ),
    "live": MenuItem("live", "app", KEEP, "Tell screens what happens, as it happens."),
    "webhook": MenuItem("webhook", "app", KEEP, "Tell other applications what happens, and see what became of it."),
    "integration": MenuItem("integration", "app", KEEP, "Have things done outside, see what was, and take it back."),
    "secret": MenuItem("secret", "app", KEEP, "Change the key that secrets in the database are sealed with."),
    "adapter": MenuItem("adapter", "app", KEEP, "Begin a package that connects a system of your own."),
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
    target = getattr(import_module(f"crm_adapters.cli.{item.module}"), item.attribute)
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
