"""What the sales system says of a deal's quotations is kept here, since its word wins (QOW-CRMOP-0118)."""

from collections.abc import Sequence
from datetime import datetime

from crm_core.clock import Clock
from crm_core.opportunities import Opportunity
from crm_core.quotations import QuotationVersion, VersionStatus
from crm_operations.approvals import ApprovalMissing
from crm_operations.providers import Quotation, QuotationStatus
from crm_operations.quote_to_order.gate import approvable_offer
from crm_operations.quote_to_order.request import Offered
from crm_operations.quote_to_order.versions import QuotationVersions
from crm_operations.records import UnitOfWork
from crm_operations.settings import SettingsFor

_WINS = {QuotationStatus.SENT, QuotationStatus.ACCEPTED, QuotationStatus.REJECTED}


class QuotationTracking:
    """Within the caller's unit of work; the quotations are asked for before it."""

    def __init__(self, quotation_versions: QuotationVersions, settings_for: SettingsFor, clock: Clock) -> None:
        self._versions = quotation_versions
        self._settings_for = settings_for
        self._clock = clock

    def follow(self, work: UnitOfWork, opportunity_id: str, theirs: Sequence[Quotation]) -> tuple[Offered, ...]:
        """Every version of the deal, oldest first, each with what was found to differ.

        One that was made in the sales system is taken over. One that was accepted there supersedes what is still to be
        decided, and an open deal waits to be won, with the approval that is missing. One whose place another took stays
        superseded, and that both are accepted is named.
        """
        at = self._clock.now()
        before = deal = work.opportunities.get(opportunity_id, lock=True)
        found: dict[str, str | None] = {}
        for quotation in sorted(theirs, key=lambda each: (each.created_at, each.number)):
            version = self._versions.adopted(work, deal, quotation, at)
            difference = difference_of(version, quotation)
            if quotation.id in deal.superseded_quotation_ids:
                version = self._voided(work, version, at)
            elif difference is not None and quotation.status in _WINS and not version.has_a_successor:
                version, deal = self._followed(work, deal, version, quotation, at)
            missing = self._missing(work, deal, version, quotation, at)
            found[quotation.id] = missing or difference
        self._versions.save_deal(work, before, self._versions.priced(work, deal, at))
        versions = self._versions.of_deal(work, deal.id)
        gone = "the sales system has no such quotation"
        return tuple(Offered.of(each, difference=found.get(each.quotation_id, gone)) for each in versions)

    def _followed(
        self, work: UnitOfWork, deal: Opportunity, version: QuotationVersion, quotation: Quotation, at: datetime
    ) -> tuple[QuotationVersion, Opportunity]:
        status = VersionStatus(quotation.status)
        entered = self._versions.enter(work, version, status, at, reason=quotation.rejection_reason)
        if status is not VersionStatus.ACCEPTED or not deal.is_open:
            return entered, deal
        for other in self._versions.of_deal(work, deal.id):
            if other.id != entered.id and other.status.is_live:
                self._versions.save(work, other.supersede(quotation.id, by=work.actor.user_id, at=at))
        waits_for = self._missing(work, deal, entered, quotation, at)
        return entered, self._versions.held(work, deal, entered, at, waits_for)

    def _voided(self, work: UnitOfWork, version: QuotationVersion, at: datetime) -> QuotationVersion:
        if VersionStatus.SUPERSEDED not in version.transitions.get(version.status, ()):
            return version
        return self._versions.save(work, version.supersede(None, by=work.actor.user_id, at=at))

    def _missing(
        self, work: UnitOfWork, deal: Opportunity, version: QuotationVersion, quotation: Quotation, at: datetime
    ) -> str | None:
        """The approval that it was sent or accepted without."""
        if not deal.is_open or quotation.status not in {QuotationStatus.SENT, QuotationStatus.ACCEPTED}:
            return None
        settings = self._settings_for(deal.tenant_id)
        approvable = approvable_offer(work, deal, quotation.total, version, settings, at)
        try:
            if approvable is not None:
                approvable.require(deal, quotation.total)
        except ApprovalMissing as missing:
            return f"{quotation.status} without the approval of a {missing.level.value.replace('_', ' ')}"
        return None


def difference_of(version: QuotationVersion, quotation: Quotation) -> str | None:
    """What the sales system says otherwise: its status, or what it is over."""
    if not version.agrees_with(VersionStatus(quotation.status)):
        return f"{quotation.status} in the sales system, {version.status.replace('_', ' ')} here"
    if version.total != quotation.total:
        return f"over {quotation.total.in_words} in the sales system, {version.total.in_words} here"
    return None
