"""Whoever promises something at the command line writes it in a file, and sees how each promise stands."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

WRONG_USE, REFUSED = 2, 1
HOT = {
    "name": "Hot leads",
    "subject": "lead",
    "condition": 'lead.priority == "high"',
    "promises": [{"target": "first_contact", "seconds": 3_600}],
}


def written(folder: Path, *policies: object) -> str:
    file = folder / "policies.json"
    file.write_text(json.dumps(policies), encoding="utf-8")
    return str(file)


def test_policies_are_kept_by_a_file_and_what_a_list_shows_is_written_back(cli: "CommandLine", tmp_path: Path) -> None:
    policy = ("sla", "policy")
    assert cli.output(*policy, "add", written(tmp_path, HOT)) == "Policies: Hot leads (revision 1).\n"
    again = cli.json(*policy, "list")
    assert cli.output(*policy, "set", written(tmp_path, *again)) == "Policies: Hot leads (revision 1).\n"
    slower = {**HOT, "promises": [{"target": "first_contact", "seconds": 7_200}]}
    assert cli.output(*policy, "edit", written(tmp_path, slower)) == "Policies: Hot leads (revision 2).\n"
    assert [each["revision"] for each in cli.json(*policy, "list", "--only-current")] == [2]
    assert cli.json(*policy, "show", "Hot leads", "--revision", "1")["promises"] == HOT["promises"]
    shown = cli.output(*policy, "show", "Hot leads")
    assert "first contact 2 h" in shown
    assert "24 h after" in shown

    assert cli.output(*policy, "retire", "Hot leads") == "Hot leads is retired.\n"
    assert "reinstate" in cli.refusal(*policy, "edit", written(tmp_path, HOT), exit_code=REFUSED)
    assert cli.output(*policy, "reinstate", "Hot leads") == "Hot leads holds again.\n"
    assert "there is nothing in it" in cli.refusal(*policy, "add", written(tmp_path), exit_code=WRONG_USE)
    no_duration = {**HOT, "promises": [{"target": "first_contact", "seconds": -1}]}
    assert cli.refusal(*policy, "add", written(tmp_path, no_duration), exit_code=WRONG_USE).count("it ") == 1
    odd = {**HOT, "name": "Odd", "condition": "lead.shoe > 4"}
    assert "lead.shoe" in cli.refusal(*policy, "add", written(tmp_path, odd), exit_code=WRONG_USE)


SHAPE = [
    *("subject", "number", "target", "policy", "policy_version", "owner", "state", "started_at", "warn_at", "due_at"),
    *("stopped_at", "paused_seconds", "elapsed_seconds", "remaining_seconds", "severity"),
]


def test_clocks_are_listed_shown_paused_and_resumed_by_the_number_of_their_lead(
    cli: "CommandLine", tmp_path: Path
) -> None:
    cli.output("sla", "policy", "add", written(tmp_path, HOT))
    hot = cli.json("lead", "add", "Ada", "--priority", "high")["lead_number"]
    cli.output("lead", "add", "Grace")

    rows = {row["target"]: row for row in cli.json("sla", "list", "--subject", hot)}
    assert (rows["first_contact"]["policy"], rows["first_contact"]["state"]) == ("Hot leads", "on_track")
    assert rows["qualification"]["policy"] == "default"
    assert list(rows["qualification"]) == SHAPE
    assert len(cli.json("sla", "list", "--limit", "3")) == 3
    assert len(cli.json("sla", "list", "--target", "first_contact")) == 2

    paused = cli.output("sla", "pause", hot, "--until", "2199-01-01", "--reason", "they are away")
    assert paused == f"{hot} is paused until 2199-01-01 00:00.\n"
    assert len(cli.json("sla", "list", "--state", "paused")) == 2
    assert "they are away" in " ".join(cli.output("sla", "show", hot).split())
    assert cli.output("sla", "resume", hot) == f"{hot} goes on.\n"
    cli.output("activity", "log", hot, "call", "Talked")
    assert [row["number"] for row in cli.json("sla", "list", "--state", "met")] == [hot]
    shown = cli.json("sla", "show", hot)
    assert {each["row"]["target"] for each in shown["clocks"]} == {"first_contact", "qualification"}


def test_what_there_was_is_started_once(cli: "CommandLine") -> None:
    cli.output("lead", "add", "Ada")
    assert "--existing" in cli.run("sla", "start", exit_code=WRONG_USE).stderr
    assert cli.output("sla", "start", "--existing") == "0 clocks started, for 0 leads and 0 deals.\n"
    assert len(cli.json("timer", "list", "--kind", "sla_clock")) == 2
