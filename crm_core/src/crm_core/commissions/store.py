"""Where plans, assignments, periods and the ledger are stored, and what is asked of them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from crm_core.commissions.entry import Entry, Held, Posted
from crm_core.commissions.period import CommissionPeriod, CommissionPeriodFilter
from crm_core.commissions.plan import CommissionPlan, CommissionPlanFilter
from crm_core.commissions.settlement import PeriodParts
from crm_core.stores import EntityStore


class EntrySum(NamedTuple):
    """What was posted to a payee into a period, of one plan and kind."""

    payee_id: str
    plan: str
    posted_period: str
    kind: str
    currency_code: str
    amount_minor: int


class CommissionPlanStore(EntityStore[CommissionPlan, CommissionPlanFilter], Protocol):
    """Stores revisions of plans."""

    def current(self, name: str) -> CommissionPlan | None:
        """The newest revision, retired or not; None for a name that no plan has."""
        ...

    def revisions(self, name: str) -> Sequence[CommissionPlan]:
        """All of a plan, the oldest first."""
        ...


class CommissionPeriodStore(EntityStore[CommissionPeriod, CommissionPeriodFilter], Protocol):
    """Stores the periods of plans."""

    def of(self, plan: str, period: str, *, lock: bool = False) -> CommissionPeriod | None:
        """None where nothing was ever posted; ``lock`` blocks other writers until the unit of work ends."""
        ...


class EntryQuery(NamedTuple):
    """Everything named must hold; ``after`` are those with a higher number."""

    plan: str | None = None
    credit_period: str | None = None
    posted_period: str | None = None
    payee_id: str | None = None
    opportunity_id: str | None = None
    number: int | None = None
    after: int | None = None


class CommissionEntryStore(Protocol):
    """The entries of one tenant, within a unit of work; nothing is ever changed or removed."""

    def last_number(self) -> int:
        """Of all entries the highest; 0 without any."""
        ...

    def post(self, entries: Sequence[Entry]) -> None:
        """Stores these. Raises ChangedMeanwhile, at the latest on leaving, where one has a number or a key of them."""
        ...

    def posted(self, plan: str, credit_period: str) -> Iterator[Posted]:
        """What stands of each figure that a run computes, in no particular order."""
        ...

    def held(self, plan: str) -> Sequence[Held]:
        """Holdbacks of the plan that are not released, by payee and credit period, by one statement."""
        ...

    def entries(self, query: EntryQuery) -> Iterator[Entry]:
        """In the order of numbers, without keeping them."""
        ...

    def sums(self, query: EntryQuery) -> Iterator[EntrySum]:
        """By one statement, in the order of payees."""
        ...

    def parts(self, query: EntryQuery) -> Iterator[PeriodParts]:
        """What was posted into a period, by payee, plan and currency and by what it is for.

        By one statement, in the order of payees. A carry whose credit period is an earlier one is what was carried in,
        with what is owed of draws as its base; any other one is what was carried out.
        """
        ...

    def earned_since(self, plan: str, day: date | None) -> Sequence[tuple[str, int]]:
        """By currency, what deals have earned by the plan of credit of that day or later; of all where it is None.

        By one statement; corrections are counted with what they correct.
        """
        ...

    def by_payee(self, query: EntryQuery) -> Iterator[Entry]:
        """In the order of payees and of numbers, without keeping them."""
        ...
