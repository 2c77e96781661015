"""Proves the ledger: the digest of each period is that of its entries, and each calculation has its result."""

from pydantic import Field

from crm_core.commissions import (
    CommissionPeriod,
    CommissionPeriodFilter,
    Entry,
    EntryQuery,
    Posting,
    read_trace,
)
from crm_core.fiscal import PeriodId
from crm_core.stores import find_all
from crm_core.values import Value
from crm_core.vocabulary import PAGE_LENGTH, AnyText, Name, Total
from crm_operations.records import UnitOfWork


class VerifyCommissions(Value):
    """Which periods are proven; all where nothing is named."""

    plan: Name | None = Field(default=None, description="Only of this plan.")
    period: PeriodId | None = Field(default=None, description="Only this one, such as 2017-Q4.")


class CommissionFlaw(Value):
    """What is wrong with a period, or with one of its entries."""

    plan: AnyText
    period: AnyText
    entry: Total | None = None
    problem: AnyText


class CommissionVerification(Value):
    """How much was checked, and what is wrong."""

    periods: Total
    entries: Total
    flaws: tuple[CommissionFlaw, ...]


def verified(work: UnitOfWork, asked: VerifyCommissions) -> CommissionVerification:
    """Of the periods that match, entry by entry, without keeping them."""
    filters = CommissionPeriodFilter(plan=asked.plan, period=asked.period, limit=PAGE_LENGTH)
    periods = entries = 0
    flaws: list[CommissionFlaw] = []
    for period in find_all(work.commission_periods, filters):
        posting = Posting("none")
        query = EntryQuery(plan=period.plan, posted_period=period.period)
        for entry in work.commission_entries.entries(query):
            posting.count((entry,))
            if not _agrees(entry):
                problem = f"entry {entry.number}: its amount is not what its calculation says"
                flaws.append(_flaw(period, problem, entry.number))
        if (posting.entries, posting.amount_minor, posting.digest) != (
            period.entries,
            period.amount_minor,
            period.digest,
        ):
            flaws.append(_flaw(period, "its entries are not what was posted into it: they were changed since"))
        periods += 1
        entries += posting.entries
    return CommissionVerification(periods=periods, entries=entries, flaws=tuple(flaws))


def _agrees(entry: Entry) -> bool:
    try:
        return read_trace(entry.trace).agrees
    except (ValueError, KeyError, TypeError):
        return False


def _flaw(period: CommissionPeriod, problem: str, entry: int | None = None) -> CommissionFlaw:
    return CommissionFlaw(plan=period.plan, period=period.period, entry=entry, problem=problem)
