"""The coordinator of quotations, version by version: offered, approved, sent, decided, extended, ordered."""

from typing import Annotated

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.approvals import ApprovalRequest
from crm_core.clock import Clock
from crm_core.errors import NotFound
from crm_core.identity import NewId
from crm_core.quotations import (
    QuotationDiff,
    QuotationVersion,
    QuotationVersionFilter,
    QuotationVersionNotFound,
    VersionStatus,
    diff,
)
from crm_core.stores import Listed
from crm_core.vocabulary import ForeignId, Id, Reason
from crm_operations.operation import acts, reads
from crm_operations.quote_to_order.process import QuoteToOrderWorkflow
from crm_operations.quote_to_order.request import (
    ExtendQuotation,
    GenerateQuotation,
    MoveQuotation,
    Offered,
    Ordered,
    QuotationMove,
    ReviseQuotation,
)
from crm_operations.records import EntityRecords, Records
from crm_operations.settings import SettingsFor

FormerId = Annotated[ForeignId, Field(description="The version it is compared with; else the one before it.")]


class QuotationCoordinator:
    """Quotations are named by their id in the sales system.

    Each method raises NotPermitted, those that name a quotation QuotationVersionNotFound, or QuotationNotFound where
    the sales system has none. Whatever changes one raises Unavailable when that system does not answer.
    """

    def __init__(
        self,
        quote_to_order_workflow: QuoteToOrderWorkflow,
        records: Records,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._workflow = quote_to_order_workflow
        self._versions = EntityRecords(records, settings_for, clock, new_id, lambda work: work.quotation_versions)

    @reads(Permission.DEAL_READ)
    def list(self, actor: Actor, filters: QuotationVersionFilter) -> Listed[QuotationVersion]:
        """List versions of quotations in the order they were made."""
        return self._versions.find(actor, filters)

    @reads(Permission.DEAL_READ)
    def get(self, actor: Actor, quotation_id: ForeignId) -> QuotationVersion:
        """Show one version, by its number or an id."""
        for query in (
            QuotationVersionFilter(quotation_id=quotation_id, limit=1),
            QuotationVersionFilter(quotation_number=quotation_id, limit=1),
        ):
            if found := self._versions.find(actor, query):
                return found[0]
        try:
            return self._versions.get(actor, quotation_id)
        except NotFound:
            raise QuotationVersionNotFound.because_unknown("quotation", quotation_id) from None

    @reads(Permission.DEAL_READ)
    def compare(self, actor: Actor, quotation_id: ForeignId, former_id: FormerId | None = None) -> QuotationDiff:
        """Say what differs between a version and the one before it, or another one."""
        later = self.get(actor, quotation_id)
        if former_id is not None:
            return diff(self.get(actor, former_id), later)
        query = QuotationVersionFilter(opportunity_id=later.opportunity_id, limit=1_000)
        before = [each for each in self._versions.find(actor, query) if each.revision < later.revision]
        if not before:
            raise QuotationVersionNotFound.because_unknown("version before", later.quotation_number)
        return diff(max(before, key=lambda each: each.revision), later)

    @acts(Permission.DEAL_MOVE)
    def generate(self, actor: Actor, command: GenerateQuotation) -> Offered:
        """Make a new version of a deal's quotation; its total is what the deal is expected to bring.

        Raises OpportunityNotFound, OpportunityNotClosable, OpportunityCurrencyDiffers, ApprovalPending, Invalid.
        """
        return self._workflow.generate_quote(actor, command)

    @acts(Permission.DEAL_MOVE)
    def revise(self, actor: Actor, command: ReviseQuotation) -> Offered:
        """Change the lines of a draft; an approval of less than it asks for then is void.

        Raises VersionRefused once it is sent, ApprovalPending, OpportunityNotClosable, Invalid.
        """
        return self._workflow.revise_quote(actor, command)

    @acts(Permission.APPROVAL_REQUEST)
    def submit_for_approval(self, actor: Actor, quotation_id: ForeignId) -> ApprovalRequest:
        """Ask for the approval that a quotation needs before it is sent; it is the deal's at closing, too.

        Raises NothingToApprove, ApprovalPending, OpportunityNotClosable, StrategyUnusable.
        """
        return self._workflow.submit_for_approval(actor, self.get(actor, quotation_id))

    @acts(Permission.DEAL_MOVE)
    def send(self, actor: Actor, quotation_id: ForeignId) -> Offered:
        """Send a quotation to the customer, as far as the sales system does that.

        Raises ApprovalMissing, QuotationRefused, OpportunityNotClosable.
        """
        return self._workflow.move(actor, MoveQuotation(quotation_id=quotation_id, move=QuotationMove.SEND))

    @acts(Permission.DEAL_MOVE)
    def view(self, actor: Actor, quotation_id: ForeignId) -> QuotationVersion:
        """Note that the customer opened a quotation. Raises InvalidTransition unless it is sent."""
        version = self.get(actor, quotation_id)
        by = actor.user_id
        return self._versions.change(
            actor,
            version.id,
            lambda each, at: each if each.status is VersionStatus.VIEWED else each.view(by=by, at=at),
        )

    @acts(Permission.DEAL_CLOSE)
    def accept(self, actor: Actor, quotation_id: ForeignId) -> Offered:
        """Note that the customer accepted a quotation; the other versions are superseded, and the deal may be won.

        Raises ApprovalMissing, QuotationRefused, OpportunityNotClosable.
        """
        return self._workflow.move(actor, MoveQuotation(quotation_id=quotation_id, move=QuotationMove.ACCEPT))

    @acts(Permission.DEAL_MOVE)
    def reject(self, actor: Actor, quotation_id: ForeignId, reason: Reason) -> Offered:
        """Note that the customer rejected a quotation, and why. Raises QuotationRefused."""
        command = MoveQuotation(quotation_id=quotation_id, move=QuotationMove.REJECT, reason=reason)
        return self._workflow.move(actor, command)

    @acts(Permission.QUOTATION_EXTEND)
    def extend(self, actor: Actor, command: ExtendQuotation) -> Offered:
        """Let a quotation hold for longer, once; one that has expired holds again.

        Raises VersionRefused, OpportunityNotClosable, Invalid.
        """
        return self._workflow.extend(actor, command)

    @acts(Permission.DEAL_MOVE)
    def expire(self, actor: Actor, quotation_id: ForeignId) -> QuotationVersion:
        """Let a quotation expire whose last day is over, as its timer would. Raises QuotationHolds."""
        return self._workflow.handle_expiration(actor, self.get(actor, quotation_id))

    @acts(Permission.DEAL_MOVE)
    def track(self, actor: Actor, opportunity_id: Id) -> tuple[Offered, ...]:
        """Take over what the sales system says of a deal's quotations, and name what differs.

        Raises OpportunityNotFound.
        """
        return self._workflow.track_status(actor, opportunity_id)

    @acts(Permission.DEAL_CLOSE)
    def order(self, actor: Actor, quotation_id: ForeignId) -> Ordered:
        """Place the order of the quotation that its deal is won with, once however often asked.

        Raises OpportunityNotClosable, QuotationRefused.
        """
        return self._workflow.convert_to_order(actor, self.get(actor, quotation_id))
