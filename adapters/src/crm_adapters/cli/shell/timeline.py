"""The timeline of a lead or a deal, and the commands for its next steps."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from crm_adapters.cli.shell.screen import moment, plain, words
from crm_core.activities import Activity, TaskAnswer
from crm_core.voting import Vote

LONGEST = 12
"""The newest so many are shown; before them stands how many there are."""


class TimelineEntry(NamedTuple):
    at: datetime
    what: str
    style: str = ""


def timeline(entries: Iterable[TimelineEntry], zone: ZoneInfo) -> Table:
    in_order = sorted(entries, key=lambda each: each.at)
    newest = in_order[-LONGEST:]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    if len(in_order) > len(newest):
        grid.add_row("...", f"{len(in_order) - len(newest)} earlier")
    for each in newest:
        grid.add_row(moment(each.at, zone), Text(each.what, style=each.style))
    return grid


def table_of_steps(steps: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="cyan")
    grid.add_column(overflow="fold")
    for command, why in steps:
        grid.add_row(command, why)
    return grid


def activity_entries(activities: Sequence[Activity], now: datetime) -> list[TimelineEntry]:
    """What was done stands where it was done; what is still to do, where it falls due."""
    return [_entry_of(activity, now) for activity in activities]


def activity_words(activity: Activity) -> str:
    """With a direction only where it is not the usual one."""
    unusual = "" if activity.direction is activity.activity_type.usual_direction else f"{activity.direction} "
    automated = "automated " if activity.automated else ""
    outcome = f" ({words(activity.outcome)})" if activity.outcome else ""
    return f"{automated}{unusual}{words(activity.activity_type)}: {plain(activity.subject)}{outcome}"


def parts_of(activity: Activity) -> Sequence[str]:
    """Of a task that several people have, in one line what each of them said: ``unison: ada done, bob to answer``."""
    if not activity.assignees:
        return ()
    answers = {each.for_user: each for each in activity.answers}
    parts = (f"{user} {_answer_of(answers[user]) if user in answers else 'to answer'}" for user in activity.assignees)
    return (f"{activity.strategy}: {plain(', '.join(parts))}",)


def _answer_of(vote: Vote) -> str:
    by = "" if vote.user == vote.for_user else f" by {vote.user}"
    comment = f" ({vote.comment})" if vote.comment else ""
    return f"{TaskAnswer.of(vote.vote)}{by}{comment}"


def _entry_of(activity: Activity, now: datetime) -> TimelineEntry:
    what = activity_words(activity)
    if activity.completed_at is not None:
        return TimelineEntry(activity.completed_at, what)
    if activity.is_overdue(now):
        return TimelineEntry(activity.due_date or activity.created_at, f"{what}, overdue", "red")
    return TimelineEntry(activity.due_date or activity.created_at, f"{what}, due", "yellow")
