"""Whatever is shown on a terminal has passed one place, where it is made harmless."""

import io
import json

import pytest
from rich.console import Group
from rich.live import Live
from rich.panel import Panel
from rich.progress import Progress, TextColumn
from rich.rule import Rule
from rich.text import Text

from crm_adapters.cli.shell.screen import Screen, bullets, cut, facts, print_json, table

EVIL = "\x1b[2J\x1b]0;owned\x07\x9b1m\0\x7f\b\r\u202e\u2066\ud800 [bold]bold[/bold] [/] :smile: \u200d"
SHOWN = "[2J]0;owned1m [bold]bold[/bold] [/] :smile: \u200d"
MEANT_TO_STAY = {"\n", "\u200d"}


def a_table() -> object:
    grid = table(EVIL, "other")
    grid.add_row(EVIL, Text.assemble(EVIL, (EVIL, "bold")))
    return grid


@pytest.fixture
def screen() -> Screen:
    screen = Screen()
    screen.file = io.StringIO()
    screen.width = 400
    return screen


@pytest.mark.parametrize(
    "shown",
    [
        EVIL,
        Text(EVIL),
        cut(EVIL),
        a_table(),
        bullets([EVIL]),
        facts([(EVIL, EVIL)]),
        Panel(EVIL, title=Text(EVIL)),
        Rule(Text(EVIL)),
        Group(Text(EVIL), "", Group(EVIL)),
    ],
    ids=lambda shown: type(shown).__name__,
)
def test_what_is_shown_commands_no_terminal_and_is_no_markup(screen: Screen, shown: object) -> None:
    screen.print(shown)

    written = screen.file.getvalue()  # type: ignore[attr-defined]
    assert not any(unfit(character) for character in written), repr(written)
    assert "[bold]bold[/bold] [/] :smile:" in written


def test_a_sentence_keeps_what_is_harmless(screen: Screen) -> None:
    screen.print_line(EVIL)

    assert screen.file.getvalue() == SHOWN + "\n"  # type: ignore[attr-defined]


def test_what_moves_is_harmless_too(screen: Screen) -> None:
    with Progress(TextColumn("{task.description}", markup=False), console=screen) as progress:
        progress.add_task(EVIL, total=1)
    with Live(Text(EVIL), console=screen):
        pass

    written = screen.file.getvalue()  # type: ignore[attr-defined]
    assert "owned" in written
    assert not any(unfit(character) for character in written), repr(written)


def test_json_holds_all_of_it_and_none_of_it_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"said": EVIL})

    written = capsys.readouterr().out
    assert json.loads(written) == {"said": EVIL}
    assert not any(unfit(character) for character in written), repr(written)


def unfit(character: str) -> bool:
    return not (character.isprintable() or character in MEANT_TO_STAY)
