"""Many leads at once on the command line, here or by workers: once each, whoever dies meanwhile."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from forked_command import Around, ForkedCommand

from crm_adapters.wiring import CrmSettings, RunnerKind, administrator, open_crm
from crm_core.leads import CreateLead
from crm_operations.providers import Person

SAMPLE = Path(__file__).parent / "data" / "replay_sample"
PATIENCE = 120.0
SOME_REJECTED, WRONG_USE = 3, 2
CONFIGURATION_CHANGED = "UPDATE crm_configuration_versions SET version = version + 1"
"""What whoever changes configuration past the application says too."""

QUICKLY = {
    "CRM_OPERATIONS__QUALIFICATION__MINIMUM_SCORE": "0",
    "CRM_OPERATIONS__QUALIFICATION__MINIMUM_ACTIVITIES": "0",
    "CRM_OPERATIONS__PROCESSES__LEASE_SECONDS": "2",
    "CRM_OPERATIONS__PROCESSES__POLL_SECONDS": "0.05",
    "CRM_OPERATIONS__PROCESSES__GRACE_SECONDS": "5",
}
"""Every lead qualifies, and whoever dies is missed soon."""


class Shop:
    """A database with leads in it, the command line in this process, and others beside it."""

    def __init__(self, cli: Any) -> None:
        self.cli = cli
        self._began: list[ForkedCommand] = []

    def leads(self, count: int, tenant: str = "main", **facts: Any) -> None:
        actor = administrator(tenant)
        with open_crm() as crm:
            crm.initialise(actor)
            with crm.database.local_transaction(tenant):
                for number in range(count):
                    crm.leads.capture(actor, CreateLead(name=f"Lead {number}", attributes={"number": number}, **facts))

    def begin(self, *words: str) -> ForkedCommand:
        """In a process of its own."""
        process = ForkedCommand(words, Around(self.cli.folder, os.environ.copy()))
        self._began.append(process)
        return process

    def worker(self) -> ForkedCommand:
        """One that has begun to work."""
        process = self.begin("worker")
        assert "worker.began" in process.stderr.readline()
        return process

    def end(self) -> None:
        for process in self._began:
            process.send_signal(signal.SIGTERM)
        for process in self._began:
            process.wait(PATIENCE)
            process.close()

    def count(self, query: str, *values: str) -> int:
        connection = sqlite3.connect(self.cli.database, timeout=30)
        try:
            return int(connection.execute(query, values).fetchone()[0])
        finally:
            connection.close()

    def deals(self, tenant: str = "main") -> int:
        return self.count("SELECT count(*) FROM crm_opportunities WHERE tenant_id = ?", tenant)

    def queued(self) -> int:
        return len(self.cli.json("process", "list", "--state", "queued", "--limit", "1000"))

    def is_whole(self, tenant: str = "main") -> bool:
        """Each converted lead has its own deal, each deal its lead, and the history proves itself."""
        converted = self.count(
            "SELECT count(DISTINCT converted_to_opportunity_id) FROM crm_leads WHERE tenant_id = ?", tenant
        )
        verified = self.cli.json("history", "verify", "--tenant", tenant)["holds"]
        return bool(converted == self.deals(tenant) and verified)


def waiting_runs() -> int:
    """Looked up without the time a command takes."""
    with closing(sqlite3.connect("crm.processes.db", timeout=30)) as connection:
        try:
            found = connection.execute("SELECT count(*) FROM workflow_status WHERE status = 'ENQUEUED'")
        except sqlite3.OperationalError:
            return 0  # its tables are being made
        return int(found.fetchone()[0])


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@contextmanager
def started_anew(*words: str) -> Iterator[None]:
    """As a person starts it, by a process that has nothing loaded; told to end, it ends well."""
    with subprocess.Popen([sys.executable, "-m", "crm_adapters.cli", *words], stderr=subprocess.DEVNULL) as process:
        try:
            yield
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


@pytest.fixture
def shop(cli: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    for name, value in QUICKLY.items():
        monkeypatch.setenv(name, value)
    opened = Shop(cli)
    yield opened
    opened.end()


# --- here ------------------------------------------------------------------------------------------------------------


def test_all_leads_that_qualify_are_converted_and_asked_again_nothing_is_left_to_do(shop: Shop) -> None:
    shop.leads(5)

    plan = shop.cli.json("lead", "convert", "--all", "--plan")
    assert (plan["converted"], shop.deals()) == (5, 0)
    assert shop.cli.json("lead", "convert", "--all")["converted"] == 5
    assert shop.deals() == 5
    assert shop.cli.output("lead", "convert", "--all").startswith("0 leads converted, 0 not qualified, 0 refused.")
    assert shop.deals() == 5
    assert shop.is_whole()


def test_what_does_not_qualify_is_summed_up_by_its_reasons(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_OPERATIONS__QUALIFICATION__MINIMUM_SCORE", "50")
    shop.leads(3)

    done = shop.cli.json("lead", "convert", "--all")

    assert (done["converted"], done["not_qualified"]) == (0, 3)
    assert done["reasons"] == [{"reason": "score N, at least 50 needed", "leads": 3}]


def test_a_condition_chooses_and_a_limit_ends_it(shop: Shop) -> None:
    shop.leads(6)

    request = ("lead", "convert", "--all", "--where", "lead.attributes.number >= 2 AND lead.status == 'new'")

    assert shop.cli.json(*request, "--limit", "3")["converted"] == 3
    assert shop.cli.json(*request)["converted"] == 1
    assert shop.cli.json("lead", "convert", "--all", "--where", "lead.attributes.number > 99")["converted"] == 0


def test_a_condition_that_cannot_be_read_is_refused_with_its_column(shop: Shop) -> None:
    shop.leads(1)

    for enqueue in ((), ("--enqueue",)):
        message = shop.cli.refusal("lead", "convert", "--all", "--where", "lead.score >", *enqueue, exit_code=WRONG_USE)
        assert "column 13" in message
        assert "write it as a CEL expression" in message
    assert shop.deals() == 0


def test_a_refused_lead_is_named_and_stops_no_other(shop: Shop) -> None:
    shop.leads(2)
    shop.cli.run("lead", "add", "Odd", "--attribute", "number=many")

    done = shop.cli.json("lead", "convert", "--all", "--where", "lead.attributes.number < 99", exit_code=SOME_REJECTED)

    assert (done["converted"], done["refused"]) == (2, 1)
    assert done["refused_leads"][0]["lead_number"].endswith("0003")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lead", "convert"), "name a lead, or give --all"),
        (("lead", "convert", "LEAD-1", "--all"), "name a lead, or give --all"),
        (("lead", "convert", "--all", "--override", "why"), "--override: it is about one lead"),
        (("lead", "convert", "LEAD-1", "--where", "true"), "--where: it is about many leads"),
        (("lead", "convert", "--all", "--no-wait"), "--no-wait: nothing is enqueued"),
        (("lead", "convert", "--all", "--plan", "--enqueue"), "--plan: a plan is made here"),
        (("lead", "route", "LEAD-1", "--enqueue"), "--enqueue: it is for many leads"),
        (("lead", "route", "--all", "--again", "--enqueue"), "again: workers give away only leads nobody has"),
    ],
)
def test_options_that_do_not_go_together_are_told(shop: Shop, words: tuple[str, ...], message: str) -> None:
    assert message in shop.cli.refusal(*words, exit_code=WRONG_USE)


@pytest.mark.parametrize(
    "words", [("lead", "convert", "--all"), ("lead", "route", "--all"), ("replay", str(SAMPLE))], ids=" ".join
)
def test_in_process_there_is_no_queue(shop: Shop, words: tuple[str, ...]) -> None:
    message = shop.cli.refusal(*words, "--enqueue", environment={"CRM_RUNNER": "in_process"})

    assert message.startswith("there is no queue")


def test_a_command_that_is_killed_is_taken_up_by_the_next(shop: Shop) -> None:
    shop.leads(60)
    killed = shop.begin("lead", "convert", "--all")
    until(lambda: shop.deals() > 3)
    killed.kill()
    killed.wait()
    assert shop.deals() < 60, "it was done before it could be killed"

    shop.cli.run("lead", "convert", "--all")

    assert shop.deals() == 60
    assert shop.is_whole()


# --- by workers ------------------------------------------------------------------------------------------------------


def test_hundreds_of_leads_are_handed_over_and_done(shop: Shop) -> None:
    shop.leads(300)
    shop.worker()

    done = shop.cli.json("lead", "convert", "--all", "--enqueue")

    assert (done["converted"], done["refused"]) == (300, 0)
    assert shop.deals() == 300
    assert shop.cli.json("lead", "convert", "--all", "--enqueue")["converted"] == 0
    assert shop.is_whole()


def test_without_a_worker_it_says_so_and_goes_on_waiting(shop: Shop) -> None:
    shop.leads(2)
    waiting = shop.begin("lead", "convert", "--all", "--enqueue", "--json")
    assert "No worker is alive" in waiting.stderr.readline()
    assert waiting.poll() is None

    shop.worker()

    answer, _ = waiting.communicate(timeout=PATIENCE)
    assert json.loads(answer)["converted"] == 2


def test_handed_over_and_left_it_waits_and_is_not_queued_twice(shop: Shop) -> None:
    shop.leads(4)

    for _ in (1, 2):
        assert shop.cli.json("lead", "convert", "--all", "--enqueue", "--no-wait")["enqueued"] == 4
    assert (shop.queued(), shop.deals()) == (4, 0)

    shop.worker()
    until(lambda: shop.deals() == 4)


def test_whoever_hands_over_may_be_killed_and_asked_again(shop: Shop) -> None:
    shop.leads(80)
    killed = shop.begin("lead", "convert", "--all", "--enqueue")
    until(lambda: Path("crm.processes.db").exists() and waiting_runs() > 5)
    killed.kill()
    killed.wait()
    assert waiting_runs() < 80, "it was done before it could be killed"
    shop.worker()

    shop.cli.run("lead", "convert", "--all", "--enqueue")

    assert shop.deals() == 80
    assert shop.is_whole()


def test_a_worker_may_be_killed_and_another_goes_on(shop: Shop) -> None:
    shop.leads(80)
    first = shop.worker()
    asking = shop.begin("lead", "convert", "--all", "--enqueue", "--json")
    until(lambda: shop.deals() > 10)
    first.kill()
    first.wait()
    assert shop.deals() < 80, "it was done before it could be killed"

    shop.worker()

    answer, _ = asking.communicate(timeout=PATIENCE)
    assert json.loads(answer)["converted"] == 80
    assert shop.deals() == 80
    assert shop.is_whole()


def test_a_lead_a_worker_cannot_convert_is_told_and_tried_again(shop: Shop) -> None:
    shop.leads(3)
    shop.worker()
    shop.cli.tamper("UPDATE crm_pipelines SET is_default = 0")
    shop.cli.tamper(CONFIGURATION_CHANGED)

    done = shop.cli.json("lead", "convert", "--all", "--enqueue", exit_code=SOME_REJECTED)
    assert (done["converted"], done["refused"], len(done["reasons"])) == (0, 3, 1)
    shop.cli.tamper("UPDATE crm_pipelines SET is_default = 1")
    shop.cli.tamper(CONFIGURATION_CHANGED)

    assert shop.cli.json("lead", "convert", "--all", "--enqueue")["converted"] == 3


def test_two_tenants_hand_over_to_the_same_worker_and_see_only_their_own(shop: Shop) -> None:
    shop.leads(3)
    shop.leads(2, tenant="acme")

    with started_anew("worker"):
        assert shop.cli.json("lead", "convert", "--all", "--enqueue", "--tenant", "acme")["converted"] == 2
        assert (shop.deals("acme"), shop.deals()) == (2, 0)
        assert shop.cli.json("lead", "convert", "--all", "--enqueue")["converted"] == 3

    ours = [run["id"] for run in shop.cli.json("process", "list")]
    with open_crm(settings=CrmSettings.load(runner=RunnerKind.DURABLE)) as crm:
        assert {run.id for run in crm.processes.outcomes(administrator("main"), ours)} == set(ours)
        assert list(crm.processes.outcomes(administrator("acme"), ours)) == []


def test_the_workers_route_what_nobody_has(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_OPERATIONS__ROUTING__BATCH_SIZE", "10")
    shop.leads(35)
    with open_crm() as crm:
        for person in ("ada", "bea"):
            crm.people.add("main", Person(id=person, name=person))
    shop.cli.run("routing", "add", "Everybody in turn", "--everyone", "--anytime")
    shop.worker()

    done = shop.cli.json("lead", "route", "--all", "--enqueue")

    assert done["assigned"] == 35
    assert sorted(share["leads"] for share in done["shares"]) == [17, 18]
    assert shop.cli.json("lead", "route", "--all", "--enqueue")["assigned"] == 0


# --- replay ----------------------------------------------------------------------------------------------------------


def test_two_workers_replay_to_the_same_totals(shop: Shop, tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path / 'here.db'}"
    first = shop.cli.json("replay", str(SAMPLE), "--database", here)
    for _ in (1, 2):
        shop.worker()

    summary = shop.cli.json("replay", str(SAMPLE), "--enqueue")

    names = set(first) - {"seconds"}
    assert {name: summary[name] for name in names} == {name: first[name] for name in names}
    ours, theirs = (shop.cli.json("pipeline", "--database", database) for database in (here, "sqlite:///crm.db"))
    assert ours == theirs
    assert shop.cli.json("replay", str(SAMPLE), "--enqueue")["replayed"] == 0
    assert shop.is_whole()


def test_a_deal_the_rules_refuse_is_left_out_alone(shop: Shop) -> None:
    with (SAMPLE / "sales_pipeline.csv").open(newline="", encoding="utf-8") as file:
        known = next(row["opportunity_id"] for row in csv.DictReader(file) if row["account"])
    lead = shop.cli.json("lead", "add", "Known", "--external-id", known)["lead_number"]
    shop.cli.run("lead", "disqualify", lead, "--reason", "no budget")
    shop.worker()

    summary = shop.cli.json("replay", str(SAMPLE), "--enqueue", exit_code=SOME_REJECTED)

    with Path("replay-rejects.csv").open(newline="", encoding="utf-8") as file:
        (reject,) = csv.DictReader(file)
    assert (summary["rejected"], reject["opportunity_id"]) == (1, known)
    assert summary["replayed"] == summary["captured"]
    assert shop.is_whole()
