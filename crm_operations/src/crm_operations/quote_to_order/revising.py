"""Other lines for a draft, in the sales system and here; a yes to less than is asked for then is void."""

from crm_core.actor import Actor
from crm_core.approvals import ApprovalPending
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_core.money import Money
from crm_core.quotations import DraftQuotation, QuotationVersion, VersionRefused, VersionStatus, totals
from crm_operations.process import Saga
from crm_operations.providers import Quotation, QuotationLine, QuotationProvider, QuotationStatus, QuotationUpdate
from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.errors import OpportunityNotClosable, QuotationDiffers
from crm_operations.quote_to_order.finding import FoundQuotation, find_quotation
from crm_operations.quote_to_order.lines import discount_to_send, lines_to_send, priced_lines
from crm_operations.quote_to_order.request import Offered, ReviseQuotation
from crm_operations.quote_to_order.versions import QuotationVersions
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class RevisedCase(OpportunityCase):
    """``version`` is the version as it was, ``offer`` what it is to be."""

    version: QuotationVersion
    offer: DraftQuotation


class ReviseQuotationWorkflow:
    """find -> load -> change it in the sales system -> keep it, and price the deal by it."""

    name = process = "quotation-revision"
    command = ReviseQuotation
    answers = (FoundQuotation, RevisedCase, Quotation, Offered)

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

    def require_subject(self, actor: Actor, command: ReviseQuotation) -> None:
        """Whether there is such a quotation the first step finds out."""

    def run(self, saga: Saga, actor: Actor, command: ReviseQuotation) -> Offered:
        """Raises QuotationNotFound, QuotationUnknownHere, VersionRefused, ApprovalPending, OpportunityNotClosable.

        Also Invalid, QuotationDiffers, Unavailable.
        """
        before = saga.step(
            "find quotation", lambda: find_quotation(self._quotations, actor, command.quotation_id)
        ).quotation
        case = saga.step("load opportunity", lambda: self._load(actor, before, command))
        if not case.opportunity.is_open:
            raise OpportunityNotClosable.because_closed_otherwise(case.opportunity)
        if before.status is not QuotationStatus.DRAFT:
            raise VersionRefused.because_it_is_sent(before.number, VersionStatus(before.status))
        if case.version.status is VersionStatus.IN_APPROVAL:
            number, request_id = case.version.opportunity_number, case.version.approval_request_id or ""
            raise ApprovalPending.because_it_waits(number, ["lines"], request_id)
        case.version.revise(case.offer, at=case.at)
        net = totals(case.offer.lines, case.offer.header_discount).net_minor
        total = Money.unchecked(net, case.version.currency_code)
        after = saga.step(
            "change quotation",
            lambda: self._quotations.update(actor.tenant_id, before.id, _update_to(case.offer)),
            undo=lambda _: self._restore(actor, before),
            on_unknown=lambda: self._restore(actor, before),
        )
        if after.total != total:
            raise QuotationDiffers.because_it_adds_up_otherwise(after, total)
        return saga.commit_step("commit", lambda: self._keep(actor, case))

    def _load(self, actor: Actor, quotation: Quotation, command: ReviseQuotation) -> RevisedCase:
        at, settings = self._clock.now(), self._settings_for(actor.tenant_id)
        with self._records.reading(actor) as work:
            case = OpportunityCase.load(work, quotation.opportunity_id, at, settings)
            version = self._versions.require(work, quotation)
            lines = priced_lines(work, command.lines or (), version.currency_code, settings, former=version.lines)
        until = command.valid_until or version.valid_until
        if until < case.today:
            raise Invalid.field("valid_until", f"{until} is over", "choose a later day")
        offer = DraftQuotation(
            lines=version.lines if command.lines is None else lines,
            header_discount=version.header_discount if command.header_discount is None else command.header_discount,
            valid_until=until,
        )
        return RevisedCase(**dict(case), version=version, offer=offer)

    def _restore(self, actor: Actor, quotation: Quotation) -> None:
        self._quotations.update(actor.tenant_id, quotation.id, _update_back(quotation))

    def _keep(self, actor: Actor, case: RevisedCase) -> Offered:
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(case.opportunity.id, lock=True)
            version = work.quotation_versions.get(case.version.id, lock=True)
            known = DraftQuotation(
                lines=version.lines, header_discount=version.header_discount, valid_until=version.valid_until
            )
            if version.version != case.version.version and known == case.offer:
                return Offered.of(version)  # this very step, repeated
            revised = self._versions.save(work, version.revise(case.offer, at=case.at))
            self._versions.set_timer(work, revised)
            self._versions.save_deal(work, deal, self._versions.priced(work, deal, case.at))
        return Offered.of(revised)


def _update_to(offer: DraftQuotation) -> QuotationUpdate:
    return QuotationUpdate(
        lines=lines_to_send(offer), discount_minor=discount_to_send(offer), valid_until=offer.valid_until
    )


def _update_back(quotation: Quotation) -> QuotationUpdate:
    lines = tuple(
        QuotationLine.model_construct(**{name: getattr(line, name) for name in QuotationLine.model_fields})
        for line in quotation.lines
    )
    return QuotationUpdate.model_construct(
        _fields_set={"lines", "discount_minor", "valid_until"},
        lines=lines,
        discount_minor=quotation.discount_minor,
        valid_until=quotation.valid_until,
    )
