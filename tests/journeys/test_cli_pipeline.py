"""``crm pipeline``: the figures scripts go by, and the board people look at."""

import json
from typing import TYPE_CHECKING, Annotated

import pytest
import typer
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.cli.shell.group import group_with

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

STAGES = ["prospecting", "qualification", "proposal", "negotiation", "closed_won", "closed_lost"]


@pytest.mark.requirement("FUN-CRMOP-0027", "CRD-CRMOP-0076")
def test_a_new_tenant_has_every_stage_and_no_rate(cli: "CommandLine") -> None:
    nothing = {"count": 0, "total_minor": 0, "weighted_minor": 0, "currency": None}

    assert cli.json("pipeline") == {
        "stages": [{"stage": stage, **nothing} for stage in STAGES],
        "won": {"count": 0, "total_minor": 0},
        "lost": {"count": 0},
        "open": {"count": 0},
        "leads": {"unconverted": 0},
        "win_rate": None,
    }
    assert "nothing is decided yet" in cli.output("pipeline")


@pytest.mark.requirement("FUN-CRMOP-0028", "FEAT-003", "CRD-CRMOP-0078")
def test_open_won_and_lost_deals_are_told_apart(cli: "CommandLine") -> None:
    cli.run("deal", "won", cli.deal("--value", "100.01", stage="negotiation"))
    cli.run("deal", "won", cli.deal("--value", "200", stage="negotiation"))
    cli.run("deal", "lost", cli.deal("--value", "400", stage="proposal"), "--reason", "too dear")
    cli.deal("--value", "1054.50", stage="qualification")
    cli.run("lead", "add", "Somebody new")

    board = cli.json("pipeline")

    rows = {row["stage"]: row for row in board["stages"]}
    assert list(rows) == STAGES
    assert rows["qualification"] == {
        "stage": "qualification",
        "count": 1,
        "total_minor": 105_450,
        "weighted_minor": 26_362,  # a quarter, half to even
        "currency": "USD",
    }
    assert (rows["closed_won"]["count"], rows["closed_won"]["total_minor"]) == (2, 30_001)
    assert (board["won"], board["lost"]) == ({"count": 2, "total_minor": 30_001}, {"count": 1})
    assert (board["open"], board["leads"], board["win_rate"]) == ({"count": 1}, {"unconverted": 1}, 2 / 3)


def test_currencies_are_never_added(cli: "CommandLine") -> None:
    cli.run("deal", "won", cli.deal("--value", "100", stage="negotiation"))
    cli.run("deal", "won", cli.deal("--value", "1000", "--currency", "JPY", stage="negotiation"))
    cli.run("deal", "won", cli.deal("--value", "1.234", "--currency", "KWD", stage="negotiation"))

    board = cli.json("pipeline")

    assert board["won"] == {
        "count": 3,
        "total_minor": None,
        "by_currency": [
            {"currency": "JPY", "count": 1, "total_minor": 1_000},
            {"currency": "KWD", "count": 1, "total_minor": 1_234},
            {"currency": "USD", "count": 1, "total_minor": 10_000},
        ],
    }
    won = [row for row in board["stages"] if row["stage"] == "closed_won"]
    assert [(row["currency"], row["total_minor"]) for row in won] == [("JPY", 1_000), ("KWD", 1_234), ("USD", 10_000)]
    assert {"¥1,000", "KWD1.234", "$100.00"} <= set(cli.output("pipeline").replace("\xa0", "").split())


@pytest.mark.parametrize("columns", [80, 120])
def test_the_board_fits_the_terminal_and_its_bars_compare_the_stages(cli: "CommandLine", columns: int) -> None:
    for value in ("10005534", "1000000"):
        cli.deal("--value", value, stage="proposal")
    cli.deal("--value", "500", stage="qualification")

    lines = cli.output("pipeline", environment={"COLUMNS": str(columns)}).splitlines()

    assert max(len(line) for line in lines) <= columns
    bars = {line.split()[0]: line.count("█") for line in lines if line[:1].isalpha() and len(line.split()) > 3}
    assert bars["Proposal"] // 2 == bars["Qualification"] > 0
    assert bars["Prospecting"] == 0
    proposal = next(line for line in lines if line.startswith("Proposal"))
    assert proposal.split()[-2:] == ["$11,005,534.00", "$5,502,767.00"]


def test_one_persons_board_shows_their_deals_only(cli: "CommandLine") -> None:
    lead = cli.qualified_lead("--company", "Navy", "--industry", "shipping", "--email", "g@example.com")
    cli.run("person", "add", "ada")
    cli.run("lead", "convert", lead, "--assigned-to", "ada")
    cli.deal()

    assert cli.json("pipeline")["open"] == {"count": 2}
    assert cli.json("pipeline", "--assigned-to", "ada", "--pipeline", "sales")["open"] == {"count": 1}


def test_a_pipeline_is_added_edited_and_put_back(cli: "CommandLine") -> None:
    standard = cli.json("pipeline", "stages", "sales")
    file = cli.folder / "stages.json"
    file.write_text(json.dumps(standard))

    assert cli.json("pipeline", "add", "Partners", "--stages", str(file)) == {**standard, "name": "Partners"}
    standard["stages"][0]["percent"] = 20
    file.write_text(json.dumps(standard))
    edited = cli.json("pipeline", "edit", "partners", "--name", "Resellers", "--default", "--stages", str(file))
    assert (edited["name"], edited["stages"][0]["percent"]) == ("Resellers", 20)
    listed = {each["name"]: each["is_default"] for each in cli.json("pipeline", "list")}
    assert listed == {"Sales": False, "Resellers": True}
    assert cli.output("pipeline") == cli.output("pipeline", "board")


def test_stages_that_cannot_be_used_are_named_with_their_file(cli: "CommandLine") -> None:
    file = cli.folder / "stages.toml"
    file.write_text('[[stages]]\nname = "open"\npercent = 200\nnext_stages = []\n')
    words = ("pipeline", "edit", "Sales", "--stages", str(file))

    assert cli.refusal(*words, exit_code=2) == (
        f"{file}: 0.percent: it is too high; use 100 or less; see `crm pipeline stages --json`"
    )
    file.write_text("[[stages")
    assert "it is not TOML" in cli.refusal(*words, exit_code=2)
    assert "No such file" in cli.refusal("pipeline", "edit", "Sales", "--stages", "nowhere.json")
    assert cli.refusal("pipeline", "edit", "Sales", exit_code=2).startswith("options: nothing is to be changed")


def test_a_misspelt_verb_is_no_word_for_the_board() -> None:
    result = CliRunner().invoke(app, ["pipeline", "lits"])

    assert (result.exit_code, "Did you mean 'list'?" in result.stderr) == (2, True)
    assert "board" in CliRunner().invoke(app, ["pipeline", "--help"]).stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), "next: -"), (("LEAD-1",), "next: LEAD-1"), (("rules",), "rules"), (("--loud",), "next: - loud")],
)
def test_a_first_word_that_is_a_verb_is_the_verb(words: tuple[str, ...], expected: str) -> None:
    group = typer.Typer(cls=group_with("next", takes_word=True))

    @group.command("next")
    def tell_next(subject: Annotated[str, typer.Argument()] = "-", loud: bool = False) -> None:
        typer.echo(f"next: {subject}{' loud' if loud else ''}")

    @group.command("rules")
    def tell_rules() -> None:
        typer.echo("rules")

    assert CliRunner().invoke(group, words).stdout == f"{expected}\n"


def test_a_pipeline_is_retired_and_taken_up_again(cli: "CommandLine") -> None:
    cli.output("pipeline", "add", "Partners")

    assert cli.output("pipeline", "retire", "partners") == "Partners is retired.\n"
    assert "Partners" not in cli.output("pipeline", "list")
    assert "retired" in cli.output("pipeline", "list", "--all")
    assert cli.output("pipeline", "reinstate", "partners") == "Deals may begin in Partners again.\n"
    assert "is the default" in cli.refusal("pipeline", "retire", "sales")


def test_the_rules_of_a_stage_are_written_in_its_file_checked_kept_and_passed_over(cli: "CommandLine") -> None:
    answer = cli.json("pipeline", "stages", "Sales")
    answer["stages"][0] |= {
        "required_fields": ["notes"],
        "exit_criteria": [{"condition": "opportunity.value_minor >= 100000", "remedy": "ask for the budget"}],
        "rotting_days": 14,
    }
    answer["stages"][1]["may_be_skipped"] = False
    file = cli.folder / "sales.json"
    file.write_text(json.dumps(answer), encoding="utf-8")
    shown = cli.output("pipeline", "edit", "Sales", "--stages", str(file))
    assert "version 2 of its rules" in shown
    assert "needs notes; opportunity.value_minor >= 100000; rots after 14 days" in " ".join(shown.split())
    assert cli.json("pipeline", "stages", "Sales") == {**answer, "rules_version": 2}
    before = cli.json("pipeline", "stages", "Sales", "--version", "1")
    assert (before["rules_version"], before["stages"][0]["required_fields"]) == (1, [])
    assert "they go from 1 to 2" in cli.refusal("pipeline", "stages", "Sales", "--version", "3")
    deal = cli.deal("--value", "10")

    check = cli.json("deal", "check", deal)
    assert (check["target"], check["allowed"], [rule["holds"] for rule in check["rules"]]) == (
        "qualification",
        False,
        [False, False],
    )
    assert "ask for the budget" in cli.output("deal", "check", deal)
    refusal = cli.refusal("deal", "move", deal, "qualification")
    assert "prospecting: notes is empty (fill it in with crm deal edit --notes)" in refusal
    assert "does not hold (ask for the budget)" in refusal
    forbidden = cli.refusal("deal", "move", deal, "qualification", "--pass-rules", "now", "--role", "rep")
    assert "may not pass over the rules of a pipeline" in forbidden

    cli.run("deal", "edit", deal, "--notes", "two engines", "--value", "1000")
    assert cli.json("deal", "move", deal, "qualification")["rules_passed"] is None
    passed = cli.deal()
    moved = cli.json("deal", "move", passed, "proposal", "--through", "--pass-rules", "they signed at the fair")
    assert moved["rules_passed"]["reason"] == "they signed at the fair"
    assert "they signed at the fair" in cli.output("deal", "show", passed)
    assert "passed over: they signed at the fair" in " ".join(cli.output("explain", passed).split())
    cli.run("explain", passed, "--replay")


def test_deals_that_rot_are_listed(cli: "CommandLine") -> None:
    answer = cli.json("pipeline", "stages", "Sales")
    answer["stages"][0]["rotting_days"] = 14
    file = cli.folder / "sales.json"
    file.write_text(json.dumps(answer), encoding="utf-8")
    cli.run("pipeline", "edit", "Sales", "--stages", str(file))
    left, _ = cli.deal(), cli.deal()
    assert cli.output("deal", "list", "--rotting") == "No deals.\n"

    long_ago = "UPDATE crm_opportunities SET stage_entered_at = '2026-01-01 09:00:00' WHERE opportunity_number = ?"
    cli.tamper(long_ago, left)
    assert [deal["opportunity_number"] for deal in cli.json("deal", "list", "--rotting")] == [left]
    assert "too long" in " ".join(cli.output("deal", "show", left).split())
    cli.run("activity", "log", left, "call", "Talked")
    assert cli.json("deal", "list", "--rotting") == []


def test_a_deal_is_forecast_otherwise_than_its_stage_says(cli: "CommandLine") -> None:
    deal = cli.deal("--value", "1000")

    said = cli.output("deal", "category", "set", deal, "commit", "--reason", "the chair gave her word")
    assert said == f"{deal} is forecast as commit.\n"
    moved = cli.json("deal", "move", deal, "qualification")
    assert moved["forecast_override"] == {"category": "commit", "reason": "the chair gave her word"}
    assert "commit: the chair gave her word" in cli.output("deal", "show", deal)
    report = json.loads(cli.output("report", "--format", "json"))
    assert [row["category"] for row in report["tables"]["forecast_by_category"]] == ["commit"]
    cli.refusal("deal", "category", "set", deal, "closed", "--reason", "soon", exit_code=2)
    cli.run("deal", "category", "clear", deal)
    assert cli.json("deal", "show", deal)["forecast_override"] is None
