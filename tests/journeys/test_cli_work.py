"""What waits, at the command line: one's own, another's, a team's, a page at a time."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_what_waits_is_listed_for_oneself_a_person_and_a_team(cli: "CommandLine") -> None:
    cli.run("person", "add", "bob", "--name", "Bob", "--team", "north")
    lead = cli.json("lead", "add", "Ada")["lead_number"]
    due = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    cli.run("activity", "log", lead, "task", "Send prices", "--due", due, "--assigned-to", "bob")

    assert cli.output("work") == "No work.\n"
    (task,) = cli.json("work", "--user", "bob")
    assert task.keys() == {"kind", "subject", "number", "title", "user", "for", "due_at", "age_seconds", "reasons"}
    assert (task["kind"], task["number"], task["title"], task["user"], task["reasons"]) == (
        "activity",
        lead,
        "Send prices",
        "bob",
        ["overdue"],
    )
    assert cli.json("work", "--team", "north") == cli.json("work", "--everybody", "--kind", "activity")
    everything = cli.json("work", "--everybody")
    assert [item["kind"] for item in everything] == ["activity", "lead"], "what is due comes first"
    assert "Send prices (overdue)" in " ".join(cli.output("work", "--for-role", "rep").split())


def test_a_page_says_where_the_next_one_begins(cli: "CommandLine") -> None:
    leads = [cli.json("lead", "add", name)["lead_number"] for name in ("Ada", "Grace", "Mary")]

    page = cli.run("work", "--everybody", "--limit", "2", "--json")
    (advice,) = page.stderr.splitlines()
    place = advice.partition("--after ")[2]
    assert [item["number"] for item in cli.json("work", "--everybody", "--after", place)] == leads[2:]
    assert cli.refusal("work", "--after", "yesterday", exit_code=2).startswith("after: it is no place in the list")
    assert cli.refusal("work", "--everybody", "--team", "north", exit_code=2).startswith("team: it is not alone")
