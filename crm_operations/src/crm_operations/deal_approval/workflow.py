"""Asking for the approval of a deal: one short run that ends with the request (WFL-CRMOP-0056 to 0059)."""

from crm_core.actor import Actor
from crm_core.approvals import (
    ApprovalRequest,
    ApprovalResult,
    Asked,
    NothingToApprove,
    OpportunityApprovalRule,
)
from crm_core.clock import Clock
from crm_core.errors import ChangedMeanwhile
from crm_operations.approvals import (
    DEAL_APPROVAL,
    ApprovalRequests,
    SharesInDeals,
    about_deal,
    case_of,
    conflicts_of,
    expiry,
    last_editor,
    policy_of,
    round_of,
    terms_of,
)
from crm_operations.deal_approval.request import ApprovalAsked, DealToApprove, Electorates, RequestApproval
from crm_operations.process import Saga
from crm_operations.providers import PeopleProvider
from crm_operations.quote_to_order import OpportunityNotClosable
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class DealApprovalWorkflow:
    """load -> evaluate -> find approvers -> request; no run waits for the answer."""

    name = process = "deal-approval"
    command = RequestApproval
    answers = (DealToApprove, Electorates, ApprovalAsked)

    def __init__(
        self,
        records: Records,
        people: PeopleProvider,
        approval_requests: ApprovalRequests,
        shares: SharesInDeals,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._people = people
        self._requests = approval_requests
        self._shares = shares
        self._settings_for = settings_for
        self._clock = clock

    def require_subject(self, actor: Actor, command: RequestApproval) -> None:
        """Raises OpportunityNotFound."""
        with self._records.reading(actor) as work:
            work.opportunities.get(command.opportunity_id)

    def run(self, saga: Saga, actor: Actor, command: RequestApproval) -> ApprovalAsked:
        """Raises NothingToApprove, ApprovalPending, OpportunityNotClosable, Unavailable."""
        deal = saga.step("load opportunity", lambda: self.load(actor, command))
        if not deal.opportunity.is_open:
            raise OpportunityNotClosable.because_closed_otherwise(deal.opportunity)
        result = OpportunityApprovalRule.evaluate(deal.case, deal.policy)
        if not result.is_required:
            raise NothingToApprove.because_within_bounds(deal.opportunity.opportunity_number)
        asked = saga.step("find approvers", lambda: self.electorates(actor, deal, result))
        return saga.commit_step("commit", lambda: self.request_approval(actor, command, deal, result, asked))

    def load(self, actor: Actor, command: RequestApproval) -> DealToApprove:
        """The deal at the value it is to be won at. Raises OpportunityNotFound."""
        settings = self._settings_for(actor.tenant_id)
        at = self._clock.now()
        with self._records.reading(actor) as work:
            opportunity = work.opportunities.get(command.opportunity_id)
            return DealToApprove(
                opportunity=opportunity,
                case=case_of(work, opportunity, settings, at, command.value),
                policy=policy_of(settings),
                editor=last_editor(work, opportunity),
                shares=tuple(self._shares.holders(work, opportunity)),
                at=at,
            )

    def electorates(self, actor: Actor, deal: DealToApprove, result: ApprovalResult) -> Electorates:
        """Who is asked, fixed from here on: whoever has a part in the deal is not."""
        people = self._people.members(actor.tenant_id)
        owner = deal.opportunity.assigned_to
        parts = [(owner, "it is their own"), (actor.user_id, "they asked for it")]
        parts += [(deal.editor, "they changed it last")] if deal.editor else []
        parts += [(user, "they have a share in it") for user in deal.shares]
        conflicts = conflicts_of(parts, people)
        rounds = (
            round_of(level, deal.policy.asked.get(level, Asked()), owner, people, conflicts) for level in result.levels
        )
        return Electorates(rounds=tuple(rounds), conflicted=tuple(sorted(conflicts)))

    def request_approval(
        self,
        actor: Actor,
        command: RequestApproval,
        deal: DealToApprove,
        result: ApprovalResult,
        asked: Electorates,
    ) -> ApprovalAsked:
        """The request with its decision, timers and notices, in one commit. Raises ApprovalPending."""
        settings = self._settings_for(actor.tenant_id)
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(deal.opportunity.id, lock=True)
            newest = work.approvals.newest(opportunity.id)
            if newest is not None and newest.is_pending and _is_of_this_run(newest, actor, deal):
                return _answer(newest, result)  # this very step, repeated
            if (
                opportunity.outcome is not deal.opportunity.outcome
                or terms_of(opportunity, command.value) != deal.case.terms
            ):
                raise ChangedMeanwhile.because_it_is_no_longer_so(opportunity.kind, opportunity.id)
            ask = about_deal(
                opportunity,
                deal.case.terms,
                result.triggers,
                asked.rounds,
                requested_by=actor.user_id,
                expires_at=expiry(settings, deal.at),
                conflicted=asked.conflicted,
                then_close=command.then_close,
            )
            request = self._requests.open(work, ask, settings, deal.at)
            work.decisions.record(
                DEAL_APPROVAL,
                opportunity.ref,
                policy=deal.policy,
                policy_version="settings",
                case=deal.case,
                verdict=result,
                reasons=result.reasons,
                at=deal.at,
            )
        return _answer(request, result)


def _is_of_this_run(request: ApprovalRequest, actor: Actor, deal: DealToApprove) -> bool:
    return request.created_at == deal.at and request.requested_by == actor.user_id


def _answer(request: ApprovalRequest, result: ApprovalResult) -> ApprovalAsked:
    return ApprovalAsked(
        request_id=request.id,
        opportunity_id=request.subject.id,
        opportunity_number=request.number,
        level=request.level,
        electorate=request.electorate,
        reasons=result.reasons,
    )
