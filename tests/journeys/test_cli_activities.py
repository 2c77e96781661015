"""Activities at the command line: which way they went, who or what did them, and when."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine


def test_an_automated_mail_contacts_nobody_and_a_call_told_later_does(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["lead_number"]
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0)

    words = cli.output("activity", "log", lead, "email", "Welcome", "--automated")
    assert words.startswith("automated email: Welcome")
    cli.run("activity", "log", lead, "email", "Asks for prices", "--direction", "inbound")
    assert cli.json("lead", "show", lead)["status"] == "new"

    call = ("activity", "log", lead, "call", "Hello", "--direction", "inbound")
    logged = cli.json(*call, "--happened-at", an_hour_ago.isoformat())
    assert (logged["direction"], logged["automated"]) == ("inbound", False)
    assert datetime.fromisoformat(logged["completed_at"]) == an_hour_ago < datetime.fromisoformat(logged["created_at"])
    assert cli.json("lead", "show", lead)["status"] == "contacted"


def test_a_planned_call_is_done_when_it_was_done(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["lead_number"]
    now = datetime.now(UTC).replace(microsecond=0)
    planned = cli.json("activity", "log", lead, "call", "Hello", "--due", now.isoformat())
    assert cli.json("lead", "show", lead)["status"] == "new"

    done = cli.json("activity", "complete", planned["id"], "--happened-at", (now - timedelta(hours=2)).isoformat())

    assert datetime.fromisoformat(done["completed_at"]) == now - timedelta(hours=2)
    assert cli.json("lead", "show", lead)["status"] == "contacted"
    refusal = cli.refusal("activity", "log", lead, "call", "Soon", "--happened-at", "2199-01-01", exit_code=2)
    assert "is ahead of now; name a past moment, or plan it with a due date" in refusal


@pytest.mark.requirement("BR-010")
def test_a_task_of_several_people_is_given_answered_changed_and_done(cli: "CommandLine") -> None:
    lead = cli.json("lead", "add", "Ada")["lead_number"]
    for name in ("bob", "cy", "theo"):
        cli.run("person", "add", name)
    log = ("activity", "log", lead, "task", "Check the offer", "--due", "2199-01-01")
    refusal = cli.refusal(*log, "--assignee", "bob", "--strategy", "quorum:2", exit_code=2)
    assert "quorum:2 is more than the 1 who are asked; ask more people, or for fewer" in refusal
    task = cli.json(*log, "--assignee", "bob", "--assignee", "cy", "--strategy", "majority")["id"]
    answer, withdraw = ("activity", "answer", task), ("activity", "withdraw", task)

    cli.run("activity", "assign", task, "--add", "theo", "--strategy", "unison")
    assert "unison: bob done (sent), cy to answer, theo to answer" in cli.output(
        *answer, "done", "--comment", "sent", "--as", "bob"
    )
    assert [item["number"] for item in cli.json("work", "--user", "cy")] == [lead]
    assert cli.json("work", "--user", "bob") == []
    assert "the first one counts" in cli.refusal(*answer, "declined", "--as", "bob")
    cli.run(*withdraw, "--as", "bob")
    assert [each["id"] for each in cli.json("activity", "list", "--waiting-for", "bob")] == [task]
    cli.run("activity", "assign", task, "--remove", "theo", "--strategy", "first")
    done = cli.json(*answer, "declined", "--as", "cy")

    assert (done["completed_by"], done["outcome"]) == ("cy", "cancelled")
    [said] = done["answers"]
    assert (said["user"], said["for"], said["answer"], said["comment"]) == ("cy", "cy", "declined", None)
    assert "was decided already: given up by cy" in cli.refusal(*answer, "done", "--as", "bob")
    assert "first: bob to answer, cy declined" in cli.output("activity", "list", lead)
    shown = cli.output("activity", "show", task)
    assert "first: bob to answer, cy declined" in shown
    assert "user=" not in shown
