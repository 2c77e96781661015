"""A work queue is followed over the feed: what enters it, leaves it or changes in it is told, and nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Timer

import pytest
from live_app import SECRET, LiveApp
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.wiring import administrator, open_crm
from crm_core.leads import CreateLead, UpdateLead
from crm_operations.work_queue import WorkChange, WorkKind, WorkQuery


def told(moved: list[WorkChange]) -> list[tuple[str, str, str]]:
    return [(each.change.value, each.item.kind.value, each.item.title) for each in moved]


def test_whoever_follows_their_queue_is_told_what_enters_changes_and_leaves(
    sqlite_live_app: Callable[..., LiveApp],
) -> None:
    crm, me = (house := sqlite_live_app(work_seconds=3_600)).crm, administrator(house.tenant, "ada")
    stop = Event()
    Timer(60, stop.set).start()  # should nothing come over the feed
    of_leads = WorkQuery(everybody=True, kind=WorkKind.LEAD)
    moved = crm.live.work(me, stop, of_leads)
    assert next(moved) == []

    lead = crm.leads.capture(me, CreateLead(name="Grace Hopper")).lead
    crm.relay.run_until_empty()
    assert told([*next(moved)]) == [("entered", "lead", "Grace Hopper")]
    crm.leads.update(me, lead.id, UpdateLead(name="Rear Admiral Hopper"))
    crm.relay.run_until_empty()
    crm.leads.disqualify(me, lead.id, "moved away")
    crm.relay.run_until_empty()
    assert told([*next(moved)]) == [("left", "lead", "Grace Hopper")]

    stop.set()
    assert list(moved) == []


def test_the_command_line_prints_the_list_and_then_each_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATABASE_URL": url, "LIVE__SECRET": SECRET}.items():
        monkeypatch.setenv(f"CRM_{name}", value)
    run = CliRunner()
    assert run.invoke(app, ["init"]).exit_code == 0
    assert "live.enabled" in run.invoke(app, ["work", "--follow"]).output
    monkeypatch.setenv("CRM_LIVE__ENABLED", "1")
    assert run.invoke(app, ["lead", "add", "Ada Lovelace"]).exit_code == 0

    class Stop(Event):
        """Somebody captures a lead while the command waits, and stops it when it waits again."""

        waited = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.waited += 1
            if self.waited > 1:
                self.set()
                return True
            with open_crm(url) as crm:
                crm.leads.capture(administrator("main", "bob"), CreateLead(name="Grace Hopper"))
                crm.relay.run_until_empty()
            return False

    @contextmanager
    def stopping() -> Iterator[Event]:
        yield Stop()

    monkeypatch.setattr("crm_adapters.cli.work.stop_requested", stopping)
    shown = run.invoke(app, ["work", "--everybody", "--follow"])
    lines = run.invoke(app, ["work", "--everybody", "--follow", "--json"]).stdout.splitlines()

    assert shown.exit_code == 0, shown.output
    assert "Ada Lovelace (to contact)" in shown.stdout
    assert shown.stdout.splitlines()[-1].startswith("entered: lead LEAD-")
    assert shown.stdout.splitlines()[-1].rstrip().endswith("Grace Hopper (to contact)")
    assert [(each["change"], each["title"]) for each in map(json.loads, lines)] == [
        ("entered", name) for name in ("Ada Lovelace", "Grace Hopper", "Grace Hopper")
    ]
