"""Quotas are assigned, listed, shown and withdrawn at the command line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_a_quota_is_assigned_listed_revised_and_withdrawn(cli: "CommandLine") -> None:
    cli.run("person", "add", "ada", "--name", "Ada")
    ada = ("quota", "assign", "2026-Q1", "--user", "ada", "--amount")

    assert cli.output(*ada, "90000", "--currency", "USD", "--ramp", "2500") == "A quota for 2026-Q1 is assigned.\n"
    cli.run(*ada, "95000")
    cli.run("quota", "assign", "2026-Q1", "--team", "north", "--product", "LAMP", "--amount", "200000")

    listed = cli.output("quota", "list")
    assert "replaced" in listed
    assert "team north, of LAMP" in listed
    assert "$95,000.00" in listed
    current = cli.json("quota", "list", "--user", "ada", "--only-current")
    assert [(each["revision"], each["amount_minor"]) for each in current] == [(2, 9_500_000)]
    quota = current[0]["id"]
    assert cli.json("quota", "show", quota)["period"] == "2026-Q1"
    assert cli.output("quota", "withdraw", quota) == "The quota for 2026-Q1 is withdrawn.\n"
    assert cli.json("quota", "list", "--user", "ada", "--only-current", "--only-active") == []
    assert "name a person, a team" in cli.refusal("quota", "assign", "2026-Q1", "--amount", "1", exit_code=2)


def test_people_join_and_leave_on_a_day(cli: "CommandLine") -> None:
    cli.run("person", "add", "ada", "--name", "Ada", "--joined-on", "2026-01-12")

    assert "2026-01-12" in cli.output("person", "show", "ada")
    assert "before they joined" in cli.refusal("person", "edit", "ada", "--left-on", "2026-01-11", exit_code=2)
    assert cli.json("person", "leave", "ada", "--on", "2026-03-31")["left_on"] == "2026-03-31"
    assert cli.json("person", "resume", "ada")["left_on"] is None
    assert cli.json("person", "edit", "ada", "--joined-on", "")["joined_on"] is None
