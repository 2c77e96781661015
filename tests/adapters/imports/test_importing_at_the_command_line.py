"""``crm import``: files go in by a command, are looked at, and come out again."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app

LEADS = """LeadID,Name,Email,LeadSource,CreatedDate
1,Ada,ada@example.com,website,2018-02-01
2,Bob,bob@example.com,nowhere,2018-02-02
3,Cy,,website,2018-03-01
"""


def crm(*words: str, exit_code: int = 0) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.stdout


def imported(*words: str, exit_code: int = 0) -> Any:
    return json.loads(crm("import", *words, "--json", exit_code=exit_code))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    crm("init")
    (tmp_path / "leads.csv").write_text(LEADS)
    return tmp_path


def test_a_file_goes_in_once_and_its_refused_rows_are_mended(folder: Path) -> None:
    planned = imported("leads.csv", "--plan", exit_code=3)
    first = imported("leads.csv", exit_code=3)
    again = imported("leads.csv", exit_code=3)
    rejects = folder / "import-rejects.csv"
    rejects.write_text(rejects.read_text().replace(",nowhere,", ",website,"))
    mended = imported("import-rejects.csv", "--kind", "lead")

    [file] = first["files"]
    assert (file["created"], file["refused"], file["mapping"]["LeadID"]) == (2, 1, "external_id")
    assert (planned["batch"], planned["state"], planned["files"]) == (None, "planned", first["files"])
    assert (first["state"], again["batch"], again["files"]) == ("done", first["batch"], first["files"])
    assert (mended["files"][0]["created"], mended["rejects_file"]) == (1, None)


def test_a_batch_is_listed_shown_and_taken_back() -> None:
    number = imported("leads.csv", exit_code=3)["batch"]
    shown = json.loads(crm("import", "show", number, "--json"))
    undone = json.loads(crm("import", "undo", number, "--json"))

    assert [each["import_number"] for each in json.loads(crm("import", "list", "--json"))] == [number]
    assert (shown["state"], shown["files"][0]["created"]) == ("done", 2)
    assert undone == {"batch": number, "reversed": 2, "restored": 0, "kept": [], "impossible": []}
    assert crm("lead", "list") == "No leads.\n"


def test_a_file_called_like_a_verb_is_written_with_its_folder(folder: Path) -> None:
    (folder / "list").write_text(LEADS)

    assert crm("import", "list") == "No imports.\n"
    assert imported("./list", "--kind", "lead", exit_code=3)["files"][0]["created"] == 2


def test_without_a_terminal_a_doubt_is_an_error_that_says_what_to_write(folder: Path) -> None:
    (folder / "leads.csv").write_text("LeadID,Name,CreatedDate\n1,Ada,03/04/2025\n")

    ran = CliRunner().invoke(app, ("import", "leads.csv"))

    assert ran.exit_code == 2, ran.output
    assert 'created_at = { column = "CreatedDate", format = ' in ran.stderr.replace("\n", " ")


def test_a_saved_mapping_is_used_again(folder: Path) -> None:
    imported("leads.csv", "--plan", "--save-map", "leads.toml", exit_code=3)

    assert imported("leads.csv", "--map", "leads.toml", exit_code=3)["files"][0]["created"] == 2


def test_owners_whom_nobody_knows_are_added_inactive_where_the_mapping_says_so(folder: Path) -> None:
    (folder / "leads.csv").write_text("id,name,rep\n1,Ada,Eve Moneypenny\n2,Bob,Eve Moneypenny\n")
    (folder / "map.toml").write_text(
        'kind = "lead"\n[columns]\nname = "name"\nexternal_id = "id"\n'
        'owner = { column = "rep", unknown = "inactive" }\n'
    )

    file = imported("leads.csv", "--map", "map.toml")["files"][0]
    people = json.loads(crm("person", "list", "--json"))

    assert (file["created"], file["refused"]) == (2, 0)
    assert [(each["id"], each["name"], each["is_active"]) for each in people] == [
        ("Eve.Moneypenny", "Eve Moneypenny", False)
    ]
