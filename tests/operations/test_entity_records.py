"""One kind of entity, as coordinators use it: each call is one unit of work, and a lost race is none of theirs."""

from datetime import datetime
from typing import Any

import pytest

from crm_core.errors import ChangedMeanwhile, KeyTaken
from crm_core.leads import InvalidLeadStatusTransition, Lead, LeadFilter, LeadNotFound, UpdateLead
from crm_core.sources import AddSource, Source, UnknownSource, require_source
from crm_core.stores import Filter
from crm_core.testing import START, a_lead
from crm_operations.records import EntityRecords
from crm_operations.testing import FakeWorld

FASTER = ChangedMeanwhile("somebody was faster")
FAIR = AddSource(key="trade-fair", name="Trade fair")


def sources(world: FakeWorld) -> EntityRecords[Source, Filter]:
    return EntityRecords(world.records, world.settings_for, world.clock, world.new_id, lambda work: work.sources)


def leads(world: FakeWorld) -> EntityRecords[Lead, LeadFilter]:
    return EntityRecords(world.records, world.settings_for, world.clock, world.new_id, lambda work: work.leads)


def lead_of(world: FakeWorld) -> Lead:
    with world.records.writing(world.actor) as work:
        return work.leads.add(a_lead())


def announced(world: FakeWorld) -> list[str]:
    return [event.name for event in world.records.announced]


def test_what_is_added_has_an_id_a_tenant_and_a_moment_and_is_found(crm_world: FakeWorld) -> None:
    added = sources(crm_world).add(crm_world.actor, Source.new, FAIR)

    assert (added.name, added.tenant_id, added.created_at) == ("Trade fair", crm_world.actor.tenant_id, START)
    assert sources(crm_world).get(crm_world.actor, added.id) == added
    assert list(sources(crm_world).find(crm_world.actor, Filter())) == [added]
    with pytest.raises(KeyTaken):
        sources(crm_world).add(crm_world.actor, Source.new, FAIR)


def test_what_is_given_beside_the_request_is_passed_on(crm_world: FakeWorld) -> None:
    assert sources(crm_world).add(crm_world.actor, Source.new, FAIR, retired_at=START).retired_at == START


@pytest.mark.parametrize("several", [False, True], ids=["one event", "several events"])
def test_what_a_transition_answers_is_saved_and_announced(crm_world: FakeWorld, several: bool) -> None:
    lead = lead_of(crm_world)
    policy = crm_world.settings.lead_policy

    def contact(lead: Lead, at: datetime) -> tuple[Lead, Any]:
        contacted, event = lead.contacted(at=at, policy=policy)
        return contacted, (event, event) if several else event

    changed = leads(crm_world).change(crm_world.actor, lead.id, contact)

    assert leads(crm_world).get(crm_world.actor, lead.id) == changed
    assert announced(crm_world) == ["lead.contacted"] * (2 if several else 1)


def test_a_lost_race_is_run_again_and_announced_once(crm_world: FakeWorld) -> None:
    crm_world.records.fail("commit", FASTER, times=2)
    source = sources(crm_world).add(crm_world.actor, Source.new, FAIR)
    crm_world.records.fail("commit", FASTER, times=2)
    moments: list[datetime] = []

    def rename(source: Source, at: datetime) -> Source:
        moments.append(at)
        return source.rename("Fair", at=at)

    assert sources(crm_world).change(crm_world.actor, source.id, rename).version == 2
    assert len(moments) == 3


def test_a_transition_that_is_refused_changes_nothing(crm_world: FakeWorld) -> None:
    lead, policy = lead_of(crm_world), crm_world.settings.lead_policy

    with pytest.raises(LeadNotFound):
        leads(crm_world).change(crm_world.actor, "unknown", lambda each, at: each.contacted(at=at, policy=policy))
    with pytest.raises(InvalidLeadStatusTransition):
        leads(crm_world).change(crm_world.actor, lead.id, lambda each, at: each.reopen("no", at=at, policy=policy))
    assert leads(crm_world).get(crm_world.actor, lead.id) == lead
    assert announced(crm_world) == []


def test_what_is_checked_is_checked_first_in_the_same_unit_of_work(crm_world: FakeWorld) -> None:
    source = sources(crm_world).add(
        crm_world.actor, Source.new, FAIR, check=lambda work: require_source(work.sources, "website")
    )
    seen: list[str] = []

    renamed = sources(crm_world).change(
        crm_world.actor,
        source.id,
        lambda each, at: each.rename("Fair", at=at),
        check=lambda work, before: seen.append(f"{before.name}, {work.sources.get(before.id).name}"),
    )

    assert (seen, renamed.name) == (["Trade fair, Trade fair"], "Fair")


def test_what_does_not_pass_the_check_is_not_written(crm_world: FakeWorld) -> None:
    lead = lead_of(crm_world)

    with pytest.raises(UnknownSource):
        sources(crm_world).add(
            crm_world.actor, Source.new, FAIR, check=lambda work: require_source(work.sources, "nowhere")
        )
    with pytest.raises(UnknownSource):
        leads(crm_world).change(
            crm_world.actor,
            lead.id,
            lambda each, at: each.edited(UpdateLead(name="Bea"), at=at),
            check=lambda work, _: require_source(work.sources, "nowhere"),
        )
    assert list(sources(crm_world).find(crm_world.actor, Filter())) == []
    assert leads(crm_world).get(crm_world.actor, lead.id) == lead
