"""Who keeps the scoring at the command line sees it, changes it, tries a change on history, and takes it back."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

WRONG_USE, REFUSED = 2, 1


def test_a_model_is_shown_changed_by_file_weighed_and_restored(cli: "CommandLine", tmp_path: Path) -> None:
    number = cli.json("lead", "add", "Ada", "--email", "ada@acme.example")["lead_number"]
    model = cli.json("scoring", "show")
    rule = {"category": "demographic", "factor": "email", "condition": "lead.has_email", "points": 20}
    file = tmp_path / "by_email.json"
    file.write_text(json.dumps(model | {"name": "by email", "rules": [rule]}), encoding="utf-8")

    assert cli.output("scoring", "set", str(file)) == "Leads are scored by by email, version 1.\n"
    assert cli.json("lead", "score", number)["score"]["total"] == 20
    assert "+20     50 %   demographic/email" in cli.output("scoring", "weigh", "demographic/email=50")
    assert cli.json("lead", "score", number)["score"]["total"] == 10
    assert cli.output("scoring", "restore", "0") == "Leads are scored by standard scoring 1 again, as version 3.\n"
    assert [each["version"] for each in cli.json("scoring", "list")] == [0, 1, 2, 3]
    assert cli.json("scoring", "show", "--version", "1")["rules"][0]["points"] == 20


def test_a_file_made_from_an_earlier_version_is_refused(cli: "CommandLine", tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    file.write_text(json.dumps(cli.json("scoring", "show")), encoding="utf-8")
    cli.output("scoring", "set", str(file))

    message = cli.refusal("scoring", "set", str(file), exit_code=REFUSED)

    assert "version 1 cannot be added, the next one is 2" in message


def test_models_are_compared_before_one_is_set(cli: "CommandLine", tmp_path: Path) -> None:
    file = tmp_path / "candidate.toml"
    file.write_text(
        """
        [[rules]]
        category = "firmographic"
        factor = "company"
        condition = "has(lead.company)"
        points = 25
        """,
        encoding="utf-8",
    )
    few = {"CRM_OPERATIONS__BACKTEST": '{"minimum_converted": 2, "minimum_disqualified": 2}'}
    for name, company in (("Ada", "Acme"), ("Bo", "Acme"), ("Cy", None), ("Di", None)):
        lead = cli.json("lead", "add", name, *(("--company", company) if company else ()))["lead_number"]
        if company:
            cli.output("lead", "convert", lead, "--override", "A pilot customer", "--role", "director")
        else:
            cli.output("lead", "disqualify", lead, "--reason", "No budget")

    text = cli.output("scoring", "backtest", "--candidate", str(file), "--threshold", "25", environment=few)

    assert "Of 2 converted leads and 2 disqualified; ready from 25 points." in text
    *_, candidate = (line.split() for line in text.splitlines() if "%" in line)
    assert candidate == ["1", "2", "2", "100.0", "%", "2.0", "2.0", "0.0", "0.0"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (
            ("weigh", "size=3"),
            WRONG_USE,
            "weight: 'size=3' is none; write CATEGORY/FACTOR=PERCENT; categories are demographic",
        ),
        (("weigh", "behavioral/size=3"), WRONG_USE, "has no such rule; factors of behavioral: first_meeting, source"),
        (("restore", "9"), REFUSED, "there is no scoring model with version 9"),
        (("backtest",), REFUSED, "40 converted and 40 disqualified ones are missing"),
    ],
)
def test_what_cannot_be_done_says_what_can(
    cli: "CommandLine", arguments: tuple[str, ...], exit_code: int, message: str
) -> None:
    assert message in cli.refusal("scoring", *arguments, exit_code=exit_code)


def test_a_file_that_is_no_model_names_the_place(cli: "CommandLine", tmp_path: Path) -> None:
    file = tmp_path / "model.toml"
    file.write_text('[[rules]]\ncategory = "behavioral"\nfactor = "x"\ncondition = "lead.sise > 3"\npoints = 1\n')

    message = cli.refusal("scoring", "set", str(file), exit_code=WRONG_USE)

    assert message.startswith(
        "rules: behavioral/x: condition: 'lead.sise > 3' asks for 'lead.sise', which does not exist"
    )


def test_a_file_that_is_no_model_shows_where_to_find_one(cli: "CommandLine", tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    file.write_text('{"rules": [{"category": "taste"}]}', encoding="utf-8")

    message = cli.refusal("scoring", "set", str(file), exit_code=WRONG_USE)

    assert message.startswith(f"{file}: rules.0.category: ")
    assert message.endswith("see `crm scoring show --json`")
