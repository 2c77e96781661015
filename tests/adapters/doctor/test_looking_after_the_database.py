"""Settings, database, migrations, clock and PostgreSQL's walls: well, or shown ill by making them ill."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from crm_adapters.doctor import examine
from crm_adapters.storage import migrate
from crm_adapters.system_clock import SystemClock
from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import administrator, open_crm
from crm_core.actor import Actor, NotPermitted, Role
from crm_core.leads import CreateLead
from crm_operations.lead_conversion import ConvertLead

NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:1/nothing"
EVERYWHERE = ["settings", "database", "migrations", "clock"]
RUNNING = ["workers", "queue", "failed processes", "loops", "outbox", "dead letters", "timers", "failed timers"]
REST = [*RUNNING, "history", "numbers", "bounds", "customers"]

ON_POSTGRESQL = pytest.mark.parametrize("patient_url", ["postgresql"], indirect=True)


@pytest.fixture
def converted(patient: Any) -> None:
    """The tenant has something to look at."""
    crm = patient.open()
    lead = crm.leads.capture(patient.actor, CreateLead(name="Ada", email="ada@example.com")).lead
    crm.conversion.convert_lead(patient.actor, ConvertLead(lead_id=lead.id, override_reason="test"))
    assert len(crm.processes.list(patient.actor)) == 1  # which sets up the place of the processes
    crm.relay.run_until_empty()
    crm.close()


@pytest.mark.usefixtures("converted")
def test_all_is_well(patient: Any, new_role: Callable[..., str]) -> None:
    rls = []
    if patient.url.startswith("postgresql"):
        login = new_role("LOGIN BYPASSRLS IN ROLE crm_tenant")
        patient.execute(f"GRANT USAGE ON SCHEMA dbos TO {login}")
        patient.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA dbos TO {login}")
        patient.url = make_url(patient.url).set(username=login, password="secret").render_as_string(False)
        rls = ["login", "row-level security"]

    report = patient.examined(thorough=True)

    assert [result.check for result in report.results] == [*EVERYWHERE, *rls, *REST]
    assert [(one.check, one.found) for one in report.results if one.state != "ok"] == []
    assert report.state == "ok"
    figures = {result.check: result.figures for result in report.results}
    assert figures["history"]["entries"] > 3
    assert figures["numbers"] == {"assigned": 2, "used": 2}
    assert figures["database"]["round_trip_ms"] > 0


def test_settings_that_cannot_be_read_are_all_there_is_to_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "crm.toml").write_text("[operations\n")
    monkeypatch.setenv("CRM_CONFIG", str(tmp_path / "crm.toml"))

    (result,) = examine(lambda: (open_crm(), administrator("ours"))).results

    assert (result.check, result.state.value) == ("settings", "failed")
    assert "crm.toml: it is not TOML" in result.found


def test_a_time_zone_there_is_not_is_a_matter_of_settings(patient: Any) -> None:
    settings = {"tenants": {patient.actor.tenant_id: {"timezone": "Mars/Olympus"}}}

    (result,) = examine(lambda: (patient.open(settings), patient.actor)).results

    assert (result.check, result.state.value) == ("settings", "failed")
    assert "Mars/Olympus" in result.found


def test_only_who_may_manage_processes_may_look(patient: Any) -> None:
    crm = patient.open()
    rep = Actor(tenant_id=patient.actor.tenant_id, user_id="rita", roles=frozenset({Role.REP}))

    with pytest.raises(NotPermitted, match="admin"):
        examine(lambda: (crm, rep))


def test_a_database_that_is_gone_is_named_and_nothing_else_is_asked_of_it(looked_after: Callable[[str], Any]) -> None:
    report = looked_after(NOBODY_LISTENS).examined()

    assert [(one.check, one.state.value) for one in report.results] == [
        ("settings", "ok"),
        ("database", "failed"),
    ]
    assert "the database did not do it" in report.results[1].found
    assert "reached from here" in (report.results[1].remedy or "")
    assert report.state == "failed"


def test_a_file_that_is_not_there_is_not_made(looked_after: Callable[[str], Any], tmp_path: Path) -> None:
    report = looked_after(f"sqlite:///{tmp_path / 'crm.db'}").examined()

    assert [(one.check, one.remedy) for one in report.results][1:] == [("database", "run `crm init`")]
    assert list(tmp_path.iterdir()) == []


def test_a_database_nobody_set_up_says_how(looked_after: Callable[[str], Any], tmp_path: Path) -> None:
    (tmp_path / "crm.db").touch()

    *_, last = looked_after(f"sqlite:///{tmp_path / 'crm.db'}").examined().results

    assert (last.check, last.state.value, last.remedy) == ("migrations", "failed", "run `crm init`")


NextRelease = Callable[[bool], AbstractContextManager[None]]


@pytest.fixture
def migrated_by_next(patient: Any, next_release: NextRelease) -> Iterator[Callable[[bool], None]]:
    """Until the test is over; says whether the release before may go on."""

    def migrate_by_next(former_may_write: bool) -> None:
        with open_crm(patient.url) as crm, next_release(former_may_write):
            migrate(crm.database)

    yield migrate_by_next
    patient.undo_next_release()


def test_a_database_that_is_behind_is_to_be_migrated(patient: Any, next_release: NextRelease) -> None:
    with next_release(True):
        state, found, remedy = patient.result("migrations")

        assert (state, remedy) == ("failed", "run `crm init`")
        assert "behind: 9999" in found
        assert {one.check for one in patient.examined().results} >= set(REST)


def test_a_database_of_a_newer_release_wants_that_release_and_is_asked_nothing_else(
    patient: Any, migrated_by_next: Callable[[bool], None]
) -> None:
    migrated_by_next(False)

    state, found, _ = patient.result("migrations")

    assert state == "failed"
    assert "install 0.2.0 or a newer one" in found
    assert not {one.check for one in patient.examined().results} & {*REST, "clock"}


def test_a_newer_release_that_lets_this_one_go_on_is_warned_of(
    patient: Any, migrated_by_next: Callable[[bool], None]
) -> None:
    migrated_by_next(True)

    state, found, remedy = patient.result("migrations")

    assert (state, remedy) == ("warning", "install release 0.2.0 here too")
    assert "9999" in found
    assert {one.check for one in patient.examined().results} >= set(REST)


@pytest.mark.parametrize(
    ("off", "settings", "state"),
    [
        (0.0, {}, "ok"),
        (5.0, {}, "warning"),
        (-5.0, {}, "warning"),
        (11.0, {}, "failed"),
        (-11.0, {}, "failed"),
        (5.0, {"operations": {"processes": {"lease_seconds": 9}}}, "failed"),
        (5.0, {"doctor": {"clock_failure_seconds": 4}}, "failed"),
        (5.0, {"doctor": {"clock_warning_seconds": 6}}, "ok"),
    ],
)
def test_a_clock_that_is_off_is_told(patient: Any, off: float, settings: dict[str, Any], state: str) -> None:
    crm = patient.open(settings, clock=VirtualClock(SystemClock().now() + timedelta(seconds=off)))

    found_state, found, remedy = patient.result("clock", crm)

    assert found_state == state
    assert ("behind" if off > 0 else "ahead of") in found or off == 0
    assert ("NTP" in remedy) == (state != "ok")


@ON_POSTGRESQL
def test_a_superuser_is_warned_of(patient: Any) -> None:
    state, found, _ = patient.result("login")

    assert state == "warning"
    assert "superuser" in found


@ON_POSTGRESQL
def test_a_login_that_is_no_member_is_told_what_to_have_granted(
    patient: Any, new_role: Callable[..., str], looked_after: Callable[[str], Any]
) -> None:
    login = new_role("LOGIN BYPASSRLS IN ROLE pg_read_all_data")
    url = make_url(patient.url).set(username=login, password="secret").render_as_string(False)

    state, _, remedy = looked_after(url).result("login")

    assert (state, remedy) == ("failed", f"let the server's administrator run GRANT crm_tenant TO {login}")


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("ailment", "cure", "message"),
    [
        (
            "ALTER TABLE crm_leads DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE crm_leads ENABLE ROW LEVEL SECURITY",
            "no policy holds on crm_leads",
        ),
        (
            "REVOKE DELETE ON crm_orders FROM crm_tenant",
            "GRANT DELETE ON crm_orders TO crm_tenant",
            "crm_tenant may not work on crm_orders",
        ),
        (
            "ALTER TABLE crm_leads OWNER TO crm_tenant",
            "ALTER TABLE crm_leads OWNER TO session_user; GRANT ALL ON crm_leads TO crm_tenant",
            "not bound by the policies",
        ),
        (
            "CREATE TABLE crm_forgotten (tenant_id text)",
            "DROP TABLE crm_forgotten",
            "no policy holds on crm_forgotten",
        ),
    ],
    ids=["a wall is down", "a right is gone", "tenants own a table", "a table was forgotten"],
)
def test_a_wall_that_does_not_stand_is_found(patient: Any, ailment: str, cure: str, message: str) -> None:
    assert patient.result("row-level security")[0] == "ok"

    patient.execute(ailment)
    try:
        state, found, remedy = patient.result("row-level security")
    finally:
        patient.execute(cure)

    assert state == "failed"
    assert message in found
    assert remedy
