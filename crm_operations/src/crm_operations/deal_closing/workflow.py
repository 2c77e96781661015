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
from crm_operations.deal_closing.errors import OpportunityNotClosable
from crm_operations.deal_closing.request import CloseAsLost, CloseAsWon, Closing, OrderOpportunity, QuoteOpportunity
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


class QuotationForOpportunity(Value):
    """``status`` is the one it was found in, to go back to."""

    quotation: Quotation
    created: bool


CLOSING = "deal-closing"
"""The process that winning and losing share: only one of them can be under way."""


class LiveQuotations(Value):
    quotations: tuple[Quotation, ...]


class DealClosing:
    """What winning, losing and quoting share: reading the case, its quotation, and settling it in one commit."""

    value_required: ClassVar[str] = "say what it was won at"

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

    def require_subject(
        self, actor: Actor, command: CloseAsWon | CloseAsLost | QuoteOpportunity | OrderOpportunity
    ) -> None:
        """Raises OpportunityNotFound."""
        with self._records.reading(actor) as work:
            work.opportunities.get(command.opportunity_id)

    def existing_result(self, actor: Actor, opportunity_id: str, outcome: Outcome) -> Closing | None:
        """How the deal ended; nothing while it is open. Raises DealNotClosable when it ended otherwise."""
        opportunity = self._load(actor, opportunity_id).opportunity
        if not opportunity.is_open and opportunity.outcome is not outcome:
            raise OpportunityNotClosable.because_closed_otherwise(opportunity)
        return None if opportunity.is_open else _closing(opportunity)

    def _load(self, actor: Actor, opportunity_id: str) -> ClosingData:
        settings = self._settings_for(actor.tenant_id)
        with self._records.reading(actor) as work:
            return self._contexts.get_opportunity_data_for_closing(work, opportunity_id, self._clock.now(), settings)

    def _revert(self, actor: Actor, quotation: Quotation) -> None:
        """One that is gone needs no going back: its creation was undone while this undo had failed."""
        with suppress(QuotationNotFound):
            self._quotations.revert(actor.tenant_id, quotation.id, quotation.status)

    def _obtain(
        self, saga: Saga, actor: Actor, data: ClosingData, value: Money | None, quotation_id: str | None, key: str
    ) -> QuotationForOpportunity:
        """Finding and creating are steps apart: a creation told again must not find its own quotation."""
        found = saga.step("find quotation", lambda: self._find(actor, data, value, quotation_id))
        if found is not None:
            return found
        return saga.step(
            "create quotation",
            lambda: self._create(actor, data, value, key),
            undo=lambda result: self._quotations.withdraw(actor.tenant_id, result.quotation.id, key=key),
            on_unknown=lambda: self._withdraw_if_present(actor, data.opportunity, key),
        )

    def _withdraw_if_present(self, actor: Actor, opportunity: Opportunity, key: str) -> None:
        for quotation in self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id):
            self._quotations.withdraw(actor.tenant_id, quotation.id, key=key)

    def _find(
        self, actor: Actor, data: ClosingData, value: Money | None, quotation_id: str | None
    ) -> QuotationForOpportunity | None:
        opportunity = data.opportunity
        known = self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id)
        chosen = _to_accept(known, data, quotation_id)
        if chosen is None:
            if quotation_id is not None:
                raise OpportunityNotClosable.because_quotation_is_anothers(opportunity, quotation_id)
            return None
        opportunity.check_currency(chosen.total.currency)
        if value is not None and value != chosen.total:
            raise OpportunityNotClosable.because_quotation_says_otherwise(opportunity, chosen, value)
        return QuotationForOpportunity(quotation=chosen, created=False)

    def _create(self, actor: Actor, data: ClosingData, amount: Money | None, key: str) -> QuotationForOpportunity:
        opportunity = data.opportunity
        value = amount or opportunity.expected_revenue
        if value is None:
            raise OpportunityNotClosable.because_value_is_unknown(opportunity, self.value_required)
        opportunity.check_currency(value.currency)
        validity = timedelta(days=self._settings_for(actor.tenant_id).quotations.validity_days)
        draft = QuotationDraft(
            opportunity_id=opportunity.id,
            customer_id=opportunity.party_id,
            currency_code=value.currency,
            lines=(QuotationLine(description=opportunity.name, unit_price_minor=value.minor),),
            valid_until=data.today + validity,
        )
        created = self._quotations.create_from_opportunity(actor.tenant_id, draft, key=key)
        return QuotationForOpportunity(quotation=created, created=True)

    def _save(
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
    answers = (ClosingData, QuotationForOpportunity, Quotation, Closing)

    def run(self, saga: Saga, actor: Actor, command: CloseAsWon) -> Closing:
        data = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        opportunity = data.opportunity
        if opportunity.outcome is Outcome.WON:
            return _closing(opportunity)
        self._check(data, command)

        key = saga.key("quotation")
        obtained = self._obtain(saga, actor, data, command.value, command.quotation_id, key)
        before = obtained.quotation
        accepted = saga.step(
            "accept quotation",
            lambda: self._quotations.mark_as_accepted(actor.tenant_id, before.id, data.at),
            undo=lambda _: self._revert(actor, before),
            on_unknown=lambda: self._revert(actor, before),
        )
        return saga.commit_step("commit", lambda: self._commit(actor, data, accepted))

    def _check(self, data: ClosingData, command: CloseAsWon) -> None:
        """Refuses what could only fail at the end, before the partner is asked for anything."""
        opportunity = data.opportunity
        if opportunity.outcome is Outcome.LOST:
            raise OpportunityNotClosable.because_closed_otherwise(opportunity)
        nothing = Money.unchecked(0, opportunity.currency_code)
        opportunity.win(command.value or nothing, data.pipeline, quotation_id="", at=data.at, on=data.today)

    def _commit(self, actor: Actor, data: ClosingData, accepted: Quotation) -> Closing:
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(data.opportunity.id)
            if opportunity.converted_to_quote_id == accepted.id and opportunity.outcome is Outcome.WON:
                return _closing(opportunity)  # this very step, told again
            won, moved, event = opportunity.win(
                accepted.total, data.pipeline, quotation_id=accepted.id, at=data.at, on=data.today
            )
            self._save(work, won, moved, event, _won_message(won, accepted))
        return _closing(won)


class CloseAsLostWorkflow(DealClosing):
    """load -> reject what is still quoted -> settle (FUN-CRMOP-0026)."""

    name = "deal-lost"
    process = CLOSING
    command = CloseAsLost
    answers = (ClosingData, LiveQuotations, Quotation, Closing)

    def run(self, saga: Saga, actor: Actor, command: CloseAsLost) -> Closing:
        data = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        opportunity = data.opportunity
        if opportunity.outcome is Outcome.LOST:
            return _closing(opportunity)
        self._check(data, command)

        live = saga.step("find quotations", lambda: self._live(actor, opportunity))
        for quotation in live.quotations:
            self._reject(saga, actor, quotation, command.reason, data.at)
        return saga.commit_step("commit", lambda: self._commit(actor, data, command.reason))

    def _check(self, data: ClosingData, command: CloseAsLost) -> None:
        if data.opportunity.outcome is Outcome.WON:
            raise OpportunityNotClosable.because_closed_otherwise(data.opportunity)
        data.opportunity.lose(command.reason, data.pipeline, at=data.at, on=data.today)

    def _live(self, actor: Actor, opportunity: Opportunity) -> LiveQuotations:
        known = self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id)
        return LiveQuotations(quotations=tuple(quotation for quotation in known if quotation.status.is_live))

    def _reject(self, saga: Saga, actor: Actor, quotation: Quotation, reason: str, at: datetime) -> None:
        saga.step(
            f"reject quotation {quotation.number}",
            lambda: self._quotations.mark_as_rejected(actor.tenant_id, quotation.id, reason, at),
            undo=lambda _: self._revert(actor, quotation),
            on_unknown=lambda: self._revert(actor, quotation),
        )

    def _commit(self, actor: Actor, data: ClosingData, reason: str) -> Closing:
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(data.opportunity.id)
            if opportunity.outcome is Outcome.LOST and opportunity.closed_at == data.at:
                return _closing(opportunity)  # this very step, told again
            lost, moved, event = opportunity.lose(reason, data.pipeline, at=data.at, on=data.today)
            self._save(work, lost, moved, event, _lost_message(lost))
        return _closing(lost)


def _to_accept(known: Sequence[Quotation], data: ClosingData, quotation_id: str | None) -> Quotation | None:
    """The one asked for; else of those that still count one already accepted, else the newest to be decided."""
    if quotation_id is not None:
        return next((quotation for quotation in known if quotation.id == quotation_id), None)
    counting = [quotation for quotation in known if _counts(quotation, data)]
    accepted = (quotation for quotation in counting if quotation.status is QuotationStatus.ACCEPTED)
    live = (quotation for quotation in counting if quotation.status.is_live)
    return next(accepted, None) or next(live, None)


def _counts(quotation: Quotation, data: ClosingData) -> bool:
    """Neither from before the deal was reopened nor expired."""
    has_expired = quotation.status.is_live and data.today > quotation.valid_until
    return not has_expired and quotation.id not in data.opportunity.superseded_quotation_ids


def _closing(opportunity: Opportunity) -> Closing:
    return Closing(
        opportunity_id=opportunity.id,
        opportunity_number=opportunity.opportunity_number,
        outcome=opportunity.outcome,
        closed_on=opportunity.actual_close_date,
        value=opportunity.actual_value,
        quotation_id=opportunity.converted_to_quote_id,
        lost_reason=opportunity.lost_reason,
    )


def _won_message(opportunity: Opportunity, quotation: Quotation) -> Message:
    return Message(
        title=f"{opportunity.opportunity_number} is won",
        body=f"{opportunity.name}: quotation {quotation.number} was accepted.",
        about=opportunity.ref,
        reason="The opportunity is yours, or you lead the team it belongs to.",
    )


def _lost_message(opportunity: Opportunity) -> Message:
    return Message(
        title=f"{opportunity.opportunity_number} is lost",
        body=f"{opportunity.name}: {opportunity.lost_reason}",
        about=opportunity.ref,
        reason="The opportunity is yours, or you lead the team it belongs to.",
    )
