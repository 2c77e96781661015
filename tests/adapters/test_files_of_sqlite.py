"""Files of SQLite: a new one may be read by its owner alone, one that is there keeps its mode."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_adapters.storage import Database
from crm_adapters.wiring import CrmSettings, RunnerKind, administrator, open_crm

ACTOR = administrator("ours")


@pytest.fixture
def _open_to_all() -> Iterator[None]:
    """As on a machine where new files may be read by everybody."""
    former = os.umask(0o000)
    yield
    os.umask(former)


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.usefixtures("_open_to_all")
def test_a_new_file_is_its_owners_alone_that_of_the_processes_too(tmp_path: Path) -> None:
    settings = CrmSettings.load(database_url=f"sqlite:///{tmp_path / 'crm.db'}", runner=RunnerKind.DURABLE)

    with open_crm(settings=settings) as crm:
        crm.initialise(ACTOR)
        assert crm.processes.list(ACTOR) == []
        made = {file.name: mode_of(file) for file in tmp_path.iterdir()}

    assert {"crm.db", "crm.db-wal", "crm.processes.db"} <= set(made)
    assert set(made.values()) == {0o600}


def test_a_file_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "crm.db").touch()
    (tmp_path / "crm.db").chmod(0o640)

    with open_crm(f"sqlite:///{tmp_path / 'crm.db'}") as crm:
        crm.initialise(ACTOR)

    assert mode_of(tmp_path / "crm.db") == 0o640


def test_a_file_is_not_made_before_it_is_asked_for(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'crm.db'}").close()

    assert list(tmp_path.iterdir()) == []


def test_what_is_committed_is_on_the_disk_unless_the_tests_say_otherwise(tmp_path: Path) -> None:
    """Asked of a process that has nothing of the tests in it; 2 is FULL."""
    asked = f"""
from crm_adapters.storage import Database, EVERY_TENANT
database = Database("sqlite:///{tmp_path / "crm.db"}")
with database.reading(EVERY_TENANT) as connection:
    print(connection.exec_driver_sql("PRAGMA synchronous").scalar())
database.close()
"""
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert answer.stdout == "2\n"
