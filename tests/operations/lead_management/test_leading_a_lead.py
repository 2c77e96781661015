"""A lead's own life, through its door: captured once, scored with reasons, worked, refused and taken up again."""

from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Invalid
from crm_core.leads import (
    CreateLead,
    InvalidLeadStatusTransition,
    LeadFilter,
    LeadNotFound,
    LeadScoreResult,
    LeadScoring,
    LeadStatus,
    UpdateLead,
)
from crm_core.testing import START, a_lead, an_activity
from crm_core.vocabulary import LeadSource
from crm_operations.lead_management import SCORE, CaptureOutcome, LeadManagementCoordinator
from crm_operations.testing import FakeWorld


def leads(world: FakeWorld) -> LeadManagementCoordinator:
    return LeadManagementCoordinator(world.records, world.settings_for, world.clock, world.new_id)


@pytest.mark.requirement("INT-004", "PLAN-015")
def test_captures_a_numbered_lead_and_announces_it(crm_world: FakeWorld) -> None:
    coordinator = leads(crm_world)

    first = coordinator.capture(crm_world.actor, CreateLead(name="Ada", source=LeadSource.EVENT)).lead
    second = coordinator.capture(crm_world.actor, CreateLead(name="Bea")).lead

    assert (first.lead_number, second.lead_number) == ("LEAD-2026-0001", "LEAD-2026-0002")
    assert (first.status, first.version) == (LeadStatus.NEW, 1)
    assert [event.name for event in crm_world.records.announced] == ["lead.created", "lead.created"]


def test_captured_again_under_the_same_external_id_it_is_the_same_lead(crm_world: FakeWorld) -> None:
    coordinator = leads(crm_world)
    request = CreateLead(name="Ada", external_id="row-7")

    first, again = (coordinator.capture(crm_world.actor, request) for _ in range(2))

    assert (first.outcome, again.outcome) == (CaptureOutcome.CREATED, CaptureOutcome.SAME)
    assert again.lead == first.lead
    assert len(coordinator.list(crm_world.actor, LeadFilter())) == 1


def test_a_known_external_id_with_other_data_changes_nothing_and_says_what_differs(crm_world: FakeWorld) -> None:
    coordinator = leads(crm_world)
    known = CreateLead(name="Ada", external_id="row-7", company="Analytical", email="ada@example.com", notes="VIP")
    lead = coordinator.capture(crm_world.actor, known).lead
    other = CreateLead(name="Ada", external_id="row-7", company="Navy", email="ada@example.com", phone="1")

    answer = coordinator.capture(crm_world.actor, other)

    assert (answer.outcome, answer.differs_in) == (CaptureOutcome.DIFFERS, ("company", "phone"))
    assert answer.lead == coordinator.get(crm_world.actor, lead.id) == lead
    assert len(crm_world.records.announced) == 1


def test_who_may_not_read_gets_a_receipt_that_does_not_tell_new_from_known(crm_world: FakeWorld) -> None:
    coordinator = leads(crm_world)
    secret = CreateLead(name="Ada", external_id="row-7", notes="the budget is a million", company="Analytical")
    coordinator.capture(crm_world.actor, secret)
    partner = crm_world.actor.model_copy(update={"roles": frozenset({Role.PARTNER})})

    known = coordinator.hand_in(partner, CreateLead(name="Somebody", external_id="row-7"))
    new = coordinator.hand_in(partner, CreateLead(name="Somebody", external_id="row-8"))

    assert known.to_dict() == {**new.to_dict(), "external_id": "row-7"}
    assert set(known.to_dict()) == {"external_id", "received_at"}
    assert len(coordinator.list(crm_world.actor, LeadFilter())) == 2


@pytest.mark.requirement("PLAN-006", "PLAN-012", "PLAN-016")
def test_a_score_is_kept_with_its_case_and_judged_again_gives_the_same(crm_world: FakeWorld) -> None:
    lead = a_lead(company="Analytical", source=LeadSource.REFERRAL)
    crm_world.preload(lead, an_activity(related_entity_type=lead.ref.kind, related_entity_id=lead.id))

    result = leads(crm_world).score(crm_world.actor, lead.id)

    with crm_world.records.reading(crm_world.actor) as work:
        stored = work.leads.get(lead.id)
        (decision,) = work.decisions.of(lead.ref, SCORE.kind)
        model = work.scoring_models.active()
    assert stored.score == result.score
    assert result.total == sum(line.counted for line in result.lines) > 0
    verdict = LeadScoreResult.model_validate_json(decision.verdict)
    assert LeadScoring(model).evaluate(verdict.facts) == result
    assert decision.policy_version == str(model.version)


def test_an_amount_in_another_currency_than_the_tenants_is_a_reason_in_the_score(crm_world: FakeWorld) -> None:
    lead = a_lead(estimated_value_minor=50_000_000, currency_code="JPY")
    crm_world.preload(lead)

    result = leads(crm_world).score(crm_world.actor, lead.id)

    (skipped,) = result.skipped
    assert (skipped.factor, skipped.problem.startswith("its amount is in ")) == ("value", True)
    with crm_world.records.reading(crm_world.actor) as work:
        (decision,) = work.decisions.of(lead.ref, SCORE.kind)
    assert any("the lead's in JPY" in reason for reason in decision.reasons)


def test_looks_up_by_id_and_by_number(crm_world: FakeWorld) -> None:
    lead = a_lead()
    crm_world.preload(lead)

    assert leads(crm_world).get(crm_world.actor, lead.lead_number).id == lead.id
    assert leads(crm_world).get(crm_world.actor, lead.id).id == lead.id
    with pytest.raises(LeadNotFound):
        leads(crm_world).get(crm_world.actor, "LEAD-2026-9999")


def test_an_update_changes_only_what_it_names(crm_world: FakeWorld) -> None:
    lead = a_lead(phone="1", notes="old")
    crm_world.preload(lead)

    updated = leads(crm_world).update(crm_world.actor, lead.id, UpdateLead(phone="2", notes=None))

    assert (updated.phone, updated.notes, updated.email) == ("2", None, lead.email)
    with crm_world.records.reading(crm_world.actor) as work:
        assert set(work.history.of(lead.ref)[-1].fields) == {"phone", "notes"}


@pytest.mark.requirement("PLAN-009")
def test_disqualified_with_a_reason_it_can_be_reopened_so_often_and_no_more(crm_world: FakeWorld) -> None:
    lead = a_lead()
    crm_world.preload(lead)
    coordinator = leads(crm_world)

    for count in (1, 2, 3):
        refused = coordinator.disqualify(crm_world.actor, lead.id, "no budget")
        assert (refused.status, refused.disqualification_reason) == (LeadStatus.DISQUALIFIED, "no budget")
        reopened = coordinator.reopen(crm_world.actor, lead.id, "they called back")
        assert (reopened.status, reopened.reopened_count) == (LeadStatus.NEW, count)
    coordinator.disqualify(crm_world.actor, lead.id, "no budget")

    with pytest.raises(InvalidLeadStatusTransition, match="reopened 3 times and the limit is 3"):
        coordinator.reopen(crm_world.actor, lead.id, "once more")


def test_what_the_graph_does_not_know_is_refused_with_the_ways_there_are(crm_world: FakeWorld) -> None:
    lead = a_lead()
    crm_world.preload(lead)
    leads(crm_world).qualify(crm_world.actor, lead.id)

    with pytest.raises(InvalidLeadStatusTransition, match="is qualified and cannot become contacted"):
        leads(crm_world).contact(crm_world.actor, lead.id)


@pytest.mark.requirement("SR-001", "SR-006")
def test_whoever_may_not_is_refused_before_anything_is_looked_at(crm_world: FakeWorld) -> None:
    lead = leads(crm_world).capture(crm_world.actor, CreateLead(name="Ada")).lead
    asked = len(crm_world.asked)
    partner = Actor(tenant_id=lead.tenant_id, user_id="p", roles=frozenset({Role.PARTNER}))
    rep = Actor(tenant_id=lead.tenant_id, user_id="r", roles=frozenset({Role.REP}))
    coordinator = leads(crm_world)

    for attempt in (
        lambda: coordinator.capture(partner, CreateLead(name="A partner's lead")),
        lambda: coordinator.get(partner, lead.id),
        lambda: coordinator.list(partner, LeadFilter()),
        lambda: coordinator.score(partner, lead.id),
        lambda: coordinator.update(partner, lead.id, UpdateLead(phone="1")),
        lambda: coordinator.qualify(partner, lead.id),
        lambda: coordinator.reopen(rep, lead.id, "please"),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert len(crm_world.asked) == asked
    assert coordinator.hand_in(partner, CreateLead(name="A partner's lead")).received_at == START


def found(world: FakeWorld, search: str | None = None, where: str | None = None, **filters: Any) -> list[str]:
    return [lead.name for lead in leads(world).list(world.actor, LeadFilter(**filters), search, where)]


def test_finds_leads_by_words_in_any_script_and_by_a_condition(crm_world: FakeWorld) -> None:
    for name, company in (("Zoë Ölmann", "Straße & Co"), ("Grace Hopper", "Navy"), ("Ada", "株式会社")):
        leads(crm_world).capture(crm_world.actor, CreateLead(name=name, company=company, industry=company[:4]))

    assert found(crm_world, "STRASSE ölm") == ["Zoë Ölmann"]
    assert found(crm_world, "式会") == ["Ada"]
    assert found(crm_world, "LEAD-2026-0002") == ["Grace Hopper"]
    assert found(crm_world, "a", 'lead.industry == "Navy"') == ["Grace Hopper"]
    assert found(crm_world, where='lead.company != "Navy"') == ["Zoë Ölmann", "Ada"]
    assert found(crm_world, "nobody") == []


def test_pages_of_a_search_come_one_after_the_other(crm_world: FakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_operations.lead_management.search.PAGE", 2)
    captured = [leads(crm_world).capture(crm_world.actor, CreateLead(name=f"{each}-lead")) for each in "xyzxyzxyzx"]

    pages = [leads(crm_world).list(crm_world.actor, LeadFilter(limit=2), "x-")]
    while pages[-1].last_id is not None:
        filters = LeadFilter(limit=2, after_id=pages[-1].last_id)
        pages.append(leads(crm_world).list(crm_world.actor, filters, "x-"))

    assert [lead.id for page in pages for lead in page] == [each.lead.id for each in captured[::3]]
    assert [len(page) for page in pages] == [2, 2, 0]


def test_a_lead_the_condition_cannot_be_asked_of_is_named(crm_world: FakeWorld) -> None:
    leads(crm_world).capture(crm_world.actor, CreateLead(name="Ada", attributes={"ships": "many"}))

    listed = leads(crm_world).list(crm_world.actor, LeadFilter(), None, "lead.attributes.ships > 5")

    assert (list(listed), [each.id for each in listed.unreadable]) == ([], ["LEAD-2026-0001"])


@pytest.mark.parametrize("where", ['lead.source == "fair"', "lead.shoes > 5", "lead."])
def test_a_condition_nobody_can_be_asked_is_refused_at_once(crm_world: FakeWorld, where: str) -> None:
    with pytest.raises(Invalid):
        found(crm_world, where=where)
