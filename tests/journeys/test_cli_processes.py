"""Processes on the command line: workflows outlive the command that began them, and one can see and mend them."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from faults import PARTNERS
from forked_command import Around, ForkedCommand
from partner_process import PartnerServer

from crm_adapters.cli.shell import session
from crm_adapters.storage import Database, SqlWorkers
from crm_adapters.wiring import CrmSettings, RunnerKind, administrator, open_crm
from crm_operations.lead_conversion import ConvertLead

PATIENCE = 60.0
CONVERTED = "converted_to_opportunity"
WORTHY = ("--company", "Navy", "--industry", "shipping", "--email", "g@example.com")
SHORT_LEASE = {"CRM_OPERATIONS__PROCESSES__LEASE_SECONDS": "1"}


class Elsewhere:
    """The command line with partners that live elsewhere: in this process, or in one that can be killed."""

    def __init__(self, cli: Any, partner_server: PartnerServer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cli = cli
        self.faults = partner_server.partners.faults
        self.partner_server = partner_server
        self.tenant = partner_server.fresh_tenant()
        self._begun: list[ForkedCommand] = []
        elsewhere = {name: getattr(partner_server.partners, name) for name in PARTNERS}
        monkeypatch.setattr(session, "open_crm", partial(open_crm, **elsewhere))
        monkeypatch.setenv("CRM_TENANT", self.tenant)
        monkeypatch.setenv("COLUMNS", "160")
        for name, value in SHORT_LEASE.items():
            monkeypatch.setenv(name, value)
        cli.run("init")

    def begin(self, *words: str) -> ForkedCommand:
        """In a process of its own."""
        partners = (self.partner_server.address, self.partner_server.authkey)
        process = ForkedCommand(words, Around(self.cli.folder, os.environ.copy(), partners))
        self._begun.append(process)
        return process

    def conversion_under_way(self, keep_waiting: Callable[[], None]) -> tuple[ForkedCommand, str]:
        """A conversion whose customer is being looked for by partners who do that, and the number of its lead."""
        lead = self.cli.qualified_lead(*WORTHY)
        keep_waiting()
        process = self.begin("lead", "convert", lead)
        until(lambda: self.states() == ["running"])
        return process, lead

    def close(self) -> None:
        self.partner_server.thaw()
        for process in self._begun:
            process.close()

    def end_leases(self) -> None:
        """As if the time of everybody had gone by."""
        with closing(Database(f"sqlite:///{self.cli.database}")) as database:
            workers = SqlWorkers(database)
            for worker in workers.known():
                workers.renew(worker.id, worker.started_at)

    def states(self) -> Sequence[str]:
        return [run["state"] for run in self.cli.json("process", "list")]

    def lead_status(self, lead: str) -> str:
        return str(self.cli.json("lead", "show", lead)["status"])


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def ended(process: ForkedCommand, how: signal.Signals) -> tuple[int, str]:
    """The exit code, and what stood on standard error."""
    process.send_signal(how)
    _, output = process.communicate(timeout=PATIENCE)
    return process.wait(), output


@pytest.fixture
def elsewhere(cli: Any, partner_server: PartnerServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    opened = Elsewhere(cli, partner_server, monkeypatch)
    yield opened
    opened.close()


# --- durable by default ----------------------------------------------------------------------------------------------


def test_what_ran_is_listed_with_an_id_that_can_be_copied(cli: Any) -> None:
    lead = cli.qualified_lead(*WORTHY)
    cli.run("lead", "convert", lead)

    (run,) = cli.json("process", "list")
    assert (run["state"], run["workflow"], run["user_id"]) == ("done", "lead-conversion", "admin")
    assert run["id"] in cli.output("process", "list").splitlines()
    assert cli.json("process", "show", lead) == cli.json("process", "show", run["id"])


def test_lists_keep_to_what_was_asked_for(cli: Any) -> None:
    cli.deal(stage="negotiation")
    deal = cli.json("deal", "list")[0]["opportunity_number"]
    cli.run("deal", "won", deal, "--value", "100")

    def workflows(*words: str) -> Sequence[str]:
        return [run["workflow"] for run in cli.json("process", "list", *words)]

    assert sorted(workflows()) == ["deal-won", "lead-conversion"]
    assert workflows("--workflow", "deal-won") == ["deal-won"]
    assert len(workflows("--limit", "1")) == 1
    assert (workflows("--failed"), workflows("--state", "queued")) == ([], [])
    assert cli.refusal("process", "list", "--state", "asleep", exit_code=2).startswith("--state: there is no 'asleep'")
    assert "There is none." in cli.output("process", "list", "--failed")


@pytest.mark.parametrize("words", [("lead", "list"), ("lead", "convert", "LEAD")], ids=" ".join)
def test_neither_reading_nor_one_commit_loads_the_engine(cli: Any, words: Sequence[str]) -> None:
    lead = cli.qualified_lead(*WORTHY)
    named = [lead if word == "LEAD" else word for word in words]
    program = f"import sys; from crm_adapters.cli import run; sys.argv[1:] = {named}\ntry: run()\n"
    checked = f"{program}except SystemExit: sys.exit(3 if 'dbos' in sys.modules else 0)\nfinally: pass"

    read = subprocess.run([sys.executable, "-c", checked], capture_output=True, text=True, cwd=cli.folder, check=False)

    assert read.returncode == 0, read.stderr
    assert lead in read.stdout
    assert not (cli.folder / "crm.processes.db").exists()
    assert len(cli.json("process", "list")) == (words[1] == "convert")


def test_of_a_call_in_one_commit_nothing_is_open(cli: Any) -> None:
    lead = cli.qualified_lead(*WORTHY)
    cli.run("lead", "convert", lead)

    run = cli.json("process", "show", lead)
    assert (run["state"], run["steps"], run["is_durable"], run["executions"]) == ("done", [], False, 1)
    assert "there is nothing to take up again" in cli.refusal("process", "resume", lead)
    assert "there is nothing left to cancel" in cli.refusal("process", "cancel", run["id"])


def test_where_the_extra_is_missing_workflows_run_in_process(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dbos", None)

    cli.run("lead", "convert", cli.qualified_lead(*WORTHY))

    assert not (cli.folder / "crm.processes.db").exists()
    for words in (("process", "list"), ("worker",)):
        assert "dbos is not installed; pip install 'crm-adapters[durable]'" in cli.refusal(*words, exit_code=2)


@pytest.mark.parametrize("source", ["environment", "file"])
def test_who_says_how_workflows_run_is_obeyed(cli: Any, source: str) -> None:
    environment: Mapping[str, str] = {"CRM_RUNNER": "in_process"} if source == "environment" else {}
    if source == "file":
        (cli.folder / "crm.toml").write_text('runner = "in_process"\n')

    lead = cli.qualified_lead(*WORTHY)
    cli.run("lead", "convert", lead, environment=environment)

    assert not (cli.folder / "crm.processes.db").exists()
    for words in (("process", "list"), ("worker",)):
        assert "set CRM_RUNNER=durable" in cli.refusal(*words, exit_code=2, environment=environment)


# --- when a command is broken off ------------------------------------------------------------------------------------


@pytest.mark.requirement("REL-001", "BUS-CRMOP-0013")
def test_what_a_killed_command_began_is_finished_by_the_next_one(elsewhere: Elsewhere) -> None:
    process, lead = elsewhere.conversion_under_way(elsewhere.partner_server.freeze)
    assert ended(process, signal.SIGKILL)[0] == -signal.SIGKILL
    assert elsewhere.lead_status(lead) != CONVERTED
    elsewhere.partner_server.thaw()
    elsewhere.end_leases()

    answer = elsewhere.cli.run("process", "list")

    assert "Going on with 1 process left unfinished" in answer.stderr
    assert elsewhere.lead_status(lead) == CONVERTED
    (run,) = elsewhere.cli.json("process", "list")
    assert (run["state"], run["executions"]) == ("done", 2)


def test_what_ctrl_c_broke_off_is_finished_by_the_next_one(elsewhere: Elsewhere) -> None:
    process, lead = elsewhere.conversion_under_way(elsewhere.partner_server.freeze)

    code, output = ended(process, signal.SIGINT)

    assert code == 130, output
    assert (
        output
        == "crm: interrupted; what was begun goes on by itself in crm worker, or with the next crm process list\n"
    )
    elsewhere.partner_server.thaw()
    elsewhere.cli.run("process", "list")
    assert elsewhere.lead_status(lead) == CONVERTED


# --- looking, mending, cancelling ------------------------------------------------------------------------------------


def broken_conversion(elsewhere: Elsewhere) -> str:
    """The number of a lead whose conversion failed, and whose customer could not be discarded."""
    lead = str(elsewhere.cli.qualified_lead(*WORTHY))
    elsewhere.faults.refuse("customers.link_to_opportunity")
    elsewhere.faults.refuse("customers.discard")
    assert "could not be undone" in elsewhere.cli.run("lead", "convert", lead, exit_code=1).stderr
    return lead


@pytest.mark.requirement("FR-L3-004", "BR-004")
def test_what_could_not_be_undone_is_listed_shown_and_taken_up_when_mended(elsewhere: Elsewhere) -> None:
    lead = broken_conversion(elsewhere)
    cli = elsewhere.cli
    (failed,) = cli.json("process", "list", "--failed")
    assert failed["state"] == "compensation_failed"

    shown = cli.run("process", "show", lead)
    assert "undo create customer" in shown.stdout
    assert "the partner refuses it on purpose" in shown.stdout
    assert f"mend what the error names, then crm process resume {failed['id']}" in shown.stderr

    elsewhere.faults.calm()
    resumed = cli.run("process", "resume", lead)

    assert resumed.stdout == f"{failed['id']} is refused.\n"
    assert cli.json("process", "list", "--failed") == []
    assert elsewhere.partner_server.partners.customers.find_by_email(elsewhere.tenant, "g@example.com") is None
    assert "there is nothing to take up again" in cli.refusal("process", "resume", failed["id"])
    assert "undone" in cli.output("process", "show", lead)


def test_what_is_under_way_elsewhere_is_cancelled_and_undone(elsewhere: Elsewhere) -> None:
    process, lead = elsewhere.conversion_under_way(lambda: elsewhere.faults.delay_answers(1_500))
    (run,) = elsewhere.cli.json("process", "list")

    cancelled = elsewhere.cli.run("process", "cancel", run["id"])
    _, output = process.communicate(timeout=PATIENCE)

    assert cancelled.stdout == f"{run['id']} is refused.\n"
    assert (process.returncode, "cancelled" in output) == (1, True)
    elsewhere.faults.calm()
    assert elsewhere.lead_status(lead) != CONVERTED
    assert elsewhere.partner_server.partners.customers.find_by_email(elsewhere.tenant, "g@example.com") is None
    assert "there is nothing left to cancel" in elsewhere.cli.refusal("process", "cancel", run["id"])


@pytest.fixture
def queued(cli: Any) -> tuple[str, str]:
    """A process nobody works off, and the number of its lead."""
    lead = cli.qualified_lead(*WORTHY)
    settings = CrmSettings.load(database_url=f"sqlite:///{cli.database}", runner=RunnerKind.DURABLE)
    actor = administrator("main")
    with open_crm(settings=settings) as crm:
        found = crm.leads.get(actor, lead)
        workflow = crm.container.workflows.lead_conversion()
        command = ConvertLead(lead_id=found.id)
        run_id = crm.runner.enqueue(workflow, f"{workflow.name}:main:{found.id}", actor, command)
    return run_id, lead


def test_what_waits_can_be_cancelled_and_taken_up_again(cli: Any, queued: tuple[str, str]) -> None:
    run_id, lead = queued
    assert "no worker is alive" in cli.run("process", "show", run_id).stderr

    assert cli.output("process", "cancel", lead) == f"{run_id} is cancelled.\n"
    assert cli.json("process", "resume", run_id)["state"] == "done"


def test_a_worker_works_off_what_waits_and_stops_after_its_time(cli: Any, queued: tuple[str, str]) -> None:
    run_id, _ = queued
    with closing(sqlite3.connect(cli.folder / "crm.processes.db")) as saved, saved:  # which stamps runs by the second
        saved.execute("UPDATE workflow_status SET created_at = created_at - 5000")
    waiting = cli.json("process", "show", run_id)
    assert (waiting["state"], waiting["started_at"], waiting["ended_at"]) == ("queued", None, None)

    cli.run("worker", "--for", "3", "--concurrency", "1")

    done = cli.json("process", "show", run_id)
    assert (done["state"], done["requested_at"]) == ("done", waiting["requested_at"])
    assert done["requested_at"] < done["started_at"] <= done["ended_at"]
    assert re.search(r"\bwaited \d+ s  took (under 1|\d) s\b", cli.output("process", "list"))


@pytest.mark.requirement("PLAN-029", "SR-003")
@pytest.mark.parametrize("verb", ["show", "resume", "cancel"])
def test_another_tenants_process_is_not_found(cli: Any, queued: tuple[str, str], verb: str) -> None:
    run_id, lead = queued
    cli.run("init", "--tenant", "globex")

    assert cli.refusal("process", verb, run_id, "--tenant", "globex") == f"no process with id {run_id}"
    assert cli.refusal("process", verb, lead, "--tenant", "globex").endswith(lead)
    assert cli.json("process", "list", "--tenant", "globex") == []


@pytest.mark.parametrize(
    ("words", "role"), [(("list",), "rep"), (("show", "a:b"), "rep"), (("cancel", "a:b"), "manager")]
)
def test_it_takes_the_role(cli: Any, words: Sequence[str], role: str) -> None:
    assert " processes; it takes" in cli.refusal("process", *words, "--role", role)


# --- what a worker refuses to begin with -----------------------------------------------------------------------------


def test_a_chore_that_is_due_at_no_time_there_is_is_named(cli: Any) -> None:
    output = cli.refusal(
        "worker", exit_code=2, environment={"CRM_OPERATIONS__PROCESSES__MAINTENANCE__PRUNE_OUTBOX": "at dawn"}
    )

    assert output.startswith("processes.maintenance.prune_outbox: 'at dawn' is no cron expression; write minute")


def test_only_who_may_do_everything_runs_a_worker(cli: Any) -> None:
    assert "may not manage processes" in cli.refusal("worker", "--role", "manager")
