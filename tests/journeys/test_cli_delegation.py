"""A rep goes on holiday: colleagues stand in, leads find them by themselves, and the list says who and until when."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app


def crm(*words: str, exit_code: int = 0) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.output


@pytest.fixture
def today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.chdir(tmp_path)
    crm("init")
    for name in ("ada", "bob", "cy", "dee", "eve"):
        crm("person", "add", name)
    crm("routing", "add", "In turn", "--user", "ada")
    return datetime.now(UTC)


def lead_owner(name: str) -> str:
    number = json.loads(crm("lead", "add", name, "--json"))["lead_number"]
    crm("lead", "route", number)
    return str(json.loads(crm("lead", "show", number, "--json"))["assigned_to"])


@pytest.mark.requirement("US-022")
@pytest.mark.requirement("FR-L3-003")
def test_a_rep_delegates_leads_for_the_holidays(today: datetime) -> None:
    first, until = f"{today:%Y-%m-%d}", f"{today + timedelta(days=14):%Y-%m-%d}"
    window = ("--from", first, "--until", until, "--reason", "holiday")
    assert lead_owner("Before") == "ada"

    assert crm("--as", "ada", "--role", "rep", "delegate", "add", "--to", "bob", "--scope", "leads", *window) == (
        f"bob stands in for ada from {first} 00:00 until {until} 00:00.\n"
    )
    assert lead_owner("During") == "bob"

    [row] = json.loads(crm("delegate", "list", "--for", "ada", "--json"))
    assert (row["delegator"], row["delegate"], row["scopes"]) == ("ada", "bob", ["leads"])
    assert (row["starts_at"], row["ends_at"]) == (f"{first}T00:00:00Z", f"{until}T00:00:00Z")
    crm("--as", "bob", "delegate", "add", "--to", "cy", *window)
    crm("--as", "cy", "delegate", "add", "--to", "dee", *window)
    assert lead_owner("Handed on") == "dee"
    assert "ada to bob to cy to dee to eve is one step too many, 3 may be" in crm(
        "--as", "dee", "delegate", "add", "--to", "eve", *window, exit_code=1
    )

    assert crm("delegate", "revoke", row["id"]) == "bob no longer stands in for ada.\n"
    assert lead_owner("Afterwards") == "ada"


def test_what_is_open_moves_and_returns(today: datetime) -> None:
    assert lead_owner("Open") == "ada"
    until = f"{today + timedelta(days=14):%Y-%m-%d}"

    crm("delegate", "add", "--for", "ada", "--to", "bob", "--until", until, "--move-open", "--reason", "ill")
    assert [lead["assigned_to"] for lead in json.loads(crm("lead", "list", "--json"))] == ["bob"]
    [row] = json.loads(crm("delegate", "list", "--json"))
    later = f"{today + timedelta(days=20):%Y-%m-%d}"
    assert crm("delegate", "edit", row["id"], "--until", later).endswith(f" until {later} 00:00.\n")
    [timer] = json.loads(crm("timer", "list", "--kind", "delegation.ends", "--json"))
    assert (timer["kind"], timer["trigger_at"][:10]) == ("delegation.ends", later)
    assert "moved_leads" in json.loads(crm("delegate", "show", row["id"], "--json"))

    crm("delegate", "revoke", row["id"])
    assert [lead["assigned_to"] for lead in json.loads(crm("lead", "list", "--json"))] == ["ada"]


def test_nobody_delegates_what_is_anothers(today: datetime) -> None:
    until = f"{today + timedelta(days=14):%Y-%m-%d}"
    words = ("delegate", "add", "--for", "ada", "--to", "bob", "--until", until, "--reason", "ill")

    assert "cy may not delegate what is ada's" in crm("--as", "cy", "--role", "manager", *words, exit_code=1)


def test_a_token_names_the_human_behind_it(today: datetime) -> None:
    crm("person", "add", "token", "--acts-for", "ada")

    people = {each["id"]: each["acts_for"] for each in json.loads(crm("person", "list", "--json"))}
    assert (people["token"], people["ada"]) == ("ada", None)
    assert "nobody here is known as nobody" in crm("person", "add", "other", "--acts-for", "nobody", exit_code=1)
