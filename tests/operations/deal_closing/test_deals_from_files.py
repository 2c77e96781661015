"""Deals come from files with their past: credited, their leads converted, and taken back as a whole."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.credits import CreditCause
from crm_core.imports import Chunk, DealRecord, ImportLine, MappedRow, Reference
from crm_core.imports import Outcome as Became
from crm_core.leads import Lead, LeadStatus
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.pipelines import Outcome
from crm_core.testing import START, VirtualClock, a_lead, a_pipeline, an_activity
from crm_operations.deal_closing import DealRows
from crm_operations.testing import FakeWorld

BATCH = "batch-1"


def the_rows(world: FakeWorld) -> DealRows:
    return DealRows(
        world.records,
        world.customers,
        world.people,
        world.deal_credits,
        world.settings_for,
        world.clock,
        world.new_id,
    )


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def a_lead_of(world: FakeWorld, count: int = 1, **changes: Any) -> Lead:
    lead = a_lead(count, external_id=f"acme:{count}", party_id=None, **changes)
    world.preload(lead)
    return lead


def a_row(count: int = 1, **cells: Any) -> DealRecord:
    told = {
        "external_id": f"acme:deal-{count}",
        "lead": Reference(by="external_id", value=f"acme:{count}"),
        "currency_code": "EUR",
        **cells,
    }
    return DealRecord(**{name: value for name, value in told.items() if value is not None})


def imports(world: FakeWorld, *records: DealRecord) -> Sequence[ImportLine]:
    rows = [MappedRow(line, record) for line, record in enumerate(records, start=2)]
    return the_rows(world).import_rows(world.actor, Chunk(BATCH, "IMPORT-2026-0001", 0, rows))


def the_deals(world: FakeWorld) -> Sequence[Opportunity]:
    with world.records.reading(world.actor) as work:
        return work.opportunities.find(OpportunityFilter())


def the_lead(world: FakeWorld, lead: Lead) -> Lead:
    with world.records.reading(world.actor) as work:
        return work.leads.get(lead.id)


@pytest.fixture
def world() -> FakeWorld:
    """Its pipeline is there, and it is long after what the files tell of."""
    world = FakeWorld(clock=VirtualClock(START + timedelta(days=400)))
    world.preload(a_pipeline(is_default=True))
    return world


def test_a_won_deal_is_credited_on_the_day_of_the_file(world: FakeWorld) -> None:
    a_lead_of(world)
    [line] = imports(world, a_row(won_at=day(30), value_minor=12_345, owner="ann"))

    [deal] = the_deals(world)
    assert (line.outcome, line.entity_id, line.version) == (Became.CREATED, deal.id, 2)
    assert (deal.outcome, deal.actual_value_minor, deal.closed_at) == (Outcome.WON, 12_345, day(30))
    [credit] = world.records.credits
    assert (credit.user_id, credit.amount_minor, credit.at) == ("ann", 12_345, day(30))
    assert credit.credit_date == deal.actual_close_date


def test_nobody_is_told_of_a_deal_from_a_file(world: FakeWorld) -> None:
    a_lead_of(world)
    imports(world, a_row(won_at=day(30), value_minor=100))
    assert (world.records.announced, world.records.notices) == ([], [])


def test_the_lead_of_a_deal_is_converted_at_its_opening_and_becomes_a_customer(world: FakeWorld) -> None:
    lead = a_lead_of(world)
    imports(world, a_row(created_at=day(3), won_at=day(30)))

    [deal] = the_deals(world)
    converted = the_lead(world, lead)
    assert (converted.status, converted.converted_at) == (LeadStatus.CONVERTED_TO_OPPORTUNITY, day(3))
    assert (converted.converted_to_opportunity_id, converted.party_id) == (deal.id, deal.party_id)
    assert world.customers.exists(world.actor.tenant_id, deal.party_id)


def test_of_several_deals_of_a_lead_the_first_converts_it(world: FakeWorld) -> None:
    lead = a_lead_of(world)
    again = Reference(by="external_id", value="acme:1")
    imports(world, a_row(1, won_at=day(30)), a_row(2, lead=again, stage="negotiation", value_minor=5))

    first, second = the_deals(world)
    assert the_lead(world, lead).converted_to_opportunity_id == first.id
    assert (first.converted_lead_id, second.converted_lead_id, second.lead_id) == (lead.id, None, lead.id)
    assert first.party_id == second.party_id


def test_a_deal_reaches_its_lead_through_an_activity(world: FakeWorld) -> None:
    lead = a_lead_of(world)
    world.preload(an_activity(related=lead.ref, external_id="acme:call-1"))
    imports(world, a_row(lead=Reference(by="activity", value="acme:call-1"), stage="lost", close_date=day(9)))
    [deal] = the_deals(world)
    assert (deal.lead_id, deal.outcome) == (lead.id, Outcome.LOST)


def test_a_row_won_before_its_lead_was_captured_is_refused_and_leaves_nothing(world: FakeWorld) -> None:
    lead = a_lead_of(world)
    [line] = imports(world, a_row(won_at=day(-1), value_minor=100))

    assert line.outcome is Became.REFUSED
    assert line.problem is not None
    assert line.problem.column == "won_at"
    assert (the_deals(world), world.records.credits, the_lead(world, lead).status) == ([], [], lead.status)
    assert not world.customers.find_by_keys(world.actor.tenant_id, [f"lead:{lead.id}"])


def test_a_deal_without_a_lead_that_is_there_is_refused(world: FakeWorld) -> None:
    [line] = imports(world, a_row(won_at=day(3)))
    assert line.problem is not None
    assert "acme:1" in line.problem.problem


def test_stages_passed_unseen_are_recorded(world: FakeWorld) -> None:
    a_lead_of(world)
    imports(world, a_row(created_at=day(1), won_at=day(30)))
    with world.records.reading(world.actor) as work:
        conversions = work.performance_figures.stage_conversions(START, day(300))
    assert {each.stage: each.reached for each in conversions} == dict.fromkeys(
        ("prospecting", "qualification", "proposal", "negotiation"), 1
    )


def test_the_same_rows_again_change_nothing(world: FakeWorld) -> None:
    a_lead_of(world)
    rows = [a_row(created_at=day(3), won_at=day(30), value_minor=100)]
    imports(world, *rows)
    [line] = imports(world, *rows)

    [deal] = the_deals(world)
    assert (line.outcome, deal.version) == (Became.UNCHANGED, 2)
    assert len(world.records.credits) == 1


def test_an_open_deal_that_a_later_file_has_won_is_won_and_credited(world: FakeWorld) -> None:
    a_lead_of(world)
    imports(world, a_row(stage="proposal", created_at=day(1), value_minor=100))
    [line] = imports(world, a_row(created_at=day(1), won_at=day(30), value_minor=120))

    [deal] = the_deals(world)
    assert (line.outcome, deal.outcome, deal.actual_value_minor) == (Became.CHANGED, Outcome.WON, 120)
    assert [credit.amount_minor for credit in world.records.credits] == [120]


def test_deals_that_are_taken_back_leave_reversed_credits_and_unconverted_leads(world: FakeWorld) -> None:
    lead = a_lead_of(world)
    lines = imports(world, a_row(created_at=day(3), won_at=day(30), value_minor=100))

    undone = the_rows(world).undo_rows(world.actor, lines)

    assert (undone.reversed, undone.kept, undone.impossible) == (1, (), ())
    assert the_deals(world) == []
    assert [credit.amount_minor for credit in world.records.credits] == [100, -100]
    assert world.records.credits[-1].cause is CreditCause.CORRECTED
    back = the_lead(world, lead)
    assert (back.status, back.converted_to_opportunity_id, back.converted_at) == (lead.status, None, None)
    assert the_rows(world).undo_rows(world.actor, lines) == undone
    assert len(world.records.credits) == 2


def test_a_deal_with_an_order_cannot_be_taken_back(world: FakeWorld) -> None:
    a_lead_of(world)
    lines = imports(world, a_row(created_at=day(3), won_at=day(30), value_minor=100))
    with world.records.writing(world.actor) as work:
        [deal] = work.opportunities.find(OpportunityFilter())
        ordered, _ = deal.ordered("ORDER-7", at=day(31))
        work.opportunities.save(ordered)

    undone = the_rows(world).undo_rows(world.actor, lines)

    assert [left.reason for left in undone.impossible] == ["the sales system has order ORDER-7"]
    assert [each.id for each in the_deals(world)] == [deal.id]


def test_bringing_in_what_happened_takes_a_permission(world: FakeWorld) -> None:
    rep = Actor(tenant_id=world.actor.tenant_id, user_id="rep", roles=frozenset({Role.REP}))
    with pytest.raises(NotPermitted):
        the_rows(world).import_rows(rep, Chunk(BATCH, "IMPORT-2026-0001", 0, []))
