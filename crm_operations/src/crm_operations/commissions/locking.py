"""Locks a period: what is payable is fixed by entries, and the rest is carried into the next one that is open."""

from datetime import datetime

from crm_core.commissions import (
    CommissionDispute,
    CommissionPeriod,
    CommissionPeriodFilter,
    CommissionPlan,
    EntryKind,
    PeriodNotReady,
    Settlement,
)
from crm_core.fiscal import FiscalCalendar, FiscalPeriod
from crm_core.identity import NewId
from crm_core.stores import find_all
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.commissions.periods import open_period
from crm_operations.commissions.postings import Postings
from crm_operations.commissions.settlements import draws_of, frozen_lines, settlements
from crm_operations.records import UnitOfWork


class Lock:
    """One plan, within one unit of work."""

    def __init__(
        self, work: UnitOfWork, calendar: FiscalCalendar, plan: CommissionPlan, *, at: datetime, new_id: NewId
    ) -> None:
        """``plan`` is the revision that pays for the period."""
        self._work = work
        self._calendar = calendar
        self._plan = plan
        self._at = at
        self._new_id = new_id
        self._postings = Postings(work, plan, at=at, new_id=new_id)

    def post(self, fiscal: FiscalPeriod, approved: CommissionPeriod, locked: CommissionPeriod) -> CommissionPeriod:
        """Draws and what is carried, after which the entries of the period are what is payable; it is not saved."""
        self._note_disputed_splits(approved)
        into: CommissionPeriod | None = None
        draws = draws_of(self._work, self._plan, approved, {})
        for settlement in settlements(self._work, self._plan, approved, draws):
            self._close(settlement, approved.period)
            if settlement.carried_minor or settlement.draw_balance_minor:
                into = into or self._next(fiscal)
                self._carry(settlement, approved.period, into.period)
        posted = self._postings.post(locked)
        if into is not None:
            self._work.commission_periods.save(self._postings.post(into))
        return posted

    def _close(self, settlement: Settlement, period: str) -> None:
        payee, currency = settlement.parts.payee_id, settlement.parts.currency_code
        difference = settlement.draw_balance_minor - settlement.parts.draw_balance_minor
        trace = (
            f'{{"balance":{settlement.parts.before_draw_minor},"draw_balance":{settlement.parts.draw_balance_minor}}}'
        )
        amounts = {
            EntryKind.DRAW: (settlement.draw_minor, max(0, difference)),
            EntryKind.DRAW_RECOVERY: (settlement.draw_recovery_minor, min(0, difference)),
            EntryKind.CARRY: (-settlement.carried_minor, 0),
        }
        for kind, (amount, base) in amounts.items():
            if amount:
                self._postings.add(
                    kind, payee, amount, currency, credit_period=period, into=period, base_minor=base, trace=trace
                )

    def _carry(self, settlement: Settlement, period: str, into: str) -> None:
        self._postings.add(
            EntryKind.CARRY,
            settlement.parts.payee_id,
            settlement.carried_minor,
            settlement.parts.currency_code,
            credit_period=period,
            into=into,
            base_minor=settlement.draw_balance_minor,
        )

    def _next(self, fiscal: FiscalPeriod) -> CommissionPeriod:
        following = self._calendar.next(fiscal)
        return open_period(
            self._work, self._calendar, self._plan, following, at=self._at, new_id=self._new_id, also_retired=True
        )

    def _note_disputed_splits(self, period: CommissionPeriod) -> None:
        """What rests on a disputed split is carried as a dispute of its own, which is resolved with the split."""
        for line in frozen_lines(self._work, period):
            if line.split_id is None:
                continue
            dispute, event = CommissionDispute.open(
                entity_id=self._new_id(),
                tenant_id=period.tenant_id,
                at=self._at,
                entry=line.number,
                plan=period.plan,
                period=period.period,
                payee_id=line.payee_id,
                opportunity_number=line.opportunity_number,
                amount_minor=line.amount_minor,
                currency_code=line.currency_code,
                split_id=line.split_id,
                reason="the split of the deal is disputed",
                opened_by=self._work.actor.user_id,
            )
            self._work.commission_disputes.add(dispute)
            self._work.outbox.announce(event)


def require_earlier_ones_locked(work: UnitOfWork, period: CommissionPeriod) -> None:
    """Raises PeriodNotReady, since the balances of earlier periods are carried into this one."""
    known = find_all(work.commission_periods, CommissionPeriodFilter(plan=period.plan, limit=PAGE_LENGTH))
    earlier = (each for each in known if each.first_day < period.first_day and not each.is_settled)
    if (first := min(earlier, key=lambda each: each.first_day, default=None)) is not None:
        raise PeriodNotReady.because_an_earlier_one_is_not_locked(period.plan, period.period, first.period)
