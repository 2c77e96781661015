"""``crm notification``: how and where people want to hear of things, and how deliveries fare."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from crm_adapters.cli.notification import addresses
from crm_adapters.cli.shell.exit_codes import ExitCode
from crm_adapters.cli.shell.options import AsJson, ForPerson, Limit
from crm_adapters.cli.shell.screen import counted, facts, moment, plain, table
from crm_adapters.cli.shell.session import session_of
from crm_adapters.notifiers import EVERY, Preferences, Rhythm
from crm_core.errors import Invalid
from crm_operations.providers import Urgency

app = typer.Typer(no_args_is_help=True)
app.add_typer(addresses.app, name="address")

DEFAULT, NONE, EVERYWHERE = "default", "none", "every"

Channels = Annotated[
    str | None,
    typer.Option(metavar="CHANNELS", help="By which channels, such as email,web_push; or every, none or default."),
]
ChannelName = Annotated[str, typer.Argument(metavar="CHANNEL", help="Such as email.")]


@app.command("preferences")
def show_preferences(ctx: typer.Context, person: ForPerson = None, as_json: AsJson = False) -> None:
    """Show what counts for you, or for somebody else: their own word, and else the deployment's."""
    session = session_of(ctx)
    preferences = session.crm.notifier.preferences(session.actor, person)
    session.print_result(preferences, _facts(preferences), as_json=as_json)


@app.command("set")
def set_preferences(
    ctx: typer.Context,
    info: Channels = None,
    reminder: Channels = None,
    escalation: Channels = None,
    quiet_hours: Annotated[
        str | None, typer.Option(metavar="HOURS", help="When only escalations come: 22:00-07:00, none or default.")
    ] = None,
    digest: Annotated[
        str | None, typer.Option(metavar="RHYTHM", help="Messages together: hourly, daily, none or default.")
    ] = None,
    digest_hour: Annotated[
        str | None, typer.Option(metavar="HOUR", help="When the daily digest comes, from 0 to 23; or default.")
    ] = None,
    throttle: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Messages an hour and channel, the rest in a digest; none or default."),
    ] = None,
    locale: Annotated[str | None, typer.Option(metavar="CODE", help="Your language, such as de; or default.")] = None,
    person: ForPerson = None,
    as_json: AsJson = False,
) -> None:
    """Say how you want to be notified; what is not named stays as it is. The inbox gets everything."""
    session = session_of(ctx)
    options: dict[str, Any] = {
        **{f"channels.{urgency}": word for urgency, word in zip(_URGENCIES, (info, reminder, escalation), strict=True)},
        "quiet_hours": quiet_hours,
        "digest": digest,
        "digest_hour": digest_hour,
        "throttle_per_hour": throttle,
        "locale": locale,
    }
    named = {name: word.strip() for name, word in options.items() if word is not None}
    if not named:
        raise Invalid.field("preferences", "nothing is said", "name an option, such as --quiet-hours 22:00-07:00")
    forget = [name for name, word in named.items() if word == DEFAULT]
    changes = _changes({name: word for name, word in named.items() if word != DEFAULT})
    saved = session.crm.notifier.set_preferences(session.actor, changes, forget=forget, user_id=person)
    session.print_result(saved, _facts(saved), as_json=as_json)


@app.command("report")
def report_deliveries(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show how deliveries fare, channel by channel."""
    session = session_of(ctx)
    channels = session.crm.notifier.report(session.actor)
    figures = ("Waiting", "Delivered", "Dead", "Attempts", "Disabled addresses")
    grid = table("Channel", *figures, "Oldest waiting", right=figures)
    for each in channels:
        counts = (each.waiting, each.delivered, each.dead, each.attempts, each.disabled_addresses)
        grid.add_row(
            plain(each.channel), *(f"{count:,}" for count in counts), moment(each.oldest_waiting, session.zone)
        )
    session.print_result(channels, grid if channels else "Nothing went out by any channel yet.", as_json=as_json)
    if any(each.dead for each in channels) and not as_json:
        session.print_note("Next: crm notification dead CHANNEL", "dim")


@app.command("dead")
def list_dead(ctx: typer.Context, channel: ChannelName, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List what could not be delivered by a channel, with the last error."""
    session = session_of(ctx)
    dead = session.crm.notifier.dead(session.actor, channel, limit=limit)
    grid = table("Delivery", "Tried", "Last error", right=("Tried",))
    for message in dead:
        what = Text.assemble(message.id, (f"\n{moment(message.created_at, session.zone)}", "dim"))
        grid.add_row(what, str(message.attempts), plain(message.last_error))
    # The body stays out: it holds the address, which may be a key to something.
    plain_data = [message.model_dump(mode="json", exclude={"body", "tenant_id", "about"}) for message in dead]
    session.print_result(plain_data, grid if dead else "Nothing is dead.", as_json=as_json)


@app.command("retry")
def retry_dead(
    ctx: typer.Context,
    channel: ChannelName,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Which; without any, all of them.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put what could not be delivered by a channel back, to be delivered by the next run of the relay."""
    session = session_of(ctx)
    count = session.crm.notifier.retry(session.actor, channel, ids or None)
    session.print_result({"revived": count}, f"{counted(count, 'delivery', 'deliveries')} put back.", as_json=as_json)


@app.command("test")
def try_out(
    ctx: typer.Context,
    channel: Annotated[str | None, typer.Argument(metavar="CHANNEL", help="Only by this one.")] = None,
    person: ForPerson = None,
    as_json: AsJson = False,
) -> None:
    """Send a message to each of your addresses at once, and see whether it is taken."""
    session = session_of(ctx)
    trials = session.crm.notifier.try_out(session.actor, channel, user_id=person)
    grid = table("Channel", "Address", "Outcome")
    for trial in trials:
        outcome = Text("taken", "green") if trial.problem is None else Text(plain(trial.problem), "red")
        grid.add_row(plain(trial.channel), plain(trial.address), outcome)
    nothing = "There is no address to try: crm notification address add"
    session.print_result(trials, grid if trials else nothing, as_json=as_json)
    if any(trial.problem for trial in trials):
        raise typer.Exit(ExitCode.FAILED)


def _changes(named: Mapping[str, str]) -> dict[str, Any]:
    """Raises Invalid."""
    changes: dict[str, Any] = {
        name: None if word == NONE and name in _MAY_BE_NONE else word
        for name, word in named.items()
        if not name.startswith("channels.")
    }
    channels = {
        urgency: _names(named[f"channels.{urgency}"]) for urgency in _URGENCIES if f"channels.{urgency}" in named
    }
    return changes | ({"channels": channels} if channels else {})


def _names(word: str) -> tuple[str, ...]:
    if word == NONE:
        return ()
    return tuple(EVERY if name.strip() == EVERYWHERE else name.strip() for name in word.split(",") if name.strip())


def _facts(preferences: Preferences) -> Table:
    """What is the person's own word is marked."""

    def marked(name: str, value: str) -> str:
        return f"{value}  (own)" if name in preferences.own else value

    limit = preferences.throttle_per_hour
    at = f", at {preferences.digest_hour:02}:00" if preferences.digest is Rhythm.DAILY else ""
    return facts(
        [
            ("Person", plain(preferences.user_id)),
            *(
                (str(urgency).capitalize(), marked(f"channels.{urgency}", _channels(preferences, urgency)))
                for urgency in _URGENCIES
            ),
            ("Quiet hours", marked("quiet_hours", str(preferences.quiet_hours or NONE))),
            ("Digest", marked("digest", f"{preferences.digest}{at}")),
            ("Throttle", marked("throttle_per_hour", NONE if limit is None else f"{limit} an hour and channel")),
            ("Language", marked("locale", preferences.locale)),
        ]
    )


def _channels(preferences: Preferences, urgency: Urgency) -> str:
    names: Sequence[str] = preferences.channels.get(urgency, (EVERY,))
    return ", ".join(["inbox", *("every channel with an address" if name == EVERY else name for name in names)])


_URGENCIES = (Urgency.INFO, Urgency.REMINDER, Urgency.ESCALATION)
_MAY_BE_NONE = frozenset({"quiet_hours", "throttle_per_hour"})
