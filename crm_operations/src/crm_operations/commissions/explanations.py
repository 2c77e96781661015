"""Why somebody was paid what they were: the entries of a deal or a period, each with its calculation."""

from collections.abc import Sequence
from itertools import islice

from pydantic import Field

from crm_core.commissions import Entry, EntryQuery, Trace, read_trace
from crm_core.fiscal import PeriodId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.values import AnyMoment, Value
from crm_core.vocabulary import PAGE_LENGTH, AnyDay, AnyText, Id, Name, PersonId, Total
from crm_operations.records import UnitOfWork


class ExplainCommission(Value):
    """Everything named must hold."""

    opportunity_id: Id | None = Field(default=None, description="Only of this deal: its number, or its id.")
    user: PersonId | None = Field(default=None, description="Only of this person.")
    period: PeriodId | None = Field(default=None, description="Only what was posted into this one.")
    plan: Name | None = Field(default=None, description="Only by this plan.")


class ExplainedEntry(Value):
    """An entry with its calculation; ``agrees`` says whether that has the same result when it is done again."""

    number: Total
    user: AnyText
    kind: AnyText
    deal: AnyText
    plan: AnyText
    plan_revision: Total
    credit_period: AnyText
    posted_period: AnyText
    base_minor: TotalMinorUnits
    amount_minor: TotalMinorUnits
    currency: StoredCurrency
    rate: AnyText | None
    rate_date: AnyDay | None
    corrects: Total | None
    reason: AnyText | None
    posted_at: AnyMoment
    posted_by: AnyText
    trace: Trace
    agrees: bool


def explained(work: UnitOfWork, query: ExplainCommission) -> Sequence[ExplainedEntry]:
    """In the order in which they were posted."""
    asked = EntryQuery(
        plan=query.plan, posted_period=query.period, payee_id=query.user, opportunity_id=query.opportunity_id
    )
    return [_explained(entry) for entry in islice(work.commission_entries.entries(asked), PAGE_LENGTH)]


def _explained(entry: Entry) -> ExplainedEntry:
    trace = read_trace(entry.trace)
    return ExplainedEntry(
        number=entry.number,
        user=entry.payee_id,
        kind=entry.kind,
        deal=entry.opportunity_number,
        plan=entry.plan,
        plan_revision=entry.plan_revision,
        credit_period=entry.credit_period,
        posted_period=entry.posted_period,
        base_minor=entry.base_minor,
        amount_minor=entry.amount_minor,
        currency=entry.currency_code,
        rate=entry.rate,
        rate_date=entry.rate_date,
        corrects=entry.corrects,
        reason=entry.reason,
        posted_at=entry.posted_at,
        posted_by=entry.posted_by,
        trace=trace,
        agrees=trace.agrees,
    )
