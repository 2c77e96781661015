"""A deal as closing reads it, its earlier result, and the writes of the closing commit."""

from datetime import datetime

from crm_core.actor import Actor, Role
from crm_core.approvals import Round
from crm_core.clock import Clock
from crm_core.money import Money
from crm_core.opportunities import Opportunity, OpportunityLost, OpportunityStageChanged, OpportunityWon
from crm_core.pipelines import Outcome
from crm_core.quotations import VersionStatus
from crm_core.voting import FIRST, MayNotVote
from crm_operations.approvals import DEAL_APPROVAL, Approvable, ApprovalRequests, about_deal
from crm_operations.credits import CreditedPeople, DealCredits
from crm_operations.deal_closing.context import ClosingData, OpportunityContextProvider
from crm_operations.deal_closing.request import Closing
from crm_operations.providers import Message, Notice, QuotationProvider
from crm_operations.quote_to_order import OpportunityNotClosable, OpportunityQuotations, QuotationVersions
from crm_operations.records import Records, UnitOfWork
from crm_operations.settings import SettingsFor


class Closings:
    """What winning and losing share: our records, and the deal's quotations at their provider."""

    def __init__(
        self,
        records: Records,
        quotations: QuotationProvider,
        contexts: OpportunityContextProvider,
        approval_requests: ApprovalRequests,
        deal_credits: DealCredits,
        credited_people: CreditedPeople,
        quotation_versions: QuotationVersions,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self.records = records
        self.provider = quotations
        self.quotations = OpportunityQuotations(quotations, settings_for, "say what it was won at")
        self._contexts = contexts
        self._requests = approval_requests
        self.credits = deal_credits
        self.versions = quotation_versions
        self._people = credited_people
        self._settings_for = settings_for
        self._clock = clock

    def require(self, actor: Actor, opportunity_id: str) -> None:
        """Raises OpportunityNotFound."""
        with self.records.reading(actor) as work:
            work.opportunities.get(opportunity_id)

    def load(self, actor: Actor, opportunity_id: str) -> ClosingData:
        """Raises OpportunityNotFound."""
        settings = self._settings_for(actor.tenant_id)
        with self.records.reading(actor) as work:
            data = self._contexts.get_opportunity_data_for_closing(work, opportunity_id, self._clock.now(), settings)
            versions = self.versions.of_deal(work, data.opportunity.id) if data.opportunity.is_open else ()
        if not versions:
            return data
        void = tuple(each.quotation_id for each in versions if each.status is VersionStatus.SUPERSEDED)
        return data.model_copy(update={"has_versions": True, "void_quotation_ids": void})

    def load_to_win(self, actor: Actor, opportunity_id: str) -> ClosingData:
        """With those who will be credited for an open one. Raises OpportunityNotFound, Unavailable."""
        data = self.load(actor, opportunity_id)
        if not data.opportunity.is_open:
            return data
        with self.records.reading(actor) as work:
            sharing = self._people.sharing(work, data.opportunity)
        return data.model_copy(update={"people": self._people.look_up(actor.tenant_id, sharing)})

    def existing_result(self, actor: Actor, opportunity_id: str, outcome: Outcome) -> Closing | None:
        """How the deal ended; nothing while it is open. Raises OpportunityNotClosable when it ended otherwise."""
        opportunity = self.load(actor, opportunity_id).opportunity
        if not opportunity.is_open and opportunity.outcome is not outcome:
            raise OpportunityNotClosable.because_closed_otherwise(opportunity)
        return None if opportunity.is_open else closing_of(opportunity)

    def require_expected(self, opportunity: Opportunity, value: Money | None) -> None:
        """Where quotations do not set what a deal is worth, it is won at what is expected of it only.

        Raises OpportunityNotClosable.
        """
        expected = opportunity.expected_revenue
        if self._settings_for(opportunity.tenant_id).quotations.sets_value or expected is None:
            return
        if value is not None and value != expected:
            raise OpportunityNotClosable.because_it_is_expected_otherwise(opportunity, expected, value)

    def require_approval(
        self, work: UnitOfWork, opportunity: Opportunity, value: Money, override_reason: str | None, at: datetime
    ) -> None:
        """In the closing commit; with a reason a missing approval is passed over, and that is recorded.

        Raises ApprovalMissing, MayNotVote.
        """
        settings = self._settings_for(opportunity.tenant_id)
        approvable = Approvable.load(work, opportunity, settings, at, value)
        if approvable is None:
            return
        result = approvable.result(value)
        if result.level is None or approvable.holds(result, value):
            return
        if override_reason is None:
            approvable.require(opportunity, value)
            return
        if opportunity.assigned_to == work.actor.user_id:
            raise MayNotVote.because_conflicted(opportunity.opportunity_number, work.actor.user_id, "it is their own")
        case = approvable.at(value)
        nobody = Round(level=result.level, strategy=FIRST)
        ask = about_deal(
            opportunity,
            case.terms,
            result.triggers,
            (nobody,),
            requested_by=opportunity.assigned_to,
            expires_at=at,
        )
        self._requests.pass_over(work, ask, override_reason, at)
        work.decisions.record(
            DEAL_APPROVAL,
            opportunity.ref,
            policy=approvable.policy,
            policy_version="settings",
            case=case,
            verdict=result,
            reasons=(*result.reasons, f"passed over: {override_reason}"),
            at=at,
        )

    def save(
        self,
        work: UnitOfWork,
        closed: Opportunity,
        moved: OpportunityStageChanged,
        ended: OpportunityWon | OpportunityLost,
        message: Message,
    ) -> None:
        """Writes the deal, its move, the events and the notice."""
        work.pipelines.hold_stage(closed.pipeline_id, closed.stage)
        work.opportunities.save(closed)
        work.opportunities.record_move(moved)
        work.outbox.announce(moved, ended)
        work.outbox.notify(
            Notice(tenant_id=closed.tenant_id, users=(closed.assigned_to,), role=Role.MANAGER, message=message)
        )


def closing_of(opportunity: Opportunity) -> Closing:
    return Closing(
        opportunity_id=opportunity.id,
        opportunity_number=opportunity.opportunity_number,
        outcome=opportunity.outcome,
        closed_on=opportunity.actual_close_date,
        value=opportunity.actual_value,
        quotation_id=opportunity.converted_to_quote_id,
        lost_reason=opportunity.lost_reason,
    )
