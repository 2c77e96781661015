"""What a period of a plan comes to for each payee: computed while it is open, as posted since it was locked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crm_core.commissions import (
    NO_DRAW,
    CommissionDisputeFilter,
    CommissionPeriod,
    CommissionPlan,
    CommissionStatementFilter,
    DisputeStatus,
    Draw,
    EntryQuery,
    Payees,
    PeriodParts,
    PeriodStatus,
    Settlement,
    settled,
    settlement_of,
)
from crm_core.splits import SplitFilter, SplitStatus
from crm_core.stores import find_all
from crm_core.vocabulary import PAGE_LENGTH
from crm_operations.records import UnitOfWork


class FrozenLine(NamedTuple):
    """A line that is not payable: of an open dispute, or, with ``split_id``, of a split that is disputed."""

    number: int
    payee_id: str
    amount_minor: int
    currency_code: str
    opportunity_number: str
    split_id: str | None = None


Draws = Mapping[str, Draw]
"""By user id: what is paid to each of a period at least."""


def draws_of(work: UnitOfWork, plan: CommissionPlan, period: CommissionPeriod, payees: Payees) -> Draws:
    """As they were submitted, or, while the period is open, the plan's for each of ``payees``; also those of nothing.

    ``payees`` are the people who are here and paid by the plan.
    """
    if period.status is PeriodStatus.OPEN:
        return dict.fromkeys(payees, Draw(plan.draw_minor, plan.draw_is_recoverable))
    stated = find_all(
        work.commission_statements,
        CommissionStatementFilter(plan=period.plan, period=period.period, limit=PAGE_LENGTH),
    )
    return {each.payee_id: each.draw for each in stated}


def frozen_lines(work: UnitOfWork, period: CommissionPeriod) -> list[FrozenLine]:
    """Of the period and of those before, from which they were carried; few, however many lines there are."""
    disputes = find_all(
        work.commission_disputes,
        CommissionDisputeFilter(plan=period.plan, status=DisputeStatus.OPEN, limit=PAGE_LENGTH),
    )
    frozen = {}
    for each in disputes:
        into = work.commission_periods.of(period.plan, each.period)
        if into is None or into.first_day <= period.first_day:
            number = each.opportunity_number or ""
            frozen[each.entry] = FrozenLine(each.entry, each.payee_id, each.amount_minor, each.currency_code, number)
    for split in find_all(work.splits, SplitFilter(status=SplitStatus.DISPUTED, limit=PAGE_LENGTH)):
        query = EntryQuery(plan=period.plan, posted_period=period.period, opportunity_id=split.opportunity_id)
        for entry in work.commission_entries.entries(query):
            line = FrozenLine(
                entry.number,
                entry.payee_id,
                entry.amount_minor,
                entry.currency_code,
                entry.opportunity_number,
                split.id,
            )
            frozen.setdefault(entry.number, line)
    return list(frozen.values())


def settlements(
    work: UnitOfWork, plan: CommissionPlan, period: CommissionPeriod, draws: Draws, payee_id: str | None = None
) -> Iterator[Settlement]:
    """In the order of payees, those of ``draws`` too to whom nothing was posted; or of one payee alone."""
    frozen: dict[tuple[str, str], int] = defaultdict(int)
    if not period.is_settled:
        for line in frozen_lines(work, period):
            frozen[line.payee_id, line.currency_code] += line.amount_minor
    query = EntryQuery(plan=period.plan, posted_period=period.period, payee_id=payee_id)
    waiting = iter(sorted(draws if payee_id is None else {payee_id} & draws.keys()))
    following = next(waiting, None)
    for parts in work.commission_entries.parts(query):
        while following is not None and following < parts.payee_id:
            yield _settlement(_nothing(following, plan), period, frozen, draws[following])
            following = next(waiting, None)
        draw = draws.get(parts.payee_id, NO_DRAW) if parts.currency_code == plan.pays_in else NO_DRAW
        yield _settlement(parts, period, frozen, draw)
        if following == parts.payee_id:
            following = next(waiting, None)
    while following is not None:
        yield _settlement(_nothing(following, plan), period, frozen, draws[following])
        following = next(waiting, None)


def _nothing(payee_id: str, plan: CommissionPlan) -> PeriodParts:
    return PeriodParts(payee_id, plan.name, plan.pays_in)


def _settlement(
    parts: PeriodParts, period: CommissionPeriod, frozen: Mapping[tuple[str, str], int], draw: Draw
) -> Settlement:
    if period.is_settled:
        return settled(parts)
    return settlement_of(parts, frozen_minor=frozen.get((parts.payee_id, parts.currency_code), 0), draw=draw)
