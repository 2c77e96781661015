"""The demonstration: a quarter of a small company, the same for the same seed, and true to the last figure."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crm_adapters.cli import app

WRONG_USE = 2


def crm(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "80"})


def demo(*words: str) -> Result:
    return crm("demo", "--leads", "40", *words)


def figures(*words: str) -> Any:
    answer = crm(*words, "--database", "sqlite:///crm-demo/crm.db", "--tenant", "demo", "--json")
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.requirement("TST-CRMOP-0099")
def test_what_it_shows_is_what_is_stored() -> None:
    shown = demo()

    board = figures("pipeline")
    assert shown.exit_code == 0, shown.stderr
    assert board["won"]["count"] > 0
    assert f"({board['won']['count']} won of {board['won']['count'] + board['lost']['count']} decided)" in shown.stdout
    assert sum(stage["count"] for stage in board["stages"]) + board["leads"]["unconverted"] == 40
    assert figures("history", "verify")["holds"]


def test_one_story_says_why() -> None:
    shown = demo().stdout

    number = next(word for word in shown.split() if word.startswith("LEAD-2026-"))
    reasons = [reason for decision in figures("explain", number) for reason in decision["reasons"]]
    said = " ".join(shown.split())
    assert "Why did it go to" in shown
    assert all(reason in said for reason in reasons if "by territory of the rule" in reason or "in turn" in reason)
    assert f"crm lead show {number}" in said


def test_the_same_seed_tells_the_same_story() -> None:
    first, second, other = demo("--seed", "7"), demo("--seed", "7"), demo("--seed", "8")

    assert first.stdout == second.stdout
    assert first.stdout != other.stdout


def test_it_fits_a_narrow_terminal() -> None:
    assert max(len(line.rstrip()) for line in demo().stdout.splitlines()) <= 80


def test_the_mail_went_out_and_lies_in_the_inboxes() -> None:
    demo()

    assert figures("relay", "run")["claimed"] == 0
    assert figures("relay", "dead") == []


def test_it_leaves_nothing_git_would_see(tmp_path: Path) -> None:
    demo()

    assert [path.name for path in tmp_path.iterdir()] == ["crm-demo"]
    assert (tmp_path / "crm-demo" / ".gitignore").read_text() == "*\n"
    assert b"<html" in (tmp_path / "crm-demo" / "report.html").read_bytes().lower()


def test_within_its_folder_the_command_line_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo()
    monkeypatch.chdir(tmp_path / "crm-demo")

    assert json.loads(crm("pipeline", "--json").stdout)["won"]["count"] > 0


def test_a_database_out_of_the_environment_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path / 'earnest.db'}")

    assert demo().exit_code == 0
    assert not (tmp_path / "earnest.db").exists()


def test_a_database_that_was_named_gets_it_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'named.db'}"

    first, second = demo("--database", url), demo("--database", url)

    assert first.exit_code == 0, first.stderr
    assert not (tmp_path / "crm-demo").exists()
    assert second.exit_code == WRONG_USE
    assert "a demonstration lives there already" in second.stderr


def test_a_folder_of_that_name_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "crm-demo").mkdir()
    (tmp_path / "crm-demo" / "crm.db").write_text("precious")

    answer = demo()

    assert answer.exit_code == WRONG_USE
    assert (tmp_path / "crm-demo" / "crm.db").read_text() == "precious"
