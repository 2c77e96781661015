"""The list of commands loads none of them, and says of each what the command says of itself."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from crm_adapters.cli.menu import MENU, loaded

HEAVY = {"sqlalchemy", "dependency_injector", "crm_operations", "crm_adapters.wiring", "crm_adapters.storage", "cel"}
LIST_OF_COMMANDS = """
import sys
from crm_adapters.cli import run
sys.argv = ["crm", "--help"]
try:
    run()
except SystemExit:
    pass
print(" ".join(sys.modules))
"""


def test_the_list_of_commands_loads_nothing_that_a_command_needs() -> None:
    shown = subprocess.run([sys.executable, "-c", LIST_OF_COMMANDS], capture_output=True, text=True, check=True).stdout

    assert "Usage: crm" in shown
    assert HEAVY & set(shown.splitlines()[-1].split()) == set()


@pytest.mark.parametrize("name", MENU)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    command = loaded(name)

    assert isinstance(command, typer.core.TyperCommand | typer.core.TyperGroup)
    assert (command.help or "").splitlines()[0] == MENU[name].help


LEAVES = """
import atexit, sys, threading
from crm_adapters.cli import main
atexit.register(lambda: print("left in order"))
sys.argv = ["crm", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(("words", "code"), [(("--version",), 0), (("lead", "list"), 1), (("lead", "lits"), 2)])
def test_a_command_leaves_at_once_and_in_order(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    command = [sys.executable, "-c", LEAVES, *words]

    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (code, "left in order")
    assert "Traceback" not in ran.stderr


def test_a_thread_that_is_stuck_keeps_no_command() -> None:
    stuck = LEAVES.replace("main()", "threading.Thread(target=threading.Event().wait).start()\nmain()")

    ran = subprocess.run(
        [sys.executable, "-c", stuck, "--version"], capture_output=True, text=True, check=False, timeout=60
    )

    assert (ran.returncode, ran.stdout.startswith("crm ")) == (0, True)
