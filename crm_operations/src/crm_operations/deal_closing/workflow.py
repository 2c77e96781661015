"""Closing a deal: the quotation is decided first, then the deal, in one commit with its messages.

The quotation is accepted right before the local commit, since a partner can rarely revert that.
"""

from datetime import datetime

from crm_core.actor import Actor
from crm_core.money import Money
from crm_core.opportunities import Opportunity, lose, win
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_operations.deal_closing.closings import Closings, closing_of
from crm_operations.deal_closing.context import ClosingData
from crm_operations.deal_closing.request import CloseAsLost, CloseAsWon, Closing
from crm_operations.process import Saga
from crm_operations.providers import Message, Quotation
from crm_operations.quote_to_order import OpportunityNotClosable, QuotationForOpportunity, product_values
from crm_operations.stage_rules import record_verdict

CLOSING = "deal-closing"
"""The process that winning and losing share: only one of them can be under way."""


class LiveQuotations(Value):
    quotations: tuple[Quotation, ...]


class CloseAsWonWorkflow:
    """load -> find quotation -> approved? -> obtain it -> accept it -> settle (BUS-CRMOP-0012, FUN-CRMOP-0025)."""

    name = "deal-won"
    process = CLOSING
    command = CloseAsWon
    answers = (ClosingData, QuotationForOpportunity, Quotation, Closing)

    def __init__(self, closings: Closings) -> None:
        self._closings = closings

    def require_subject(self, actor: Actor, command: CloseAsWon) -> None:
        """Raises OpportunityNotFound."""
        self._closings.require(actor, command.opportunity_id)

    def existing_result(self, actor: Actor, opportunity_id: str) -> Closing | None:
        """How it was won; nothing while it is open. Raises OpportunityNotClosable when it ended otherwise."""
        return self._closings.existing_result(actor, opportunity_id, Outcome.WON)

    def run(self, saga: Saga, actor: Actor, command: CloseAsWon) -> Closing:
        """Raises OpportunityNotClosable, StageRulesUnmet, ApprovalMissing, QuotationRefused.

        Also OpportunityCurrencyDiffers, Unavailable.
        """
        data = saga.step("load opportunity", lambda: self._closings.load_to_win(actor, command.opportunity_id))
        opportunity = data.opportunity
        if opportunity.outcome is Outcome.WON:
            return closing_of(opportunity)
        self._check(data, command)

        key = saga.key("quotation")
        obtained = self._closings.quotations.obtain(
            saga,
            actor,
            data,
            command.value,
            command.quotation_id,
            key,
            check=lambda value: self._require_value(data, command, value),
        )
        before = obtained.quotation
        accepted = saga.step(
            "accept quotation",
            lambda: self._closings.provider.mark_as_accepted(actor.tenant_id, before.id, data.at),
            undo=lambda _: self._closings.quotations.revert(actor, before),
            on_unknown=lambda: self._closings.quotations.revert(actor, before),
        )
        return saga.commit_step("commit", lambda: self._commit(actor, data, command, accepted))

    def _check(self, data: ClosingData, command: CloseAsWon) -> None:
        """Refuses, before any call of the partner, what would fail at the end."""
        opportunity = data.opportunity
        if opportunity.outcome is Outcome.LOST:
            raise OpportunityNotClosable.because_closed_otherwise(opportunity)
        nothing = Money.unchecked(0, opportunity.currency_code)
        win(
            opportunity,
            command.value or nothing,
            data.pipeline,
            quotation_id="",
            at=data.at,
            on=data.today,
            pass_reason=command.pass_rules,
        )

    def _require_value(self, data: ClosingData, command: CloseAsWon, value: Money | None) -> None:
        """Before the sales system is asked for anything; what needs a yes is judged again in the closing commit.

        Raises ApprovalMissing, OpportunityNotClosable.
        """
        self._closings.require_expected(data.opportunity, value)
        if data.approvable is not None and command.override_reason is None:
            data.approvable.require(data.opportunity, value)

    def _commit(self, actor: Actor, data: ClosingData, command: CloseAsWon, accepted: Quotation) -> Closing:
        with self._closings.records.writing(actor) as work:
            opportunity = work.opportunities.get(data.opportunity.id)
            if opportunity.converted_to_quote_id == accepted.id and opportunity.outcome is Outcome.WON:
                return closing_of(opportunity)  # this very step, repeated
            stage = data.pipeline.closing_stage(Outcome.WON).name
            judged = opportunity.judge_entering(stage, data.pipeline, at=data.at, pass_reason=command.pass_rules)
            self._closings.require_approval(work, opportunity, accepted.total, command.override_reason, data.at)
            won, moved, event = win(
                opportunity,
                accepted.total,
                data.pipeline,
                quotation_id=accepted.id,
                at=data.at,
                on=data.today,
                pass_reason=command.pass_rules,
            )
            record_verdict(work, won, judged, at=data.at)
            version = self._closings.versions.won(work, accepted, data.at) if data.has_versions else None
            self._closings.credits.won(work, won, data.people, data.at, product_values(version))
            self._closings.save(work, won, moved, event, _won_message(won, accepted))
        return closing_of(won)


class CloseAsLostWorkflow:
    """load -> reject what is still quoted -> settle (FUN-CRMOP-0026)."""

    name = "deal-lost"
    process = CLOSING
    command = CloseAsLost
    answers = (ClosingData, LiveQuotations, Quotation, Closing)

    def __init__(self, closings: Closings) -> None:
        self._closings = closings

    def require_subject(self, actor: Actor, command: CloseAsLost) -> None:
        """Raises OpportunityNotFound."""
        self._closings.require(actor, command.opportunity_id)

    def existing_result(self, actor: Actor, opportunity_id: str) -> Closing | None:
        """How it was lost; nothing while it is open. Raises OpportunityNotClosable when it ended otherwise."""
        return self._closings.existing_result(actor, opportunity_id, Outcome.LOST)

    def run(self, saga: Saga, actor: Actor, command: CloseAsLost) -> Closing:
        """Raises OpportunityNotClosable, QuotationRefused, Unavailable."""
        data = saga.step("load opportunity", lambda: self._closings.load(actor, command.opportunity_id))
        opportunity = data.opportunity
        if opportunity.outcome is Outcome.LOST:
            return closing_of(opportunity)
        self._check(data, command)

        live = saga.step(
            "find quotations", lambda: LiveQuotations(quotations=self._closings.quotations.live(actor, opportunity))
        )
        for quotation in live.quotations:
            self._reject(saga, actor, quotation, command.reason, data.at)
        return saga.commit_step("commit", lambda: self._commit(actor, data, command.reason))

    def _check(self, data: ClosingData, command: CloseAsLost) -> None:
        if data.opportunity.outcome is Outcome.WON:
            raise OpportunityNotClosable.because_closed_otherwise(data.opportunity)
        lose(data.opportunity, command.reason, data.pipeline, at=data.at, on=data.today)

    def _reject(self, saga: Saga, actor: Actor, quotation: Quotation, reason: str, at: datetime) -> None:
        saga.step(
            f"reject quotation {quotation.number}",
            lambda: self._closings.provider.mark_as_rejected(actor.tenant_id, quotation.id, reason, at),
            undo=lambda _: self._closings.quotations.revert(actor, quotation),
            on_unknown=lambda: self._closings.quotations.revert(actor, quotation),
        )

    def _commit(self, actor: Actor, data: ClosingData, reason: str) -> Closing:
        with self._closings.records.writing(actor) as work:
            opportunity = work.opportunities.get(data.opportunity.id)
            if opportunity.outcome is Outcome.LOST and opportunity.closed_at == data.at:
                return closing_of(opportunity)  # this very step, repeated
            lost, moved, event = lose(opportunity, reason, data.pipeline, at=data.at, on=data.today)
            if data.has_versions:
                self._closings.versions.lost(work, lost.id, reason, data.at)
            self._closings.save(work, lost, moved, event, _lost_message(lost))
        return closing_of(lost)


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
