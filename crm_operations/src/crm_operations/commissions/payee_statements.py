"""One person's statement of a period, line by line (COM-CRMOP-0132): its parts balance, and each line is an entry."""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby
from typing import Any

from pydantic import Field

from crm_core.commissions import (
    CommissionPeriod,
    CommissionPlan,
    CommissionStatementFilter,
    Entry,
    EntryQuery,
    PeriodStatus,
    Settlement,
    StatementStatus,
)
from crm_core.fiscal import FiscalPeriod
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.values import Value
from crm_core.vocabulary import AnyText, PersonId, Total
from crm_operations.commissions.payees import plan_payees
from crm_operations.commissions.settlements import Draws, draws_of, settlements
from crm_operations.commissions.staff import Staff
from crm_operations.commissions.statements import StatementsQuery
from crm_operations.records import UnitOfWork

_IN_ORDER: Sequence[str] = (StatementStatus.RECALLED, *PeriodStatus)


class PayeeStatementQuery(StatementsQuery):
    """One person's statement of a period."""

    user: PersonId = Field(description="Whose.")


class StatementLine(Value):
    """An entry of the ledger; ``deal`` is None for one that is about none."""

    entry: Total
    deal: AnyText | None
    kind: AnyText
    base_minor: TotalMinorUnits
    rate_basis_points: Total | None
    amount_minor: TotalMinorUnits
    credit_period: AnyText
    corrects: Total | None


class PayeeStatement(Value):
    """The opening balance and all parts add up to what is payable and what is carried.

    ``status`` is that of the period, or, of several plans, of the one that is least far; while a period is submitted, a
    statement that is approved already says so.
    """

    period: AnyText
    user: AnyText
    currency: StoredCurrency
    status: AnyText
    opening_minor: TotalMinorUnits
    earned_minor: TotalMinorUnits
    corrections_minor: TotalMinorUnits
    override_minor: TotalMinorUnits
    bonus_minor: TotalMinorUnits
    adjustments_minor: TotalMinorUnits
    cap_minor: TotalMinorUnits
    floor_minor: TotalMinorUnits
    holdback_minor: TotalMinorUnits
    release_minor: TotalMinorUnits
    draw_minor: TotalMinorUnits
    draw_recovery_minor: TotalMinorUnits
    payable_minor: TotalMinorUnits
    carried_minor: TotalMinorUnits
    lines: tuple[StatementLine, ...] = ()


PARTS = tuple(
    name
    for name in PayeeStatement.model_fields
    if name.endswith("_minor") and name not in {"payable_minor", "carried_minor"}
)
"""What adds up to what is payable and carried, in the order of statements."""


class PlanInPeriod:
    """A plan and its period, within one unit of work; reads settlements and lines, payee by payee."""

    def __init__(
        self, work: UnitOfWork, plan: CommissionPlan, fiscal: FiscalPeriod, period: CommissionPeriod, staff: Staff
    ) -> None:
        """``plan`` is the revision that pays for the period."""
        self.plan = plan
        self.period = period
        self._work = work
        self._fiscal = fiscal
        self._staff = staff

    def settlements(self, here: frozenset[str], user: str | None = None) -> Iterator[Settlement]:
        """``here`` are the people who have not left. In the order of payees."""
        draws: Draws = {}
        if not self.period.is_settled:
            payees = plan_payees(self._work, self.plan.name, self._fiscal, self._staff)
            mine = {payee: spans for payee, spans in payees.items() if payee in here}
            draws = draws_of(self._work, self.plan, self.period, mine)
        return settlements(self._work, self.plan, self.period, draws, user)

    def entries(self, user: str | None = None) -> Iterator[Entry]:
        """In the order of payees and numbers."""
        query = EntryQuery(plan=self.period.plan, posted_period=self.period.period, payee_id=user)
        return self._work.commission_entries.by_payee(query)

    def status_of(self, user: str) -> str:
        """Of the payee's statement where that is approved before the period is."""
        if self.period.status is not PeriodStatus.SUBMITTED:
            return self.period.status
        query = CommissionStatementFilter(plan=self.period.plan, period=self.period.period, payee_id=user, limit=1)
        return next((each.status for each in self._work.commission_statements.find(query)), self.period.status)


def payee_statements(
    plans: Sequence[PlanInPeriod], fiscal: FiscalPeriod, here: frozenset[str], user: str | None = None
) -> Iterator[PayeeStatement]:
    """Of everybody, or of one person: one for each currency, in the order of users, read as they are asked for."""
    by_name = {each.plan.name: each for each in plans}
    of_payee = merge(*(each.settlements(here, user) for each in plans), key=lambda each: each.parts[:1])
    lines = groupby(merge(*(each.entries(user) for each in plans), key=_payee_of), key=_payee_of)
    payee, entries = next(lines, (None, ()))
    for name, several in groupby(of_payee, key=lambda each: each.parts.payee_id):
        by_currency: dict[str, list[Settlement]] = {}
        for settlement in several:
            by_currency.setdefault(settlement.parts.currency_code, []).append(settlement)
        mine = tuple(entries) if payee == name else ()
        if payee == name:
            payee, entries = next(lines, (None, ()))
        for currency, settled in sorted(by_currency.items()):
            statuses = [by_name[each.parts.plan].status_of(name) for each in settled]
            yield _statement(name, currency, fiscal, settled, min(statuses, key=_IN_ORDER.index), mine)


def _payee_of(entry: Entry) -> str:
    return entry.payee_id


def nothing_stated(user: str, currency: str, fiscal: FiscalPeriod) -> PayeeStatement:
    """Of somebody to whom nothing was posted."""
    figures: dict[str, Any] = dict.fromkeys((*PARTS, "payable_minor", "carried_minor"), 0)
    return PayeeStatement(period=fiscal.id, user=user, currency=currency, status=PeriodStatus.OPEN, **figures)


def _statement(
    user: str,
    currency: str,
    fiscal: FiscalPeriod,
    settled: Sequence[Settlement],
    status: str,
    entries: Sequence[Entry],
) -> PayeeStatement:
    figures = {name: sum(getattr(each.parts, name) for each in settled) for name in PARTS}
    for name in ("draw_minor", "draw_recovery_minor", "payable_minor", "carried_minor"):
        figures[name] = sum(getattr(each, name) for each in settled)
    lines = (_line(entry) for entry in entries if entry.currency_code == currency)
    return PayeeStatement(period=fiscal.id, user=user, currency=currency, status=status, **figures, lines=tuple(lines))


def _line(entry: Entry) -> StatementLine:
    return StatementLine.model_construct(
        entry=entry.number,
        deal=entry.opportunity_number or None,
        kind=entry.kind,
        base_minor=entry.base_minor,
        rate_basis_points=entry.rate_basis_points,
        amount_minor=entry.amount_minor,
        credit_period=entry.credit_period,
        corrects=entry.corrects,
    )
