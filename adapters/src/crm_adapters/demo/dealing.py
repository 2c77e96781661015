"""From a fresh deal to its end: stage by stage, with a quotation on the way, won or lost for a reason."""

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from crm_adapters.demo.agenda import at_work
from crm_adapters.demo.company import MANAGERS, SELLERS, TENANT
from crm_adapters.demo.floor import Case, Floor
from crm_adapters.demo.office import AWAY
from crm_core.activities import ActivityType, LogActivity
from crm_core.actor import Actor
from crm_core.identity import EntityKind, EntityRef
from crm_core.money import BASIS_POINTS
from crm_core.opportunities import StageRulesUnmet
from crm_core.pipelines import OpportunityStage
from crm_core.quotations import PricedLine
from crm_core.splits import AskedShare, CreateSplit
from crm_operations.approvals import ApprovalMissing
from crm_operations.credits import RecordPayment, RefundDeal
from crm_operations.deal_approval import RequestApproval
from crm_operations.deal_closing import CloseAsLost, CloseAsWon
from crm_operations.providers import Person
from crm_operations.quote_to_order import GenerateQuotation

_LOST_EARLY = 0.09
_LOST_LATE = ("price", "chose another supplier", "chose another supplier", "project cancelled", "no decision")
_WHY_PASSED = "small, but a good name to have"
_QUOTED_FOR = timedelta(days=60)
_THINKS_FOR = timedelta(hours=5)
_ARRIVES_AFTER = timedelta(days=20)
_REFUSES_EVERY = 9
_SHARES_EVERY = 4
_ITEM_MINOR, _LIST_MINOR = 40_000, 44_000
_HELP, _BROKEN = 3_000, 1_000
"""What a colleague gets of a deal, and what is paid back of one, in basis points."""


class Dealing:
    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._decided = self._negotiated = self._won = 0

    def begin(self, case: Case, opportunity_id: str) -> None:
        opportunity = EntityRef(kind=EntityKind.OPPORTUNITY, id=opportunity_id)
        self._floor.later(case, partial(self._qualify, opportunity=opportunity), (1, 4))

    def _qualify(self, case: Case, opportunity: EntityRef) -> None:
        self._floor.log(case, opportunity, ActivityType.CALL, "Who decides, and by when")
        self._move(case, opportunity, OpportunityStage.QUALIFICATION)
        if not self._ends_early(case, opportunity, "nobody there decides this year"):
            self._floor.later(case, partial(self._propose, opportunity=opportunity), (2, 7))

    def _propose(self, case: Case, opportunity: EntityRef) -> None:
        floor = self._floor
        full_opportunity = floor.crm.deals.get(case.actor, opportunity.id)
        quoted = (
            int((full_opportunity.expected_revenue_minor or 0) * floor.chance.uniform(0.86, 1.02)) // 10_000 * 10_000
        )
        offer = GenerateQuotation(
            opportunity_id=opportunity.id,
            lines=_lines_over(quoted),
            valid_until=(floor.clock.now() + _QUOTED_FOR).date(),
        )
        quotation = floor.crm.quotes.generate(case.actor, offer)
        with suppress(ApprovalMissing):  # then it is sent by closing, once it has its yes
            floor.crm.quotes.send(case.actor, quotation.quotation_id)
        number = quotation.quotation_number
        floor.log(case, opportunity, ActivityType.PROPOSAL, f"Offered {number}", outcome=None)
        self._move(case, opportunity, OpportunityStage.PROPOSAL)
        task = LogActivity(
            related=opportunity,
            activity_type=ActivityType.FOLLOW_UP,
            subject=f"Ask what they think of {number}",
            due_date=floor.clock.now() + timedelta(days=4),
            assigned_to=case.seller.person.id,
        )
        follow_up = floor.crm.activities.log(case.actor, task)
        floor.later(case, partial(self._negotiate, opportunity=opportunity, follow_up=follow_up.id), (3, 9))

    def _negotiate(self, case: Case, opportunity: EntityRef, follow_up: str) -> None:
        self._floor.crm.activities.complete(case.actor, follow_up)
        if self._ends_early(case, opportunity, "budget frozen until autumn"):
            return
        self._floor.log(case, opportunity, ActivityType.MEETING, "Went through colours and delivery")
        self._move(case, opportunity, OpportunityStage.NEGOTIATION)
        self._share(case, opportunity)
        self._floor.later(case, partial(self._close, opportunity=opportunity), (3, 14))

    def _share(self, case: Case, opportunity: EntityRef) -> None:
        """Every so many deals a colleague has helped with, which the one who was asked agrees to."""
        self._negotiated += 1
        if self._negotiated % _SHARES_EVERY:
            return
        splits, seller = self._floor.crm.splits, case.seller.person
        colleague = next(each.person.id for each in SELLERS if each.person.id != seller.id)
        helped = AskedShare(user_id=colleague, basis_points=_HELP)
        request = CreateSplit(shares=(AskedShare(basis_points=BASIS_POINTS - _HELP), helped))
        splits.create_split(case.actor, opportunity.id, request)
        splits.submit(case.actor, opportunity.id)
        approver = _who_decides(
            next(each for each in MANAGERS if each.id == seller.manager_id), self._floor.clock.now()
        )
        splits.approve(Actor(tenant_id=TENANT, user_id=approver.id, roles=approver.roles), opportunity.id, "Fair.")

    def _close(self, case: Case, opportunity: EntityRef) -> None:
        floor = self._floor
        if floor.happens(0.04 + 0.55 * case.prospect.fit + case.seller.knack):
            floor.log(case, opportunity, ActivityType.CONTRACT, "Signed", outcome=None)
            self._win(case, opportunity)
        else:
            self._lose(case, opportunity, floor.chance.choice(_LOST_LATE))

    def _win(self, case: Case, opportunity: EntityRef) -> None:
        """Over the thresholds it waits for whoever may say yes, and is closed by that."""
        floor = self._floor
        try:
            floor.crm.closing.close_as_won(case.actor, CloseAsWon(opportunity_id=opportunity.id))
            self._settled(opportunity)
        except ApprovalMissing:
            [quotation, *_] = floor.crm.quotations.find_by_opportunity_id(TENANT, opportunity.id)
            command = RequestApproval(opportunity_id=opportunity.id, value=quotation.total, then_close=True)
            asked = floor.crm.deal_approval.request(case.actor, command)
            approver = next(each for each in MANAGERS if each.id in asked.electorate)
            moment = at_work(approver, floor.clock.now() + _THINKS_FOR)
            floor.agenda.add(moment, partial(self._decide, case, opportunity, approver, asked.request_id))

    def _settled(self, opportunity: EntityRef) -> None:
        """The first customer pays, and is paid back later for what arrived broken."""
        self._won += 1
        deal = self._floor.crm.deals.get(self._floor.manager, opportunity.id)
        if self._won > 1 or deal.actual_value is None:
            return
        payment = RecordPayment(amount=deal.actual_value, payment_id="P-2026-0001")
        self._floor.crm.credits.record_payment(self._floor.manager, deal.id, payment)
        refund = RefundDeal(
            amount=deal.actual_value.share(_BROKEN), refund_id="R-2026-0001", reason="One desk arrived broken."
        )
        self._floor.agenda.add(self._floor.clock.now() + _ARRIVES_AFTER, partial(self._pay_back, deal.id, refund))

    def _pay_back(self, opportunity_id: str, refund: RefundDeal) -> None:
        self._floor.crm.credits.refund_deal(self._floor.manager, opportunity_id, refund)

    def _decide(self, case: Case, opportunity: EntityRef, approver: Person, request_id: str) -> None:
        """One in so many is refused, and lost by that."""
        self._decided += 1
        decides = _who_decides(approver, self._floor.clock.now())
        actor = Actor(tenant_id=TENANT, user_id=decides.id, roles=decides.roles)
        if self._decided % _REFUSES_EVERY:
            self._floor.crm.approvals.approve(actor, request_id, "Well sold.", approver.id)
        else:
            self._floor.crm.approvals.reject(actor, request_id, "Too cheap for that much work.", approver.id)
            self._lose(case, opportunity, "the price was not approved")

    def _ends_early(self, case: Case, opportunity: EntityRef, reason: str) -> bool:
        if ends := self._floor.happens(_LOST_EARLY):
            self._lose(case, opportunity, reason)
        return ends

    def _lose(self, case: Case, opportunity: EntityRef, reason: str) -> None:
        self._floor.crm.closing.close_as_lost(case.actor, CloseAsLost(opportunity_id=opportunity.id, reason=reason))

    def _move(self, case: Case, opportunity: EntityRef, stage: OpportunityStage) -> None:
        """What the rules refuse, the manager lets pass: their sellers know whom they talk to."""
        deals = self._floor.crm.deals
        try:
            deals.move_to_stage(case.actor, opportunity.id, stage)
        except StageRulesUnmet:
            deals.move_to_stage(self._floor.manager, opportunity.id, stage, pass_rules=_WHY_PASSED)


def _lines_over(quoted_minor: int) -> tuple[PricedLine, ...]:
    """As many desks as most of it pays for, and lamps for what is left."""
    count = max(quoted_minor * 4 // 5 // _ITEM_MINOR, 0)
    lamps = PricedLine(
        description="Lamps", code="LAMP", category="Lamps", unit_price_minor=quoted_minor - count * _ITEM_MINOR
    )
    if not count:
        return (lamps,)
    item = PricedLine(
        description="Desk",
        code="DESK",
        category="Desks",
        quantity=Decimal(count),
        unit_price_minor=_ITEM_MINOR,
        list_price_minor=_LIST_MINOR,
    )
    return (item, lamps)


def _who_decides(approver: Person, at: datetime) -> Person:
    """Whoever was asked, or who stands in for them."""
    is_away = approver.id == AWAY.delegator and AWAY.starts_at is not None and AWAY.starts_at <= at < AWAY.ends_at
    return next(each for each in MANAGERS if each.id == (AWAY.delegate if is_away else approver.id))
