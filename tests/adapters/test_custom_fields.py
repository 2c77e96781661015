"""Custom fields are declared at the command line, and hold for every row that is written."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app


def crm(*words: str, exit_code: int = 0) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.output


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    crm("init")


def listed(noun: str) -> Any:
    return json.loads(crm(noun, "list", "--json"))


def test_a_value_is_kept_as_its_type_has_it_and_another_is_refused_with_field_and_remedy() -> None:
    crm("field", "add", "product", "region", "--type", "choice", "--option", "EMEA", "--option", "APAC")
    crm("field", "add", "product", "seats", "--type", "number", "--least", "1")
    crm("field", "add", "product", "fee", "--type", "money")
    crm("field", "add", "product", "since", "--type", "date")

    values = ("region=emea", "seats=12", "fee=10.50 EUR", "since=2026-06-30")
    crm("product", "add", "ENG-1", "Engine", *(word for each in values for word in ("--field", each)))

    [product] = listed("product")
    fee = {"minor": 1050, "currency": "EUR"}
    assert product["custom"] == {"region": "EMEA", "seats": 12, "fee": fee, "since": "2026-06-30"}
    refused = crm("product", "add", "ENG-2", "Engine", "--field", "seats=0", exit_code=2)
    assert "custom.seats" in refused
    assert "at least" in refused
    assert "region" in crm("product", "add", "ENG-2", "Engine", "--field", "regoin=EMEA", exit_code=2)
    assert len(listed("product")) == 1


def test_an_edit_changes_one_value_and_leaves_the_others() -> None:
    crm("field", "add", "product", "region")
    crm("field", "add", "product", "seats", "--type", "number")
    crm("product", "add", "ENG-1", "Engine", "--field", "region=EMEA", "--field", "seats=3")

    crm("product", "edit", "ENG-1", "--field", "seats=4")

    assert listed("product")[0]["custom"] == {"region": "EMEA", "seats": 4}


def test_a_new_required_field_needs_a_default_or_holds_from_now() -> None:
    crm("field", "add", "product", "region", "--required", exit_code=2)
    crm("field", "add", "product", "tier", "--required", "--default", "basic")
    crm("field", "add", "product", "shelf", "--required", "--from-now")

    assert "custom.shelf" in crm("product", "add", "ENG-1", "Engine", exit_code=2)
    crm("product", "add", "ENG-1", "Engine", "--field", "shelf=B 4")

    assert listed("product")[0]["custom"] == {"shelf": "B 4", "tier": "basic"}


def test_a_retired_field_takes_no_values_and_those_there_are_stay() -> None:
    crm("field", "add", "product", "region")
    crm("product", "add", "ENG-1", "Engine", "--field", "region=EMEA")
    [field] = listed("field")

    crm("field", "retire", field["id"])

    crm("product", "edit", "ENG-1", "--category", "engines")
    assert listed("product")[0]["custom"] == {"region": "EMEA"}
    assert "retired" in crm("product", "add", "ENG-2", "Engine", "--field", "region=APAC", exit_code=2)
    crm("field", "restore", field["id"])
    crm("product", "add", "ENG-2", "Engine", "--field", "region=APAC")
