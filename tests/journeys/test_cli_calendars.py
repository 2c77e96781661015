"""Whoever sets working hours at the command line writes them by hand, sees them, changes them, takes them back."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

WRONG_USE, REFUSED = 2, 1
WEEK = "mon-fri 09:00-12:00 13:00-18:00"


def test_a_calendar_is_written_by_hand_shown_changed_and_retired(cli: "CommandLine") -> None:
    calendar = ("sla", "calendar")
    added = cli.json(*calendar, "add", "Berlin", "--week", WEEK, "--timezone", "Europe/Berlin", "--country", "DE")
    assert (added["revision"], added["week"], added["country"]) == (1, [WEEK], "DE")
    shown = cli.output(*calendar, "edit", "Berlin", "--region", "BE", "--day", "12-24 9-12", "--week", "mon-fri 9-17")
    assert "Berlin  revision 2" in shown
    assert "12-24 09:00-12:00" in shown
    assert "Women's Day" in shown
    assert cli.json(*calendar, "show", "Berlin", "--revision", "1")["week"] == [WEEK]
    assert [each["revision"] for each in cli.json(*calendar, "list", "--only-current")] == [2]
    assert cli.json(*calendar, "edit", "Berlin", "--day", "")["days"] == []

    due = cli.json(*calendar, "due", "Berlin", "10", "--start", "2026-12-23 09:00")
    assert due["due_at"] == "2026-12-24T11:00:00Z"
    assert len(due["intervals"]) == 2
    assert "by Berlin, revision 3." in cli.output(*calendar, "due", "Berlin", "10", "--start", "2026-12-23 09:00")

    assert cli.output(*calendar, "lint") == "Nothing is odd about the calendars in use.\n"
    cli.output(*calendar, "add", "Always", "--week", "mon-sun 0-24")
    assert "of more than 100 hours" in cli.output(*calendar, "lint")
    assert cli.output(*calendar, "retire", "Berlin") == "Berlin is retired.\n"
    assert "take it up again" in cli.refusal(*calendar, "edit", "Berlin", "--region", "BY", exit_code=REFUSED)
    assert cli.output(*calendar, "reinstate", "Berlin") == "Policies may name Berlin again.\n"
    assert cli.output(*calendar, "renew", "Berlin") == "Berlin has revision 3.\n"


def test_what_cannot_be_read_is_refused_with_an_example(cli: "CommandLine") -> None:
    refusal = cli.refusal("sla", "calendar", "add", "Berlin", "--week", "weekdays 9 to 5", exit_code=WRONG_USE)
    assert "'weekdays' is no weekday" in refusal
    assert "write it like 'mon-fri 09:00-12:00 13:00-18:00'" in refusal
    unknown = ("sla", "calendar", "add", "Berlin", "--week", WEEK, "--country", "XX")
    assert "--country: no holidays of XX are known" in cli.refusal(*unknown, exit_code=WRONG_USE)


def test_what_a_list_shows_is_written_back_by_a_file(cli: "CommandLine", tmp_path: Path) -> None:
    cli.output("sla", "calendar", "add", "Berlin", "--week", WEEK, "--country", "DE")
    file = tmp_path / "calendars.json"
    listed = cli.json("sla", "calendar", "list")
    file.write_text(json.dumps(listed), encoding="utf-8")
    assert cli.output("sla", "calendar", "set", str(file)) == "Calendars: Berlin (revision 1).\n"

    night = '[[calendars]]\nname = "Night"\nweek = ["mon-sun 22-6"]\n'
    written = f'[[calendars]]\nname = "Berlin"\nweek = ["mon-fri 8-16"]\n\n{night}'
    (toml := tmp_path / "calendars.toml").write_text(written, encoding="utf-8")
    told = cli.output("sla", "calendar", "set", str(toml))

    assert told == "Calendars: Berlin (revision 2), Night (revision 1).\n"
    assert cli.json("sla", "calendar", "show", "Berlin")["country"] is None
    toml.write_text('name = "Berlin"\nweek = ["never"]\n', encoding="utf-8")
    assert "crm sla calendar list --json" in cli.refusal("sla", "calendar", "set", str(toml), exit_code=WRONG_USE)
