"""Timers are listed, shown, cancelled, retried and fired at the command line."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.testing import START

ADMIN = administrator("main")
LEAD = EntityRef(kind=EntityKind.LEAD, id="lead-1")


def crm(*words: str, exit_code: int = 0) -> str:
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == exit_code, ran.output
    return ran.stdout


@pytest.fixture
def actor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Actor]:
    monkeypatch.chdir(tmp_path)
    crm("init")
    with open_crm("sqlite:///crm.db") as opened:
        yield set_timers(opened)


def set_timers(opened: Crm) -> Actor:
    with opened.container.infrastructure.records().writing(ADMIN) as work:
        work.timers.set("nobody-fires-it", LEAD, START)
        work.timers.set("later", LEAD, START + timedelta(days=36_500))
    return ADMIN


def states(*words: str) -> dict[str, str]:
    return {each["kind"]: each["state"] for each in json.loads(crm("timer", "list", "--json", *words))}


@pytest.mark.usefixtures("actor")
def test_timers_are_looked_after() -> None:
    assert states() == {"nobody-fires-it": "pending", "later": "pending"}
    assert states("--due") == {"nobody-fires-it": "pending"}
    assert "1 to be tried again" in crm("timer", "run")
    ids = {each["kind"]: each["id"] for each in json.loads(crm("timer", "list", "--json"))}

    assert "nothing fires timers of kind nobody-fires-it" in crm("timer", "show", ids["nobody-fires-it"])
    assert crm("timer", "cancel", ids["later"]) == f"{ids['later']} is cancelled.\n"
    crm("timer", "cancel", ids["later"], exit_code=1)
    assert crm("timer", "retry", ids["later"]).startswith(f"{ids['later']} is pending.\n")
    crm("timer", "retry", ids["later"], exit_code=1)
    assert states("--failed") == {}
    assert states("--kind", "later") == states("--state", "pending", "--kind", "later") == {"later": "pending"}
