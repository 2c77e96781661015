"""A run: what everybody has earned by a plan in a credit period, less what is posted already, is posted.

The first time that is the earnings. Later it is what a refund, a reopening, another split, revision or assignment has
changed; the same again posts nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter

from crm_core.commissions import (
    CommissionAssignmentFilter,
    CommissionPeriod,
    CommissionPlan,
    CommissionPlanNotFound,
    Entry,
    Payees,
    Posted,
    Posting,
    Span,
    earned,
    net_by_deal,
    payees_of,
    revision_for,
)
from crm_core.credits import CreditQuery, CreditRow
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalCalendar, FiscalPeriod
from crm_core.identity import NewId
from crm_core.roles import Role
from crm_core.stores import find_all
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.commissions.entries import EntryWriter
from crm_operations.commissions.prices import price_after
from crm_operations.records import UnitOfWork

ENTRIES_A_STATEMENT = 1_000


class Run:
    """One plan and credit period, within one unit of work."""

    def __init__(
        self, work: UnitOfWork, calendar: FiscalCalendar, roles: Mapping[str, frozenset[Role]], *, at: datetime
    ) -> None:
        """``roles`` are those of everybody in the directory, by user id."""
        self._work = work
        self._calendar = calendar
        self._roles = roles
        self._at = at
        self.not_priced: list[str] = []
        """The numbers of deals in a currency without a rate; they have earned nothing yet."""

    def post(self, plan_name: str, period: FiscalPeriod, new_id: NewId) -> tuple[CommissionPeriod, Posting]:
        """The period that was posted into, and what was. Raises CommissionPlanNotFound, CommissionPlanRetired."""
        plan = self._revision(plan_name, period)
        into = self._open_period(plan, period, new_id)
        rates, entries = RatesInto(self._work.currency_rates, plan.currency), self._work.commission_entries
        writer = EntryWriter(
            plan,
            period.id,
            into.period,
            rates,
            number=entries.last_number() + 1,
            at=self._at,
            by=self._work.actor.user_id,
            new_id=new_id,
        )
        posting = Posting(into.digest)
        differences = self._differences(plan, period, rates, writer)
        while batch := list(islice(differences, ENTRIES_A_STATEMENT)):
            posting.count(batch)
            entries.post(batch)
        if not posting.entries:
            return into, posting
        posted, event = into.post(posting, at=self._at)
        self._work.outbox.announce(event)
        return self._work.commission_periods.save(posted), posting

    def _revision(self, plan_name: str, period: FiscalPeriod) -> CommissionPlan:
        revisions = self._work.commission_plans.revisions(plan_name)
        if (plan := revision_for(revisions, period.start)) is None:
            raise CommissionPlanNotFound.because_none_holds(plan_name, period.id)
        return plan

    def _open_period(self, plan: CommissionPlan, period: FiscalPeriod, new_id: NewId) -> CommissionPeriod:
        """The credit period while it is open, else the next one that is; it opens by itself."""
        while (known := self._work.commission_periods.of(plan.name, period.id, lock=True)) is not None:
            if known.is_open:
                return known
            period = self._calendar.next(period)
        plan.require_in_use()
        opened = CommissionPeriod.open(
            plan.name, period, plan.currency, entity_id=new_id(), tenant_id=plan.tenant_id, at=self._at
        )
        return self._work.commission_periods.add(opened)

    def _differences(
        self, plan: CommissionPlan, period: FiscalPeriod, rates: RatesInto, writer: EntryWriter
    ) -> Iterator[Entry]:
        posted: dict[str, dict[str, Posted]] = {}
        for each in self._work.commission_entries.posted(plan.name, period.id):
            posted.setdefault(each.payee_id, {})[each.opportunity_id] = each
        for payee, rows in self._credits(plan, period):
            mine = posted.pop(payee, {})
            deals = net_by_deal(rows, price_after(mine, rates))
            self.not_priced += (deal.opportunity_number for deal in deals if deal.base_minor is None)
            for earning in earned(deals, plan.scale):
                former = mine.pop(earning.opportunity_id, None)
                if earning.amount_minor != (0 if former is None else former.amount_minor):
                    yield writer.difference(payee, earning, former)
            yield from writer.taken_back(payee, mine)
        for payee, rest in posted.items():
            yield from writer.taken_back(payee, rest)

    def _credits(self, plan: CommissionPlan, period: FiscalPeriod) -> Iterator[tuple[str, Iterator[CreditRow]]]:
        """Of each payee what the plan pays for, in the order of time."""
        payees = self.payees(plan.name, period)
        if not payees:
            return
        whole = Span(period.start, period.end)
        days = (period.start, period.end + timedelta(days=1))
        query = CreditQuery(plan.basis, days, kinds=plan.credited, users=payees.keys())
        for payee, rows in groupby(self._work.credits.stream(query), itemgetter(0)):
            spans = payees[payee]
            yield payee, filter(None if whole in spans else _within(spans), rows)

    def payees(self, plan_name: str, period: FiscalPeriod) -> Payees:
        """Who is paid by the plan for which days of the period."""
        filters = CommissionAssignmentFilter(plan=plan_name, limit=PAGE_LENGTH)
        return payees_of(find_all(self._work.commission_assignments, filters), self._roles, period)


def _within(spans: Sequence[Span]) -> Callable[[CreditRow], bool]:
    return lambda row: any(first <= row.credit_date <= last for first, last in spans)
