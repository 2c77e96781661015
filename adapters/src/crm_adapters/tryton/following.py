"""Closes deals here that people closed in Tryton: looked for by when it was written, closed by the same recipes."""

from datetime import datetime, timedelta

from crm_adapters.tryton.decisions import DecidedThere, decided_since
from crm_adapters.tryton.tryton import Tryton
from crm_core.actor import Actor
from crm_core.errors import CrmError, NotFound, Unavailable
from crm_core.pipelines import Outcome
from crm_core.values import Value
from crm_operations.deal_closing import CloseAsLost, CloseAsWon, OpportunityCloseCoordinator
from crm_operations.pipeline_management import PipelineManager

OVERLAP = timedelta(minutes=5)
"""Looked at once more: a long transaction is seen later than it says it was written. What is closed stays closed."""
UNSAID = "lost in Tryton"


class NotFollowed(Value):
    opportunity_id: str
    problem: str


class Followed(Value):
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    not_followed: tuple[NotFollowed, ...] = ()


class TrytonFollower:
    """Remembers how far it looked for as long as it lives; a new one begins at the beginning, which does no harm."""

    def __init__(self, tryton: Tryton, deals: PipelineManager, closing: OpportunityCloseCoordinator) -> None:
        self._tryton = tryton
        self._deals = deals
        self._closing = closing
        self._seen: dict[str, datetime] = {}

    def follow(self, actor: Actor) -> Followed:
        """Once. Deals that are closed already, or not ours, are passed over. Raises Unavailable."""
        seen = self._seen.get(actor.tenant_id)
        decided = decided_since(self._tryton.door(actor.tenant_id), None if seen is None else seen - OVERLAP)
        won: list[str] = []
        lost: list[str] = []
        not_followed: list[NotFollowed] = []
        for each in decided:
            try:
                if self._is_closed(actor, each):
                    (won if each.outcome is Outcome.WON else lost).append(each.opportunity_id)
            except Unavailable:
                raise
            except CrmError as problem:
                not_followed.append(NotFollowed(opportunity_id=each.opportunity_id, problem=str(problem)))
        if decided:
            self._seen[actor.tenant_id] = max(each.seen for each in decided)
        return Followed(won=tuple(won), lost=tuple(lost), not_followed=tuple(not_followed))

    def _is_closed(self, actor: Actor, decided: DecidedThere) -> bool:
        """Whether it was closed just now."""
        try:
            deal = self._deals.get(actor, decided.opportunity_id)
        except NotFound:
            return False
        if not deal.is_open or (deal.reopened_count and decided.seen <= deal.updated_at):
            return False  # reopened since: that was decided against what Tryton says
        if decided.outcome is Outcome.WON:
            wish = CloseAsWon(opportunity_id=deal.id, quotation_id=decided.quotation_id)
            self._closing.close_as_won(actor, wish)
        else:
            self._closing.close_as_lost(actor, CloseAsLost(opportunity_id=deal.id, reason=decided.reason or UNSAID))
        return True
