"""The stores of commissions in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from crm_core.commissions import (
    COMPUTED,
    CommissionPeriod,
    CommissionPeriodFilter,
    CommissionPlan,
    CommissionPlanFilter,
    Entry,
    EntryKind,
    EntryQuery,
    EntrySum,
    Held,
    PeriodParts,
    Posted,
)
from crm_core.errors import ChangedMeanwhile
from crm_operations.testing.records.entity_store import FakeEntityStore
from crm_operations.testing.records.state import FakeSession

_PART = {
    kind.value: f"{kind}_minor"
    for kind in EntryKind
    if kind not in {EntryKind.EARNING, EntryKind.CORRECTION, EntryKind.ADJUSTMENT, EntryKind.CARRY}
} | {"earning": "earned_minor", "correction": "corrections_minor", "adjustment": "adjustments_minor"}


class FakeCommissionPlans(FakeEntityStore[CommissionPlan, CommissionPlanFilter]):
    def current(self, name: str) -> CommissionPlan | None:
        return self._one(name=name, replaced_at=None)

    def revisions(self, name: str) -> Sequence[CommissionPlan]:
        return sorted((each for each in self.all() if each.name == name), key=lambda each: each.revision)


class FakeCommissionPeriods(FakeEntityStore[CommissionPeriod, CommissionPeriodFilter]):
    def of(self, plan: str, period: str, *, lock: bool = False) -> CommissionPeriod | None:
        return self._one(plan=plan, period=period)


class FakeCommissionEntries:
    def __init__(self, session: FakeSession) -> None:
        self._session = session
        self._entries = session.state.commission_entries

    def last_number(self) -> int:
        return max((entry.number for entry in self._entries), default=0)

    def post(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if any(entry.number == other.number or entry.key == other.key for other in self._entries):
                what = f"{entry.credit_period} of plan {entry.plan}"
                raise ChangedMeanwhile.because_it_is_no_longer_so("commission_period", what)
            self._entries.append(entry)

    def posted(self, plan: str, credit_period: str) -> Iterator[Posted]:
        figures: dict[tuple[str, str, str, str], list[Entry]] = defaultdict(list)
        for entry in self._entries:
            if entry.plan == plan and entry.credit_period == credit_period and entry.component in set(COMPUTED):
                figures[entry.payee_id, entry.component, entry.opportunity_id, entry.event_id].append(entry)
        return (
            Posted(
                payee,
                component,
                deal,
                entries[0].opportunity_number,
                event,
                sum(entry.amount_minor for entry in entries),
                sum(entry.base_minor for entry in entries),
                max(entry.number for entry in entries),
                *(_highest(entries, name) for name in ("rate", "rate_date", "pay_rate", "pay_rate_date")),
            )
            for (payee, component, deal, event), entries in sorted(figures.items())
        )

    def held(self, plan: str) -> Sequence[Held]:
        sums: Counter[tuple[str, str]] = Counter()
        numbers: dict[tuple[str, str], int] = {}
        for entry in self._entries:
            if entry.plan == plan and entry.component in {EntryKind.HOLDBACK, EntryKind.RELEASE}:
                key = (entry.credit_period, entry.payee_id)
                sums[key] -= entry.amount_minor
                numbers[key] = max(numbers.get(key, 0), entry.number)
        return [
            Held(payee, period, amount, numbers[period, payee])
            for (period, payee), amount in sorted(sums.items())
            if amount
        ]

    def entries(self, query: EntryQuery) -> Iterator[Entry]:
        return iter(sorted(self._found(query), key=lambda entry: entry.number))

    def sums(self, query: EntryQuery) -> Iterator[EntrySum]:
        sums: Counter[tuple[str, str, str, str, str]] = Counter()
        for entry in self._found(query):
            sums[entry.payee_id, entry.plan, entry.posted_period, entry.kind, entry.currency_code] += entry.amount_minor
        return iter([EntrySum(*group, amount) for group, amount in sorted(sums.items())])

    def parts(self, query: EntryQuery) -> Iterator[PeriodParts]:
        sums: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
        for entry in self._found(query):
            of_payee = sums[entry.payee_id, entry.plan, entry.currency_code]
            if entry.kind != EntryKind.CARRY:
                of_payee[_PART[entry.kind]] += entry.amount_minor
            elif entry.credit_period == entry.posted_period:
                of_payee["carried_minor"] -= entry.amount_minor
            else:
                of_payee["opening_minor"] += entry.amount_minor
                of_payee["draw_balance_minor"] += entry.base_minor
        return (_parts(group, dict(sums[group])) for group in sorted(sums))

    def earned_since(self, plan: str, day: date | None) -> Sequence[tuple[str, int]]:
        recent = {
            (credit.opportunity_id, credit.event_id)
            for credit in self._session.state.credits
            if day is not None and credit.credit_date >= day
        }
        sums: Counter[str] = Counter()
        for entry in self._found(EntryQuery(plan=plan)):
            if entry.opportunity_id and (day is None or (entry.opportunity_id, entry.event_id) in recent):
                sums[entry.currency_code] += entry.amount_minor
        return [(currency, amount) for currency, amount in sorted(sums.items()) if amount]

    def by_payee(self, query: EntryQuery) -> Iterator[Entry]:
        return iter(sorted(self._found(query), key=lambda entry: (entry.payee_id, entry.number)))

    def _found(self, query: EntryQuery) -> Iterator[Entry]:
        asked = {name: value for name, value in query._asdict().items() if value is not None and name != "after"}
        later = (entry for entry in self._entries if entry.number > (query.after or 0))
        return (entry for entry in later if all(getattr(entry, name) == value for name, value in asked.items()))


def _highest(entries: Sequence[Entry], name: str) -> Any:
    return max((value for entry in entries if (value := getattr(entry, name)) is not None), default=None)


def _parts(group: tuple[str, str, str], figures: dict[str, Any]) -> PeriodParts:
    payee, plan, currency = group
    return PeriodParts(payee, plan, currency)._replace(**figures)
