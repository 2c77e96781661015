"""The command line as a user has it: in a folder of its own, with a terminal of 80 columns."""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crm_adapters.cli import app


class CommandLine:
    """Runs ``crm`` in this process and says what it answered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "crm.db"

    def run(self, *words: str, exit_code: int = 0, environment: Mapping[str, str] | None = None) -> Result:
        result = CliRunner().invoke(app, words, env={"COLUMNS": "80", **(environment or {})})
        assert result.exit_code == exit_code, f"{words}: {result.output} {result.exception!r}"
        return result

    def output(self, *words: str, environment: Mapping[str, str] | None = None) -> str:
        return self.run(*words, environment=environment).stdout

    def json(self, *words: str, exit_code: int = 0, environment: Mapping[str, str] | None = None) -> Any:
        """What stands on standard output, which is JSON and nothing else."""
        return json.loads(self.run(*words, "--json", exit_code=exit_code, environment=environment).stdout)

    def refusal(self, *words: str, exit_code: int = 1, environment: Mapping[str, str] | None = None) -> str:
        """The one line on standard error; nothing stands on standard output."""
        result = self.run(*words, exit_code=exit_code, environment=environment)
        assert result.stdout == ""
        (line,) = result.stderr.splitlines()
        assert line.startswith("crm: ")
        return line.removeprefix("crm: ")

    def qualified_lead(self, *words: str) -> str:
        """The number of a lead that is worth converting."""
        lead = self.json("lead", "add", "Grace Hopper", "--source", "referral", *words)["lead_number"]
        for kind in ("call", "meeting"):
            self.run("activity", "log", lead, kind, "Talked")
        self.run("lead", "score", lead)
        return str(lead)

    def deal(self, *words: str, stage: str | None = None) -> str:
        """The number of a deal in that stage."""
        lead = self.qualified_lead("--company", "Navy", "--industry", "shipping", "--email", "g@example.com", *words)
        deal = str(self.json("lead", "convert", lead)["opportunity_number"])
        if stage is not None:
            self.run("deal", "move", deal, stage, "--through")
        return deal

    def tamper(self, statement: str, *values: str) -> None:
        """Past the application, as somebody with the file could."""
        with sqlite3.connect(self.database) as connection:
            assert connection.execute(statement, values).rowcount > 0
        connection.close()


@pytest.fixture
def bare_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """With no database yet."""
    return _in_folder(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that ``crm init`` makes where nobody set anything."""
    with pytest.MonkeyPatch.context() as patch:
        cli = _in_folder(tmp_path_factory.mktemp("initialised"), patch)
        cli.run("init")
    return cli.database


@pytest.fixture
def cli(bare_cli: CommandLine, initialised: Path) -> CommandLine:
    """With a database as ``crm init`` makes it."""
    shutil.copy(initialised, bare_cli.database)
    return bare_cli


def _in_folder(folder: Path, patch: pytest.MonkeyPatch) -> CommandLine:
    patch.chdir(folder)
    for name in ("CRM_DATABASE_URL", "CRM_TENANT", "CRM_USER", "CRM_LOG_LEVEL", "CRM_CONFIG"):
        patch.delenv(name, raising=False)
    return CommandLine(folder)
