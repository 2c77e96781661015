"""A deal over its thresholds waits for its yes at the command line, as the guide tells."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
    assert "Deal approval" in cli.output("explain", deal)
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
