"""Who falls behind their quota is coached, at the command line, and performance is explained."""

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_who_is_behind_is_found_coached_and_looked_at_again(cli: "CommandLine") -> None:
    cli.run("person", "add", "mary", "--name", "Mary", "--works-as", "manager")
    cli.run("person", "add", "ada", "--name", "Ada", "--manager", "mary")
    period = cli.json("performance")["period"]
    cli.run("quota", "assign", period, "--user", "ada", "--amount", "1000000", "--currency", "USD")
    for count in range(5):
        deal = cli.deal("--value", "100", "--currency", "USD", stage="negotiation")
        cli.run("deal", "edit", deal, "--assigned-to", "ada")
        if count:
            cli.run("deal", "lost", deal, "--reason", "too dear")
        else:
            cli.run("deal", "won", deal)

    [row] = cli.json("performance", "--order-by", "attainment")["people"]
    assert (row["quota_minor"], row["attained_minor"], row["win_rate_basis_points"]) == (100_000_000, 10_000, 2_000)
    explained = cli.json("performance", "explain", "ada")
    assert [each["counted_minor"] for each in explained["credits"]] == [10_000]
    assert "revision 1" in cli.output("performance", "explain", "ada", period)
    [metrics] = [each for each in cli.json("performance", "metrics")["people"] if each["user"] == "ada"]
    assert (metrics["won_count"], metrics["lost_count"], metrics["average_deal_minor"]) == (1, 4, 10_000)
    [mary] = [each for each in cli.json("performance", "groups")["groups"] if each["kind"] == "manager"]
    assert (mary["group"], mary["parts_minor"], mary["attained_minor"]) == ("mary", 100_000_000, 10_000)
    assert "negotiation" in cli.output("performance", "conversion")
    assert "Ada" in cli.output("performance", "dashboard")

    assert "yes" in cli.output("coaching", "underperformers")
    assert "1 case opened." in cli.output("coaching", "open")
    assert cli.json("coaching", "open") == []
    [case] = cli.json("coaching", "list", "--user", "ada")
    assert case["evidence"]["closed_deals"] == 5
    agreed = cli.output("coaching", "agree", case["id"], "--step", "Call ten a day", "--step", "Ask Bob along")
    assert agreed == "The steps with ada are agreed.\n"
    assert cli.json("coaching", "show", case["id"])["steps"] == ["Call ten a day", "Ask Bob along"]
    assert "70.00 %" in cli.output("explain", case["id"])
    cli.run("coaching", "close", case["id"], "--note", "it helped")
    assert cli.json("coaching", "list", "--status", "closed")[0]["note"] == "it helped"


def test_the_guide_of_performance_is_followed(cli: "CommandLine") -> None:
    guide = Path(__file__).parents[2] / "docs" / "guides" / "performance.md"
    commands = re.findall(r"^    crm (.*)$", guide.read_text(encoding="utf-8"), re.MULTILINE)
    cli.run("person", "add", "ada", "--name", "Ada")

    for command in commands:
        cli.run(*shlex.split(command))

    assert {command.split()[0] for command in commands} == {"quota", "performance", "coaching"}
    assert cli.json("performance", "--period", "2026-Q1")["people"][0]["quota_minor"] == 9_000_000
