"""What a run would post, and what another plan would have paid, person by person; nothing is posted.

Earned is what a plan computes for a credit period: earnings, overrides, bonuses, floor and cap, before anything of it
is held back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from crm_core.commissions import AddCommissionPlan, CommissionPlan, Entry, EntryKind, Payees, Span
from crm_core.fiscal import FiscalPeriod, PeriodId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.roles import Role
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Name, Total
from crm_operations.commissions.payees import plan_payees
from crm_operations.commissions.run import Run
from crm_operations.commissions.staff import Staff
from crm_operations.records import UnitOfWork

_SIMULATED = "(simulated)"
"""What a plan is called that is computed beside another one: no entry has that name."""


class PersonDifference(Value):
    """What stands in the ledger for the credit period, what it would be, and the difference."""

    user: AnyText
    name: AnyText | None
    posted_minor: TotalMinorUnits
    planned_minor: TotalMinorUnits
    difference_minor: TotalMinorUnits


class CommissionPreview(Value):
    """Everybody's, in the order of users; ``entries`` are those that would be posted."""

    plan: AnyText
    period: AnyText
    currency: StoredCurrency
    entries: Total
    people: tuple[PersonDifference, ...]
    not_priced: tuple[AnyText, ...] = ()
    without_quota: tuple[AnyText, ...] = ()


class SimulateCommission(Value):
    """Another plan over the credit of a period that is over, or not."""

    plan: AddCommissionPlan
    period: PeriodId = Field(description="The period that was credited, such as 2017-Q4.")
    instead_of: Name | None = Field(
        default=None, description="Whose payees it pays, and what it is compared with; else the plan of its name."
    )


def previewed(
    work: UnitOfWork, run: Run, plan: CommissionPlan, period: FiscalPeriod, names: Mapping[str, str]
) -> CommissionPreview:
    """What a run of the plan would post now: the delta of a revision that reaches back, or of what changed since."""
    posted = _posted(work, plan.name, period)
    entries = list(run.differences(plan, period, period.id, _no_id))
    planned = _sums(entries)
    planned.update(posted)  # an addition of counters would drop what is below 0
    return _preview(plan, period, run, names, entries, posted, planned)


def simulated(
    work: UnitOfWork,
    run: Run,
    staff: Staff,
    asked: SimulateCommission,
    plan: CommissionPlan,
    period: FiscalPeriod,
    names: Mapping[str, str],
) -> CommissionPreview:
    """From nothing, beside what the other plan has posted; for everybody with the role rep where there is none."""
    compared = asked.instead_of or plan.name
    if work.commission_plans.current(compared) is None:
        whole = [Span(period.start, period.end)]
        payees: Payees = {user: whole for user, roles in sorted(staff.roles.items()) if Role.REP in roles}
    else:
        payees = plan_payees(work, compared, period, staff)
    beside = plan.model_copy(update={"name": _SIMULATED})
    entries = list(run.differences(beside, period, period.id, _no_id, payees))
    preview = _preview(plan, period, run, names, entries, _posted(work, compared, period), _sums(entries))
    return preview.model_copy(update={"entries": 0})


def _no_id() -> str:
    """Entries that are not posted have none."""
    return ""


def _posted(work: UnitOfWork, plan: str, period: FiscalPeriod) -> Counter[str]:
    sums: Counter[str] = Counter()
    for each in work.commission_entries.posted(plan, period.id):
        if each.component != EntryKind.HOLDBACK:
            sums[each.payee_id] += each.amount_minor
    return sums


def _sums(entries: Iterable[Entry]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for entry in entries:
        if entry.component not in {EntryKind.HOLDBACK, EntryKind.RELEASE}:
            sums[entry.payee_id] += entry.amount_minor
    return sums


def _preview(
    plan: CommissionPlan,
    period: FiscalPeriod,
    run: Run,
    names: Mapping[str, str],
    entries: Sequence[Entry],
    posted: Counter[str],
    planned: Mapping[str, int],
) -> CommissionPreview:
    people = (
        PersonDifference(
            user=user,
            name=names.get(user),
            posted_minor=posted[user],
            planned_minor=planned.get(user, 0),
            difference_minor=planned.get(user, 0) - posted[user],
        )
        for user in sorted({*posted, *planned})
    )
    return CommissionPreview(
        plan=plan.name,
        period=period.id,
        currency=plan.pays_in,
        entries=len(entries),
        people=tuple(people),
        not_priced=tuple(dict.fromkeys(run.not_priced)),
        without_quota=tuple(run.without_quota),
    )
