"""A quarter is paid at the command line: run, contested, adjusted, submitted, approved, locked, exported, paid."""

import csv
import io
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

PLAN = Path(__file__).parents[2] / "docs" / "guides" / "commissions" / "flat.toml"
DORA = ("--as", "dora", "--role", "director")


def test_a_quarter_is_paid_from_the_run_to_the_payout(cli: "CommandLine") -> None:
    now = datetime.now(UTC)
    quarter = f"{now.year}-Q{(now.month + 2) // 3}"
    of_plan = ("Flat", quarter)
    cli.run("person", "add", "dora", "--name", "Dora", "--works-as", "director")
    cli.run("person", "add", "ada", "--name", "=Ada", "--manager", "dora")
    deal = cli.deal("--value", "1000", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", deal, "--assigned-to", "ada")
    cli.run("deal", "won", deal)
    cli.run("commission", "plan", "add", str(PLAN))
    cli.run("commission", "assignment", "add", "Flat", "--user", "ada")
    assert cli.json("commission", "run", *of_plan)["amount_minor"] == 5_000

    adjusted = cli.output(
        *DORA, "commission", "adjust", *of_plan, "--user", "ada", "--amount", "-12.50", "--reason", "An advance"
    )
    assert adjusted == f"ada is adjusted by -$12.50: entry 2, posted into {quarter}.\n"
    cli.run("--as", "ada", "--role", "rep", "commission", "dispute", "open", "2", "--reason", "There was none")
    [dispute] = cli.json("commission", "dispute", "list", "--status", "open")
    cli.run(*DORA, "commission", "dispute", "resolve", dispute["id"], "--reason", "There was")

    assert cli.json("commission", "submit", *of_plan)["status"] == "submitted"
    own = ("--as", "ada", "--role", "director", "commission", "approve", *of_plan, "--user", "ada")
    assert "it is their own; dora may" in cli.refusal(*own)
    assert cli.json("commission", "recall", *of_plan, "--reason", "Too early")["status"] == "open"
    cli.run("commission", "submit", *of_plan)
    [waiting] = cli.json("commission", "approvals", "list", "--status", "submitted")
    assert (waiting["payee_id"], waiting["approver_id"], waiting["payable_minor"]) == ("ada", "dora", 3_750)
    cli.run(*DORA, "commission", "approve", *of_plan, "--user", "ada")
    assert cli.json("commission", "liability")[0]["accrued_minor"] == 3_750
    assert cli.json("commission", "lock", *of_plan)["status"] == "locked"

    statement = cli.json("commission", "statement", "--user", "ada", "--period", quarter)
    assert (statement["status"], statement["earned_minor"], statement["payable_minor"]) == ("locked", 5_000, 3_750)
    shown = " ".join(cli.output("commission", "statement", "--user", "ada", "--period", quarter).split())
    assert "Adjustments -$12.50" in shown
    assert "Payable $37.50" in shown
    exported = cli.run("commission", "export", quarter, "-o", "payout.csv")
    assert "payout.csv is written" in exported.stderr
    assert (cli.folder / "payout.csv").read_text(encoding="utf-8").splitlines() == [
        "user,name,plan,period,amount,currency",
        f"ada,'=Ada,Flat,{quarter},37.50,USD",
    ]
    assert cli.json("commission", "pay", *of_plan)["status"] == "paid"
    assert "all as it was posted" in cli.output("commission", "verify")
    cli.tamper("UPDATE crm_commission_entries SET amount_minor = amount_minor + 1 WHERE number = ?", "1")
    verified = cli.run("commission", "verify", exit_code=1).stdout
    assert "they were changed since" in verified
    assert "entry 1: its amount" not in verified


def test_statements_are_written_as_csv_and_as_a_page_that_runs_nothing(cli: "CommandLine") -> None:
    now = datetime.now(UTC)
    quarter = f"{now.year}-Q{(now.month + 2) // 3}"
    cli.run("person", "add", "ada", "--name", "<b>Ada</b>")
    deal = cli.deal("--value", "1000", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", deal, "--assigned-to", "ada")
    cli.run("deal", "won", deal)
    cli.run("commission", "plan", "add", str(PLAN))
    cli.run("commission", "assignment", "add", "Flat", "--user", "ada")
    cli.run("commission", "run", "Flat", quarter)

    rows = list(csv.DictReader(io.StringIO(cli.output("commission", "statement", "--format", "csv"))))
    assert [(row["user"], row["part"], row["entry"], row["deal"], row["rate"], row["amount"]) for row in rows] == [
        ("ada", "earning", "1", deal, "5%", "50.00"),
        ("ada", "total_opening", "", "", "", "0.00"),
        ("ada", "total_draw", "", "", "", "0.00"),
        ("ada", "total_draw_recovery", "", "", "", "0.00"),
        ("ada", "total_payable", "", "", "", "50.00"),
        ("ada", "total_carried", "", "", "", "0.00"),
    ]
    cli.run("commission", "statement", "--user", "ada", "-o", "ada.html")
    page = (cli.folder / "ada.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
    assert "$50.00" in page
    assert re.search(r"<script|https?://|src=", page) is None
    assert "choose csv or html" in cli.refusal("commission", "statement", "-o", "ada.pdf", exit_code=2)


def test_a_plan_is_tried_out_before_anybody_is_paid_by_it(cli: "CommandLine") -> None:
    now = datetime.now(UTC)
    quarter = f"{now.year}-Q{(now.month + 2) // 3}"
    cli.run("person", "add", "ada", "--name", "Ada")
    deal = cli.deal("--value", "1000", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", deal, "--assigned-to", "ada")
    cli.run("deal", "won", deal)
    cli.run("commission", "plan", "add", str(PLAN))
    cli.run("commission", "assignment", "add", "Flat", "--user", "ada")

    previewed = cli.json("commission", "preview", "Flat", quarter)
    assert (previewed["entries"], previewed["people"][0]["difference_minor"]) == (1, 5_000)
    cli.run("commission", "run", "Flat", quarter)
    steep = ("commission", "simulate", str(PLAN.with_name("marginal.toml")), "--period", quarter)
    assert cli.json(*steep, "--instead-of", "Flat")["people"] == [
        {"user": "ada", "name": "Ada", "posted_minor": 5_000, "planned_minor": 3_000, "difference_minor": -2_000}
    ]
    assert "-$20.00" in cli.output(*steep, "--instead-of", "Flat")
    [entry] = cli.json("commission", "explain", "--replay")
    assert entry["agrees_with_credits"] is True
    assert "component" not in entry


def test_the_commands_of_the_guide_pay_a_quarter(cli: "CommandLine") -> None:
    now = datetime.now(UTC)
    quarter = f"{now.year}-Q{(now.month + 2) // 3}"
    cli.run("person", "add", "dora", "--name", "Dora", "--works-as", "director")
    cli.run("person", "add", "ada", "--name", "Ada", "--manager", "dora")
    deal = cli.deal("--value", "1000", "--currency", "USD", stage="negotiation")
    cli.run("deal", "edit", deal, "--assigned-to", "ada")
    cli.run("deal", "won", deal)
    cli.run("commission", "plan", "add", str(PLAN.with_name("marginal.toml")))
    cli.run("commission", "assignment", "add", "Marginal", "--user", "ada")
    page = (PLAN.parent.parent / "commissions.md").read_text(encoding="utf-8")
    section = page.partition("## Before it is paid")[2].partition("## A whole history")[0]

    commands = re.findall(r"^    crm (.*)$", section, re.MULTILINE)
    for command in commands:
        words = command.replace("2026-Q4", quarter).replace("docs/guides/commissions/", f"{PLAN.parent}/")
        cli.run(*shlex.split(words))

    assert len(commands) == 14
    statement = cli.json("commission", "statement", "--user", "ada", "--period", quarter)
    assert (statement["status"], statement["payable_minor"], statement["carried_minor"]) == ("paid", 0, 1_750)
