"""The coordinator that closes deals (CRD-CRMOP-0071 to 0075)."""

from collections.abc import Sequence

from crm_core.actor import Actor, Permission
from crm_core.approvals import Asked
from crm_core.clock import Clock
from crm_core.opportunities import Opportunity, reopen
from crm_core.vocabulary import Id, Reason
from crm_operations.approvals import ApprovalMissing, conflicts_of, policy_of, round_of
from crm_operations.credits import DealCredits
from crm_operations.deal_closing.context import AttentionIndicator, OpportunityContextProvider
from crm_operations.deal_closing.request import CloseAsLost, CloseAsWon, Closing
from crm_operations.deal_closing.workflow import CLOSING, CloseAsLostWorkflow, CloseAsWonWorkflow
from crm_operations.operation import acts, reads
from crm_operations.process import ProcessId, ProcessRunner, SameProcessOtherCommand, process_id
from crm_operations.providers import PeopleProvider, QuotationProvider
from crm_operations.quote_to_order import QuotationVersions
from crm_operations.records import Records, repeats_lost_races
from crm_operations.settings import SettingsFor
from crm_operations.stage_rules import require_pass


class OpportunityCloseCoordinator:
    """Closes deals as won or lost, reopens them, and says which want a look.

    Each method raises NotPermitted and OpportunityNotFound; closing also CompensationFailed, when a step that failed
    could not be undone. Closed again on the same terms, a deal answers as before.
    """

    def __init__(
        self,
        runner: ProcessRunner,
        won: CloseAsWonWorkflow,
        lost: CloseAsLostWorkflow,
        records: Records,
        quotations: QuotationProvider,
        contexts: OpportunityContextProvider,
        people: PeopleProvider,
        deal_credits: DealCredits,
        quotation_versions: QuotationVersions,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._runner = runner
        self._won = won
        self._lost = lost
        self._records = records
        self._quotations = quotations
        self._contexts = contexts
        self._people = people
        self._credits = deal_credits
        self._versions = quotation_versions
        self._settings_for = settings_for
        self._clock = clock

    @acts(Permission.DEAL_CLOSE, further=(Permission.DEAL_PASS_RULES, Permission.APPROVAL_OVERRIDE))
    def close_as_won(self, actor: Actor, command: CloseAsWon) -> Closing:
        """Close a deal as won, at its quotation's total; the same command again has the same answer.

        Raises InvalidOpportunityStageTransition, StageRulesUnmet, OpportunityNotClosable, ApprovalMissing,
        QuotationRefused, OpportunityCurrencyDiffers; SameProcessOtherCommand when it was closed on other terms;
        CompensationFailed.
        """
        require_pass(actor, command.pass_rules)
        if command.override_reason is not None:
            actor.require(Permission.APPROVAL_OVERRIDE)
        try:
            return self._runner.start(self._won, self._process_id(actor, command.opportunity_id), actor, command)
        except ApprovalMissing as missing:
            raise missing.naming(self._may_approve(actor, command.opportunity_id, missing)) from missing
        except SameProcessOtherCommand:
            known = self._won.existing_result(actor, command.opportunity_id)
            if known is None or command.model_fields_set != {"opportunity_id"}:
                raise
            return known  # no details asked for, so none can differ

    @acts(Permission.DEAL_CLOSE)
    def close_as_lost(self, actor: Actor, command: CloseAsLost) -> Closing:
        """Close a deal as lost, and say why; its open quotations are rejected, once. Raises as ``close_as_won``."""
        try:
            return self._runner.start(self._lost, self._process_id(actor, command.opportunity_id), actor, command)
        except SameProcessOtherCommand:
            self._lost.existing_result(actor, command.opportunity_id)
            raise

    @acts(Permission.DEAL_REOPEN)
    def reopen(self, actor: Actor, opportunity_id: Id, reason: Reason) -> Opportunity:
        """Take a closed deal up again, in its first stage; that is counted.

        Its quotations and orders stay as they are in the sales system, and no longer count.
        Raises InvalidOpportunityStageTransition, Unavailable.
        """
        with self._records.reading(actor) as work:
            opportunity = work.opportunities.get(opportunity_id)
        known = () if opportunity.is_open else self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id)
        return self._reopened(actor, opportunity.id, reason, [quotation.id for quotation in known])

    @repeats_lost_races
    def _reopened(self, actor: Actor, opportunity_id: str, reason: str, quotation_ids: Sequence[str]) -> Opportunity:
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(opportunity_id, lock=True)
            reopened, moved, event = reopen(
                opportunity,
                reason,
                work.pipelines.get(opportunity.pipeline_id),
                at=self._clock.now(),
                quotation_ids=quotation_ids,
            )
            self._credits.reopened(work, reopened, event.at)
            self._versions.supersede_all(work, reopened.id, event.at)
            work.pipelines.hold_stage(reopened.pipeline_id, reopened.stage)
            saved = work.opportunities.save(reopened)
            work.opportunities.record_move(moved)
            work.outbox.announce(moved, event)
        return saved

    @reads(Permission.DEAL_READ)
    def attention(self, actor: Actor, opportunity_id: Id) -> tuple[AttentionIndicator, ...]:
        """Attention indicators of the deal (IFC-CRMOP-0042)."""
        settings = self._settings_for(actor.tenant_id)
        with self._records.reading(actor) as work:
            context = self._contexts.get_context(work, opportunity_id, self._clock.now(), settings)
        return self._contexts.get_attention_indicators(context, settings)

    def _may_approve(self, actor: Actor, opportunity_id: str, missing: ApprovalMissing) -> Sequence[str]:
        """Who would be asked for the level that is missing, where nobody is asked yet."""
        if not missing.is_unasked:
            return missing.people
        with self._records.reading(actor) as work:
            owner = work.opportunities.get(opportunity_id).assigned_to
        level, policy = missing.level, policy_of(self._settings_for(actor.tenant_id))
        people = self._people.members(actor.tenant_id)
        conflicts = conflicts_of([(owner, "it is their own")], people)
        return round_of(level, policy.asked.get(level, Asked()), owner, people, conflicts).electorate

    def _process_id(self, actor: Actor, opportunity_id: str) -> ProcessId:
        """The id shared by winning and losing, so that only one is under way; a reopened deal gets another."""

        def find() -> str:
            with self._records.reading(actor) as work:
                reopened = work.opportunities.get(opportunity_id).reopened_count
            again = (str(reopened + 1),) if reopened else ()
            return process_id(CLOSING, actor.tenant_id, opportunity_id, *again)

        return find
