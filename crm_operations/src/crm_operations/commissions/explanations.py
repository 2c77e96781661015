"""Why somebody was paid what they were: the entries of a deal or a period, each with its calculation."""

from collections.abc import Iterator, Sequence
from itertools import islice

from pydantic import Field

from crm_core.commissions import COMPUTED, Entry, EntryQuery, Trace, read_trace
from crm_core.fiscal import FiscalCalendar, PeriodId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.values import AnyMoment, Value
from crm_core.vocabulary import PAGE_LENGTH, AnyDay, AnyText, Count, Id, Limit, Name, PersonId, Total
from crm_operations.commissions.run import Run
from crm_operations.records import UnitOfWork


class ExplainCommission(Value):
    """Everything named must hold."""

    opportunity_id: Id | None = Field(default=None, description="Only of this deal: its number, or its id.")
    user: PersonId | None = Field(default=None, description="Only of this person.")
    period: PeriodId | None = Field(default=None, description="Only what was posted into this one.")
    plan: Name | None = Field(default=None, description="Only by this plan.")
    after: Count | None = Field(default=None, description="Only those after the one with this number.")
    limit: Limit = Field(default=PAGE_LENGTH, description="How many at most.")
    replay: bool = Field(default=False, description="Compute all that they rest on from the credits anew, too.")


class ExplainedEntry(Value):
    """An entry with its calculation; ``agrees`` says whether that has the same result when it is done again.

    ``agrees_with_credits`` is None unless it was replayed: whether what stands of its figure, over all entries of that,
    is what the credits there are now have earned; where they changed, the next run posts the difference.
    """

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
    agrees_with_credits: bool | None = None
    component: AnyText = Field(default="", exclude=True)
    event_id: AnyText = Field(default="", exclude=True)
    opportunity_id: AnyText = Field(default="", exclude=True)


def explained(work: UnitOfWork, query: ExplainCommission) -> Sequence[ExplainedEntry]:
    """In the order in which they were posted."""
    asked = EntryQuery(
        plan=query.plan,
        posted_period=query.period,
        payee_id=query.user,
        opportunity_id=query.opportunity_id,
        after=query.after,
    )
    return [_explained(entry) for entry in islice(work.commission_entries.entries(asked), query.limit)]


def replayed(run: Run, calendar: FiscalCalendar, entries: Sequence[ExplainedEntry]) -> Sequence[ExplainedEntry]:
    """Each credit period of each plan is computed once, and nothing is posted."""
    differing = {
        (credited, _figure(each.payee_id, each.component, each.opportunity_id, each.event_id))
        for credited in {(each.plan, each.credit_period) for each in entries}
        for each in _differences(run, calendar, *credited)
    }
    found = []
    for each in entries:
        agrees = None
        if each.component in COMPUTED:
            figure = _figure(each.user, each.component, each.opportunity_id, each.event_id)
            agrees = ((each.plan, each.credit_period), figure) not in differing
        found.append(each.model_copy(update={"agrees_with_credits": agrees}))
    return found


def _differences(run: Run, calendar: FiscalCalendar, plan: str, credit_period: str) -> Iterator[Entry]:
    period = calendar.period(credit_period)
    return run.differences(run.revision(plan, period), period, period.id, str)


def _figure(payee: str, component: str, opportunity_id: str, event_id: str) -> tuple[str, str, str, str]:
    return payee, component, opportunity_id, event_id


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
        component=entry.component,
        event_id=entry.event_id,
        opportunity_id=entry.opportunity_id,
    )
