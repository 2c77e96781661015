"""Output for a terminal: tables that fit its width, times in the tenant's zone, amounts with currency."""

import json
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import typer
from babel.dates import format_datetime
from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from crm_adapters.amounts import LOCALE, show_amount
from crm_core.custom_fields import OwnValues
from crm_core.money import Money

NOTHING = "-"
"""Stands where nothing is known."""

STATE_STYLES = {
    "new": "cyan",
    "contacted": "cyan",
    "qualified": "green",
    "converted_to_opportunity": "green",
    "won": "green",
    "lost": "red",
    "disqualified": "red",
}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
_HARMFUL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_OVERRIDES}]")
"""What could redraw or command a terminal, or show a text other than it is; tabs and line ends could not."""
_ESCAPED_IN_JSON = re.compile(f"[\x7f-\x9f\ud800-\udfff{_OVERRIDES}]")
"""The same, as far as JSON leaves it as it is."""


class Screen(Console):
    """A console that prints texts literally: no mark-up in [brackets], no control sequences.

    Everything that is shown passes ``render``, whatever it is made of and wherever it comes from.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))

    def on_broken_pipe(self) -> NoReturn:
        """Leaves the error to the end of the command; rich would exit with a failure."""
        raise BrokenPipeError

    def print_line(self, line: str, style: str = "") -> None:
        """A sentence, in one line however long it is."""
        self.print(Text(line, style=style), soft_wrap=True)


def complain(line: str) -> None:
    """The one line that says what went wrong."""
    Screen(stderr=True).print_line(f"crm: {line}", "red")


def print_json(data: object, *, indent: int | None = 2) -> None:
    """Alone on standard output, in characters it can show; in one line without an indent."""
    shows_everything = (sys.stdout.encoding or "").lower().startswith("utf")
    written = json.dumps(data, indent=indent, ensure_ascii=not shows_everything)
    sys.stdout.write(_ESCAPED_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written) + "\n")


def print_document(content: bytes) -> None:
    """A file on standard output: as it is for whatever reads it, harmless where that is a terminal."""
    if sys.stdout.isatty():
        sys.stdout.write(harmless(content.decode(errors="replace")))
    else:
        typer.echo(content, nl=False)


def print_trace() -> None:
    """Prints the traceback of the current error on standard error."""
    Screen(stderr=True).print_line(traceback.format_exc())


def harmless(text: str) -> str:
    """Without what could do more to a terminal than be shown."""
    return _HARMFUL.sub("", text)


def plain(text: object) -> str:
    """In one line and without control characters, which could redraw the terminal."""
    return NOTHING if text is None or text == "" else _CONTROL.sub(" ", str(text))


def cut(text: object) -> Text:
    """In one line of a table, with an ellipsis where it does not fit."""
    return Text(plain(text), no_wrap=True, overflow="ellipsis")


def words(name: str) -> str:
    """``closed_won`` as people say it."""
    return plain(name).replace("_", " ")


def state(name: str) -> Text:
    return Text(words(name).replace(" to opportunity", ""), style=STATE_STYLES.get(name, ""))


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    return NOTHING if at is None else str(format_datetime(at, "yyyy-MM-dd HH:mm", tzinfo=zone, locale=LOCALE))


def amount(minor: int | None, currency: str | None) -> str:
    return NOTHING if minor is None or currency is None else show_amount(Money.unchecked(minor, currency))


def percent(value: float | None) -> str:
    """``63.2%``, and a whole one as ``10%``."""
    return NOTHING if value is None else f"{value:.1%}".replace(".0%", "%")


def rough_duration(seconds: int | None) -> str:
    """In the unit that leaves few digits: ``25 s``, ``40 min``, ``30 h``, ``4 d``; empty where nothing is known."""
    if seconds is None:
        return ""
    size, unit = next((each for each in _UNITS if seconds >= 2 * each[0]), _UNITS[-1])
    return f"{seconds / size:.0f} {unit}"


_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def counted(count: int, thing: str, things: str | None = None) -> str:
    """``1 opportunity``, ``2 deals``."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def table(*columns: str, right: Iterable[str] = (), whole: Iterable[str] = ()) -> Table:
    """Figures stand to the right; what is ``whole`` never breaks, so that it can be copied."""
    grid = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1), show_edge=False)
    for column in columns:
        grid.add_column(
            column,
            justify="right" if column in right else "left",
            no_wrap=column in whole or column in right,
            overflow="fold",
        )
    return grid


def facts(pairs: Iterable[tuple[str, RenderableType | None]]) -> Table:
    """Names and what is known under them; what is not known is left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        if value is not None and value != NOTHING:
            grid.add_row(name, value)
    return grid


def bullets(lines: Sequence[str], indent: int = 2) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=indent)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row(Text("-", justify="right"), plain(line))
    return grid


def own_values(entity: OwnValues) -> Iterator[tuple[str, str]]:
    """Its custom fields and attributes, as lines of a sheet."""
    for name, value in (*sorted(entity.custom.items()), *sorted(entity.attributes.items())):
        yield f"  {plain(name)}", shown(value)


def shown(value: Any) -> str:
    """Any value of an entity in few characters."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(json.dumps(value, ensure_ascii=False)) if isinstance(value, dict | list) else plain(value)
