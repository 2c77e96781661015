"""The list of commands loads none of them, and says of each what the command says of itself."""

import subprocess
import sys

import pytest
import typer

from crm_adapters.cli.menu import MENU, loaded

HEAVY = {"sqlalchemy", "dependency_injector", "crm_operations", "crm_adapters.wiring", "crm_adapters.storage", "cel"}
LIST_OF_COMMANDS = """
import sys
from crm_adapters.cli import main
sys.argv = ["crm", "--help"]
try:
    main()
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
