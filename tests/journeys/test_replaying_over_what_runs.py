"""A replay over a database at work ends the clocks, requests and escalations that its facts end, and begins none."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crm_adapters.virtual_clock import VirtualClock
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.approvals import ApprovalFilter, ApprovalRequest
from crm_core.escalations import Escalation, EscalationFilter
from crm_core.leads import CreateLead, Lead, LeadFilter
from crm_core.money import Money
from crm_core.service_levels import SlaClock, SlaClockFilter
from crm_operations.deal_approval import RequestApproval
from crm_operations.records import Timer, TimerFilter, TimerState

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

SAMPLE = Path(__file__).parent / "data" / "replay_sample"
ME = administrator("main")
JUNE, JULY = datetime(2019, 6, 1, tzinfo=UTC), datetime(2019, 7, 1, tzinfo=UTC)
LOST, WON, ENGAGED, UNTOUCHED, CAPTURED = "R002L41", "R023N91", "R006L63", "R008N23", "B1"
NEWER = {
    "Nordlicht Optik,Engaging,2018-11-20,,": "Nordlicht Optik,Lost,2018-11-20,2019-09-01,0",
    "Daughters\",Engaging,2019-02-20,,": "Daughters\",Won,2019-02-20,2019-09-01,3210",
    "R006L63,Yara Osei,Blade Max,,Prospecting,,,": "R006L63,Yara Osei,Blade Max,Tannenhof,Engaging,2019-08-01,,",
}  # fmt: skip
ONE_MORE = "B1,Yara Osei,Rack 10,Tannenhof,Lost,2019-02-01,2019-03-01,0\n"


@contextmanager
def opened(database: Path, at: datetime) -> Iterator[tuple[Crm, VirtualClock]]:
    clock = VirtualClock(at)
    settings = CrmSettings.load(database_url=f"sqlite:///{database}", runner="in_process")
    with open_crm(settings=settings, clock=clock) as crm:
        yield crm, clock


def leads(crm: Crm) -> Mapping[str | None, Lead]:
    return {lead.external_id: lead for lead in crm.leads.list(ME, LeadFilter(limit=1_000))}


def deal_id(crm: Crm, external_id: str) -> str:
    return leads(crm)[external_id].converted_to_opportunity_id or ""


def clocks(crm: Crm) -> Sequence[SlaClock]:
    with crm.container.infrastructure.records().reading(ME) as work:
        found: Sequence[SlaClock] = work.sla_clocks.find(SlaClockFilter(limit=1_000))
        return found


def escalations(crm: Crm) -> Sequence[Escalation]:
    return crm.escalations.list(ME, EscalationFilter(limit=1_000))


def requests_about(crm: Crm, opportunity_id: str) -> Sequence[ApprovalRequest]:
    found = crm.approvals.list(ME, ApprovalFilter(limit=1_000))
    return [each for each in found if each.subject.id == opportunity_id]


def waiting(crm: Crm) -> Sequence[Timer]:
    return crm.timers.list(ME, TimerFilter(state=TimerState.PENDING, limit=1_000))


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The sample, as it tells of the same deals some months later."""
    data = shutil.copytree(SAMPLE, tmp_path / "data")
    file = data / "sales_pipeline.csv"
    text = file.read_text(encoding="utf-8")
    for before, after in NEWER.items():
        assert before in text
        text = text.replace(before, after)
    file.write_text(text + ONE_MORE, encoding="utf-8")
    return data


def test_what_a_replay_ends_stops_running_and_nothing_begins(cli: "CommandLine", newer: Path) -> None:
    """Some facts are later than the start of the clock they end, and some earlier."""
    cli.run("replay", str(SAMPLE))
    with opened(cli.database, JUNE) as (crm, clock):
        assert list(clocks(crm)) == []
        crm.service_levels.start_existing(ME)
        crm.leads.capture(ME, CreateLead(name="Tannenhof", external_id=CAPTURED))
        clock.set(JULY)
        crm.timer_firing.run_until_none()
        worth = Money(minor=5_000_000, currency="USD")
        crm.deal_approval.request(ME, RequestApproval(opportunity_id=deal_id(crm, LOST), value=worth))
        fresh = crm.leads.capture(ME, CreateLead(name="Zoe")).lead.id
        before, running = waiting(crm), clocks(crm)
        ending = {deal_id(crm, WON), leads(crm)[ENGAGED].id, leads(crm)[CAPTURED].id}
        assert {each.subject_id for each in escalations(crm)} >= ending
        assert any(each.target == "activity" for each in escalations(crm))

    cli.run("replay", str(newer))

    with opened(cli.database, JULY) as (crm, _):
        states = states_by_subject(crm, clocks(crm))
        for ended in (LOST, WON):
            assert states[deal_id(crm, ended)]["follow_up"] == "cancelled"
        assert states[leads(crm)[ENGAGED].id] == {"first_contact": "met_late", "qualification": "met_late"}
        assert states[leads(crm)[CAPTURED].id] == {"first_contact": "cancelled", "qualification": "cancelled"}
        assert set(states[leads(crm)[UNTOUCHED].id].values()) == {"running"}
        assert {clock.id for clock in clocks(crm)} == {clock.id for clock in running}
        assert all(clock.reported_at is None or clock.reported_at >= clock.started_at for clock in clocks(crm))
        assert {each.status for each in escalations(crm) if each.subject_id in ending} == {"resolved"}
        assert [each.state for each in requests_about(crm, deal_id(crm, LOST))] == ["recalled"]
        left = waiting(crm)
        assert {timer.id for timer in left} < {timer.id for timer in before}
        theirs = {fresh, *(clock.id for clock in clocks(crm) if clock.subject_id == fresh)}
        assert {timer.subject.id for timer in left} == theirs


def states_by_subject(crm: Crm, found: Sequence[SlaClock]) -> Mapping[str, Mapping[str, str]]:
    states: dict[str, dict[str, str]] = {}
    for clock in found:
        states.setdefault(clock.subject_id, {})[clock.target.value] = clock.status.value
    return states
