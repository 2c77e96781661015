"""Commands, options and targets of make that a page names are there."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from crm_adapters.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted({*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("*/README.md")})
COMMAND = re.compile(r"(?:^    |`)crm ([^`\n#]+)", re.MULTILINE)
CODE = re.compile(r"^```(?:python|diff)\n.*?^```", re.DOTALL | re.MULTILINE)
MAKE_TARGET = re.compile(r"(?:^    |`)make ([a-z-]+)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_whatever_a_page_names_is_there(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    assert [problem for line in COMMAND.findall(text) if (problem := missing_in(line))] == []
    assert [target for target in MAKE_TARGET.findall(text) if target not in targets] == []


def test_the_map_names_every_room_and_every_folder_of_tests() -> None:
    named = set(re.findall(r"`([a-z_]+)/?`", (ROOT / "docs" / "map.md").read_text(encoding="utf-8")))
    packages = [*ROOT.glob("*/src/*"), ROOT / "tests"]
    rooms = {path.stem for package in packages for path in package.iterdir() if path.is_dir() or path.suffix == ".py"}

    assert {room for room in rooms if not room.startswith("_") and room != "conftest"} - named == set()


def test_what_is_not_there_is_noticed() -> None:
    assert missing_in("lead convert --everything") == "lead convert --everything: --everything"
    assert missing_in("lead turn LEAD-2026-0001") == "lead turn LEAD-2026-0001: turn"
    assert missing_in("process list|forget") == "process list|forget: forget"


@cache
def command_line() -> Any:
    return typer.main.get_command(app)


def missing_in(line: str) -> str:
    """The first word of the line that names nothing."""
    root: Any = command_line()
    command, options = root, options_of(root)
    former = ""
    for word in line.split():
        below = getattr(command, "commands", {})
        is_value, former = command is root and former.startswith("--"), word
        if word.startswith("--"):
            if word.partition("=")[0].strip("`,;") not in options | options_of(command):
                return f"{line}: {word}"
        elif below and not is_value and re.fullmatch(r"[a-z|-]+", word):
            names = word.split("|")
            if unknown := [name for name in names if name not in below]:
                return f"{line}: {unknown[0]}"
            command = below[names[0]]
            options |= options_of(command)
            if (verb := getattr(command, "default_verb", None)) is not None:
                options |= options_of(command.commands[verb])
    return ""


def options_of(command: Any) -> set[str]:
    return {name for param in command.params for name in param.opts} | {"--help", "--version"}
