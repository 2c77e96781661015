"""What a command costs before it does anything: the processor time of `crm --help` and `crm lead list`.

Beside them stand Python alone and `import sqlalchemy`, which no command with a database can do without.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crm_adapters.wiring import administrator, open_crm

ROUNDS = 9
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "python -c pass": ("-c", "pass"),
    "import sqlalchemy": ("-c", "import sqlalchemy"),
    "crm --help": ("-m", "crm_adapters.cli", "--help"),
    "crm lead list": ("-m", "crm_adapters.cli", "lead", "list"),
}
AIMS = {"crm --help": 0.25, "crm lead list": 0.5}
"""Seconds on a quiet machine."""


def measure(console: Console, _: Mapping[str, Callable[[], str]]) -> None:
    table = Table("started", "processor seconds", "least", "times import sqlalchemy", "aim")
    with tempfile.TemporaryDirectory() as folder, console.status("starting commands"):
        with open_crm(f"sqlite:///{Path(folder) / 'crm.db'}") as crm:
            crm.initialise(administrator("main"))
        rounds = [{name: _seconds(words, folder) for name, words in COMMANDS.items()} for _ in range(ROUNDS + 1)][1:]
    for name in COMMANDS:
        seconds = [each[name] for each in rounds]
        ratio = statistics.median(each[name] / each["import sqlalchemy"] for each in rounds)
        aim = f"{AIMS[name]:.2f}" if name in AIMS else ""
        table.add_row(name, f"{statistics.median(seconds):.3f}", f"{min(seconds):.3f}", f"{ratio:.2f}", aim)
    console.print(table)


def _seconds(words: tuple[str, ...], folder: str) -> float:
    """Of the processor, the kernel's included, until the process is gone."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
