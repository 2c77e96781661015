"""The tenant's list of sources is one list on every way in: capture, update, deals, rules, conditions and scoring."""

from collections.abc import Callable
from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.leads import CreateLead, Lead, ScoreCategory, ScoringModel, ScoringRule, UpdateLead
from crm_core.opportunities import CreateOpportunity, UpdateOpportunity
from crm_core.sources import AddSource, UnknownSource
from crm_core.testing import a_lead, a_pipeline, an_opportunity
from crm_core.vocabulary import LeadSource
from crm_operations.lead_conversion import ConvertLeads
from crm_operations.lead_conversion.bulk import candidates
from crm_operations.lead_management import LeadManagementCoordinator
from crm_operations.lead_routing import Pool, RouteLeads, RoutingRule, SimulateRules
from crm_operations.lead_scoring import LeadScoringCoordinator
from crm_operations.lead_sources import LeadSourceCoordinator
from crm_operations.lead_sources.coordinator import SourceNamedOtherwise
from crm_operations.pipeline_management import PipelineCoordinator
from crm_operations.providers import CustomerDraft
from crm_operations.testing import FakeWorld
from crm_operations.testing.sales_floor import SalesFloor

FAIR = AddSource(key="trade-fair", name="Trade fair")


def sources(world: FakeWorld) -> LeadSourceCoordinator:
    return LeadSourceCoordinator(world.records, world.settings_for, world.clock, world.new_id)


def leads(world: FakeWorld) -> LeadManagementCoordinator:
    return LeadManagementCoordinator(world.records, world.settings_for, world.clock, world.new_id)


def deals(world: FakeWorld) -> PipelineCoordinator:
    return PipelineCoordinator(
        world.records, world.customers, world.people, world.settings_for, world.clock, world.new_id
    )


def keys(world: FakeWorld, **filters: bool) -> list[str]:
    return [each.key for each in sources(world).list(world.actor, **filters)]


def test_a_tenant_begins_with_eleven_and_no_row(crm_world: FakeWorld) -> None:
    assert keys(crm_world) == sorted(LeadSource)
    assert crm_world.records.entities(crm_world.actor.tenant_id) == []


def test_one_that_was_added_can_be_captured_from_and_its_key_is_in_the_event(crm_world: FakeWorld) -> None:
    sources(crm_world).add(crm_world.actor, FAIR)

    lead = leads(crm_world).capture(crm_world.actor, CreateLead(name="Ada", source="trade-fair")).lead

    assert lead.source == "trade-fair"
    assert [event.to_dict()["source"] for event in crm_world.records.announced] == ["trade-fair"]
    assert sources(crm_world).add(crm_world.actor, FAIR).name == "Trade fair"
    with pytest.raises(SourceNamedOtherwise, match="is called 'Trade fair' already"):
        sources(crm_world).add(crm_world.actor, AddSource(key="trade-fair", name="Fair"))


@pytest.mark.parametrize("key", ["website", "trade-fair"])
def test_a_retired_one_stays_readable_and_nothing_new_comes_from_it(crm_world: FakeWorld, key: str) -> None:
    sources(crm_world).add(crm_world.actor, FAIR)
    lead = leads(crm_world).capture(crm_world.actor, CreateLead(name="Ada", source=key)).lead

    assert sources(crm_world).retire(crm_world.actor, key) == sources(crm_world).retire(crm_world.actor, key)

    assert (key in keys(crm_world), key in keys(crm_world, with_retired=True)) == (False, True)
    with pytest.raises(UnknownSource, match=f"{key!r} is retired; name one of: advertising, "):
        leads(crm_world).capture(crm_world.actor, CreateLead(name="Bob", source=key))
    assert leads(crm_world).get(crm_world.actor, lead.id).source == key
    noted = leads(crm_world).update(crm_world.actor, lead.id, UpdateLead(source=key, notes="as before"))
    assert (noted.source, noted.notes) == (key, "as before")
    again = sources(crm_world).add(crm_world.actor, AddSource(key=key, name="Once more"))
    assert (again.retired_at, key in keys(crm_world)) == (None, True)


@pytest.mark.parametrize("key", ["website", "trade-fair"])
def test_renaming_changes_what_people_read_and_leaves_a_history(crm_world: FakeWorld, key: str) -> None:
    sources(crm_world).add(crm_world.actor, FAIR)

    renamed = sources(crm_world).rename(crm_world.actor, key, "Elsewhere")

    assert renamed.name == "Elsewhere"
    with crm_world.records.reading(crm_world.actor) as work:
        source = work.sources.find_by_key(key)
        assert source is not None
        assert "name" in work.history.of(source.ref)[-1].fields


def _capture(world: FakeWorld, _: Lead) -> None:
    leads(world).capture(world.actor, CreateLead(name="Bob", source="nowhere"))


def _update(world: FakeWorld, lead: Lead) -> None:
    leads(world).update(world.actor, lead.id, UpdateLead(source="nowhere"))


def _open(world: FakeWorld, _: Lead) -> None:
    world.people.known(world.actor.tenant_id, "mara")
    customer = world.customers.create_from_lead(world.actor.tenant_id, CustomerDraft(name="Acme"), key="k")
    request = CreateOpportunity(
        name="Engine", party_id=customer.id, assigned_to="mara", currency_code="EUR", source="nowhere"
    )
    deals(world).open(world.actor, request)


def _update_deal(world: FakeWorld, _: Lead) -> None:
    opportunity = an_opportunity(pipeline_id=a_pipeline().id)
    world.preload(opportunity)
    deals(world).update(world.actor, opportunity.id, UpdateOpportunity(source="nowhere"))


def _convert_many(world: FakeWorld, _: Lead) -> None:
    candidates(world.records, world.actor, ConvertLeads(where='lead.source in ["website", "nowhere"]'), 10)


def _scoring(world: FakeWorld, _: Lead) -> None:
    rule = ScoringRule(
        category=ScoreCategory.BEHAVIORAL, factor="source", condition='"nowhere" == lead.source', points=5
    )
    LeadScoringCoordinator(world.records, world.settings_for).set(
        world.actor, ScoringModel(version=1, name="ours", rules=(rule,))
    )


@pytest.mark.parametrize("write", [_capture, _update, _open, _update_deal, _convert_many, _scoring])
def test_an_unknown_one_is_refused_on_every_way_in(
    crm_world: FakeWorld, write: Callable[[FakeWorld, Lead], None]
) -> None:
    lead = a_lead()
    crm_world.preload(lead, a_pipeline())

    with pytest.raises(UnknownSource, match=r"there is no 'nowhere'; name one of: advertising, .*crm source add"):
        write(crm_world, lead)


@pytest.mark.parametrize(
    "criteria", [{"sources": frozenset({"nowhere"})}, {"condition": 'lead.score > 5 AND lead.source == "nowhere"'}]
)
def test_routing_rules_and_filters_that_name_an_unknown_one_are_refused(
    criteria: dict[str, Any],
) -> None:
    floor = SalesFloor()
    floor.hires("A")
    rule = RoutingRule(id="r", position=1, name="R", strategy="round_robin", pool=Pool(everyone=True), **criteria)
    office, actor, now = floor.routing, floor.admin, floor.world.clock.now()

    with pytest.raises(UnknownSource):
        office.set_rules(actor, [rule])
    with pytest.raises(UnknownSource):
        office.simulate(actor, SimulateRules(rules=(rule,), since=now, until=now))
    with pytest.raises(UnknownSource):
        office.route_leads(actor, RouteLeads(source="nowhere"))
    assert office.get_rules(actor).version == 0


def test_a_rule_may_name_a_retired_one_since_leads_came_from_it(crm_world: FakeWorld) -> None:
    sources(crm_world).add(crm_world.actor, FAIR)
    sources(crm_world).retire(crm_world.actor, "trade-fair")

    filters = ConvertLeads(where='lead.source == "trade-fair"')

    assert list(candidates(crm_world.records, crm_world.actor, filters, 10)) == []


def test_who_captures_may_read_the_list_and_only_an_admin_changes_it(crm_world: FakeWorld) -> None:
    partner = Actor(tenant_id=crm_world.actor.tenant_id, user_id="p", roles=frozenset({Role.PARTNER}))

    assert len(sources(crm_world).list(partner)) == len(LeadSource)
    with pytest.raises(NotPermitted):
        sources(crm_world).add(partner, FAIR)
    with pytest.raises(NotPermitted):
        sources(crm_world).rename(partner, "website", "X")
    with pytest.raises(NotPermitted):
        sources(crm_world).retire(partner, "website")
    with pytest.raises(UnknownSource):
        sources(crm_world).retire(crm_world.actor, "nowhere")
