"""A team in memory that quotes: rita sells, lea leads, boss manages; over 10,000.00 a deal needs a manager."""

from typing import Any

from approving import Approving

from crm_core.actor import Actor, Role
from crm_core.approvals import ApprovalRequest
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.pipelines import OpportunityStage
from crm_core.quotations import PricedLine, QuotationVersion
from crm_core.testing import TENANT
from crm_operations.approvals import DealApprovalFollower
from crm_operations.deal_approval import RequestApproval
from crm_operations.deal_closing import (
    CloseAsLostWorkflow,
    CloseAsWon,
    CloseAsWonWorkflow,
    Closing,
    Closings,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
)
from crm_operations.process import ProcessRunner
from crm_operations.quote_to_order import (
    ExtendQuotationWorkflow,
    GenerateQuotation,
    GenerateQuotationWorkflow,
    MoveQuotationWorkflow,
    Offered,
    OrderDeals,
    OrderOpportunityWorkflow,
    QuotationCoordinator,
    QuotationExpiry,
    QuotationExpiryTimer,
    QuotationFollower,
    QuotationTracking,
    QuoteToOrderWorkflow,
    ReviseQuotationWorkflow,
)
from crm_operations.records import TimerState


def a_line(description: str = "Engine", price: int = 100_000, **facts: Any) -> PricedLine:
    return PricedLine(description=description, unit_price_minor=price, **facts)


class Quoting(Approving):
    def __init__(self) -> None:
        super().__init__()
        world = self.world
        world.records.followers = (
            DealApprovalFollower(self.requests),
            QuotationFollower(world.quotation_versions),
        )
        self.runner: ProcessRunner = world.runner
        contexts = OpportunityContextProvider()
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

    def quotes(self, runner: ProcessRunner | None = None) -> QuotationCoordinator:
        world, used = self.world, runner or self.world.runner
        steps = (world.records, world.quotations, world.quotation_versions, world.settings_for, world.clock)
        ordering = OrderOpportunityWorkflow(
            world.records,
            world.orders,
            world.deal_credits,
            world.credited_people,
            world.quotation_versions,
            world.settings_for,
            world.clock,
        )
        self.workflow = QuoteToOrderWorkflow(
            used,
            GenerateQuotationWorkflow(*steps),
            ReviseQuotationWorkflow(*steps),
            MoveQuotationWorkflow(*steps),
            ExtendQuotationWorkflow(*steps),
            OrderDeals(used, ordering, world.records),
            self._ask,
            world.records,
            world.quotations,
            QuotationTracking(world.quotation_versions, world.settings_for, world.clock),
            QuotationExpiry(world.quotation_versions, world.settings_for),
            world.settings_for,
            world.clock,
            world.new_id,
        )
        return QuotationCoordinator(self.workflow, world.records, world.settings_for, world.clock, world.new_id)

    def _ask(self, actor: Actor, opportunity_id: str, value: Money) -> ApprovalRequest:
        asked = self.deals.request(actor, RequestApproval(opportunity_id=opportunity_id, value=value))
        return self.approvals.get(actor, asked.request_id)

    @property
    def rita(self) -> Actor:
        return self.actor("rita")

    @property
    def lea(self) -> Actor:
        return self.actor("lea", Role.TEAM_LEAD)

    @property
    def boss(self) -> Actor:
        return self.actor("boss", Role.MANAGER)

    def open_deal(self, value_minor: int | None = 90_000, **facts: Any) -> Opportunity:
        """In negotiation, from where it can be won."""
        return self.deal(value_minor, stage=OpportunityStage.NEGOTIATION.value, **facts)

    def offers(self, deal: Opportunity, *lines: PricedLine, **facts: Any) -> Offered:
        command = GenerateQuotation(opportunity_id=deal.id, lines=lines or (a_line(),), **facts)
        return self.quotes().generate(self.rita, command)

    def version(self, offered: Offered) -> QuotationVersion:
        return self.quotes().get(self.rita, offered.quotation_id)

    def status(self, offered: Offered) -> str:
        return str(self.version(offered).status)

    def deal_now(self, deal: Opportunity) -> Opportunity:
        with self.world.records.reading(self.rita) as work:
            return work.opportunities.get(deal.id)

    def wins(self, deal: Opportunity, **facts: Any) -> Closing:
        return self.closing.close_as_won(self.rita, CloseAsWon(opportunity_id=deal.id, **facts))

    def expires(self, offered: Offered) -> None:
        """Advances the clock to the end of its last day, and fires its timer as a worker does."""
        version = self.version(offered)
        system = self.actor("system:timers", Role.ADMIN)
        with self.world.records.reading(system) as work:
            due = [each for each in work.timers.of(version.ref) if each.state is TimerState.PENDING]
        expiry = QuotationExpiry(self.world.quotation_versions, self.world.settings_for)
        timer = QuotationExpiryTimer(self.world.records, self.world.quotations, expiry, self.world.clock)
        for each in due:
            self.world.clock.set(max(each.trigger_at, self.world.clock.now()))
            fire = timer.prepare(system, each)
            with self.world.records.writing(system) as work:
                fire(work)

    def accepted_there(self, offered: Offered) -> None:
        """By the partner's own ways."""
        self.world.quotations.mark_as_accepted(TENANT, offered.quotation_id, self.world.clock.now())
