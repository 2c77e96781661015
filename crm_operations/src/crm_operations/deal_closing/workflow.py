"""Closing a deal: the quotation is decided first, then the deal, in one commit with everything said about it.

Accepting stands right before the local commit: it is the step partners find hardest to take back.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ClassVar

from crm_core.actor import Actor, Role
from crm_core.clock import Clock
from crm_core.money import Money
from crm_core.opportunities import Opportunity, OpportunityLost, OpportunityStageChanged, OpportunityWon
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_operations.deal_closing.context import ClosingData, OpportunityContextProvider
from crm_operations.deal_closing.errors import DealNotClosable
from crm_operations.deal_closing.request import CloseAsLost, CloseAsWon, Closing, OrderDeal, QuoteDeal
from crm_operations.process import Saga
from crm_operations.providers import (
    Message,
    Notice,
    Quotation,
    QuotationDraft,
    QuotationLine,
    QuotationNotFound,
    QuotationProvider,
    QuotationStatus,
)
from crm_operations.records import Records, UnitOfWork
from crm_operations.settings import SettingsFor


class QuotationForDeal(Value):
    """``status`` is the one it was found in, to go back to."""

    quotation: Quotation
    created: bool


CLOSING = "deal-closing"
"""The process that winning and losing share: only one of them can be under way."""


class LiveQuotations(Value):
    quotations: tuple[Quotation, ...]


class DealClosing:
    """What winning, losing and quoting share: reading the case, its quotation, and settling it in one commit."""

    value_wanted: ClassVar[str] = "say what it was won at"

    def __init__(
        self,
        records: Records,
        quotations: QuotationProvider,
        contexts: OpportunityContextProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._quotations = quotations
        self._contexts = contexts
        self._settings_for = settings_for
        self._clock = clock

    def require_subject(self, actor: Actor, command: CloseAsWon | CloseAsLost | QuoteDeal | OrderDeal) -> None:
        """Raises OpportunityNotFound."""
        with self._records.reading(actor) as work:
            work.opportunities.get(command.opportunity_id)

    def recall(self, actor: Actor, opportunity_id: str, wanted: Outcome) -> Closing | None:
        """How the deal ended; nothing while it is open. Raises DealNotClosable when it ended otherwise."""
        deal = self._load(actor, opportunity_id).opportunity
        if not deal.is_open and deal.outcome is not wanted:
            raise DealNotClosable.because_closed_otherwise(deal)
        return None if deal.is_open else _closing(deal)

    def _load(self, actor: Actor, opportunity_id: str) -> ClosingData:
        settings = self._settings_for(actor.tenant_id)
        with self._records.reading(actor) as work:
            return self._contexts.get_opportunity_data_for_closing(work, opportunity_id, self._clock.now(), settings)

    def _revert(self, actor: Actor, quotation: Quotation) -> None:
        """One that is gone needs no going back: its creation was undone while this undo had failed."""
        with suppress(QuotationNotFound):
            self._quotations.revert(actor.tenant_id, quotation.id, quotation.status)

    def _obtain(
        self, saga: Saga, actor: Actor, data: ClosingData, value: Money | None, wanted: str | None, key: str
    ) -> QuotationForDeal:
        """Finding and creating are steps apart: a creation told again must not find its own quotation."""
        found = saga.step("find quotation", lambda: self._find(actor, data, value, wanted))
        if found is not None:
            return found
        return saga.step(
            "create quotation",
            lambda: self._create(actor, data, value, key),
            undo=lambda made: self._quotations.withdraw(actor.tenant_id, made.quotation.id, key=key),
            lost=lambda: self._withdraw_if_there(actor, data.opportunity, key),
        )

    def _withdraw_if_there(self, actor: Actor, deal: Opportunity, key: str) -> None:
        for quotation in self._quotations.find_by_opportunity_id(actor.tenant_id, deal.id):
            self._quotations.withdraw(actor.tenant_id, quotation.id, key=key)

    def _find(
        self, actor: Actor, data: ClosingData, value: Money | None, wanted: str | None
    ) -> QuotationForDeal | None:
        deal = data.opportunity
        known = self._quotations.find_by_opportunity_id(actor.tenant_id, deal.id)
        chosen = _to_accept(known, data, wanted)
        if chosen is None:
            if wanted is not None:
                raise DealNotClosable.because_quotation_is_anothers(deal, wanted)
            return None
        deal.check_currency(chosen.total.currency)
        if value is not None and value != chosen.total:
            raise DealNotClosable.because_quotation_says_otherwise(deal, chosen, value)
        return QuotationForDeal(quotation=chosen, created=False)

    def _create(self, actor: Actor, data: ClosingData, given: Money | None, key: str) -> QuotationForDeal:
        deal = data.opportunity
        value = given or deal.expected_revenue
        if value is None:
            raise DealNotClosable.because_value_is_unknown(deal, self.value_wanted)
        deal.check_currency(value.currency)
        validity = timedelta(days=self._settings_for(actor.tenant_id).quotations.validity_days)
        draft = QuotationDraft(
            opportunity_id=deal.id,
            customer_id=deal.party_id,
            currency_code=value.currency,
            lines=(QuotationLine(description=deal.name, unit_price_minor=value.minor),),
            valid_until=data.today + validity,
        )
        created = self._quotations.create_from_opportunity(actor.tenant_id, draft, key=key)
        return QuotationForDeal(quotation=created, created=True)

    def _keep(
        self,
        work: UnitOfWork,
        closed: Opportunity,
        moved: OpportunityStageChanged,
        ended: OpportunityWon | OpportunityLost,
        message: Message,
    ) -> None:
        work.opportunities.save(closed)
        work.opportunities.record_move(moved)
        work.outbox.announce(moved, ended)
        work.outbox.notify(
            Notice(tenant_id=closed.tenant_id, users=(closed.assigned_to,), role=Role.MANAGER, message=message)
        )


class CloseAsWonWorkflow(DealClosing):
    """load -> obtain quotation -> accept it -> settle (BUS-CRMOP-0012, FUN-CRMOP-0025)."""

    name = "deal-won"
    process = CLOSING
    command = CloseAsWon
    answers = (ClosingData, QuotationForDeal, Quotation, Closing)

    def run(self, saga: Saga, actor: Actor, command: CloseAsWon) -> Closing:
        data = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        deal = data.opportunity
        if deal.outcome is Outcome.WON:
            return _closing(deal)
        self._check(data, command)

        key = saga.key("quotation")
        obtained = self._obtain(saga, actor, data, command.value, command.quotation_id, key)
        before = obtained.quotation
        accepted = saga.step(
            "accept quotation",
            lambda: self._quotations.mark_as_accepted(actor.tenant_id, before.id, data.at),
            undo=lambda _: self._revert(actor, before),
            lost=lambda: self._revert(actor, before),
        )
        return saga.settle("settle", lambda: self._settle(actor, data, accepted))

    def _check(self, data: ClosingData, command: CloseAsWon) -> None:
        """Refuses what could only fail at the end, before the partner is asked for anything."""
        deal = data.opportunity
        if deal.outcome is Outcome.LOST:
            raise DealNotClosable.because_closed_otherwise(deal)
        nothing = Money.kept(0, deal.currency_code)
        deal.win(command.value or nothing, data.pipeline, quotation_id="", at=data.at, on=data.today)

    def _settle(self, actor: Actor, data: ClosingData, accepted: Quotation) -> Closing:
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(data.opportunity.id)
            if deal.converted_to_quote_id == accepted.id and deal.outcome is Outcome.WON:
                return _closing(deal)  # this very step, told again
            won, moved, event = deal.win(
                accepted.total, data.pipeline, quotation_id=accepted.id, at=data.at, on=data.today
            )
            self._keep(work, won, moved, event, _won_message(won, accepted))
        return _closing(won)


class CloseAsLostWorkflow(DealClosing):
    """load -> reject what is still quoted -> settle (FUN-CRMOP-0026)."""

    name = "deal-lost"
    process = CLOSING
    command = CloseAsLost
    answers = (ClosingData, LiveQuotations, Quotation, Closing)

    def run(self, saga: Saga, actor: Actor, command: CloseAsLost) -> Closing:
        data = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        deal = data.opportunity
        if deal.outcome is Outcome.LOST:
            return _closing(deal)
        self._check(data, command)

        live = saga.step("find quotations", lambda: self._live(actor, deal))
        for quotation in live.quotations:
            self._reject(saga, actor, quotation, command.reason, data.at)
        return saga.settle("settle", lambda: self._settle(actor, data, command.reason))

    def _check(self, data: ClosingData, command: CloseAsLost) -> None:
        if data.opportunity.outcome is Outcome.WON:
            raise DealNotClosable.because_closed_otherwise(data.opportunity)
        data.opportunity.lose(command.reason, data.pipeline, at=data.at, on=data.today)

    def _live(self, actor: Actor, deal: Opportunity) -> LiveQuotations:
        known = self._quotations.find_by_opportunity_id(actor.tenant_id, deal.id)
        return LiveQuotations(quotations=tuple(quotation for quotation in known if quotation.status.is_live))

    def _reject(self, saga: Saga, actor: Actor, quotation: Quotation, reason: str, at: datetime) -> None:
        saga.step(
            f"reject quotation {quotation.number}",
            lambda: self._quotations.mark_as_rejected(actor.tenant_id, quotation.id, reason, at),
            undo=lambda _: self._revert(actor, quotation),
            lost=lambda: self._revert(actor, quotation),
        )

    def _settle(self, actor: Actor, data: ClosingData, reason: str) -> Closing:
        with self._records.writing(actor) as work:
            deal = work.opportunities.get(data.opportunity.id)
            if deal.outcome is Outcome.LOST and deal.closed_at == data.at:
                return _closing(deal)  # this very step, told again
            lost, moved, event = deal.lose(reason, data.pipeline, at=data.at, on=data.today)
            self._keep(work, lost, moved, event, _lost_message(lost))
        return _closing(lost)


def _to_accept(known: Sequence[Quotation], data: ClosingData, wanted: str | None) -> Quotation | None:
    """The one asked for; else of those that still count one already accepted, else the newest to be decided."""
    if wanted is not None:
        return next((quotation for quotation in known if quotation.id == wanted), None)
    counting = [quotation for quotation in known if _counts(quotation, data)]
    accepted = (quotation for quotation in counting if quotation.status is QuotationStatus.ACCEPTED)
    live = (quotation for quotation in counting if quotation.status.is_live)
    return next(accepted, None) or next(live, None)


def _counts(quotation: Quotation, data: ClosingData) -> bool:
    """Neither from before the deal was reopened nor expired."""
    has_expired = quotation.status.is_live and data.today > quotation.valid_until
    return not has_expired and quotation.id not in data.opportunity.superseded_quotation_ids


def _closing(deal: Opportunity) -> Closing:
    return Closing(
        opportunity_id=deal.id,
        opportunity_number=deal.opportunity_number,
        outcome=deal.outcome,
        closed_on=deal.actual_close_date,
        value=deal.actual_value,
        quotation_id=deal.converted_to_quote_id,
        lost_reason=deal.lost_reason,
    )


def _won_message(deal: Opportunity, quotation: Quotation) -> Message:
    return Message(
        title=f"{deal.opportunity_number} is won",
        body=f"{deal.name}: quotation {quotation.number} was accepted.",
        about=deal.ref,
        reason="The opportunity is yours, or you lead the team it belongs to.",
    )


def _lost_message(deal: Opportunity) -> Message:
    return Message(
        title=f"{deal.opportunity_number} is lost",
        body=f"{deal.name}: {deal.lost_reason}",
        about=deal.ref,
        reason="The opportunity is yours, or you lead the team it belongs to.",
    )
