"""What everybody is to be paid by a plan for a credit period, each figure with its calculation; nothing is posted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from crm_core.commissions import (
    Attained,
    Clawback,
    CommissionPlan,
    Earned,
    EntryKind,
    EventCredit,
    Formula,
    Line,
    Payees,
    Posted,
    Span,
    TargetKey,
    bonus_of,
    earned,
    net_by_event,
    of_deals,
    terms_of,
    written_rule,
)
from crm_core.credits import CreditQuery, CreditRow
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalPeriod
from crm_operations.commissions.overrides import credit_of_reports
from crm_operations.commissions.payees import days_paid, is_within
from crm_operations.commissions.prices import PostedOfPayee, Prices
from crm_operations.commissions.staff import Staff
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings

NOTHING_POSTED: PostedOfPayee = {}


class Target(NamedTuple):
    """One figure of a payee, in the currency of pay: what is to stand in the ledger.

    ``calculation`` is what a deal has earned and by which formula, or the trace of what is no part of its credit.
    """

    key: TargetKey
    opportunity_number: str
    base_minor: int
    amount_minor: int
    calculation: tuple[Earned, Formula] | str


class Calculation:
    """Of one revision of a plan and one credit period, within one unit of work."""

    def __init__(
        self,
        work: UnitOfWork,
        settings: OperationsSettings,
        staff: Staff,
        plan: CommissionPlan,
        period: FiscalPeriod,
        payees: Payees,
        quotas: Mapping[str, int],
    ) -> None:
        """``quotas`` are those of the quota's period by user id, in minor units of the plan's currency."""
        self._work = work
        self._plan = plan
        self._period = period
        self._payees = payees
        self._staff = staff
        self._quotas = quotas
        self._calendar = settings.fiscal
        self._zone = settings.zone
        self.prices = Prices(
            RatesInto(work.currency_rates, plan.currency), RatesInto(work.currency_rates, plan.pays_in)
        )
        self._quota_period = settings.fiscal.around(period, plan.quota_length) if plan.asks_for_quotas else period
        self._rate_of = cache(plan.rate_of)
        self._lines_of = self._own_rates if plan.rates else None
        self.not_priced: list[str] = []
        """The numbers of deals in a currency without a rate; they have earned nothing yet."""
        self.without_quota: list[str] = []
        """Who has credit and no quota, where the plan asks for one."""

    def targets(self, posted: Mapping[str, PostedOfPayee]) -> Iterator[tuple[str, Sequence[Target]]]:
        """By payee; ``posted``, by payee, has the rates that stay as they were. First those who are credited."""
        overrides = self._overrides(posted)
        former = self._posted_before()
        left = dict.fromkeys(self._payees)
        for payee, rows in groupby(self._credits(), itemgetter(0)):
            left.pop(payee)
            mine = posted.get(payee, NOTHING_POSTED)
            rates = {**former.get(payee, NOTHING_POSTED), **mine} if former else mine
            credited = net_by_event(
                self._counted(payee, rows),
                self.prices.price_of(EntryKind.EARNING, rates),
                self._clawback(),
                with_products=self._plan.asks_for_products,
            )
            yield payee, self._of(payee, credited, overrides.get(payee, ()), mine)
        for payee in left:
            yield payee, self._of(payee, (), overrides.get(payee, ()), posted.get(payee, NOTHING_POSTED))

    def _credits(self) -> Iterator[CreditRow]:
        """In the order of person and time: of the quota's period until the end of the paid one."""
        if not self._payees:
            return iter(())
        days = (self._quota_period.start, self._period.end + timedelta(days=1))
        query = CreditQuery(self._plan.basis, days, kinds=self._plan.credited, users=self._payees.keys())
        return self._work.credits.stream(query)

    def _overrides(self, posted: Mapping[str, PostedOfPayee]) -> Mapping[str, Sequence[EventCredit]]:
        if not self._plan.override_basis_points:
            return {}
        return credit_of_reports(
            self._work,
            self._plan,
            self._period,
            self._payees,
            self._staff,
            lambda payee: self.prices.price_of(EntryKind.OVERRIDE, posted.get(payee, NOTHING_POSTED)),
            self._clawback,
        )

    def _posted_before(self) -> Mapping[str, dict[TargetKey, Posted]]:
        """What was posted for the months before in the quota's period, whose rates stay too."""
        former: dict[str, dict[TargetKey, Posted]] = {}
        if self._quota_period.start < self._period.start:
            for part in self._calendar.parts(self._quota_period, self._plan.frequency):
                if part.start < self._period.start:
                    for each in self._work.commission_entries.posted(self._plan.name, part.id):
                        former.setdefault(each.payee_id, {})[each.key] = each
        return former

    def _clawback(self) -> Clawback | None:
        days = self._plan.clawback_days
        return None if days is None else Clawback(days, self._zone, is_sliding=self._plan.clawback_is_sliding)

    def _of(
        self, payee: str, credited: Sequence[EventCredit], of_reports: Sequence[EventCredit], mine: PostedOfPayee
    ) -> Sequence[Target]:
        self.not_priced += (each.opportunity_number for each in (*credited, *of_reports) if each.base_minor is None)
        if self._plan.asks_for_quotas and credited and not self._quotas.get(payee):
            self.without_quota.append(payee)
        targets = [
            *self._earned(EntryKind.EARNING, payee, credited, self._plan.formula(self._quotas.get(payee)), mine),
            *(self._bonuses(payee, credited) if self._plan.bonuses else ()),
            *self._earned(EntryKind.OVERRIDE, payee, of_reports, self._plan.override, mine),
        ]
        if self._plan.has_terms:
            targets += self._terms(payee, credited, sum(target.amount_minor for target in targets))
        return targets

    def _earned(
        self,
        component: EntryKind,
        payee: str,
        credited: Sequence[EventCredit],
        formula: Formula | None,
        mine: PostedOfPayee,
    ) -> Iterator[Target]:
        if formula is None or not credited:
            return
        lines_of = self._lines_of if component is EntryKind.EARNING else None
        if formula.base_rate is not None:
            in_order = sorted(credited, key=lambda each: (each.credit_date >= self._period.start, each[:4]))
            paid = earned(in_order, formula, lines_of=lines_of, is_paid=lambda each: self._is_paid_for(payee, each))
        elif self._plan.asks_for_quotas:
            paid = earned((each for each in credited if self._is_paid_for(payee, each)), formula, lines_of=lines_of)
        else:
            paid = earned(credited, formula, lines_of=lines_of)
        kind, is_paid_in_another = component.value, self.prices.is_paid_in_another
        for each in paid:
            credit, amount = each.credit, each.amount_minor
            key = TargetKey(kind, credit.opportunity_id, credit.event_id)
            if is_paid_in_another:
                amount = self.prices.paid(amount, credit, mine.get(key))
            yield Target(key, credit.opportunity_number, each.base_minor, amount, (each, formula))

    def _bonuses(self, payee: str, credited: Sequence[EventCredit]) -> Iterator[Target]:
        """For each deal that deserves one, by the first of its events in the period."""
        paid = [each for each in credited if each.base_minor is not None and self._is_paid_for(payee, each)]
        for credit in of_deals(paid):
            amount, found = bonus_of(self._plan, credit)
            if amount:
                facts = {f"bonus_{place}": each for place, each in enumerate(found, start=1)}
                trace = written_rule("share", {**facts, "share": credit.share_basis_points}, amount)
                key = TargetKey(EntryKind.BONUS.value, credit.opportunity_id, credit.event_id)
                yield Target(key, credit.opportunity_number, credit.base_minor or 0, amount, trace)

    def _terms(self, payee: str, credited: Sequence[EventCredit], earned_minor: int) -> Iterator[Target]:
        attained = self._attained(credited, self._quotas.get(payee, 0))
        days = days_paid(self._payees[payee], self._staff.employed.get(payee), self._period)
        for term in terms_of(self._plan, earned_minor, attained, days):
            if term.amount_minor:
                trace = written_rule(term.kind.value, term.facts, term.amount_minor)
                yield Target(TargetKey(term.kind.value, "", ""), "", 0, term.amount_minor, trace)

    def _attained(self, credited: Sequence[EventCredit], quota_minor: int) -> Attained | None:
        if not quota_minor:
            return None
        before = sum(each.base_minor or 0 for each in credited if each.credit_date < self._period.start)
        return Attained(before, sum(each.base_minor or 0 for each in credited), quota_minor)

    def _counted(self, payee: str, rows: Iterator[CreditRow]) -> Iterator[CreditRow]:
        """What is credited outside of the days that are paid fills a quota, and nothing else."""
        if self._plan.asks_for_quotas or Span(self._period.start, self._period.end) in self._payees[payee]:
            return rows
        return (row for row in rows if self._is_paid_for(payee, row))

    def _is_paid_for(self, payee: str, credit: CreditRow | EventCredit) -> bool:
        return is_within(self._payees[payee], credit.credit_date)

    def _own_rates(self, credit: EventCredit) -> tuple[Line, ...]:
        lines = [(each.base_minor, self._rate_of(each.code, each.category)) for each in credit.products]
        return tuple(Line(*line) for line in lines) if any(rate is not None for _, rate in lines) else ()
