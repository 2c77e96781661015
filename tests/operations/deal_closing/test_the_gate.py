"""A deal over its thresholds is won with its yes, or by an override; a refusal leaves nothing quoted or accepted."""

from typing import Any

import pytest
from approving import Approving

from crm_core.actor import NotPermitted, Role
from crm_core.approvals import ApprovalState
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.pipelines import OpportunityStage, Outcome
from crm_core.testing import a_pipeline
from crm_core.voting import MayNotVote
from crm_operations.approvals import DEAL_APPROVAL, ApprovalMissing
from crm_operations.audit import AuditCoordinator
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
from crm_operations.providers import QuotationDraft, QuotationLine, QuotationStatus
from crm_operations.records import Rules
from crm_operations.settings import ApprovalSettings, OperationsSettings


class Selling(Approving):
    """The same team, with deals in negotiation that are closed."""

    def __init__(self) -> None:
        super().__init__()
        world, contexts = self.world, OpportunityContextProvider()
        crediting = (world.deal_credits, world.credited_people)
        parts = (world.records, world.quotations, contexts, self.requests, *crediting)
        closings = Closings(*parts, world.quotation_versions, world.settings_for, world.clock)
        self.closing = OpportunityCloseCoordinator(
            world.runner,
            CloseAsWonWorkflow(closings),
            CloseAsLostWorkflow(closings),
            world.records,
            world.quotations,
            contexts,
            world.people,
            world.deal_credits,
            world.quotation_versions,
            world.settings_for,
            world.clock,
        )

    def ready(self, value_minor: int | None = 1_200_000, **facts: Any) -> Opportunity:
        return self.deal(value_minor, stage=OpportunityStage.NEGOTIATION.value, **facts)

    def wins(self, deal: Opportunity, by: str = "rita", *roles: Role, **facts: Any) -> Closing:
        return self.closing.close_as_won(self.actor(by, *roles), CloseAsWon(opportunity_id=deal.id, **facts))

    def approved(self, deal: Opportunity, **facts: Any) -> None:
        request = self.asks(deal, **facts)
        self.approvals.approve(self.actor("boss", Role.MANAGER), request.id)

    def quoted(self, deal: Opportunity, minor: int) -> str:
        draft = QuotationDraft(
            opportunity_id=deal.id,
            customer_id=deal.party_id,
            currency_code="USD",
            lines=(QuotationLine(description="Engine", unit_price_minor=minor),),
            valid_until=a_pipeline().created_at.date().replace(year=2199),
        )
        return self.world.quotations.create_from_opportunity(deal.tenant_id, draft, key=f"by hand {minor}").id


@pytest.fixture
def sales() -> Selling:
    return Selling()


@pytest.mark.requirement("PLAN-022")
def test_without_the_yes_nothing_is_quoted_and_the_refusal_names_level_and_people(sales: Selling) -> None:
    deal = sales.ready()
    before = sales.world.snapshot()

    with pytest.raises(ApprovalMissing, match=r"approval of a manager.*who may give it: boss; ask for it") as missing:
        sales.wins(deal)

    assert sales.world.snapshot() == before
    assert (missing.value.level, missing.value.value) == ("manager", Money(minor=1_200_000, currency="USD"))


def test_the_quotation_that_counts_is_judged_and_stays_undecided(sales: Selling) -> None:
    deal = sales.ready(100)
    quotation = sales.quoted(deal, 500_000)

    with pytest.raises(ApprovalMissing, match="team_lead"):
        sales.wins(deal)

    assert sales.world.quotations.get_status(deal.tenant_id, quotation) is QuotationStatus.DRAFT


@pytest.mark.parametrize(("minor", "is_won"), [(499_999, True), (500_000, False)])
def test_below_the_threshold_it_is_won_without(sales: Selling, minor: int, is_won: bool) -> None:
    deal = sales.ready(minor)

    if is_won:
        assert sales.wins(deal).outcome is Outcome.WON
    else:
        with pytest.raises(ApprovalMissing):
            sales.wins(deal)


def test_with_the_yes_it_is_won(sales: Selling) -> None:
    deal = sales.ready()
    sales.approved(deal)

    assert sales.wins(deal).value == Money(minor=1_200_000, currency="USD")


def test_it_is_judged_again_in_the_closing_commit_and_what_was_done_is_undone(sales: Selling) -> None:
    deal = sales.ready()
    sales.approved(deal)
    request = sales.all()[0]
    accept = sales.world.quotations.mark_as_accepted

    def accept_and_void(*args: Any, **more: Any) -> Any:
        with sales.world.records.writing(sales.actor("system:sales")) as work:
            voided, event = work.approvals.get(request.id).void("meanwhile", by="system:sales", at=args[2])
            work.outbox.announce(event)
            work.approvals.save(voided)
        return accept(*args, **more)

    sales.world.quotations.mark_as_accepted = accept_and_void  # type: ignore[method-assign]
    with pytest.raises(ApprovalMissing):
        sales.wins(deal)

    assert sales.world.records.now(deal).is_open
    assert list(sales.world.quotations.find_by_opportunity_id(deal.tenant_id, deal.id)) == []


def test_losing_is_never_gated(sales: Selling) -> None:
    deal = sales.ready()

    lost = sales.closing.close_as_lost(sales.actor("rita"), CloseAsLost(opportunity_id=deal.id, reason="price"))

    assert lost.outcome is Outcome.LOST


def test_an_override_is_a_permission_not_for_the_owner_and_is_recorded(sales: Selling) -> None:
    deal = sales.ready(owner="chief")
    with pytest.raises(NotPermitted):
        sales.wins(deal, "boss", Role.MANAGER, override_reason="hurry")
    with pytest.raises(MayNotVote, match="it is their own"):
        sales.wins(deal, "chief", Role.DIRECTOR, override_reason="hurry")
    assert sales.world.records.now(deal).is_open

    won = sales.wins(deal, "dora", Role.DIRECTOR, override_reason="end of the quarter")

    assert won.outcome is Outcome.WON
    [request] = sales.all()
    assert (request.state, request.decided_by, request.reason) == (
        ApprovalState.OVERRIDDEN,
        "dora",
        "end of the quarter",
    )
    assert ((), "director", "OPP-2026-0001: dora passed over the missing approval") in sales.told()
    [replay] = AuditCoordinator(sales.world.records, Rules(DEAL_APPROVAL)).replay(sales.world.actor, deal.ref)
    assert replay.is_same
    assert sales.timers(request) == []


def test_an_override_of_what_needs_no_approval_leaves_no_trace(sales: Selling) -> None:
    sales.wins(sales.ready(100), "dora", Role.DIRECTOR, override_reason="to be sure")

    assert sales.all() == []


def test_a_tenant_may_have_its_gate_off(sales: Selling) -> None:
    approvals = ApprovalSettings(gate=False)
    sales.world.settings = OperationsSettings(retry=sales.world.settings.retry, approvals=approvals)

    assert sales.wins(sales.ready()).outcome is Outcome.WON
