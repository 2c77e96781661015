"""The versions of a deal's quotation as they are kept here, within the caller's unit of work (QOW-CRMOP-0118)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_core.approvals import ApprovalRequest
from crm_core.credits import ProductValue
from crm_core.events import DomainEvent
from crm_core.identity import NewId
from crm_core.opportunities import AcceptedSale, Opportunity, hold, price
from crm_core.quotations import DraftQuotation, QuotationVersion, QuotationVersionFilter, VersionStatus
from crm_core.stores import find_all
from crm_core.values import LAST_MOMENT
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.approvals import ApprovalRequests
from crm_operations.providers import Quotation
from crm_operations.quote_to_order.errors import QuotationUnknownHere
from crm_operations.quote_to_order.lines import draft_of
from crm_operations.records import UnitOfWork
from crm_operations.settings import SettingsFor

EXPIRY = "quotation.expiry"
"""The kind of timers that are due when the last day of a quotation is over."""

_COUNTS = frozenset({VersionStatus.ACCEPTED}) | {status for status in VersionStatus if status.is_live}
"""Those that say what a deal is expected to bring."""


class QuotationVersions:
    """The deal is locked by the caller, so that its versions change one after the other."""

    def __init__(self, approval_requests: ApprovalRequests, settings_for: SettingsFor, new_id: NewId) -> None:
        self._requests = approval_requests
        self._settings_for = settings_for
        self._new_id = new_id

    def of_deal(self, work: UnitOfWork, opportunity_id: str) -> Sequence[QuotationVersion]:
        """Oldest first."""
        query = QuotationVersionFilter(opportunity_id=opportunity_id, limit=PAGE_LENGTH)
        return sorted(find_all(work.quotation_versions, query), key=lambda version: version.revision)

    def of_quotation(self, work: UnitOfWork, quotation_id: str) -> QuotationVersion | None:
        """None for one that was made elsewhere, and that nobody asked for here."""
        found = work.quotation_versions.find(QuotationVersionFilter(quotation_id=quotation_id, limit=1))
        return next(iter(found), None)

    def require(self, work: UnitOfWork, quotation: Quotation) -> QuotationVersion:
        """Raises QuotationUnknownHere."""
        known = self.of_quotation(work, quotation.id)
        if known is None:
            raise QuotationUnknownHere.because_the_sales_system_created_it(quotation)
        return known

    def add(
        self, work: UnitOfWork, deal: Opportunity, quotation: Quotation, request: DraftQuotation, at: datetime
    ) -> QuotationVersion:
        """The next one of the deal; one that is kept already is answered as it is. It expires by a timer."""
        known = self.of_deal(work, deal.id)
        for each in known:
            if each.quotation_id == quotation.id:
                return each
        version, created = QuotationVersion.draft(
            request,
            entity_id=self._new_id(),
            tenant_id=deal.tenant_id,
            at=at,
            opportunity_id=deal.id,
            opportunity_number=deal.opportunity_number,
            quotation_id=quotation.id,
            quotation_number=quotation.number,
            revision=max((each.revision for each in known), default=0) + 1,
            currency_code=quotation.total.currency,
            valid_until=quotation.valid_until,
        )
        work.outbox.announce(created)
        added = work.quotation_versions.add(version)
        self.set_timer(work, added)
        return added

    def adopted(self, work: UnitOfWork, deal: Opportunity, quotation: Quotation, at: datetime) -> QuotationVersion:
        """The version of a quotation; of one made in the sales system a draft, with the lines it has there."""
        known = self.of_quotation(work, quotation.id)
        if known is not None:
            return known
        return self.add(work, deal, quotation, draft_of(quotation), at)

    def noted(self, work: UnitOfWork, deal: Opportunity, quotation: Quotation, at: datetime) -> QuotationVersion:
        """The same, as it stands in the sales system."""
        version, theirs = self.adopted(work, deal, quotation, at), VersionStatus(quotation.status)
        if version.agrees_with(theirs):
            return version
        return self.enter(work, version, theirs, at, reason=quotation.rejection_reason)

    def save(self, work: UnitOfWork, change: tuple[QuotationVersion, DomainEvent]) -> QuotationVersion:
        """With what it announces; one that is decided no longer expires, and no approval of it is waited for."""
        version, event = change
        work.outbox.announce(event)
        saved = work.quotation_versions.save(version)
        if not saved.status.is_live:
            work.timers.cancel(saved.ref, EXPIRY)
            self._withdraw_request(work, saved, event.at)
        return saved

    def enter(
        self,
        work: UnitOfWork,
        version: QuotationVersion,
        status: VersionStatus,
        at: datetime,
        *,
        reason: str | None = None,
    ) -> QuotationVersion:
        """As the sales system has it from now on: sent, accepted, rejected or a draft again, whatever it was here."""
        by = work.actor.user_id
        if status not in version.transitions.get(version.status, ()):
            return self.save(work, version.follow(status, by=by, at=at, reason=reason))
        match status:
            case VersionStatus.SENT:
                return self.save(work, version.send(by=by, at=at))
            case VersionStatus.ACCEPTED:
                return self.save(work, version.accept(by=by, at=at))
            case VersionStatus.REJECTED:
                return self.save(work, version.reject(reason, by=by, at=at))
            case _:
                return self.save(work, version.follow(status, by=by, at=at, reason=reason))

    def won(self, work: UnitOfWork, quotation: Quotation, at: datetime) -> QuotationVersion | None:
        """The version its deal is won with, in place of the others; None where it is not kept here."""
        version = self.of_quotation(work, quotation.id)
        if version is None:
            return None
        if version.status not in {VersionStatus.ACCEPTED, VersionStatus.CONVERTED}:
            version = self.enter(work, version, VersionStatus.ACCEPTED, at)
        self.supersede_others(work, version, at)
        return version

    def lost(self, work: UnitOfWork, opportunity_id: str, reason: str, at: datetime) -> None:
        """What was to be decided is rejected with the deal."""
        for each in self.of_deal(work, opportunity_id):
            if each.status.is_live:
                self.enter(work, each, VersionStatus.REJECTED, at, reason=reason)

    def ordered(self, work: UnitOfWork, quotation_id: str, order_id: str, at: datetime) -> None:
        """The accepted one became this order; nothing where it is not kept here."""
        version = self.of_quotation(work, quotation_id)
        if version is not None and version.status is VersionStatus.ACCEPTED:
            self.save(work, version.convert(order_id, by=work.actor.user_id, at=at))

    def supersede_others(self, work: UnitOfWork, accepted: QuotationVersion, at: datetime) -> None:
        """Every other version that is to be decided or was accepted."""
        for each in self.of_deal(work, accepted.opportunity_id):
            if each.id != accepted.id and each.status in _COUNTS:
                self.save(work, each.supersede(accepted.quotation_id, by=work.actor.user_id, at=at))

    def supersede_all(self, work: UnitOfWork, opportunity_id: str, at: datetime) -> None:
        """After the deal was reopened: none of them counts any more."""
        for each in self.of_deal(work, opportunity_id):
            if each.status in _COUNTS:
                self.save(work, each.supersede(None, by=work.actor.user_id, at=at))

    def priced(self, work: UnitOfWork, deal: Opportunity, at: datetime) -> Opportunity:
        """An open deal with the figures of its newest version that counts; it is saved by the caller.

        Raises ApprovalPending, with the commit, when the deal must stay as it is.
        """
        newest = [each for each in self.of_deal(work, deal.id) if each.status in _COUNTS][-1:]
        if not deal.is_open or not newest:
            return deal
        sets_value = self._settings_for(deal.tenant_id).quotations.sets_value
        discount = newest[0].discount_basis_points
        result = price(
            deal,
            at=at,
            value=newest[0].total if sets_value else None,
            discount_basis_points=None if discount is None else max(discount, 0),
            margin_basis_points=newest[0].margin_basis_points,
        )
        if not isinstance(result, tuple):
            return result
        work.outbox.announce(result[1])
        return result[0]

    def held(
        self, work: UnitOfWork, deal: Opportunity, version: QuotationVersion, at: datetime, waits_for: str | None = None
    ) -> Opportunity:
        """An open deal whose quotation is accepted waits to be won; it is saved by the caller."""
        missing = waits_for or f"closing: crm deal won {deal.opportunity_number}"
        result = hold(deal, AcceptedSale(quotation_id=version.quotation_id, waits_for=missing), at=at)
        if not isinstance(result, tuple):
            return result
        work.outbox.announce(result[1])
        return result[0]

    def save_deal(self, work: UnitOfWork, before: Opportunity, after: Opportunity) -> None:
        """Where anything of it changed."""
        if after is not before:
            work.opportunities.save(after)

    def set_timer(self, work: UnitOfWork, version: QuotationVersion) -> None:
        """Due at the first moment after its last day, where the tenant lives."""
        zone = self._settings_for(version.tenant_id).zone
        rung = 0 if version.extended_from is None else 1  # the first may have fired, which nothing sets again
        work.timers.cancel(version.ref, EXPIRY)
        work.timers.set(EXPIRY, version.ref, expires_at(version.valid_until, zone), rung)

    def _withdraw_request(self, work: UnitOfWork, version: QuotationVersion, at: datetime) -> None:
        request = None if version.approval_request_id is None else work.approvals.newest(version.opportunity_id)
        if request is None or request.id != version.approval_request_id or not request.is_pending:
            return
        if version.status is not VersionStatus.ACCEPTED:
            self._recalled(work, request, f"quotation {version.quotation_number} is {version.status}", at)

    def _recalled(self, work: UnitOfWork, request: ApprovalRequest, reason: str, at: datetime) -> None:
        recalled, announced = request.recalled(reason, by=work.actor.user_id, at=at)
        work.outbox.announce(announced)
        self._requests.ended(work, work.approvals.save(recalled), also=request.open_seats)


def expires_at(valid_until: date, zone: ZoneInfo) -> datetime:
    """The first moment after that day in the zone; never, as far as moments go, for the last day there is."""
    if valid_until >= LAST_MOMENT.date():
        return LAST_MOMENT
    return datetime.combine(valid_until + timedelta(days=1), time.min, tzinfo=zone)


def product_values(version: QuotationVersion | None) -> Sequence[ProductValue]:
    """What each line is worth after every discount, by product; nothing where no line names a product or category."""
    if version is None or not any(line.code or line.category for line in version.lines):
        return ()
    return tuple(
        ProductValue(product=line.code, category=line.category, net_minor=figures.net_minor)
        for line, figures in zip(version.lines, version.totals.lines, strict=True)
    )
