"""A deal over its thresholds waits for its yes at the command line, as the guide tells."""

import re
import shlex
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crm_adapters.wiring.settings import CrmSettings
from crm_core.approvals import ApprovalLevel
from crm_core.roles import Role

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "approvals.md"
SHAPE = [
    *("id", "subject", "number", "state", "level", "strategy", "triggers", "electorate", "votes"),
    *("requested_by", "requested_at", "expires_at"),
]


def follow_the_guide(cli: "CommandLine") -> str:
    """The id of the request that its commands make."""
    year = datetime.now(UTC).year
    for command in re.findall(r"^    crm (.*)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE):
        cli.run(*shlex.split(command.replace("-2026-", f"-{year}-")))
    [request] = cli.json("approval", "list", "--waiting-for", "boss")
    return str(request["id"])


def test_the_commands_of_the_guide_end_in_a_won_deal(bare_cli: "CommandLine") -> None:
    cli = bare_cli
    request_id = follow_the_guide(cli)
    [request] = cli.json("approval", "list")
    assert list(request) == SHAPE
    assert cli.json("approval", "list", "--subject", request["number"]) == [request]
    assert request["electorate"] == ["boss"]
    assert request["triggers"] == [{"name": "value", "figure": 1_200_000, "threshold": 1_000_000, "level": "manager"}]
    assert request["votes"] == []
    deal = request["number"]

    shown = cli.run("approval", "show", request_id).stdout
    assert "value 12,000.00 USD is at least 10,000.00 USD: manager" in " ".join(shown.split())
    assert "boss (first)" in shown
    refused = cli.refusal("deal", "won", deal)
    assert refused.startswith(f"{deal} needs the approval of a manager")
    assert "who may give it: boss" in refused
    assert "waits for approval" in cli.refusal("deal", "edit", deal, "--value", "1")
    assert "may not decide" in cli.refusal("approval", "approve", request_id, "--as", "rita")

    cli.run("approval", "approve", deal, "--as", "boss", "--role", "manager", "--comment", "go on")

    assert (cli.json("deal", "show", deal)["outcome"], cli.json("deal", "show", deal)["actual_value_minor"]) == (
        "won",
        1_200_000,
    )
    [vote] = cli.json("approval", "show", request_id)["votes"]
    assert (vote["user"], vote["for"], vote["vote"], vote["comment"]) == ("boss", "boss", "yes", "go on")
    told = cli.refusal("approval", "reject", request_id, "--as", "chief", "--role", "director")
    assert "decided already: approved by boss" in told
    assert "Deal approval: needs a manager" in cli.output("explain", deal)
    assert cli.json("timer", "list", "--state", "pending") == []


def test_the_settings_of_the_guide_can_be_read(bare_cli: "CommandLine") -> None:
    (settings,) = re.findall(r"^```toml\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (bare_cli.folder / "crm.toml").write_text(settings, encoding="utf-8")

    policy = CrmSettings.load().operations.approvals.deals

    assert policy.serial
    assert (policy.value.team_lead, policy.value.manager) == (200_000, 1_000_000)
    assert policy.conditions[0].level is ApprovalLevel.DIRECTOR
    assert (policy.asked[ApprovalLevel.DIRECTOR].role, policy.asked[ApprovalLevel.DIRECTOR].strategy) == (
        Role.DIRECTOR,
        "majority",
    )


def test_a_request_is_recalled_asked_again_and_passed_over(bare_cli: "CommandLine") -> None:
    cli = bare_cli
    first = follow_the_guide(cli)
    number = cli.json("approval", "show", first)["number"]

    cli.run("approval", "recall", first, "--reason", "wrong value", "--as", "rita", "--role", "rep")
    again = cli.json("approval", "request", number, "--as", "rita", "--role", "rep")["request_id"]
    cli.run("approval", "override", again, "--reason", "end of the quarter", "--as", "chief", "--role", "director")

    assert [each["state"] for each in cli.json("approval", "list")] == ["recalled", "overridden"]
    assert cli.json("deal", "won", number)["outcome"] == "won"


def test_what_would_be_needed_otherwise(bare_cli: "CommandLine") -> None:
    cli = bare_cli
    number = cli.json("approval", "show", follow_the_guide(cli))["number"]

    at_less = cli.output("approval", "what-if", number, "--value", "4000", "--currency", "USD", "--discount", "25%")

    assert "needs a team lead" in at_less
    assert "discount 25 % is at least 20 %: team lead" in at_less
    assert "Up to 19.99 % discount it needs nobody." in at_less


@pytest.mark.requirement("WFL-CRMOP-0059")
def test_what_becomes_of_requests_is_tracked_and_counted(bare_cli: "CommandLine") -> None:
    cli = bare_cli
    first = follow_the_guide(cli)
    number = cli.json("approval", "show", first)["number"]
    cli.run("person", "edit", "rita", "--team", "north")
    cli.run("approval", "reject", first, "--as", "boss", "--role", "manager")
    again = cli.json("approval", "request", number)["request_id"]
    cli.run("approval", "recall", again, "--reason", "not now")
    cli.run("approval", "request", number)
    cli.run("relay", "run")

    with sqlite3.connect(cli.database) as connection:
        rows = connection.execute("SELECT name FROM crm_tracked_events WHERE name LIKE 'approval.%'").fetchall()
    connection.close()
    assert Counter(name for (name,) in rows) == {
        "approval.requested": 3,
        "approval.voted": 1,
        "approval.rejected": 1,
        "approval.recalled": 1,
    }
    [row] = cli.json("approval", "report")["rows"]
    counts = {"requests": 3, "rejected": 1, "recalled": 1, "pending": 1, "rework": 1, "approved": 0}
    assert {name: row[name] for name in counts} == counts
    assert (row["level"], row["team"], row["month"][:4]) == ("manager", "north", str(datetime.now(UTC).year))
    shown = " ".join(cli.output("approval", "report").split())
    assert "Level Team Month Asked Ended Again Median 90 %" in shown
    assert "manager north" in shown
    assert cli.json("approval", "report", "--until", "2001-01-01")["rows"] == []
    assert "nothing" in cli.output("approval", "report", "--until", "2001-01-01")
    refusal = cli.refusal("approval", "report", "--since", "2026-02-01", "--until", "2026-01-01", exit_code=2)
    assert "it is before the first day; name a later day" in refusal
    assert "Approvals by level" in cli.output("report")
