"""Writes the credits of a deal, in the same commit as what causes them (ECO-002)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from crm_core.credits import (
    REVENUE,
    Credit,
    CreditBasis,
    CreditCause,
    CreditedPerson,
    CreditFact,
    ProductValue,
    Reversal,
    Shares,
    Standing,
    credits_of,
    give_back,
    share_anew,
    standing,
    take_back,
    take_back_all,
)
from crm_core.identity import NewId
from crm_core.opportunities import Opportunity
from crm_operations.credits.shares import shares_on
from crm_operations.records import UnitOfWork

People = Iterable[CreditedPerson]
"""Those who share the deal, as the directory had them before the transaction."""


class DealCredits:
    """Within the caller's unit of work; the deal is given as it is after what happened, unless said otherwise."""

    def __init__(self, new_id: NewId) -> None:
        self._new_id = new_id

    def won(
        self, work: UnitOfWork, deal: Opportunity, people: People, at: datetime, products: Sequence[ProductValue] = ()
    ) -> None:
        """What it was won at, on the day it was closed; ``products`` are what its lines are worth."""
        if deal.actual_value_minor is not None and deal.actual_close_date is not None:
            event, day = f"won-{deal.reopened_count + 1}", deal.actual_close_date
            fact = _fact(deal, CreditBasis.WON, CreditCause.WON, event, day, at)
            work.credits.add(self._credits(work, deal, fact, deal.actual_value_minor, people, products))

    def by_product(
        self,
        work: UnitOfWork,
        deal: Opportunity,
        people: People,
        products: Sequence[ProductValue],
        event: str,
        at: datetime,
    ) -> None:
        """What is left of what it was won at is taken back, and credited by these products; ``event`` is new."""
        stands = [each for each in standing(work.credits.of(deal.id)) if each.credit.basis is CreditBasis.WON]
        left = sum(each.left_minor for each in stands if each.credit.kind == REVENUE)
        if not left or deal.actual_close_date is None:
            return
        fact = _fact(deal, CreditBasis.WON, CreditCause.WON, event, deal.actual_close_date, at)
        reversal = Reversal(CreditCause.CORRECTED, event, at, self._new_id)
        anew = self._credits(work, deal, fact, left, people, products)
        work.credits.add([*take_back_all(stands, reversal), *anew])

    def won_anew(self, work: UnitOfWork, deals: Iterable[Opportunity], people: Mapping[str, CreditedPerson]) -> None:
        """What new deals were won at, their owners' alone, since nobody can have agreed to share them; at its date."""
        credited: list[Credit] = []
        for deal in deals:
            if deal.actual_value_minor is None or deal.actual_close_date is None or deal.closed_at is None:
                continue
            day, at = deal.actual_close_date, deal.closed_at
            fact = _fact(deal, CreditBasis.WON, CreditCause.WON, f"won-{deal.reopened_count + 1}", day, at)
            shares = Shares.of_the_owner(deal.assigned_to)
            credited += credits_of(fact, deal.actual_value_minor, shares, people=people, new_id=self._new_id)
        work.credits.add(credited)

    def taken_out(self, work: UnitOfWork, opportunity_id: str, at: datetime) -> None:
        """All that stands of a deal whose import is taken back; its credits stay, with their reversals."""
        reversal = Reversal(CreditCause.CORRECTED, "import-undone", at, self._new_id)
        work.credits.add(take_back_all(standing(work.credits.of(opportunity_id)), reversal))

    def ordered(self, work: UnitOfWork, deal: Opportunity, people: People, at: datetime, day: date) -> None:
        """What it was won at, on the day of the order, less what was refunded since."""
        if deal.actual_value_minor is None or deal.converted_to_order_id is None:
            return
        known = work.credits.of(deal.id)
        fact = _fact(deal, CreditBasis.ORDER, CreditCause.ORDERED, deal.converted_to_order_id, day, at)
        credited = [*self._credits(work, deal, fact, deal.actual_value_minor, people, products_of(known))]
        for refund_id, amount in refunds_of(known, deal).items():
            reversal = Reversal(CreditCause.REFUNDED, refund_id, at, self._new_id)
            credited += take_back(amount, standing(credited), reversal)
        work.credits.add(credited)

    def paid(
        self,
        work: UnitOfWork,
        deal: Opportunity,
        payment_id: str,
        amount_minor: int,
        people: People,
        at: datetime,
        day: date,
    ) -> None:
        """What was paid, on the day of the payment."""
        fact = _fact(deal, CreditBasis.PAYMENT, CreditCause.PAID, payment_id, day, at)
        products = products_of(work.credits.of(deal.id))
        work.credits.add(self._credits(work, deal, fact, amount_minor, people, products))

    def refunded(
        self, work: UnitOfWork, deal: Opportunity, refund_id: str, amount_minor: int, at: datetime
    ) -> tuple[str, ...]:
        """On each basis as much as was credited at most; answers from whom."""
        reversal = Reversal(CreditCause.REFUNDED, refund_id, at, self._new_id)
        taken = [
            credit
            for of_basis in _by_basis(work, deal)
            for credit in take_back(amount_minor, standing(of_basis), reversal)
        ]
        work.credits.add(taken)
        return tuple(dict.fromkeys(credit.user_id for credit in taken))

    def refund_reversed(self, work: UnitOfWork, deal: Opportunity, refund_id: str, at: datetime) -> None:
        """What the refund took back is given back."""
        reversal = Reversal(CreditCause.CORRECTED, refund_id, at, self._new_id)
        work.credits.add(
            [credit for of_basis in _by_basis(work, deal) for credit in give_back(refund_id, of_basis, reversal)]
        )

    def payment_reversed(self, work: UnitOfWork, deal: Opportunity, payment_id: str, at: datetime) -> None:
        """What is left of the payment's credits is taken back."""
        reversal = Reversal(CreditCause.CORRECTED, payment_id, at, self._new_id)
        stands = [
            each
            for each in standing(work.credits.of(deal.id))
            if each.credit.basis is CreditBasis.PAYMENT and each.credit.event_id == payment_id
        ]
        work.credits.add(take_back_all(stands, reversal))

    def reopened(self, work: UnitOfWork, deal: Opportunity, at: datetime) -> None:
        """Everything that stands is taken back."""
        reversal = Reversal(CreditCause.REOPENED, f"reopened-{deal.reopened_count}", at, self._new_id)
        work.credits.add(take_back_all(standing(work.credits.of(deal.id)), reversal))

    def split_changed(self, work: UnitOfWork, deal: Opportunity, people: People, at: datetime) -> None:
        """What is left of credits that another split shared is taken back, and credited by what counts on their day."""
        groups: dict[tuple[CreditBasis, str, date], list[Standing]] = defaultdict(list)
        for each in standing(work.credits.of(deal.id)):
            groups[each.credit.basis, each.credit.event_id, each.credit.credit_date].append(each)
        known = {person.user_id: person for person in people}
        for (_, event_id, day), stands in groups.items():
            shares = shares_on(work, deal, day)
            if any(each.credit.split_id != shares.split_id for each in stands):
                reversal = Reversal(CreditCause.SPLIT_CHANGED, event_id, at, self._new_id)
                work.credits.add(share_anew(stands, shares, people=known, reversal=reversal))

    def _credits(
        self,
        work: UnitOfWork,
        deal: Opportunity,
        fact: CreditFact,
        amount_minor: int,
        people: People,
        products: Sequence[ProductValue],
    ) -> Sequence[Credit]:
        return credits_of(
            fact,
            amount_minor,
            shares_on(work, deal, fact.credit_date),
            people={person.user_id: person for person in people},
            products=products,
            new_id=self._new_id,
        )


def refunds_of(of_deal: Sequence[Credit], deal: Opportunity) -> Mapping[str, int]:
    """By the id of each refund since the deal was won: what was paid back, in minor units, unless that was reversed."""
    amounts: dict[str, int] = defaultdict(int)
    for credit in of_deal:
        is_ours = credit.basis is CreditBasis.WON and credit.kind == REVENUE
        if is_ours and credit.cause in _REFUNDS and deal.closed_at is not None and credit.at >= deal.closed_at:
            amounts[credit.event_id] -= credit.amount_minor
    return {refund_id: amount for refund_id, amount in amounts.items() if amount}


def products_of(of_deal: Sequence[Credit]) -> Sequence[ProductValue]:
    """What each product makes of the deal's value, as it was won; nothing where its credits name none."""
    won = [each for each in standing(of_deal) if each.credit.basis is CreditBasis.WON and each.credit.kind == REVENUE]
    if all(each.credit.product is None and each.credit.category is None for each in won):
        return []
    return [
        ProductValue(product=each.credit.product, category=each.credit.category, net_minor=each.left_minor)
        for each in won
    ]


_REFUNDS = {CreditCause.REFUNDED, CreditCause.CORRECTED}


def _by_basis(work: UnitOfWork, deal: Opportunity) -> Iterable[Sequence[Credit]]:
    of_deal = work.credits.of(deal.id)
    return ([credit for credit in of_deal if credit.basis is basis] for basis in CreditBasis)


def _fact(
    deal: Opportunity, basis: CreditBasis, cause: CreditCause, event_id: str, day: date, at: datetime
) -> CreditFact:
    return CreditFact(
        tenant_id=deal.tenant_id,
        opportunity_id=deal.id,
        opportunity_number=deal.opportunity_number,
        owner_id=deal.assigned_to,
        currency_code=deal.currency_code,
        basis=basis,
        cause=cause,
        event_id=event_id,
        credit_date=day,
        at=at,
    )
