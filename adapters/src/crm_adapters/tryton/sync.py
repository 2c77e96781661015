"""Closes deals that people closed in Tryton: found by their time of change there, closed by the usual workflows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from crm_adapters.tryton.decisions import SalesDecision, decided_since
from crm_adapters.tryton.tryton import Tryton
from crm_core.actor import Actor
from crm_core.errors import CrmError, Invalid, NotFound, Refused, Unavailable
from crm_core.opportunities import AcceptedSale, Opportunity, OpportunityFilter, StageRulesUnmet
from crm_core.pipelines import Outcome
from crm_core.texts import fit
from crm_core.values import Value
from crm_core.vocabulary import TEXT_LENGTH
from crm_operations.approvals import ApprovalMissing
from crm_operations.deal_approval import DealApprovalCoordinator, RequestApproval
from crm_operations.deal_closing import CloseAsLost, CloseAsWon, OpportunityCloseCoordinator
from crm_operations.pipeline_management import PipelineCoordinator

OVERLAP = timedelta(minutes=5)
"""Read again each time: a long transaction becomes visible after its time of change. Closed deals stay closed."""
DEFAULT_REASON = "lost in Tryton"
BOOKMARK = "tryton"


class NotSynced(Value):
    opportunity_id: str
    problem: str


class SyncResult(Value):
    """``waiting`` are accepted in the sales system, and held here until they have what the rules ask for."""

    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    not_synced: tuple[NotSynced, ...] = ()
    waiting: tuple[str, ...] = ()


class Bookmarks(Protocol):
    """The store of bookmarks."""

    def find(self, tenant_id: str, name: str) -> datetime | None: ...

    def move(self, tenant_id: str, name: str, to: datetime) -> None: ...


class TrytonSync:
    """Continues at the stored bookmark.

    A deal that a rule here keeps from being won is held: it says so itself, the bookmark moves on, and each run tries
    it again, as long as its quotation is accepted there. What fails otherwise keeps the bookmark back.
    """

    def __init__(
        self,
        tryton: Tryton,
        opportunities: PipelineCoordinator,
        closing: OpportunityCloseCoordinator,
        approvals: DealApprovalCoordinator,
        bookmarks: Bookmarks,
    ) -> None:
        self._tryton = tryton
        self._opportunities = opportunities
        self._closing = closing
        self._approvals = approvals
        self._bookmarks = bookmarks

    @property
    def tenants(self) -> Sequence[str]:
        """The tenants with a company in Tryton."""
        return self._tryton.accounts.tenants

    def run(self, actor: Actor) -> SyncResult:
        """Once. Deals that are closed already, or not ours, are passed over. Raises Unavailable."""
        seen = self._bookmarks.find(actor.tenant_id, BOOKMARK)
        held = self._held(actor)
        since = None if seen is None else seen - OVERLAP
        decided = decided_since(self._tryton.client(actor.tenant_id), since, also=sorted(held))
        won: list[str] = []
        lost: list[str] = []
        not_synced: list[NotSynced] = []
        waiting: list[str] = []
        left: list[datetime] = []
        for each in decided:
            try:
                try:
                    if self._is_closed(actor, each):
                        (won if each.outcome is Outcome.WON else lost).append(each.opportunity_id)
                except Refused as refusal:
                    if each.outcome is not Outcome.WON:
                        raise
                    self._hold(actor, each, refusal)
                    waiting.append(each.opportunity_id)
            except Unavailable:
                raise
            except CrmError as problem:
                not_synced.append(NotSynced(opportunity_id=each.opportunity_id, problem=str(problem)))
                if each.opportunity_id not in held:
                    left.append(each.seen)
        for opportunity_id in held - {each.opportunity_id for each in decided if each.outcome is Outcome.WON}:
            self._opportunities.release(actor, opportunity_id)
        if decided:
            newest = max(decided[-1].seen, seen or decided[-1].seen)
            self._bookmarks.move(actor.tenant_id, BOOKMARK, min(left, default=newest))
        return SyncResult(won=tuple(won), lost=tuple(lost), not_synced=tuple(not_synced), waiting=tuple(waiting))

    def _held(self, actor: Actor) -> set[str]:
        """The ids of all deals that earlier runs held."""
        held: set[str] = set()
        page = OpportunityFilter(accepted_elsewhere=True, limit=1_000)
        while found := self._opportunities.get_opportunities_by_stage(actor, page):
            held |= {opportunity.id for opportunity in found}
            page = page.model_copy(update={"after_id": found[-1].id})
        return held

    def _hold(self, actor: Actor, decided: SalesDecision, refusal: Refused) -> None:
        """Says at the deal what it waits for; a missing yes is asked for."""
        if isinstance(refusal, ApprovalMissing):
            self._ask_for(actor, decided, refusal)
        opportunity = self._opportunities.get(actor, decided.opportunity_id)
        quotation_id = _counting(decided, opportunity)[0]
        sale = AcceptedSale(quotation_id=quotation_id, waits_for=fit(_waits_for(refusal), TEXT_LENGTH))
        self._opportunities.hold(actor, opportunity.id, sale)

    def _ask_for(self, actor: Actor, decided: SalesDecision, missing: ApprovalMissing) -> None:
        """Opens one request by itself; read again, the same sale opens no other, however that one ended."""
        if not missing.is_asked_at_this_value:
            command = RequestApproval(opportunity_id=decided.opportunity_id, value=missing.value, then_close=True)
            self._approvals.request(actor, command)

    def _is_closed(self, actor: Actor, decided: SalesDecision) -> bool:
        """Whether this call closed it."""
        try:
            opportunity = self._opportunities.get(actor, decided.opportunity_id)
        except (Invalid, NotFound):  # a reference that a person typed is no id of ours
            return False
        if not opportunity.is_open:
            return False
        if decided.outcome is Outcome.WON:
            if not (counting := _counting(decided, opportunity)):
                return False  # reopened since: that was decided against what Tryton says
            self._closing.close_as_won(actor, CloseAsWon(opportunity_id=opportunity.id, quotation_id=counting[0]))
        else:
            if opportunity.reopened_count and decided.seen <= opportunity.updated_at:
                return False
            self._closing.close_as_lost(
                actor, CloseAsLost(opportunity_id=opportunity.id, reason=decided.reason or DEFAULT_REASON)
            )
        return True


def _counting(decided: SalesDecision, opportunity: Opportunity) -> Sequence[str]:
    """The quotations confirmed since it was last reopened."""
    return [each for each in decided.quotation_ids if each not in opportunity.superseded_quotation_ids]


def _waits_for(refusal: Refused) -> str:
    """A line for each thing that is missing."""
    match refusal:
        case ApprovalMissing():
            return f"the approval of a {refusal.level.value.replace('_', ' ')}"
        case StageRulesUnmet():
            return "\n".join(refusal.unmet)
        case _:
            return str(refusal)
