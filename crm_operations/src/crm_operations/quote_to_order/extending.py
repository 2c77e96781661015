"""A quotation holds for longer, once and by a limited number of days; one that has expired holds again."""

from datetime import datetime

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.quotations import QuotationExtended, QuotationVersion, VersionRefused, VersionStatus
from crm_operations.process import Saga
from crm_operations.providers import (
    Quotation,
    QuotationProvider,
    QuotationRefused,
    QuotationStatus,
    QuotationUpdate,
)
from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.errors import OpportunityNotClosable
from crm_operations.quote_to_order.finding import FoundQuotation, find_quotation
from crm_operations.quote_to_order.request import ExtendQuotation, Offered
from crm_operations.quote_to_order.versions import QuotationVersions
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class ExtendedCase(OpportunityCase):
    """``version`` is the version as it was."""

    version: QuotationVersion


class ExtendQuotationWorkflow:
    """find -> load -> take it back if it was sent -> extend it -> send it again -> keep it, and its timer."""

    name = process = "quotation-extension"
    command = ExtendQuotation
    answers = (FoundQuotation, ExtendedCase, Quotation, Offered)

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

    def require_subject(self, actor: Actor, command: ExtendQuotation) -> None:
        """Whether there is such a quotation the first step finds out."""

    def run(self, saga: Saga, actor: Actor, command: ExtendQuotation) -> Offered:
        """Raises QuotationNotFound, QuotationUnknownHere, VersionRefused, OpportunityNotClosable, Invalid.

        Also Unavailable.
        """
        before = saga.step(
            "find quotation", lambda: find_quotation(self._quotations, actor, command.quotation_id)
        ).quotation
        case = saga.step("load opportunity", lambda: self._load(actor, before))
        if not case.opportunity.is_open:
            raise OpportunityNotClosable.because_closed_otherwise(case.opportunity)
        if not before.status.is_live:
            raise VersionRefused.because_it_is_decided(before.number, VersionStatus(before.status))
        self._extended(actor, case, case.version, command)
        self._tell(saga, actor, before, command, case)
        return saga.commit_step("commit", lambda: self._keep(actor, case, command))

    def _tell(self, saga: Saga, actor: Actor, before: Quotation, command: ExtendQuotation, case: ExtendedCase) -> None:
        """The last day of a draft may be changed there, so one that was sent is a draft for a moment."""
        was_sent, sent_at = before.status is QuotationStatus.SENT, before.sent_at or case.at
        if was_sent:
            saga.step(
                "take back quotation",
                lambda: self._quotations.revert(actor.tenant_id, before.id, QuotationStatus.DRAFT),
                undo=lambda _: self._send(actor, before, sent_at),
                on_unknown=lambda: self._send(actor, before, sent_at),
            )
        saga.step(
            "extend quotation",
            lambda: self._quotations.update(
                actor.tenant_id, before.id, QuotationUpdate(valid_until=command.valid_until)
            ),
            undo=lambda _: self._shorten(actor, before),
            on_unknown=lambda: self._shorten(actor, before),
        )
        if was_sent:
            saga.step(
                "send quotation again",
                lambda: self._quotations.mark_as_sent(actor.tenant_id, before.id, sent_at),
                undo=lambda _: self._take_back(actor, before),
                on_unknown=lambda: self._take_back(actor, before),
            )

    def _send(self, actor: Actor, quotation: Quotation, at: datetime) -> None:
        self._quotations.mark_as_sent(actor.tenant_id, quotation.id, at)

    def _take_back(self, actor: Actor, quotation: Quotation) -> None:
        self._quotations.revert(actor.tenant_id, quotation.id, QuotationStatus.DRAFT)

    def _shorten(self, actor: Actor, quotation: Quotation) -> None:
        """One that was sent again meanwhile, since this could not be undone before, is taken back once more."""
        former = QuotationUpdate.model_construct(_fields_set={"valid_until"}, valid_until=quotation.valid_until)
        try:
            self._quotations.update(actor.tenant_id, quotation.id, former)
        except QuotationRefused:
            self._take_back(actor, quotation)
            self._quotations.update(actor.tenant_id, quotation.id, former)
            self._send(actor, quotation, quotation.sent_at or quotation.created_at)

    def _load(self, actor: Actor, quotation: Quotation) -> ExtendedCase:
        at, settings = self._clock.now(), self._settings_for(actor.tenant_id)
        with self._records.reading(actor) as work:
            case = OpportunityCase.load(work, quotation.opportunity_id, at, settings)
            version = self._versions.require(work, quotation)
        return ExtendedCase(**dict(case), version=version)

    def _extended(
        self, actor: Actor, case: ExtendedCase, version: QuotationVersion, command: ExtendQuotation
    ) -> tuple[QuotationVersion, QuotationExtended]:
        most = self._settings_for(actor.tenant_id).quotations.extension_days
        until = command.valid_until
        return version.extend(until, by=actor.user_id, at=case.at, today=case.today, most_days=most)

    def _keep(self, actor: Actor, case: ExtendedCase, command: ExtendQuotation) -> Offered:
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(case.opportunity.id, lock=True)
            version = work.quotation_versions.get(case.version.id, lock=True)
            if version.extended_from is not None and version.valid_until == command.valid_until:
                return Offered.of(version)  # this very step, repeated
            extended = self._versions.save(work, self._extended(actor, case, version, command))
            self._versions.set_timer(work, extended)
            self._versions.save_deal(work, deal, self._versions.priced(work, deal, case.at))
        return Offered.of(extended)
