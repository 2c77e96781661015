"""A deal is won with an accepted quotation at its value, or lost with a reason; anything else leaves it open."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from crm_core.actor import Actor, NotPermitted, Role
from crm_core.errors import Unavailable
from crm_core.money import Money
from crm_core.opportunities import (
    InvalidOpportunityStageTransition,
    Opportunity,
    OpportunityCurrencyDiffers,
    OpportunityNotFound,
)
from crm_core.pipelines import Outcome
from crm_core.testing import PARTY, a_pipeline, an_activity, an_opportunity
from crm_operations.deal_closing import (
    CloseAsLost,
    CloseAsLostWorkflow,
    CloseAsWon,
    CloseAsWonWorkflow,
    Closing,
    Closings,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
)
from crm_operations.process import ProcessRunner, SameProcessOtherCommand
from crm_operations.providers import Quotation, QuotationDraft, QuotationLine, QuotationRefused, QuotationStatus
from crm_operations.quote_to_order import OpportunityNotClosable
from crm_operations.settings import QuotationSettings
from crm_operations.testing import BrokenOff, FailingRunner, FakeWorld, WatchingRunner

EUR = "EUR"


def closing(world: FakeWorld, runner: ProcessRunner | None = None) -> OpportunityCloseCoordinator:
    contexts = OpportunityContextProvider()
    parts = (
        world.records,
        world.quotations,
        contexts,
        world.approval_requests,
        world.deal_credits,
        world.credited_people,
        world.quotation_versions,
        world.settings_for,
        world.clock,
    )
    return OpportunityCloseCoordinator(
        runner or world.runner,
        CloseAsWonWorkflow(Closings(*parts)),
        CloseAsLostWorkflow(Closings(*parts)),
        world.records,
        world.quotations,
        contexts,
        world.people,
        world.deal_credits,
        world.quotation_versions,
        world.settings_for,
        world.clock,
    )


def open_opportunity(world: FakeWorld, **changes: object) -> Opportunity:
    """In negotiation, worth 1,000.00 euros."""
    pipeline = a_pipeline()
    facts: dict[str, Any] = {
        "pipeline_id": pipeline.id,
        "stage": "negotiation",
        "expected_revenue_minor": 100_000,
        "currency_code": EUR,
        **changes,
    }
    opportunity = an_opportunity(**facts)
    world.preload(pipeline, opportunity)
    return opportunity


def a_quotation(world: FakeWorld, opportunity: Opportunity, minor: int = 90_000, key: str = "before") -> Quotation:
    draft = QuotationDraft(
        opportunity_id=opportunity.id,
        customer_id=PARTY,
        currency_code=EUR,
        lines=(QuotationLine(description="Engine", unit_price_minor=minor),),
        valid_until=world.clock.now().date() + timedelta(days=10),
    )
    return world.quotations.create_from_opportunity(opportunity.tenant_id, draft, key=key)


def advanced(world: FakeWorld, opportunity: Opportunity) -> None:
    """To negotiation, from where it can be won."""
    pipeline = a_pipeline()
    with world.records.writing(world.actor) as work:
        for stage in pipeline.path_to(opportunity.stage, "negotiation"):
            opportunity, _ = opportunity.move(stage, pipeline, at=world.clock.now())
        work.opportunities.save(opportunity)


def stored(world: FakeWorld, opportunity: Opportunity) -> Opportunity:
    with world.records.reading(world.actor) as work:
        return work.opportunities.get(opportunity.id)


@pytest.mark.requirement("FUN-CRMOP-0025", "CRD-CRMOP-0071")
def test_won_without_a_quotation_makes_one_over_the_expected_revenue_and_accepts_it(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)

    answer = closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    won = stored(crm_world, opportunity)
    assert (won.outcome, won.stage, won.actual_value) == (Outcome.WON, "closed_won", Money(minor=100_000, currency=EUR))
    assert won.converted_to_quote_id == answer.quotation_id
    assert crm_world.quotations.get_status(opportunity.tenant_id, answer.quotation_id or "") is QuotationStatus.ACCEPTED


@pytest.mark.requirement("BUS-CRMOP-0012", "CRD-CRMOP-0073")
def test_the_quotation_is_accepted_before_the_deal_is_settled(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    before = len(crm_world.changed_by)

    closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert crm_world.changed_by[before:] == [
        "quotations.create_from_opportunity",
        "quotations.mark_as_accepted",
        "records.commit",
    ]


def test_won_at_what_the_quotation_says_not_at_what_was_hoped(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    quotation = a_quotation(crm_world, opportunity, 90_000)

    answer = closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert (answer.value, answer.quotation_id) == (Money(minor=90_000, currency=EUR), quotation.id)
    assert stored(crm_world, opportunity).expected_revenue == Money(minor=100_000, currency=EUR)


def test_a_value_that_contradicts_the_quotation_is_refused_and_nothing_is_accepted(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    quotation = a_quotation(crm_world, opportunity, 90_000)

    with pytest.raises(OpportunityNotClosable, match="90000 EUR in minor units, not 100"):
        closing(crm_world).close_as_won(
            crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=Money(minor=100, currency=EUR))
        )

    assert crm_world.quotations.get_status(opportunity.tenant_id, quotation.id) is QuotationStatus.DRAFT
    assert stored(crm_world, opportunity).is_open


def test_the_caller_picks_one_of_several_quotations(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    older = a_quotation(crm_world, opportunity, 80_000, "older")
    a_quotation(crm_world, opportunity, 90_000, "newer")

    answer = closing(crm_world).close_as_won(
        crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, quotation_id=older.id)
    )

    assert answer.value == Money(minor=80_000, currency=EUR)


def test_of_several_that_are_accepted_closing_names_one(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    chosen, other = (a_quotation(crm_world, opportunity, minor, f"by hand {minor}") for minor in (90_000, 80_000))
    for each in (chosen, other):
        crm_world.quotations.mark_as_accepted(opportunity.tenant_id, each.id, crm_world.clock.now())

    with pytest.raises(OpportunityNotClosable, match="several accepted quotations"):
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))
    named = CloseAsWon(opportunity_id=opportunity.id, quotation_id=chosen.id)

    assert closing(crm_world).close_as_won(crm_world.actor, named).value == chosen.total


@pytest.mark.parametrize("value", [None, 80_000])
def test_where_quotations_do_not_set_the_value_a_closing_that_would_differ_is_refused(
    crm_world: FakeWorld, value: int | None
) -> None:
    crm_world.settings = crm_world.settings.model_copy(update={"quotations": QuotationSettings(sets_value=False)})
    opportunity = open_opportunity(crm_world)
    quotation = a_quotation(crm_world, opportunity, 90_000) if value is None else None
    before = crm_world.snapshot()
    asked = None if value is None else Money(minor=value, currency=EUR)

    with pytest.raises(OpportunityNotClosable, match="expected to bring"):
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=asked))

    assert crm_world.snapshot() == before
    if quotation is not None:
        crm_world.quotations.mark_as_rejected(
            opportunity.tenant_id, quotation.id, "too much off", crm_world.clock.now()
        )
    won = closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))
    assert won.value == Money(minor=100_000, currency=EUR)


def test_a_picked_quotation_that_is_not_the_deals_is_refused(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    a_quotation(crm_world, opportunity)

    with pytest.raises(OpportunityNotClosable, match="no quotation nowhere"):
        closing(crm_world).close_as_won(
            crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, quotation_id="nowhere")
        )


def test_an_expired_quotation_cannot_win_a_deal_and_stands_in_no_ones_way(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    expired = a_quotation(crm_world, opportunity)
    crm_world.clock.advance(timedelta(days=11))

    with pytest.raises(QuotationRefused, match="expired"):
        closing(crm_world).close_as_won(
            crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, quotation_id=expired.id)
        )
    assert stored(crm_world, opportunity).is_open
    answer = closing(crm_world).close_as_won(
        crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=Money(minor=120_000, currency=EUR))
    )

    assert (answer.value, answer.quotation_id != expired.id) == (Money(minor=120_000, currency=EUR), True)


def test_on_its_last_day_a_quotation_still_counts(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    quotation = a_quotation(crm_world, opportunity)
    crm_world.clock.advance(timedelta(days=10))

    answer = closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert answer.quotation_id == quotation.id


def test_a_deal_won_and_reopened_is_won_at_another_price(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    before = a_quotation(crm_world, opportunity, 90_000)
    left_open = a_quotation(crm_world, opportunity, 85_000, "left open")
    coordinator = closing(crm_world)
    coordinator.close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, quotation_id=before.id))

    reopened = coordinator.reopen(crm_world.actor, opportunity.id, "they want more of it")
    advanced(crm_world, reopened)
    request = CloseAsWon(opportunity_id=opportunity.id, value=Money(minor=150_000, currency=EUR))
    again = coordinator.close_as_won(crm_world.actor, request)

    assert (reopened.converted_to_quote_id, reopened.converted_to_order_id) == (None, None)
    assert set(reopened.superseded_quotation_ids) == {before.id, left_open.id}
    assert again.value == Money(minor=150_000, currency=EUR)
    assert stored(crm_world, opportunity).converted_to_quote_id == again.quotation_id
    assert again.quotation_id not in {before.id, left_open.id}


def test_a_deal_reopened_by_mistake_is_won_again_with_its_old_quotation_by_naming_it(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    coordinator = closing(crm_world)
    won = coordinator.close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))
    advanced(crm_world, coordinator.reopen(crm_world.actor, opportunity.id, "a slip"))

    request = CloseAsWon(opportunity_id=opportunity.id, quotation_id=won.quotation_id)

    assert coordinator.close_as_won(crm_world.actor, request) == won


def test_an_open_deal_is_not_reopened_and_the_sales_system_is_not_asked(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)

    with pytest.raises(InvalidOpportunityStageTransition, match="still open"):
        closing(crm_world).reopen(crm_world.actor, opportunity.id, "why not")

    assert not crm_world.quotations.asked


@pytest.mark.parametrize("quoted", [False, True], ids=["by its value", "by its quotation"])
def test_winning_in_another_currency_than_was_expected_is_refused_before_anything_is_accepted(
    crm_world: FakeWorld, quoted: bool
) -> None:
    opportunity = open_opportunity(crm_world, currency_code="USD")
    if quoted:
        a_quotation(crm_world, opportunity)
    value = None if quoted else Money(minor=5, currency=EUR)
    before = crm_world.snapshot()

    with pytest.raises(OpportunityCurrencyDiffers, match="expected to bring USD and cannot be won in EUR"):
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=value))

    assert crm_world.snapshot() == before
    assert not {"mark_as_accepted", "mark_as_sent"} & set(crm_world.quotations.changed_by)


def test_where_nothing_was_expected_a_deal_takes_the_currency_it_is_won_in(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world, currency_code="USD", expected_revenue_minor=None)

    value = Money(minor=5, currency=EUR)
    closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=value))

    won = stored(crm_world, opportunity)
    assert (won.actual_value, won.currency_code) == (value, EUR)


def test_a_deal_nobody_put_a_value_on_asks_for_one(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world, expected_revenue_minor=None)
    before = crm_world.snapshot()

    with pytest.raises(OpportunityNotClosable, match="say what it was won at"):
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert crm_world.snapshot() == before
    answer = closing(crm_world).close_as_won(
        crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=Money(minor=5, currency=EUR))
    )
    assert answer.value == Money(minor=5, currency=EUR)


@pytest.mark.parametrize("stage", ["prospecting", "qualification", "proposal"])
def test_won_only_from_where_the_pipeline_allows_it_and_the_desk_is_not_asked(crm_world: FakeWorld, stage: str) -> None:
    opportunity = open_opportunity(crm_world, stage=stage)

    with pytest.raises(InvalidOpportunityStageTransition):
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert not crm_world.quotations.asked


@pytest.mark.requirement("FUN-CRMOP-0026", "CRD-CRMOP-0073", "FEAT-002")
def test_lost_with_a_reason_and_its_open_quotations_rejected(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world, stage="proposal")
    quotation = a_quotation(crm_world, opportunity)

    answer = closing(crm_world).close_as_lost(
        crm_world.actor, CloseAsLost(opportunity_id=opportunity.id, reason="too dear")
    )

    lost = stored(crm_world, opportunity)
    assert (lost.outcome, lost.stage, lost.lost_reason) == (Outcome.LOST, "closed_lost", "too dear")
    assert answer.lost_reason == "too dear"
    rejected = crm_world.quotations.find_by_id(opportunity.tenant_id, quotation.id)
    assert rejected is not None
    assert (rejected.status, rejected.rejection_reason) == (QuotationStatus.REJECTED, "too dear")


def test_a_lost_deal_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        CloseAsLost(opportunity_id="any", reason="   ")


def test_owner_and_managers_hear_of_it_through_the_outbox(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world, assigned_to="mara")

    closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert [event.name for event in crm_world.records.announced] == ["opportunity.stage_changed", "opportunity.won"]
    (notice,) = crm_world.records.notices
    assert (notice.users, notice.role) == (("mara",), Role.MANAGER)
    assert not crm_world.notifications.asked


@pytest.mark.parametrize("one_commit", [False, True], ids=["step by step", "one_commit"])
def test_ten_threads_closing_one_deal_get_one_answer(crm_world: FakeWorld, one_commit: bool) -> None:
    opportunity = open_opportunity(crm_world)
    coordinator = closing(crm_world, crm_world.one_commit_runner if one_commit else crm_world.runner)

    def win(_: int) -> Closing:
        return coordinator.close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(win, range(10)))

    assert len(answers) == 1
    assert crm_world.quotations.changed_by.count("create_from_opportunity") == 1


def test_a_deal_cannot_be_won_and_lost(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    coordinator = closing(crm_world)
    coordinator.close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    with pytest.raises(OpportunityNotClosable, match="already closed as won; reopen it first"):
        coordinator.close_as_lost(
            crm_world.actor, CloseAsLost(opportunity_id=opportunity.id, reason="changed their mind")
        )

    assert stored(crm_world, opportunity).outcome is Outcome.WON


def test_asked_again_without_details_a_won_deal_answers_what_it_was_won_at(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    coordinator = closing(crm_world)
    won = coordinator.close_as_won(
        crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=Money(minor=200_000, currency=EUR))
    )

    assert coordinator.close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id)) == won
    with pytest.raises(SameProcessOtherCommand):
        coordinator.close_as_won(
            crm_world.actor, CloseAsWon(opportunity_id=opportunity.id, value=Money(minor=1, currency=EUR))
        )


def test_reopened_it_can_be_closed_anew_and_is_counted(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    coordinator = closing(crm_world)
    coordinator.close_as_lost(crm_world.actor, CloseAsLost(opportunity_id=opportunity.id, reason="no budget"))

    reopened = coordinator.reopen(crm_world.actor, opportunity.id, "they found the money")
    again = coordinator.close_as_lost(
        crm_world.actor, CloseAsLost(opportunity_id=opportunity.id, reason="lost it again")
    )

    assert (reopened.stage, reopened.reopened_count, reopened.lost_reason) == ("prospecting", 1, None)
    assert again.lost_reason == "lost it again"


def test_reopening_takes_a_manager(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    rep = Actor(tenant_id=opportunity.tenant_id, user_id="rep", roles=frozenset({Role.REP}))
    closing(crm_world).close_as_lost(crm_world.actor, CloseAsLost(opportunity_id=opportunity.id, reason="no budget"))

    with pytest.raises(NotPermitted):
        closing(crm_world).reopen(rep, opportunity.id, "please")


@pytest.mark.requirement("BUS-CRMOP-0013", "BR-004", "FR-L3-004")
@pytest.mark.parametrize(
    ("step", "quoted"), [("create quotation", False), ("accept quotation", False), ("accept quotation", True)]
)
def test_winning_broken_off_after_any_step_with_an_undo_leaves_the_world_as_before(
    crm_world: FakeWorld, step: str, quoted: bool
) -> None:
    opportunity = open_opportunity(crm_world)
    if quoted:
        a_quotation(crm_world, opportunity)
    before = crm_world.snapshot()

    with pytest.raises(BrokenOff):
        closing(crm_world, FailingRunner(crm_world.runner, after=step)).close_as_won(
            crm_world.actor, CloseAsWon(opportunity_id=opportunity.id)
        )

    assert crm_world.snapshot() == before


@pytest.mark.requirement("BUS-CRMOP-0013", "BR-004")
def test_losing_broken_off_after_a_rejection_takes_it_back(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    first, second = a_quotation(crm_world, opportunity, key="a"), a_quotation(crm_world, opportunity, key="b")
    before = crm_world.snapshot()

    for quotation in (first, second):
        with pytest.raises(BrokenOff):
            closing(
                crm_world, FailingRunner(crm_world.runner, after=f"reject quotation {quotation.number}")
            ).close_as_lost(crm_world.actor, CloseAsLost(opportunity_id=opportunity.id, reason="no"))
        assert crm_world.snapshot() == before


def test_the_steps_with_an_undo_are_those_tested_above(crm_world: FakeWorld) -> None:
    watching = WatchingRunner(crm_world.runner)
    opportunity = open_opportunity(crm_world)

    closing(crm_world, watching).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert list(watching.undoable) == ["create quotation", "accept quotation"]


@pytest.mark.parametrize("method", ["create_from_opportunity", "mark_as_accepted"])
@pytest.mark.parametrize("after", [False, True], ids=["call lost", "answer lost"])
def test_an_outage_of_the_desk_is_sat_out_and_nothing_is_done_twice(
    crm_world: FakeWorld, method: str, after: bool
) -> None:
    opportunity = open_opportunity(crm_world)
    crm_world.quotations.fail(method, Unavailable("the desk is down"), times=2, after=after)

    answer = closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert [
        quotation.id for quotation in crm_world.quotations.find_by_opportunity_id(opportunity.tenant_id, opportunity.id)
    ] == [answer.quotation_id]


def test_an_outage_that_lasts_leaves_the_world_as_before(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    before = crm_world.snapshot()
    crm_world.quotations.fail("mark_as_accepted", Unavailable("the desk is down"), times=None)

    with pytest.raises(Unavailable):
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert crm_world.snapshot() == before


@pytest.mark.requirement("INT-001", "PLAN-029")
def test_another_tenants_deal_is_answered_like_a_missing_one(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    stranger = Actor(tenant_id="stranger", user_id="s", roles=frozenset(Role))
    coordinator = closing(crm_world)

    for opportunity_id in (opportunity.id, "missing"):
        with pytest.raises(OpportunityNotFound, match=f"no opportunity with id {opportunity_id}"):
            coordinator.close_as_won(stranger, CloseAsWon(opportunity_id=opportunity_id))
        with pytest.raises(OpportunityNotFound):
            coordinator.close_as_lost(stranger, CloseAsLost(opportunity_id=opportunity_id, reason="no"))
        with pytest.raises(OpportunityNotFound):
            coordinator.reopen(stranger, opportunity_id, "no")
        with pytest.raises(OpportunityNotFound):
            coordinator.attention(stranger, opportunity_id)


def test_the_day_it_closed_is_the_day_where_the_tenant_lives(crm_world: FakeWorld) -> None:
    crm_world.settings = crm_world.settings.model_copy(update={"timezone": "America/New_York"})
    opportunity = open_opportunity(crm_world)
    crm_world.clock.set(crm_world.clock.now().replace(month=2, day=1, hour=4, minute=30))

    answer = closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))

    assert answer.closed_on == date(crm_world.clock.now().year, 1, 31)


@pytest.mark.requirement("IFC-CRMOP-0042")
def test_attention_names_each_reason_with_its_figure(crm_world: FakeWorld) -> None:
    today = crm_world.clock.now().date()
    fine = open_opportunity(crm_world, expected_close_date=today + timedelta(days=30))
    slipped = an_opportunity(
        2,
        pipeline_id=fine.pipeline_id,
        stage="negotiation",
        expected_close_date=today - timedelta(days=3),
        expected_revenue_minor=None,
    )
    crm_world.preload(slipped)
    coordinator = closing(crm_world)

    assert coordinator.attention(crm_world.actor, fine.id) == ()
    assert [(i.name, i.detail) for i in coordinator.attention(crm_world.actor, slipped.id)] == [
        ("slipped", "expected to close 3 days ago"),
        ("not_priced", "nobody said what it is worth"),
    ]
    crm_world.clock.advance(timedelta(days=14, microseconds=-1))
    assert coordinator.attention(crm_world.actor, fine.id) == ()
    crm_world.clock.advance(timedelta(days=9))
    assert [i.name for i in coordinator.attention(crm_world.actor, fine.id)] == ["stale", "closing_soon"]
    yesterday = crm_world.clock.now() - timedelta(days=1)
    crm_world.preload(an_activity(2, related=fine.ref, completed_at=yesterday, automated=True))
    crm_world.preload(an_activity(3, related=fine.ref, completed_at=yesterday, direction="internal"))
    assert "stale" in [i.name for i in coordinator.attention(crm_world.actor, fine.id)]
    crm_world.preload(an_activity(4, related=fine.ref, completed_at=yesterday))
    assert [i.name for i in coordinator.attention(crm_world.actor, fine.id)] == ["closing_soon"]


def test_a_quotation_whose_creation_was_told_twice_is_still_withdrawn_when_the_deal_is_not_won(
    crm_world: FakeWorld,
) -> None:
    opportunity = open_opportunity(crm_world)
    before = crm_world.snapshot()
    crm_world.quotations.fail("create_from_opportunity", Unavailable("the answer got lost"), after=True)

    with pytest.raises(BrokenOff):
        closing(crm_world, FailingRunner(crm_world.runner, after="accept quotation")).close_as_won(
            crm_world.actor, CloseAsWon(opportunity_id=opportunity.id)
        )

    assert crm_world.snapshot() == before


def test_owner_and_managers_hear_of_a_lost_deal_and_why(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world, assigned_to="mara")

    closing(crm_world).close_as_lost(crm_world.actor, CloseAsLost(opportunity_id=opportunity.id, reason="too dear"))

    (notice,) = crm_world.records.notices
    assert (notice.users, notice.role) == (("mara",), Role.MANAGER)
    assert notice.message.title == f"{opportunity.opportunity_number} is lost"
    assert notice.message.body == f"{opportunity.name}: too dear"
    assert notice.message.about == opportunity.ref


def test_the_context_of_a_deal_holds_its_own_pipeline_and_what_was_done_about_it(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world)
    at = crm_world.clock.now()
    about_it: dict[str, Any] = {"related_entity_type": opportunity.ref.kind, "related_entity_id": opportunity.id}
    crm_world.preload(an_activity(1, completed_at=at, **about_it), an_activity(2))

    with crm_world.records.reading(crm_world.actor) as work:
        context = OpportunityContextProvider().get_context(
            work, opportunity.id, at, crm_world.settings_for(opportunity.tenant_id)
        )

    assert (context.activities.total, context.activities.last_at) == (1, at)
    assert (context.opportunity.id, context.pipeline.id, context.at) == (opportunity.id, opportunity.pipeline_id, at)
