"""Guards are switched on by settings, for whichever partner is there."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crm_adapters.cli import app
from crm_adapters.doctor import examine
from crm_adapters.embedded import EmbeddedCustomers
from crm_adapters.guards import PartnerLeftAlone
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.errors import Invalid, Unavailable
from crm_core.leads import CreateLead
from crm_core.testing import Ids, VirtualClock
from crm_operations.lead_conversion import ConvertLead
from crm_operations.providers import CheckResult, CustomerUpdate, Person
from crm_operations.testing import FakeCustomers, FakeOrders, FakePeople, FakeQuotations

ACTOR = administrator("main")
TOML = """
[guards.customers]
rate_per_second = 1000
burst = 40
wait_seconds = 10
breaker_failures = 2
breaker_seconds = 3600
cache_seconds = 3600

[guards.people]
cache_seconds = 3600
"""


@pytest.fixture
def book() -> FakeCustomers:
    return FakeCustomers(Ids())


@pytest.fixture
def settings(migrated_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CrmSettings:
    (tmp_path / "crm.toml").write_text(TOML)
    monkeypatch.setenv("CRM_CONFIG", str(tmp_path / "crm.toml"))
    return CrmSettings.load(database_url=migrated_file)


@pytest.fixture
def crm(settings: CrmSettings, book: FakeCustomers) -> Iterator[Crm]:
    with open_crm(settings=settings, customers=book) as crm:
        crm.initialise(ACTOR)
        yield crm


def test_a_partner_that_replaces_the_built_in_one_is_guarded_as_named(crm: Crm, book: FakeCustomers) -> None:
    ada = book.known("main", "Ada")
    crm.customers.find_by_id("main", ada.id)
    crm.customers.find_by_id("main", ada.id)
    assert len(book.asked) == 1

    book.fail("update", Unavailable("down"), times=None)
    for _ in range(2):
        with pytest.raises(Unavailable, match="down"):
            crm.customers.update("main", ada.id, CustomerUpdate(name="x"))
    with pytest.raises(PartnerLeftAlone):
        crm.customers.update("main", ada.id, CustomerUpdate(name="x"))


def test_a_workflow_goes_through_the_guards(crm: Crm, book: FakeCustomers) -> None:
    assert crm.container.workflows.lead_conversion() is not None
    assert type(crm.container.partners.customers()).__name__ == "GuardedFakeCustomers"


def test_the_built_in_directory_can_still_be_written_to(crm: Crm) -> None:
    crm.people.add("main", Person(id="ada", name="Ada"))
    assert [person.name for person in crm.people.members("main")] == ["Ada"]

    crm.people.update("main", Person(id="ada", name="Ada Lovelace"))

    assert [person.name for person in crm.people.members("main")] == ["Ada Lovelace"]


def test_people_can_be_entered_on_the_command_line_all_the_same(
    settings: CrmSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CRM_RUNNER", "in_process")
    for words in (["init"], ["person", "add", "ada"], ["person", "pause", "ada"]):
        assert CliRunner().invoke(app, words).exit_code == 0


class KnowsHowItIs(FakeCustomers):
    def check(self, tenant_id: str) -> list[CheckResult]:
        return [CheckResult.warning("licence", f"{tenant_id} has few seats left", "buy some")]


def test_the_doctor_sees_the_partner_and_not_its_guards(settings: CrmSettings) -> None:
    with open_crm(settings=settings, customers=KnowsHowItIs(Ids())) as crm:
        crm.initialise(ACTOR)
        found = {finding.check: finding.found for finding in examine(lambda: (crm, ACTOR)).results}

    assert found["customers"].startswith("KnowsHowItIs answers")
    assert found["licence"] == "main has few seats left"


def test_what_is_not_named_is_not_guarded(tmp_path: Path) -> None:
    with open_crm(f"sqlite:///{tmp_path / 'crm.db'}") as crm:
        assert type(crm.customers) is EmbeddedCustomers
        assert crm.container.workflows.in_process().is_one_commit


@pytest.mark.parametrize("role", ["customers", "quotations", "orders", "people"])
def test_a_partner_elsewhere_is_never_called_within_a_transaction_of_ours(tmp_path: Path, role: str) -> None:
    desk = FakeQuotations(VirtualClock(), Ids())
    elsewhere: dict[str, Any] = {
        "customers": FakeCustomers(Ids()),
        "quotations": desk,
        "orders": FakeOrders(desk, VirtualClock(), Ids()),
        "people": FakePeople(),
    }
    with open_crm(f"sqlite:///{tmp_path / 'crm.db'}", **{role: elsewhere[role]}) as crm:
        assert not crm.container.workflows.in_process().is_one_commit


@pytest.mark.parametrize("role", ["customers", "quotations", "orders", "people"])
def test_a_guarded_partner_counts_as_one_outside(tmp_path: Path, role: str) -> None:
    """It may be remembered, refused or made to wait, none of which belongs into a transaction of ours."""
    guards = {role: {"cache_seconds": 3600}}
    with open_crm(settings=CrmSettings.load(database_url=f"sqlite:///{tmp_path / 'crm.db'}", guards=guards)) as crm:
        assert not crm.container.workflows.in_process().is_one_commit


@pytest.mark.parametrize("guards", [{}, {"people": {"cache_seconds": 3600}}], ids=["unguarded", "guarded"])
def test_with_a_guarded_partner_each_step_of_a_call_is_stored(tmp_path: Path, guards: dict[str, Any]) -> None:
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    with open_crm(settings=CrmSettings.load(database_url=url, guards=guards, runner="durable")) as crm:
        crm.initialise(ACTOR)
        lead = crm.leads.capture(ACTOR, CreateLead(name="Ada", email="ada@example.com")).lead
        crm.conversion.convert_lead(ACTOR, ConvertLead(lead_id=lead.id, override_reason="test"))
        assert (tmp_path / "crm.processes.db").exists() == bool(guards)

        (run,) = crm.processes.about(ACTOR, lead.id)
        assert run.is_durable == bool(guards)
        assert (len(crm.processes.show(ACTOR, run.id).steps) > 3) == bool(guards)


def test_without_the_extra_one_is_told_what_to_install(settings: CrmSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("crm_adapters.guards")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "purgatory", None)

    with pytest.raises(Invalid, match=r"pip install 'crm-adapters\[guards\]'"):
        open_crm(settings=settings)


def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "crm.toml").write_text("[guards.customers]\nburst = 0\n")
    monkeypatch.setenv("CRM_CONFIG", str(tmp_path / "crm.toml"))

    with pytest.raises(Invalid, match=r"setting guards\.customers\.burst"):
        CrmSettings.load()
