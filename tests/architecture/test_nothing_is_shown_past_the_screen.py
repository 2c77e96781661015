"""No module of the command line writes to the terminal but by the screen, which makes harmless what is shown."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import crm_adapters.cli
import crm_adapters.demo

SCREEN = "screen.py"
WRITES = {
    "print",
    "rich.print",
    "pprint",
    "typer.echo",
    "typer.secho",
    "click.echo",
    "click.secho",
    "sys.stdout.write",
    "sys.stderr.write",
    "sys.stdout.buffer.write",
    "sys.stderr.buffer.write",
    "traceback.print_exc",
    "traceback.print_exception",
    "Console",
    "rich.console.Console",
    "Text.from_markup",
    "Text.from_ansi",
    "os.write",
}
SAYS_ONLY_ITS_VERSION = {("application.py", "typer.echo")}


def modules() -> list[Path]:
    folders = [Path(str(package.__file__)).parent for package in (crm_adapters.cli, crm_adapters.demo)]
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_module_shows_nothing_past_the_screen(path: Path) -> None:
    written = {call for call in calls(path) if call in WRITES}
    allowed = {call for name, call in SAYS_ONLY_ITS_VERSION if name == path.name}

    assert path.name == SCREEN or written <= allowed, f"{path.name} calls {written}; say it by {SCREEN}"


def test_the_check_sees_what_it_looks_for() -> None:
    [screen] = [path for path in modules() if path.name == SCREEN]

    assert {"sys.stdout.write", "typer.echo"} <= {call for call in calls(screen) if call in WRITES}
