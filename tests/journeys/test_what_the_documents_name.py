"""Requirements of several parts, each proven whole, on a real database."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from crm_adapters.cli.shell.logs import set_up_logs
from crm_adapters.wiring import Crm, CrmSettings, administrator, open_crm
from crm_core.actor import Actor, Role
from crm_core.errors import CrmError, Kind
from crm_core.identity import EntityKind
from crm_core.leads import CreateLead, InvalidLeadStatusTransition, UpdateLead
from crm_core.money import Money
from crm_core.pipelines import Outcome, StageTemplate
from crm_operations.deal_closing import CloseAsWon
from crm_operations.lead_conversion import Conversion, ConvertLead
from crm_operations.lead_routing import AssignLead, Pool, RouteLead, RoutingRule, StrategyName
from crm_operations.providers import Person

if TYPE_CHECKING:
    from tests.journeys.conftest import CommandLine

OURS, THEIRS = administrator("ours"), administrator("theirs")


@pytest.fixture
def place(migrated_file: str) -> dict[str, Any]:
    return {"database_url": migrated_file}


@pytest.fixture
def crm(place: dict[str, Any]) -> Iterator[Crm]:
    with open_crm(settings=CrmSettings.load(**place)) as opened:
        for boss in (OURS, THEIRS):
            opened.initialise(boss)
            for name in ("ada", "bea"):
                opened.people.add(boss.tenant_id, Person(id=name, name=name.title(), team=name))
        yield opened


@pytest.mark.requirement("INT-002")
def test_each_kind_has_a_log_of_its_state_changes_transitions_and_assignments_with_what_changed_alone(crm: Crm) -> None:
    lead = crm.leads.capture(OURS, CreateLead(name="Ada", notes="met at the fair")).lead
    crm.leads.update(OURS, lead.id, UpdateLead(notes="met at the fair", phone="1"))
    crm.routing.assign(OURS, AssignLead(lead_id=lead.id, user_id="ada", reason="asked for"))
    crm.leads.contact(OURS, lead.id)
    deal = crm.conversion.convert_lead(OURS, ConvertLead(lead_id=lead.id, override_reason="a friend"))
    assert isinstance(deal, Conversion)
    crm.deals.advance_to_stage(OURS, deal.opportunity_id, "qualification")

    captured, updated, assigned, contacted, *_ = [entry.fields for entry in crm.audit.history(OURS, lead.ref)]
    opened, moved = [entry.fields for entry in crm.audit.history(OURS, crm.deals.get(OURS, deal.opportunity_id).ref)]

    assert captured["status"] == (None, "new")
    assert set(updated) == {"phone"}
    assert (assigned["assigned_to"], "name" in assigned) == ((None, "ada"), False)
    assert contacted["status"] == ("new", "contacted")
    assert set(contacted) == {"status", "status_entered_at"}
    assert opened["stage"] == (None, "prospecting")
    assert moved["stage"] == ("prospecting", "qualification")
    assert {lead.ref.kind, crm.deals.get(OURS, deal.opportunity_id).ref.kind} == {
        EntityKind.LEAD,
        EntityKind.OPPORTUNITY,
    }


@pytest.mark.requirement("INT-003")
def test_assignment_rules_are_a_tenants_preferences_a_persons_and_toggles_everybodys(
    crm: Crm, place: dict[str, Any]
) -> None:
    for boss, team in ((OURS, "ada"), (THEIRS, "bea")):
        rule = RoutingRule(id="r", position=1, name="r", strategy=StrategyName.ROUND_ROBIN, pool=Pool(team=team))
        crm.routing.set_rules(boss, [rule])
    owners = {}
    for boss in (OURS, THEIRS):
        lead = crm.leads.capture(boss, CreateLead(name="Grace")).lead
        crm.routing.route_lead(boss, RouteLead(lead_id=lead.id))
        owners[boss.tenant_id] = crm.leads.get(boss, lead.id).assigned_to

    ada, bea = (Actor(tenant_id="ours", user_id=name, roles=frozenset({Role.REP})) for name in ("ada", "bea"))
    crm.notifier.set_preferences(ada, {"digest": "daily"})

    assert owners == {"ours": "ada", "theirs": "bea"}
    assert (crm.notifier.preferences(ada).digest, crm.notifier.preferences(bea).digest) == ("daily", "none")
    assert [CrmSettings.load(**place, live={"enabled": on}).live.enabled for on in (False, True)] == [False, True]


@pytest.mark.requirement("US-011")
def test_leads_and_deals_go_through_stages_of_ones_own(migrated_file: str) -> None:
    stages = (
        StageTemplate(name="tasting", percent=30, next_stages=("signed", "left")),
        StageTemplate(name="signed", percent=100, next_stages=(), outcome=Outcome.WON),
        StageTemplate(name="left", percent=0, next_stages=(), outcome=Outcome.LOST),
    )
    graph = {
        "new": ["contacted"],
        "contacted": ["qualified", "disqualified"],
        "qualified": ["converted_to_opportunity"],
    }
    with open_crm(
        settings=CrmSettings.load(database_url=migrated_file, operations={"lead_policy": {"transitions": graph}})
    ) as crm:
        crm.initialise(OURS)
        crm.deals.create_pipeline(OURS, "Wine", stages, is_default=True)
        lead = crm.leads.capture(OURS, CreateLead(name="Ada")).lead
        with pytest.raises(InvalidLeadStatusTransition, match="can become: contacted"):
            crm.leads.disqualify(OURS, lead.id, "no thirst")
        crm.leads.contact(OURS, lead.id)
        crm.leads.qualify(OURS, lead.id)
        deal = crm.conversion.convert_lead(OURS, ConvertLead(lead_id=lead.id, override_reason="thirst"))
        assert isinstance(deal, Conversion)

        assert crm.deals.get(OURS, deal.opportunity_id).stage == "tasting"
        crm.closing.close_as_won(
            OURS, CloseAsWon(opportunity_id=deal.opportunity_id, value=Money(minor=1, currency="USD"))
        )
        assert crm.deals.get(OURS, deal.opportunity_id).stage == "signed"


@pytest.mark.requirement("PLAN-026")
def test_migrations_configuration_logs_and_errors_work_together(
    bare_cli: "CommandLine", capsys: pytest.CaptureFixture[str]
) -> None:
    file = bare_cli.folder / "crm.toml"
    file.write_text('tenant = "filed"\n[operations]\ncurrency = "euros"\n', encoding="utf-8")
    wrong = bare_cli.refusal("init", exit_code=2)
    file.write_text('tenant = "filed"\n', encoding="utf-8")

    before = bare_cli.refusal("lead", "list")
    created = bare_cli.json("init")
    unknown = bare_cli.refusal("lead", "show", "LEAD-2026-9999")
    capsys.readouterr()
    set_up_logs("warning")
    with structlog.contextvars.bound_contextvars(tenant="filed", actor="admin"):
        structlog.get_logger("crm").warning("relay.failed", message="m-1")
        structlog.get_logger("crm").info("relay.done")
    [line] = capsys.readouterr().err.splitlines()

    assert "setting operations.currency" in wrong
    assert "crm init" in before
    assert created["tenant"] == "filed"
    assert unknown == "no lead with id LEAD-2026-9999"
    assert (
        json.loads(line).items()
        >= {"event": "relay.failed", "tenant": "filed", "actor": "admin", "message": "m-1"}.items()
    )
    assert {error.kind for error in CrmError.__subclasses__()} == set(Kind)
