"""What is said of a person at the command line, the same when they are added and when they are edited."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from datetime import time
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from crm_adapters.cli.shell.failures import explain_failure
from crm_core.actor import Role
from crm_core.calendars import WeekLine, week_of
from crm_core.errors import Invalid
from crm_operations.providers import Person, WorkingHours

PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="Id of the person, such as ada.")]
Texts = list[str] | None
Text = str | None

OPTIONS: Mapping[str, Any] = {
    "name": Annotated[Text, typer.Option(metavar="TEXT", help="Full name; else the id.")],
    "works_as": Annotated[
        list[Role] | None,
        typer.Option("--works-as", metavar="ROLE", help=f"What they are: {', '.join(Role)}; repeat it. Else rep."),
    ],
    "team": Annotated[Text, typer.Option(metavar="TEXT", help="The team they belong to.")],
    "manager": Annotated[Text, typer.Option(metavar="ID", help="Who leads them.")],
    "acts_for": Annotated[Text, typer.Option("--acts-for", metavar="ID", help="The human behind a bot or a token.")],
    "territory": Annotated[Texts, typer.Option(metavar="TEXT", help="A region they look after; repeat it.")],
    "skill": Annotated[Texts, typer.Option(metavar="TEXT", help="What they know, such as german; repeat it.")],
    "weight": Annotated[
        int | None, typer.Option(metavar="NUMBER", min=0, help="Their share where leads are given by weight; else 1.")
    ],
    "capacity": Annotated[Text, typer.Option(metavar="NUMBER", help="Open leads at most; else the tenant's default.")],
    "daily_capacity": Annotated[
        Text, typer.Option("--daily-capacity", metavar="NUMBER", help="New leads a day at most.")
    ],
    "timezone": Annotated[
        Text, typer.Option(metavar="TEXT", help="Where they live, such as Europe/Berlin; else the tenant's.")
    ],
    "joined_on": Annotated[
        Text,
        typer.Option("--joined-on", metavar="DAY", help="Their first day, such as 2026-03-01."),
    ],
    "left_on": Annotated[Text, typer.Option("--left-on", metavar="DAY", help="Their last day, such as 2026-06-30.")],
    "hours": Annotated[
        Texts,
        typer.Option(metavar="HOURS", help="When they work: 'mon-fri 9-12 13-17'; else always. Repeat it."),
    ],
}


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of a person, before its last parameter; it gets them by name, None if not named."""
    *own, last = (
        each
        for each in inspect.signature(command, eval_str=True).parameters.values()
        if each.kind is not inspect.Parameter.VAR_KEYWORD
    )
    keyword = inspect.Parameter.KEYWORD_ONLY
    besides = (inspect.Parameter(name, keyword, annotation=kind, default=None) for name, kind in OPTIONS.items())
    taken = [each.replace(kind=keyword) for each in (*own, *besides, last)]
    command.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in taken}
    return command


_FIELDS: Mapping[str, str] = {
    "works_as": "roles",
    "manager": "manager_id",
    "territory": "territories",
    "skill": "skills",
    "hours": "working_hours",
}
"""Fields that are called otherwise."""
_NUMBERS = frozenset({"capacity", "daily_capacity"})
_DAYS = frozenset({"joined_on", "left_on"})
_WEEK: TypeAdapter[tuple[WeekLine, ...]] = TypeAdapter(tuple[WeekLine, ...])
_MIDNIGHT = 24 * 60


def named(options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a person that were named; what is emptied by an empty text has its default. Raises Invalid."""
    fields: dict[str, Any] = {}
    for option, value in options.items():
        if value is None or value == []:
            continue
        field = _FIELDS.get(option, option)
        read = _read(option, value)
        info = Person.model_fields[field]
        fields[field] = info.get_default() if read in ("", frozenset(), ()) and not info.is_required() else read
    return fields


def written_as(field: str) -> str:
    """The option of a field."""
    option = next((option for option, name in _FIELDS.items() if name == field), field)
    return f"--{option.replace('_', '-')}" if option in OPTIONS else field


def _read(option: str, value: Any) -> Any:
    if option == "hours":
        return working_hours_of(line for line in value if line)
    if option in _NUMBERS:
        return _number(written_as(option), value)
    if option in _DAYS:
        return value.strip() or None
    return frozenset(each for each in value if each) if isinstance(value, list) else value


def working_hours_of(lines: Iterable[str]) -> tuple[WorkingHours, ...]:
    """``mon-fri 9-12 13-17``, as hours of a calendar are written. Raises Invalid."""
    try:
        week = week_of(_WEEK.validate_python(tuple(lines)))
    except ValidationError as cause:
        raise Invalid("{problem}", {"problem": explain_failure(cause, lambda _: "--hours")}) from cause
    hours = [(weekday, each) for weekday, day in enumerate(week) for each in day]
    if any(each.end > _MIDNIGHT for _, each in hours):
        raise Invalid.field("--hours", "they go on over midnight", "write them as those of two days, up to 24:00")
    return tuple(WorkingHours(weekday=weekday, start=_time(each.start), end=_time(each.end)) for weekday, each in hours)


def written(hours: Iterable[WorkingHours]) -> str:
    """A line for each day: ``mon 09:00-12:00 13:00-17:00``."""
    days: dict[int, list[str]] = {}
    for each in sorted(hours, key=lambda one: (one.weekday, one.start)):
        days.setdefault(each.weekday, []).append(f"{each.start:%H:%M}-{each.end:%H:%M}")
    return "\n".join(f"{WEEKDAYS[weekday]} {' '.join(times)}" for weekday, times in days.items())


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _number(option: str, text: str) -> int | None:
    if text.strip() == "":
        return None
    if not text.strip().isascii() or not text.strip().isdigit():
        raise Invalid.field(option, f"{text!a} is no whole number", "write one, such as 20")
    return int(text)


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
