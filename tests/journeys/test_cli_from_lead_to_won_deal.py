"""The whole way on the command line: from an empty folder to a won deal, its report and the proof of its history."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

ADA = ("person", "add", "ada", "--name", "Ada Lovelace", "--works-as", "manager")
LEAD = ("lead", "add", "Grace Hopper", "--company", "Navy", "--email", "grace@example.com", "--source", "referral")
WORTH = ("--value", "1054.50", "--currency", "usd", "--industry", "shipping", "--attribute", "employees=250")


@pytest.mark.requirement("TST-CRMOP-0099", "FUN-CRMOP-0023", "FUN-CRMOP-0025", "FEAT-002")
def test_a_lead_becomes_a_won_deal(bare_cli: "CommandLine") -> None:
    cli = bare_cli
    assert "sqlite:///crm.db is ready" in cli.output("init")
    cli.run(*ADA)
    cli.run("routing", "add", "Everybody in turn", "--everyone")

    lead = cli.json(*LEAD, *WORTH)
    number = lead["lead_number"]
    assert (lead["estimated_value_minor"], lead["currency_code"]) == (105_450, "USD")
    assert lead["attributes"] == {"employees": 250}

    too_early = cli.json("lead", "score", number)
    assert cli.json("lead", "convert", number, exit_code=1)["reasons"] == [
        f"score {too_early['score']['total']}, at least 50 needed",
        "0 activities, at least 2 needed",
    ]
    cli.run("activity", "log", number, "call", "Asked for a price", "--outcome", "successful")
    cli.run("activity", "log", number, "meeting", "Saw the engine")
    score = cli.json("lead", "score", number)
    assert sum(line["counted"] for line in score["lines"]) == score["score"]["total"] >= 50

    assert cli.json("lead", "route", number)["assigned_to"] == "ada"
    assert cli.json("lead", "qualify", number)["status"] == "qualified"

    plan = cli.json("lead", "convert", number, "--plan")
    assert plan["creates"] == ["customer Navy", "opportunity Navy"]
    assert plan["leaves"] == ["attribute employees"]
    assert cli.json("deal", "list") == []

    converted = cli.json("lead", "convert", number)
    assert cli.json("lead", "convert", number) == converted
    deal = converted["opportunity_number"]
    assert len(cli.json("deal", "list")) == 1

    for stage in ("qualification", "proposal", "negotiation"):
        assert cli.json("deal", "move", deal, stage)["stage"] == stage
    quoted = cli.json("deal", "quote", deal)
    assert (quoted["total"], quoted["created"]) == ({"minor": 105_450, "currency": "USD"}, True)
    assert "was quoted before" in cli.run("deal", "quote", deal).output
    won = cli.json("deal", "won", deal)
    assert (won["outcome"], won["actual_value_minor"], won["currency_code"]) == ("won", 105_450, "USD")
    assert cli.json("deal", "won", deal) == won
    ordered = cli.json("deal", "order", deal)
    assert (ordered["quotation_id"], cli.json("deal", "order", deal)) == (quoted["quotation_id"], ordered)

    board = cli.json("pipeline")
    assert (board["won"], board["win_rate"], board["leads"]) == (
        {"count": 1, "total_minor": 105_450},
        1.0,
        {"unconverted": 0},
    )
    assert cli.json("relay", "run")["dead"] == 0
    assert cli.json("relay", "run")["claimed"] == 0

    verified = cli.json("history", "verify")
    assert verified["holds"]
    assert verified["entries"] > verified["entities"] > 0
    explained = cli.json("explain", number, "--replay")
    kinds = [decision["kind"] for decision in explained]
    assert kinds == ["qualification", "routing", "score", "qualification", "score"]
    assert {decision["replay"]["outcome"] for decision in explained} == {"same verdict"}
    assert cli.run("explain", number, "--replay").stdout.count("judged again: same verdict") == 5


@pytest.mark.requirement("FUN-CRMOP-0029")
def test_the_report_of_a_won_deal_names_its_value(cli: "CommandLine") -> None:
    cli.run("deal", "won", cli.deal("--value", "1054.50", stage="negotiation"))

    written = cli.run("report", "--format", "html", "-o", "report.html")

    assert "1,054.50" in (cli.folder / "report.html").read_text(encoding="utf-8")
    assert (written.stdout, "report.html is written" in written.stderr) == ("", True)


@pytest.mark.requirement("FUN-CRMOP-0029", "CRD-CRMOP-0081")
@pytest.mark.parametrize("words", [(), ("--deals",)], ids=["figures", "deals"])
def test_a_report_goes_to_standard_output_and_its_format_may_follow_from_the_files_name(
    cli: "CommandLine", words: tuple[str, ...]
) -> None:
    deal = cli.deal("--value", "1054.50")

    printed = cli.run("report", "--format", "csv", *words).stdout_bytes
    cli.run("report", "-o", "report.csv", *words)
    cli.run("report", "-o", "report.xlsx", *words)

    assert printed
    assert (deal.encode() in printed) == bool(words)
    assert (cli.folder / "report.csv").read_bytes().startswith(printed[:20])
    assert (cli.folder / "report.xlsx").read_bytes().startswith(b"PK")


def test_a_report_without_a_format_is_read_on_the_screen(cli: "CommandLine") -> None:
    deal = cli.deal("--value", "1054.50")

    figures = cli.run("report").stdout
    deals = cli.run("report", "--deals").stdout

    assert "$1,054.50" in figures
    assert "Stage" in figures
    assert deal in deals


def test_csv_for_excel_begins_with_a_byte_order_mark(cli: "CommandLine") -> None:
    plain = cli.run("report", "--format", "csv").stdout_bytes

    cli.run("report", "--bom", "-o", "report.csv")

    assert (cli.folder / "report.csv").read_bytes()[:23] == b"\xef\xbb\xbf" + plain[:20]


def test_a_lost_deal_can_be_reopened_and_keeps_why(cli: "CommandLine") -> None:
    deal = cli.deal("--value", "100")

    lost = cli.json("deal", "lost", deal, "--reason", "no budget")
    assert (lost["outcome"], lost["lost_reason"]) == ("lost", "no budget")
    assert "no budget" in cli.output("deal", "show", deal)
    reopened = cli.json("deal", "reopen", deal, "--reason", "they found some")

    assert (reopened["stage"], reopened["reopened_count"]) == ("prospecting", 1)


def test_a_lead_given_up_can_be_taken_up_again(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["lead_number"]

    assert cli.json("lead", "disqualify", lead, "--reason", "a student")["disqualification_reason"] == "a student"
    assert f"crm lead reopen {lead}" in cli.output("lead", "show", lead)
    assert cli.json("lead", "reopen", lead, "--reason", "hired")["status"] == "new"


def test_what_is_to_do_is_listed_and_completed(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["lead_number"]
    to_do = cli.json("activity", "log", lead, "task", "Send the price", "--due", "2020-01-31")

    assert [each["id"] for each in cli.json("activity", "list", lead, "--overdue")] == [to_do["id"]]
    assert "overdue" in cli.output("activity", "list", lead)
    assert cli.json("activity", "complete", to_do["id"], "--outcome", "successful")["outcome"] == "successful"
    assert cli.json("activity", "list", "--overdue") == []
    assert "done" in cli.output("activity", "list", lead)


def test_the_same_way_through_a_process_of_its_own(tmp_path: Path) -> None:
    def crm(*words: str, exit_code: int = 0) -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
        ran = subprocess.run(
            [sys.executable, "-m", "crm_adapters.cli", *words],
            cwd=tmp_path,
            env={**environment, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == exit_code, ran.stderr
        assert "Traceback" not in ran.stderr
        return ran.stdout if exit_code == 0 else ran.stderr

    assert "run `crm init` first" in crm("lead", "list", exit_code=1)
    crm("init")
    lead = json.loads(crm(*LEAD, *WORTH, "--json"))["lead_number"]
    assert crm("lead", "convert", lead, exit_code=1).startswith(f"crm: {lead} does not qualify yet")
    assert json.loads(crm("pipeline", "--json"))["leads"] == {"unconverted": 1}
    assert "Try 'crm lead add --help'" in crm("lead", "add", exit_code=2)
