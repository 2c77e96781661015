"""A quotation that nobody decided expires when its last day is over, by a timer or by hand (QOW-CRMOP-0120)."""

from datetime import datetime

from crm_core.actor import Actor
from crm_core.clock import Clock, local_date
from crm_core.errors import NotFound
from crm_core.opportunities import Opportunity
from crm_core.quotations import QuotationVersion, VersionStatus
from crm_operations.providers import Message, Notice, Quotation, QuotationProvider
from crm_operations.quote_to_order.versions import EXPIRY, QuotationVersions
from crm_operations.records import Records, Timer, UnitOfWork
from crm_operations.settings import SettingsFor
from crm_operations.timers import Firing


class QuotationExpiry:
    """Touches only what is still to be decided; what the sales system knows better is kept instead."""

    def __init__(self, quotation_versions: QuotationVersions, settings_for: SettingsFor) -> None:
        self._versions = quotation_versions
        self._settings_for = settings_for

    def is_over(self, version: QuotationVersion, at: datetime) -> bool:
        """Whether its last day is over where the tenant lives, and nobody decided it."""
        return version.has_expired(local_date(at, self._settings_for(version.tenant_id).zone))

    def expire(self, work: UnitOfWork, version_id: str, theirs: Quotation | None, at: datetime) -> QuotationVersion:
        """As it is afterwards; one whose last day is not over, or that was decided, stays."""
        known = work.quotation_versions.get(version_id)
        deal = work.opportunities.get(known.opportunity_id, lock=True)
        version = work.quotation_versions.get(version_id, lock=True)
        if not self.is_over(version, at):
            return version
        if theirs is not None and not theirs.status.is_live:
            decided = VersionStatus(theirs.status)
            version = self._versions.enter(work, version, decided, at, reason=theirs.rejection_reason)
        else:
            version = self._versions.save(work, version.expire(by=work.actor.user_id, at=at))
            work.outbox.notify(_expired(deal, version))
        self._versions.save_deal(work, deal, self._versions.priced(work, deal, at))
        return version


class QuotationExpiryTimer:
    """Asks the sales system before, since its word wins."""

    kind = EXPIRY

    def __init__(
        self, records: Records, quotations: QuotationProvider, quotation_expiry: QuotationExpiry, clock: Clock
    ) -> None:
        self._records = records
        self._quotations = quotations
        self._expiry = quotation_expiry
        self._clock = clock

    def prepare(self, actor: Actor, timer: Timer) -> Firing:
        """Raises Unavailable."""
        try:
            with self._records.reading(actor) as work:
                version = work.quotation_versions.get(timer.subject.id)
        except NotFound:
            return lambda _: None
        if not version.status.is_live:
            return lambda _: None
        theirs = self._quotations.find_by_id(actor.tenant_id, version.quotation_id)

        def fire(work: UnitOfWork) -> None:
            self._expiry.expire(work, version.id, theirs, self._clock.now())

        return fire


def _expired(deal: Opportunity, version: QuotationVersion) -> Notice:
    message = Message(
        title=f"Quotation {version.quotation_number} has expired",
        body=f"{deal.opportunity_number}, {deal.name}: nobody decided it by {version.valid_until}.",
        about=deal.ref,
        reason="The opportunity is yours.",
    )
    return Notice(tenant_id=deal.tenant_id, users=(deal.assigned_to,), message=message)
