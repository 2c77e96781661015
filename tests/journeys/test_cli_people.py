"""The directory at the command line: whatever is said of somebody can be seen and changed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

WRONG_USE = 2


def test_a_person_is_shown_with_who_leads_them_edited_and_emptied(cli: "CommandLine") -> None:
    cli.run("person", "add", "boss", "--name", "Bea Boss", "--works-as", "manager")
    cli.run("person", "add", "ada", "--team", "North", "--capacity", "5", "--hours", "mon-tue 9-12 13-17")
    assert cli.output("person", "edit", "ada", "--manager", "boss", "--skill", "german") == "ada is changed.\n"

    shown = cli.output("person", "show", "ada")
    assert "Led by      Bea Boss (boss)" in shown
    assert "Open leads  0 of 5" in shown
    assert "mon 09:00-12:00 13:00-17:00" in shown
    assert "Leads       ada" in cli.output("person", "show", "boss")

    cli.run(
        "person", "edit", "ada", "--team", "", "--capacity", "", "--hours", "", "--skill", "", "--works-as", "team_lead"
    )
    ada = cli.json("person", "show", "ada")
    assert (ada["team"], ada["capacity"], ada["working_hours"], ada["skills"]) == (None, None, [], [])
    assert (ada["manager_id"], ada["roles"]) == ("boss", ["team_lead"])


def test_what_cannot_be_said_of_a_person_names_the_option(cli: "CommandLine") -> None:
    cli.run("person", "add", "boss")
    cli.run("person", "add", "ada", "--manager", "boss")

    assert cli.refusal("person", "edit", "boss", "--manager", "ada", exit_code=WRONG_USE) == (
        "--manager: boss leads ada, directly or further up; name somebody whom they do not lead"
    )
    assert cli.refusal("person", "edit", "ada", "--timezone", "Berlin", exit_code=WRONG_USE).startswith("--timezone: ")
    assert cli.refusal("person", "edit", "ada", "--capacity", "many", exit_code=WRONG_USE).startswith("--capacity: ")
    assert "nothing is to be changed" in cli.refusal("person", "edit", "ada", exit_code=WRONG_USE)
    assert "crm person list" in cli.refusal("person", "show", "nobody")
