"""The coordinator of what a deal needs before it is won: asked for, and what if (PLAN-022)."""

from crm_core.actor import Actor, Permission
from crm_core.approvals import ApprovalPending, OpportunityApprovalRule
from crm_operations.deal_approval.request import ApprovalAsked, RequestApproval, WhatIf, WhatIfAnswer
from crm_operations.deal_approval.workflow import DealApprovalWorkflow
from crm_operations.operation import acts, reads
from crm_operations.process import ProcessId, ProcessRunner, SameProcessOtherCommand, process_id
from crm_operations.records import Records


class DealApprovalCoordinator:
    """Asks for the yes that a deal needs, and says what it would need on other terms.

    Each method raises NotPermitted and OpportunityNotFound.
    """

    def __init__(
        self,
        runner: ProcessRunner,
        workflow: DealApprovalWorkflow,
        records: Records,
    ) -> None:
        self._runner = runner
        self._workflow = workflow
        self._records = records

    @acts(Permission.APPROVAL_REQUEST)
    def request(self, actor: Actor, command: RequestApproval) -> ApprovalAsked:
        """Ask for the approval that a deal needs; while it is pending, its material fields stay as they are.

        Raises NothingToApprove, ApprovalPending, OpportunityNotClosable, StrategyUnusable.
        """
        try:
            return self._runner.start(self._workflow, self._process_id(actor, command.opportunity_id), actor, command)
        except SameProcessOtherCommand:
            with self._records.reading(actor) as work:
                newest = work.approvals.newest(command.opportunity_id)
            if newest is None or not newest.is_pending:
                raise
            raise ApprovalPending.because_one_is_open(newest.number, newest.id) from None

    @reads(Permission.APPROVAL_READ)
    def what_if(self, actor: Actor, question: WhatIf) -> WhatIfAnswer:
        """Say what a deal would need at another value or discount, and the largest discount that needs nobody."""
        command = RequestApproval(opportunity_id=question.opportunity_id, value=question.value)
        deal = self._workflow.load(actor, command)
        case = deal.case
        if question.discount_basis_points is not None:
            case = case.at(discount_basis_points=question.discount_basis_points)
        result = OpportunityApprovalRule.evaluate(case, deal.policy)
        return WhatIfAnswer(
            opportunity_number=deal.opportunity.opportunity_number,
            level=result.level,
            triggers=result.triggers,
            reasons=result.reasons,
            largest_discount_basis_points=OpportunityApprovalRule.largest_discount(case, deal.policy),
        )

    def _process_id(self, actor: Actor, opportunity_id: str) -> ProcessId:
        """One for each request: asking again while it is pending has the same answer, and later another one."""

        def find() -> str:
            with self._records.reading(actor) as work:
                newest = work.approvals.newest(opportunity_id)
            former = newest.former_request_id if newest is not None and newest.is_pending else newest and newest.id
            return process_id(self._workflow.process, actor.tenant_id, opportunity_id, former or "first")

        return find
