"""The demonstration: a quarter of a small company, the same for the same seed, and true to the last figure."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crm_adapters.cli import app
from crm_adapters.cli.demo.sheets import in_tryton
from crm_adapters.demo import TrytonAccess

LEADS = 40
WRONG_USE = 2
IN_EARNEST = """\
sales = "another-that-is-not-there"

[provided_by]
people = "nor-is-this-one"

[guards.customers]
rate_per_second = 0.001
wait_seconds = 0

[broker]
url = "nats://127.0.0.1:1"

[notifications.slack]
"""


def crm(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "80"})


def demo(*words: str, leads: int = 12) -> Result:
    return crm("demo", "--leads", str(leads), *words)


class Lived:
    """A demonstration that was lived through: its folder and what it showed."""

    def __init__(self, folder: Path, shown: Result) -> None:
        self.folder = folder / "crm-demo"
        self.shown = shown

    def figures(self, *words: str) -> Any:
        answer = crm(*words, "--database", f"sqlite:///{self.folder / 'crm.db'}", "--tenant", "demo", "--json")
        assert answer.exit_code == 0, answer.stderr
        return json.loads(answer.stdout)


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """To be looked at only."""
    folder = tmp_path_factory.mktemp("demo")
    with working_in(folder):
        return Lived(folder, demo(leads=LEADS))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    with working_in(tmp_path):
        yield tmp_path


@pytest.mark.requirement("TST-CRMOP-0099")
def test_what_it_shows_is_what_is_stored(lived: Lived) -> None:
    board = lived.figures("pipeline")
    decided = board["won"]["count"] + board["lost"]["count"]

    assert lived.shown.exit_code == 0, lived.shown.stderr
    assert board["won"]["count"] > 0
    assert f"({board['won']['count']} won of {decided} decided)" in lived.shown.stdout
    assert sum(stage["count"] for stage in board["stages"]) + board["leads"]["unconverted"] == LEADS
    assert lived.figures("history", "verify")["holds"]


def test_one_story_says_why(lived: Lived) -> None:
    output = " ".join(lived.shown.stdout.split())
    number = next(word for word in output.split() if word.startswith("LEAD-2026-"))
    newest: dict[str, list[str]] = {}
    for decision in lived.figures("explain", number):
        if decision["kind"] != "sla":  # how promises stand is a story of its own
            newest.setdefault(decision["kind"], decision["reasons"])

    owner = lived.figures("lead", "show", number)["assigned_to"]
    assert f"Why did it go to {owner.capitalize()}?" in output
    assert newest.keys() == {"routing", "score", "qualification"}
    assert [reason for reasons in newest.values() for reason in reasons if reason not in output] == []
    assert f"crm lead show {number}" in output


def test_who_earned_what_is_the_ledger_and_a_contested_line_is_carried(lived: Lived) -> None:
    screen = lived.shown.stdout.partition("Who earned what, and why")[2].partition("One lead's story")[0]
    table, _, reasons = screen.partition("Why ")
    paid = {line.split()[0].lower(): line.split()[-1] for line in table.splitlines() if line.count("$") > 1}
    [contested] = lived.figures("commission", "dispute", "list")
    periods = lived.figures("commission", "period", "list")

    assert len(paid) > 3
    for user, shown in paid.items():
        statement = lived.figures("commission", "statement", "--period", "2026-Q1", "--user", user)
        assert shown == f"${statement['payable_minor'] / 100:,.2f}"
    assert {(each["plan"], each["status"]) for each in periods if each["period"] == "2026-Q1"} == {
        ("Selling", "paid"),
        ("Leading", "paid"),
    }
    assert lived.figures("commission", "verify")["flaws"] == []
    assert b"Payable by person, USD" in (lived.folder / "report.html").read_bytes()
    assert f"{contested['payee_id'].capitalize()} contests {contested['opportunity_number']}" in reasons


def test_it_fits_a_narrow_terminal(lived: Lived) -> None:
    assert max(len(line.rstrip()) for line in lived.shown.stdout.splitlines()) <= 80


def test_the_mail_went_out_and_lies_in_the_inboxes(lived: Lived) -> None:
    won = lived.shown.stdout.partition("Who won what")[2].splitlines()
    unread = next(line.split()[-1] for line in won if line.startswith("Mara "))

    assert int(unread) > 0
    assert lived.figures("relay", "dead") == []
    assert lived.figures("relay", "run")["claimed"] == 0


def test_it_leaves_nothing_git_would_see(lived: Lived) -> None:
    assert [path.name for path in lived.folder.parent.iterdir()] == ["crm-demo"]
    assert (lived.folder / ".gitignore").read_text() == "*\n"
    assert b"<html" in (lived.folder / "report.html").read_bytes().lower()


def test_within_its_folder_the_command_line_finds_it(lived: Lived) -> None:
    with working_in(lived.folder):
        board = json.loads(crm("pipeline", "--json").stdout)

    assert board == lived.figures("pipeline")


@pytest.mark.usefixtures("elsewhere")
def test_the_same_seed_tells_the_same_story() -> None:
    first, second, other = (demo("--seed", seed, leads=6) for seed in ("7", "7", "8"))

    assert first.stdout == second.stdout
    assert first.stdout != other.stdout


def test_a_database_out_of_the_environment_is_left_alone(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{elsewhere / 'earnest.db'}")

    assert demo().exit_code == 0
    assert not (elsewhere / "earnest.db").exists()


def test_settings_of_a_company_in_earnest_are_left_alone(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PARTY", "a-partner-that-is-not-there")
    (elsewhere / "crm.toml").write_text(IN_EARNEST, encoding="utf-8")

    lived = demo(leads=3)

    assert lived.exit_code == 0, lived.stderr
    assert "The pipeline at the end of the quarter" in lived.stdout


def test_the_way_into_tryton_is_one_line_for_a_shell() -> None:
    config = Path("crm demo/crm-tryton.toml")
    access = TrytonAccess(
        parties=1, won=1, lost=0, start="trytond", url="http://127.0.0.1", password="x", config=config
    )

    assert in_tryton(access, "../.venv/bin/crm")[-1] == (
        "cd 'crm demo' && CRM_CONFIG=crm-tryton.toml ../.venv/bin/crm deal list"
    )


def test_a_database_that_was_named_gets_it_once(elsewhere: Path) -> None:
    url = f"sqlite:///{elsewhere / 'named.db'}"

    first, second = demo("--database", url), demo("--database", url)

    assert first.exit_code == 0, first.stderr
    assert not (elsewhere / "crm-demo").exists()
    assert second.exit_code == WRONG_USE
    assert "a demonstration lives there already" in second.stderr


def test_a_folder_of_that_name_that_is_something_else_is_left_alone(elsewhere: Path) -> None:
    (elsewhere / "crm-demo").mkdir()
    (elsewhere / "crm-demo" / "crm.db").write_text("precious")

    assert demo().exit_code == WRONG_USE
    assert (elsewhere / "crm-demo" / "crm.db").read_text() == "precious"


def test_the_company_has_hours_and_rules_and_its_manager_passes_over_some(lived: Lived) -> None:
    output = " ".join(lived.shown.stdout.split())
    [calendar] = lived.figures("sla", "calendar", "list")
    deals = lived.figures("deal", "list", "--limit", "1000")
    passed = [deal for deal in deals if deal["rules_passed"]]

    assert calendar["week"] == ["mon-fri 09:00-12:00 13:00-17:00"]
    assert calendar["days"] == ["2026-02-16 closed"]
    assert passed
    assert all(deal["expected_revenue_minor"] < 250_000 for deal in passed)
    assert f"{len(passed)} deal" in output
    judged = lived.figures("explain", passed[0]["opportunity_number"])
    assert "small, but a good name to have" in str(judged)


def test_what_was_promised_is_kept_or_late_and_somebody_was_told(lived: Lived) -> None:
    clocks = lived.figures("sla", "list", "--limit", "1000")
    escalations = lived.figures("sla", "escalation", "list", "--limit", "1000")
    states = Counter(clock["state"] for clock in clocks)
    kept = [clock for clock in clocks if (clock["target"], clock["state"]) == ("first_contact", "met")]
    row = next(line.split() for line in lived.shown.stdout.splitlines() if line.startswith("first contact"))

    assert states["met"] > states["met_late"] > 0
    assert int(row[2]) == len(kept)
    assert {clock["policy"] for clock in clocks} == {"Leads", "Deals"}
    assert any("greta" in step["people"] for escalation in escalations for step in escalation["steps"])
    assert f"{len(escalations)} times somebody was told" in " ".join(lived.shown.stdout.split())


def test_whoever_must_say_yes_is_asked_and_stood_in_for_while_away(lived: Lived) -> None:
    requests = lived.figures("approval", "list", "--limit", "1000")
    votes = [vote for request in requests for vote in request["votes"]]
    in_place = [vote for vote in votes if vote["user"] != vote["for"]]
    output = " ".join(lived.shown.stdout.split())

    assert Counter(request["state"] for request in requests)["approved"] > 0
    assert {(vote["user"], vote["for"]) for vote in in_place} == {("hugo", "greta")}
    assert all("2026-03-02" <= vote["at"] < "2026-03-16" for vote in in_place)
    assert f"{len(in_place)} decision" in output
    assert [delegation["delegate"] for delegation in lived.figures("delegate", "list")] == ["hugo"]
