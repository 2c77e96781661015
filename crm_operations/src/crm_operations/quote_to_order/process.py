"""The way from a deal to its order: each step a process of its own, or one commit (QOW-CRMOP-0116 to 0120)."""

from collections.abc import Callable, Sequence

from crm_core.actor import Actor
from crm_core.approvals import ApprovalRequest
from crm_core.clock import Clock
from crm_core.identity import NewId
from crm_core.money import Money
from crm_core.quotations import QuotationVersion, VersionStatus
from crm_operations.process import ProcessRunner, process_id
from crm_operations.providers import Quotation, QuotationProvider
from crm_operations.quote_to_order.errors import OpportunityNotClosable, QuotationHolds
from crm_operations.quote_to_order.expiring import QuotationExpiry
from crm_operations.quote_to_order.extending import ExtendQuotationWorkflow
from crm_operations.quote_to_order.generating import GenerateQuotationWorkflow
from crm_operations.quote_to_order.moving import MoveQuotationWorkflow
from crm_operations.quote_to_order.ordering import OrderDeals
from crm_operations.quote_to_order.request import (
    ExtendQuotation,
    GenerateQuotation,
    MoveQuotation,
    Offered,
    Ordered,
    OrderOpportunity,
    ReviseQuotation,
)
from crm_operations.quote_to_order.revising import ReviseQuotationWorkflow
from crm_operations.quote_to_order.tracking import QuotationTracking
from crm_operations.records import Records, repeats_lost_races
from crm_operations.settings import SettingsFor

AskForApproval = Callable[[Actor, str, Money], ApprovalRequest]
"""Asks for the yes that the deal with this id needs at this value; answers the request."""


class QuoteToOrderWorkflow:
    """Each method may raise Unavailable, and CompensationFailed when a step that failed could not be undone."""

    def __init__(
        self,
        runner: ProcessRunner,
        generating: GenerateQuotationWorkflow,
        revising: ReviseQuotationWorkflow,
        moving: MoveQuotationWorkflow,
        extending: ExtendQuotationWorkflow,
        order_deals: OrderDeals,
        ask_for_approval: AskForApproval,
        records: Records,
        quotations: QuotationProvider,
        quotation_tracking: QuotationTracking,
        quotation_expiry: QuotationExpiry,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._runner = runner
        self._generating = generating
        self._revising = revising
        self._moving = moving
        self._extending = extending
        self._order_deals = order_deals
        self._ask_for_approval = ask_for_approval
        self._records = records
        self._quotations = quotations
        self._tracking = quotation_tracking
        self._expiry = quotation_expiry
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    def generate_quote(self, actor: Actor, command: GenerateQuotation) -> Offered:
        """A new version of the deal's quotation; one a request, where that has an id."""
        request = command.request_id or self._new_id()
        generating = process_id(self._generating.process, actor.tenant_id, command.opportunity_id, request)
        return self._runner.start(self._generating, generating, actor, command)

    def revise_quote(self, actor: Actor, command: ReviseQuotation) -> Offered:
        """Other lines for a draft."""
        revising = process_id(self._revising.process, actor.tenant_id, command.quotation_id)
        return self._runner.start(self._revising, revising, actor, command)

    def submit_for_approval(self, actor: Actor, version: QuotationVersion) -> ApprovalRequest:
        """Asks for the yes that the deal needs on the quotation's figures; it is the deal's at closing, too."""
        return self._ask_for_approval(actor, version.opportunity_id, version.total)

    def move(self, actor: Actor, command: MoveQuotation) -> Offered:
        """Sent, accepted or rejected; only one of them can be under way."""
        moving = process_id(self._moving.process, actor.tenant_id, command.quotation_id)
        return self._runner.start(self._moving, moving, actor, command)

    def extend(self, actor: Actor, command: ExtendQuotation) -> Offered:
        """It holds for longer, once."""
        extending = process_id(self._extending.process, actor.tenant_id, command.quotation_id)
        return self._runner.start(self._extending, extending, actor, command)

    def track_status(self, actor: Actor, opportunity_id: str) -> tuple[Offered, ...]:
        """What the sales system says of the deal's quotations is kept here, and what it says otherwise is answered."""
        with self._records.reading(actor) as work:
            work.opportunities.get(opportunity_id)
        theirs = self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity_id)
        return self._followed(actor, opportunity_id, theirs)

    def handle_expiration(self, actor: Actor, version: QuotationVersion) -> QuotationVersion:
        """One whose last day is over expires, unless it was decided in the sales system. Raises QuotationHolds."""
        if version.status is VersionStatus.EXPIRED:
            return version
        if not self._expiry.is_over(version, self._clock.now()):
            raise QuotationHolds.because_of_its_last_day(version)
        theirs = self._quotations.find_by_id(actor.tenant_id, version.quotation_id)
        return self._expired(actor, version.id, theirs)

    def convert_to_order(self, actor: Actor, version: QuotationVersion) -> Ordered:
        """The order of the quotation that its deal was won with, the same however often asked.

        Raises OpportunityNotClosable, QuotationRefused.
        """
        with self._records.reading(actor) as work:
            deal = work.opportunities.get(version.opportunity_id)
        if not deal.is_open and deal.converted_to_quote_id != version.quotation_id:
            raise OpportunityNotClosable.because_it_is_won_with_another(deal, version)
        return self._order_deals.order(actor, OrderOpportunity(opportunity_id=deal.id))

    @repeats_lost_races
    def _followed(self, actor: Actor, opportunity_id: str, theirs: Sequence[Quotation]) -> tuple[Offered, ...]:
        with self._records.writing(actor) as work:
            return self._tracking.follow(work, opportunity_id, theirs)

    @repeats_lost_races
    def _expired(self, actor: Actor, version_id: str, theirs: Quotation | None) -> QuotationVersion:
        with self._records.writing(actor) as work:
            return self._expiry.expire(work, version_id, theirs, self._clock.now())
