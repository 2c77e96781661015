"""A run: what everybody has earned by a plan in a credit period, less what is posted already, is posted.

The first time that is the earnings. Later it is what a refund, a reopening, another split, revision or assignment has
changed; the same again posts nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from crm_core.commissions import (
    CommissionPeriod,
    CommissionPlan,
    CommissionPlanNotFound,
    Entry,
    EntryKind,
    Held,
    Payees,
    Posted,
    Posting,
    TargetKey,
    revision_for,
)
from crm_core.fiscal import FiscalPeriod
from crm_core.identity import NewId
from crm_operations.commissions.calculation import Calculation
from crm_operations.commissions.entries import EntryWriter
from crm_operations.commissions.payees import plan_payees
from crm_operations.commissions.periods import open_period
from crm_operations.commissions.quotas import quotas_of
from crm_operations.commissions.staff import Staff
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings

ENTRIES_A_STATEMENT = 1_000


class Run:
    """One plan and credit period, within one unit of work."""

    def __init__(self, work: UnitOfWork, settings: OperationsSettings, staff: Staff, *, at: datetime) -> None:
        self._work = work
        self._settings = settings
        self._calendar = settings.fiscal
        self._staff = staff
        self._at = at
        self.not_priced: list[str] = []
        """The numbers of deals in a currency without a rate; they have earned nothing yet."""
        self.without_quota: list[str] = []
        """Who has credit and no quota, where the plan asks for one; they have earned nothing by it yet."""

    def post(self, plan_name: str, period: FiscalPeriod, new_id: NewId) -> tuple[CommissionPeriod, Posting]:
        """The period that was posted into, and what was. Raises CommissionPlanNotFound, CommissionPlanRetired."""
        plan = self.revision(plan_name, period)
        into = open_period(self._work, self._calendar, plan, period, at=self._at, new_id=new_id)
        posting = Posting(into.digest)
        differences = self.differences(plan, period, into.period, new_id)
        while batch := list(islice(differences, ENTRIES_A_STATEMENT)):
            posting.count(batch)
            self._work.commission_entries.post(batch)
        if not posting.entries:
            return into, posting
        posted, event = into.post(posting, at=self._at)
        self._work.outbox.announce(event)
        return self._work.commission_periods.save(posted), posting

    def revision(self, plan_name: str, period: FiscalPeriod) -> CommissionPlan:
        """The one that pays for the period. Raises CommissionPlanNotFound."""
        return plan_for(self._work, plan_name, period)

    def differences(
        self, plan: CommissionPlan, period: FiscalPeriod, into: str, new_id: NewId, payees: Payees | None = None
    ) -> Iterator[Entry]:
        """What is to be posted for credit of the period, by this revision, into that one; nothing is.

        ``payees`` are those of the plan, unless others are named.
        """
        payees = plan_payees(self._work, plan.name, period, self._staff) if payees is None else payees
        quotas = quotas_of(self._work, self._settings, plan, period, self._staff)
        calculation = Calculation(self._work, self._settings, self._staff, plan, period, payees, quotas)
        self.not_priced, self.without_quota = calculation.not_priced, calculation.without_quota
        writer = EntryWriter(
            plan,
            period.id,
            into,
            calculation.prices,
            number=self._work.commission_entries.last_number() + 1,
            at=self._at,
            by=self._work.actor.user_id,
            new_id=new_id,
        )
        held = {(each.payee_id, each.credit_period): each for each in self._work.commission_entries.held(plan.name)}
        for entry in self._of_the_period(calculation, writer, plan, period):
            if entry.component == EntryKind.HOLDBACK:
                key = (entry.payee_id, period.id)
                before = held[key].amount_minor if key in held else 0
                held[key] = Held(*key, before - entry.amount_minor, entry.number)
            yield entry
        yield from (
            writer.release(each) for each in held.values() if each.amount_minor and self._is_due(each, plan, into)
        )

    def _of_the_period(
        self, calculation: Calculation, writer: EntryWriter, plan: CommissionPlan, period: FiscalPeriod
    ) -> Iterator[Entry]:
        posted: dict[str, dict[TargetKey, Posted]] = {}
        for each in self._work.commission_entries.posted(plan.name, period.id):
            posted.setdefault(each.payee_id, {})[each.key] = each
        for payee, targets in calculation.targets(posted):
            mine = posted.pop(payee, {})
            for target in targets:
                former = mine.pop(target.key, None)
                if target.amount_minor != (0 if former is None else former.amount_minor):
                    yield writer.difference(payee, target, former)
            yield from writer.taken_back(payee, mine.values())
        for payee, rest in posted.items():
            yield from writer.taken_back(payee, rest.values())

    def _is_due(self, held: Held, plan: CommissionPlan, into: str) -> bool:
        """Whether the day of its release has come by the end of the period that is posted into."""
        period = self._calendar.period(held.credit_period)
        paid_by = revision_for(self._work.commission_plans.revisions(plan.name), period.start) or plan
        return period.end + timedelta(days=paid_by.holdback_days) <= self._calendar.period(into).end

    def payees(self, plan_name: str, period: FiscalPeriod) -> Payees:
        """Who is paid by the plan for which days of the period."""
        return plan_payees(self._work, plan_name, period, self._staff)


def plan_for(work: UnitOfWork, plan_name: str, period: FiscalPeriod) -> CommissionPlan:
    """The revision that pays for the period. Raises CommissionPlanNotFound."""
    if (plan := revision_for(work.commission_plans.revisions(plan_name), period.start)) is None:
        raise CommissionPlanNotFound.because_none_holds(plan_name, period.id)
    return plan
