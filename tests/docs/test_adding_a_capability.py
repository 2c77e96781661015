"""The guide that adds a capability is followed on a copy of the code, and what it adds keeps its promises there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from thoroughness import IN_FULL

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guides" / "add_a_capability.md").read_text(encoding="utf-8")
PACKAGES = ("crm_core/src", "crm_operations/src", "adapters/src")
MOST_SHARED_FILES = 6
MANY = 30
"""Promises of the derived suite, which both stores keep."""
FEWER = "" if IN_FULL else " and not postgresql and not mariadb"
SHARED_TESTS = [
    f"tests/{name}" for name in ("conftest.py", "databases", "running", "partner_server", "adapters/conftest.py")
]
PROVEN_BY = ("tests/adapters/test_sql_stores.py", "tests/operations/test_fakes_keep_the_contracts.py")
FILE = re.compile(r"^`([^`]+\.py)`:\n\n```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
CHANGE = re.compile(r"^In `([^`]+\.py)`:\n\n```diff\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in FILE.findall(GUIDE):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    for path, hunks in CHANGE.findall(GUIDE):
        apply(folder / path, hunks)
    return folder


def apply(file: Path, hunks: str) -> None:
    text = file.read_text(encoding="utf-8")
    for hunk in hunks.split("@@\n"):
        lines = hunk.splitlines()
        before = "\n".join(line[1:] for line in lines if line[0] in " -")
        after = "\n".join(line[1:] for line in lines if line[0] in " +")
        assert text.count(before) == 1, f"{file}: {before!r} is there {text.count(before)} times"
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


def run(copy: Path, *words: str) -> str:
    paths = os.pathsep.join(str(copy / package) for package in PACKAGES)
    environment = {**os.environ, "PYTHONPATH": paths}
    ran = subprocess.run(
        [sys.executable, "-m", *words], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{ran.stdout[-4_000:]}\n{ran.stderr[-2_000:]}"
    return ran.stdout


def test_no_more_than_six_files_that_others_share_are_touched() -> None:
    assert len(CHANGE.findall(GUIDE)) <= MOST_SHARED_FILES


def test_what_the_guide_adds_is_kept_on_every_database_and_managed_at_the_command_line(copy: Path) -> None:
    migration = Path(run(copy, "crm_adapters.storage.kernel.new_migration", "competitors").strip())
    assert migration.is_relative_to(copy)
    written = migration.read_text(encoding="utf-8")
    assert written.count("crm_competitors") == len(["up", "down"])

    for path in ("pyproject.toml", *SHARED_TESTS, *PROVEN_BY):
        source, target = ROOT / path, copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    found = ("-k", f"ompetitor{FEWER}")
    ran = run(copy, "pytest", "-q", "-p", "no:cacheprovider", "tests/adapters/test_competitors.py", *PROVEN_BY, *found)
    assert int(re.findall(r"(\d+) passed", ran)[-1]) > MANY
    assert "failed" not in ran
