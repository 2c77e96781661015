"""Activities at the command line: which way they went, who or what did them, and when."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

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
