"""A quotation is sent, accepted or rejected, in the sales system and here (QOW-CRMOP-0117, QOW-CRMOP-0118)."""

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.errors import ChangedMeanwhile
from crm_core.opportunities import Opportunity
from crm_core.quotations import QuotationVersion, VersionStatus
from crm_operations.approvals import Approvable
from crm_operations.process import Saga
from crm_operations.providers import (
    Quotation,
    QuotationProvider,
    QuotationRefused,
    QuotationStatus,
)
from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.errors import OpportunityNotClosable
from crm_operations.quote_to_order.finding import FoundQuotation, find_quotation
from crm_operations.quote_to_order.gate import approvable_offer
from crm_operations.quote_to_order.request import MoveQuotation, Offered, QuotationMove
from crm_operations.quote_to_order.versions import QuotationVersions
from crm_operations.records import Records, UnitOfWork
from crm_operations.settings import SettingsFor

NO_REASON = "rejected by the customer"
_ENDS = {
    QuotationMove.SEND: QuotationStatus.SENT,
    QuotationMove.ACCEPT: QuotationStatus.ACCEPTED,
    QuotationMove.REJECT: QuotationStatus.REJECTED,
}


class QuotationCase(OpportunityCase):
    """``version`` is the one here, ``approvable`` what decides whether it may be sent, None where the gate is off."""

    version: QuotationVersion | None = None
    approvable: Approvable | None = None


class MoveQuotationWorkflow:
    """find -> load -> may it be? -> say so in the sales system -> keep it, and what follows for the deal."""

    name = process = "quotation-status"
    command = MoveQuotation
    answers = (FoundQuotation, QuotationCase, Quotation, Offered)

    def __init__(
        self,
        records: Records,
        quotations: QuotationProvider,
        quotation_versions: QuotationVersions,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._quotations = quotations
        self._versions = quotation_versions
        self._settings_for = settings_for
        self._clock = clock

    def require_subject(self, actor: Actor, command: MoveQuotation) -> None:
        """Whether there is such a quotation the first step finds out."""

    def run(self, saga: Saga, actor: Actor, command: MoveQuotation) -> Offered:
        """Raises QuotationNotFound, QuotationRefused, OpportunityNotClosable, ApprovalMissing, Unavailable."""
        move = command.move
        before = saga.step(
            "find quotation", lambda: find_quotation(self._quotations, actor, command.quotation_id)
        ).quotation
        case = saga.step("load opportunity", lambda: self._load(actor, before))
        self._check(case, before, move)
        after = saga.step(
            f"{move} quotation",
            lambda: self._tell(actor, case, before, command),
            undo=lambda _: self._revert(actor, before),
            on_unknown=lambda: self._revert(actor, before),
        )
        return saga.commit_step("commit", lambda: self._keep(actor, case, after, command))

    def _load(self, actor: Actor, quotation: Quotation) -> QuotationCase:
        at, settings = self._clock.now(), self._settings_for(actor.tenant_id)
        with self._records.reading(actor) as work:
            case = OpportunityCase.load(work, quotation.opportunity_id, at, settings)
            version = self._versions.of_quotation(work, quotation.id)
            approvable = approvable_offer(work, case.opportunity, quotation.total, version, settings, at)
        return QuotationCase(**dict(case), version=version, approvable=approvable)

    def _check(self, case: QuotationCase, quotation: Quotation, move: QuotationMove) -> None:
        """Refuses, before any call of the partner, what would fail at the end; our clock says what has expired."""
        version, end = case.version, _ENDS[move]
        status = version.status if version is not None else VersionStatus(quotation.status)
        if quotation.id in case.opportunity.superseded_quotation_ids or status is VersionStatus.SUPERSEDED:
            raise QuotationRefused.because_status(quotation.number, VersionStatus.SUPERSEDED, _WORDS[move])
        if quotation.status is end and (version is None or version.agrees_with(VersionStatus(end))):
            return
        if move is not QuotationMove.REJECT and not case.opportunity.is_open:
            raise OpportunityNotClosable.because_closed_otherwise(case.opportunity)
        if not quotation.status.is_live and quotation.status is not end:
            raise QuotationRefused.because_status(quotation.number, quotation.status, _WORDS[move])
        if move is QuotationMove.REJECT:
            return
        valid_until = max(quotation.valid_until, version.valid_until) if version is not None else quotation.valid_until
        if quotation.status.is_live and (status is VersionStatus.EXPIRED or case.today > valid_until):
            raise QuotationRefused.because_expired(quotation.number, valid_until)
        if case.approvable is not None and quotation.status is not end:
            case.approvable.require(case.opportunity, quotation.total)

    def _tell(self, actor: Actor, case: QuotationCase, quotation: Quotation, command: MoveQuotation) -> Quotation:
        match command.move:
            case QuotationMove.SEND:
                return self._quotations.mark_as_sent(actor.tenant_id, quotation.id, case.at)
            case QuotationMove.ACCEPT:
                return self._quotations.mark_as_accepted(actor.tenant_id, quotation.id, case.at)
            case QuotationMove.REJECT:
                reason = command.reason or NO_REASON
                return self._quotations.mark_as_rejected(actor.tenant_id, quotation.id, reason, case.at)

    def _revert(self, actor: Actor, quotation: Quotation) -> None:
        self._quotations.revert(actor.tenant_id, quotation.id, quotation.status)

    def _keep(self, actor: Actor, case: QuotationCase, quotation: Quotation, command: MoveQuotation) -> Offered:
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(case.opportunity.id, lock=True)
            version = self._versions.adopted(work, deal, quotation, case.at)
            if version.agrees_with(VersionStatus(_ENDS[command.move])):
                return Offered.of(version)  # this very step, repeated
            if command.move is not QuotationMove.REJECT and deal.is_open is not case.opportunity.is_open:
                raise ChangedMeanwhile.because_it_is_no_longer_so(deal.kind, deal.id)
            if version.status is VersionStatus.SUPERSEDED:
                raise ChangedMeanwhile.because_it_is_no_longer_so(version.kind, version.id)
            moved = self._moved(work, version, command, case)
            self._versions.save_deal(work, deal, self._follows(work, deal, moved, command.move, case))
        return Offered.of(moved)

    def _moved(
        self, work: UnitOfWork, version: QuotationVersion, command: MoveQuotation, case: QuotationCase
    ) -> QuotationVersion:
        reason = (command.reason or NO_REASON) if command.move is QuotationMove.REJECT else None
        moved = self._versions.enter(work, version, VersionStatus(_ENDS[command.move]), case.at, reason=reason)
        if command.move is QuotationMove.ACCEPT:
            self._versions.supersede_others(work, moved, case.at)
        return moved

    def _follows(
        self, work: UnitOfWork, deal: Opportunity, version: QuotationVersion, move: QuotationMove, case: QuotationCase
    ) -> Opportunity:
        """The deal is worth what still counts, and waits to be closed once a quotation of it is accepted."""
        priced = self._versions.priced(work, deal, case.at)
        if move is not QuotationMove.ACCEPT:
            return priced
        return self._versions.held(work, priced, version, case.at)


_WORDS = {QuotationMove.SEND: "sent", QuotationMove.ACCEPT: "accepted", QuotationMove.REJECT: "rejected"}
