"""Whoever leads a team sees at the command line how promises were kept, and what will be missed next."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


SHAPE = [
    *("policy", "target", "team", "user", "month", "met", "met_late", "breached_open", "cancelled"),
    *("compliance_basis_points", "first_contact_median_seconds", "first_contact_p90_seconds"),
]


def test_a_first_contact_that_was_made_is_reported_and_one_that_was_not_is_coming(cli: "CommandLine") -> None:
    for name in ("Ada", "Grace"):
        cli.output("lead", "add", name)
    assert "nothing ended, and nothing is breached" in cli.output("sla", "report")
    cli.output("activity", "log", "LEAD-2026-0001", "call", "Hello")

    report = cli.json("sla", "report", "--by", "target", "--by", "policy")
    [row] = report["rows"]
    assert list(report) == ["from", "to", "rows"]
    assert list(row) == SHAPE
    assert (row["policy"], row["target"], row["met"], row["month"]) == ("default", "first_contact", 1, None)
    assert row["compliance_basis_points"] == 10_000
    assert row["first_contact_median_seconds"] == row["first_contact_p90_seconds"] >= 0
    shown = cli.output("sla", "report", "--by", "policy", "--by", "month")
    assert "100%" in shown

    assert cli.output("sla", "upcoming", "1") == "Nothing will be breached so soon.\n"
    coming = cli.json("sla", "upcoming", "24")
    assert [each["number"] for each in coming] == ["LEAD-2026-0002"]
    assert "LEAD-2026-0002" in cli.output("sla", "upcoming", "24")


def test_a_policy_is_tried_before_it_holds(cli: "CommandLine") -> None:
    cli.output("lead", "add", "Ada")
    assert "there is no" in cli.refusal("sla", "simulate", "Hot", exit_code=1)
