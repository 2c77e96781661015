"""A lead nobody calls goes up the ladder, by a worker's own means at the command line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import administrator, open_crm
from crm_core.actor import Role
from crm_core.leads import CreateLead
from crm_operations.lead_routing import AssignLead
from crm_operations.providers import Person

ADMIN = administrator("main")
CHAIN = (("ben", None, Role.TEAM_LEAD), ("ada", "ben", Role.REP))


def crm(*words: str, exit_code: int = 0) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.stdout


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a lead that was captured two days ago, and that Ada has."""
    monkeypatch.chdir(tmp_path)
    crm("init")
    with open_crm("sqlite:///crm.db", clock=VirtualClock(datetime.now(UTC) - timedelta(hours=25))) as opened:
        for person, manager, role in CHAIN:
            opened.people.add(
                ADMIN.tenant_id, Person(id=person, name=person.title(), manager_id=manager, roles=frozenset({role}))
            )
        lead = opened.leads.capture(ADMIN, CreateLead(name="Grace")).lead
        opened.routing.assign(ADMIN, AssignLead(lead_id=lead.id, user_id="ada", reason="Hers."))
    return lead.lead_number


@pytest.mark.requirement("WFL-CRMOP-0064")
def test_a_breach_is_escalated_tracked_and_looked_after(number: str) -> None:
    assert json.loads(crm("timer", "run", "--json"))["fired"] == 1
    crm("relay", "run")

    [escalation] = json.loads(crm("sla", "escalation", "list", "--json"))
    assert (escalation["number"], escalation["severity"], escalation["status"]) == (number, "medium", "open")
    assert [(step["outcome"], step["people"]) for step in escalation["steps"]] == [
        ("passed", []),
        ("notified", ["ada", "ben"]),
    ]
    shown = crm("sla", "escalation", "show", escalation["id"])
    assert "first contact" in shown
    assert "ada, ben" in shown
    assert "first contact is overdue" in crm("inbox", "--as", "ben", "--role", "team_lead")
    with open_crm("sqlite:///crm.db") as opened, opened.database.reading(ADMIN.tenant_id) as connection:
        tracked = connection.exec_driver_sql("SELECT name FROM crm_tracked_events").scalars().all()
    assert tracked.count("sla_clock.breached") == 1

    assert "Service level: breached" in crm("explain", number)
    crm("sla", "acknowledge", escalation["id"])
    crm("sla", "acknowledge", escalation["id"], exit_code=1)
    assert "rests until" in crm("sla", "snooze", escalation["id"])
    assert (
        crm("sla", "resolve", escalation["id"], "--reason", "They called.")
        == f"The escalation of {number} is resolved.\n"
    )
    assert crm("sla", "reopen", escalation["id"]) == f"The escalation of {number} is acknowledged.\n"
    crm("activity", "log", number, "call", "Talked", "--outcome", "successful")
    assert json.loads(crm("sla", "escalation", "list", "--status", "resolved", "--json"))[0]["id"] == escalation["id"]
