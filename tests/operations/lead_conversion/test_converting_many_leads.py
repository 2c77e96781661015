"""Many leads are converted by one wish: those that fulfil a condition, each for itself, and none of them twice."""

from collections.abc import Callable, Sequence

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.conditions import ConditionError
from crm_core.errors import Refused, Unavailable
from crm_core.leads import Lead, LeadScore, LeadStatus
from crm_core.opportunities import Opportunity
from crm_operations.lead_conversion import (
    BulkConversion,
    Conversion,
    ConversionOutcome,
    ConvertLead,
    ConvertLeads,
    LeadConversionCoordinator,
    LeadOutcome,
    ReasonCount,
)
from crm_operations.process import NoQueue
from crm_operations.settings import BulkSettings
from crm_operations.testing import FakeWorld, QueueingRunner

Qualifying = Callable[..., Lead]

CONVERTED, NOT_QUALIFIED, REFUSED = ConversionOutcome
ALL = ConvertLeads()


def deals(world: FakeWorld) -> int:
    return sum(isinstance(entity, Opportunity) for entity in world.records.entities(world.actor.tenant_id))


def outcomes_of(outcomes: Sequence[LeadOutcome]) -> list[tuple[str, ConversionOutcome]]:
    return [(each.lead_id, each.outcome) for each in outcomes]


def test_each_lead_that_qualifies_becomes_a_deal_and_the_others_are_told_why(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    first, poor, third = qualifying(1), qualifying(2, score=LeadScore(total=10)), qualifying(3)

    outcomes = list(coordinator.convert_leads(crm_world.actor, ALL))

    assert outcomes_of(outcomes) == [(first.id, CONVERTED), (poor.id, NOT_QUALIFIED), (third.id, CONVERTED)]
    assert [each.opportunity_number for each in outcomes] == ["OPP-2026-0001", None, "OPP-2026-0002"]
    assert outcomes[1].reasons == ("score 10, at least 50 needed",)
    assert deals(crm_world) == 2


def test_only_leads_that_fulfil_the_condition_are_touched(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    large = qualifying(1, attributes={"employees": 500})
    for number, attributes in ((2, {"employees": 5}), (3, {})):
        qualifying(number, attributes=attributes)

    command = ConvertLeads(where="lead.attributes.employees > 100 AND lead.score >= 60")

    assert outcomes_of(list(coordinator.convert_leads(crm_world.actor, command))) == [(large.id, CONVERTED)]
    assert list(coordinator.convert_leads(crm_world.actor, ConvertLeads(where="lead.score > 99"))) == []


def test_closed_leads_are_no_candidates(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    opened = [qualifying(number, status=status) for number, status in enumerate(LeadStatus, 1) if status.is_active]
    qualifying(9, status=LeadStatus.DISQUALIFIED)

    assert [lead.lead_id for lead in coordinator.candidates(crm_world.actor, ALL)] == [lead.id for lead in opened]


def test_asked_again_what_is_converted_stays_and_what_failed_is_tried_again(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    first, second = qualifying(1), qualifying(2)
    crm_world.customers.fail("create_from_lead", Refused("{who} is closed", {"who": "the party book"}))

    assert outcomes_of(list(coordinator.convert_leads(crm_world.actor, ALL))) == [
        (first.id, REFUSED),
        (second.id, CONVERTED),
    ]
    assert outcomes_of(list(coordinator.convert_leads(crm_world.actor, ALL))) == [(first.id, CONVERTED)]
    before = crm_world.snapshot()
    assert list(coordinator.convert_leads(crm_world.actor, ALL)) == []
    assert crm_world.snapshot() == before


def test_a_partner_that_is_away_stops_no_other_lead(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    first, second = qualifying(1), qualifying(2)
    crm_world.customers.fail("create_from_lead", Unavailable("the party book is away"), times=4)

    outcomes = list(coordinator.convert_leads(crm_world.actor, ALL))

    assert outcomes_of(outcomes) == [(first.id, REFUSED), (second.id, CONVERTED)]
    assert outcomes[0].reasons == ("the party book is away",)


def test_a_lead_whose_facts_cannot_be_compared_is_told_and_left_alone(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    odd, fine = qualifying(1, attributes={"size": "large"}), qualifying(2, attributes={"size": 3})

    outcomes = list(coordinator.convert_leads(crm_world.actor, ConvertLeads(where="lead.attributes.size > 1")))

    assert outcomes_of(outcomes) == [(odd.id, REFUSED), (fine.id, CONVERTED)]
    assert "compare values of the same type" in outcomes[0].reasons[0]


@pytest.mark.parametrize(
    ("where", "message"),
    [("lead.score >", "column 13"), ("lead.scor > 1", "lead.scor"), ("activity.total > 1", "'activity'")],
)
def test_a_condition_that_cannot_be_used_is_refused_before_anything_happens(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying, where: str, message: str
) -> None:
    qualifying(1)

    for ask in (coordinator.convert_leads, coordinator.plan_leads, coordinator.candidates):
        with pytest.raises(ConditionError, match=message):
            ask(crm_world.actor, ConvertLeads(where=where))
    assert deals(crm_world) == 0


def test_a_limit_counts_the_leads_that_fulfil_the_condition(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    leads = [qualifying(number, territory="North" if number % 2 else "South") for number in range(1, 7)]

    command = ConvertLeads(where='lead.territory == "South"', limit=2)

    assert [each.lead_id for each in coordinator.convert_leads(crm_world.actor, command)] == [leads[1].id, leads[3].id]


def test_pages_miss_nothing_while_their_leads_are_converted(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    crm_world.settings = crm_world.settings.model_copy(update={"bulk": BulkSettings(page_size=2)})
    leads = [qualifying(number) for number in range(1, 8)]

    outcomes = list(coordinator.convert_leads(crm_world.actor, ALL))

    assert outcomes_of(outcomes) == [(lead.id, CONVERTED) for lead in leads]


def test_leads_are_converted_as_far_as_somebody_asks_on(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    for number in (1, 2, 3):
        qualifying(number)

    next(coordinator.convert_leads(crm_world.actor, ALL))

    assert deals(crm_world) == 1


def test_a_plan_says_what_would_come_of_it_and_touches_nothing(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    good, poor = qualifying(1), qualifying(2, score=LeadScore(total=10))
    before = crm_world.snapshot()

    outcomes = list(coordinator.plan_leads(crm_world.actor, ALL))

    assert outcomes_of(outcomes) == [(good.id, CONVERTED), (poor.id, NOT_QUALIFIED)]
    assert crm_world.snapshot() == before


def test_it_takes_the_permission_to_convert(crm_world: FakeWorld, coordinator: LeadConversionCoordinator) -> None:
    partner = Actor(tenant_id=crm_world.actor.tenant_id, user_id="p", roles=frozenset({Role.PARTNER}))

    for ask in (coordinator.convert_leads, coordinator.plan_leads, coordinator.candidates):
        with pytest.raises(NotPermitted):
            ask(partner, ALL)
    with pytest.raises(NotPermitted):
        coordinator.enqueue_conversion(partner, ConvertLead(lead_id="any"))


def test_what_is_handed_over_is_converted_when_its_turn_comes(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying, queue: QueueingRunner
) -> None:
    lead = qualifying(1)

    run_id = coordinator.enqueue_conversion(crm_world.actor, ConvertLead(lead_id=lead.id))

    assert run_id == coordinator.enqueue_conversion(crm_world.actor, ConvertLead(lead_id=lead.id))
    assert (queue.waiting, deals(crm_world)) == ([run_id], 0)
    answer = queue.work_off()[run_id]
    assert isinstance(answer, Conversion)
    assert answer == coordinator.convert_lead(crm_world.actor, ConvertLead(lead_id=lead.id))


def test_where_workflows_run_in_process_there_is_no_queue(
    crm_world: FakeWorld, coordinator: LeadConversionCoordinator, qualifying: Qualifying
) -> None:
    in_process = LeadConversionCoordinator(
        crm_world.runner,
        coordinator._workflow,
        crm_world.records,
        crm_world.customers,
        coordinator._contexts,
        crm_world.settings_for,
        crm_world.clock,
    )

    with pytest.raises(NoQueue, match="CRM_RUNNER=durable"):
        in_process.enqueue_conversion(crm_world.actor, ConvertLead(lead_id=qualifying(1).id))


def test_reasons_are_counted_without_what_is_peculiar_to_a_lead() -> None:
    def outcome(number: int, what: ConversionOutcome, *reasons: str) -> LeadOutcome:
        return LeadOutcome(lead_id=f"id-{number}", lead_number=f"LEAD-{number}", outcome=what, reasons=reasons)

    done = BulkConversion.of(
        [
            outcome(1, NOT_QUALIFIED, "score 37, at least 50 needed"),
            outcome(2, NOT_QUALIFIED, "score 4, at least 50 needed", "1 activities, at least 2 needed"),
            outcome(3, REFUSED, "lead LEAD-3 is lost"),
            outcome(4, REFUSED, "no lead with id id-4"),
            outcome(5, CONVERTED),
        ]
    )

    assert (done.converted, done.not_qualified, done.refused) == (1, 2, 2)
    assert done.reasons == (
        ReasonCount(reason="score N, at least 50 needed", leads=2),
        ReasonCount(reason="N activities, at least 2 needed", leads=1),
        ReasonCount(reason="lead LEAD is lost", leads=1),
        ReasonCount(reason="no lead with id LEAD", leads=1),
    )
    assert [each.lead_number for each in done.refused_leads] == ["LEAD-3", "LEAD-4"]
