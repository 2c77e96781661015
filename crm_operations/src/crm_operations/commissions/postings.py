"""Posts entries that no deal makes: adjustments, draws, and balances that are carried from period to period."""

from datetime import datetime

from crm_core.commissions import CommissionPeriod, CommissionPlan, Entry, EntryKind, PayeeKind, Posting, entry_key
from crm_core.identity import NewId
from crm_operations.records import UnitOfWork

ENTRIES_A_STATEMENT = 1_000


class Postings:
    """Of one plan: ``post`` writes what was added, and counts it into the periods it is posted into."""

    def __init__(self, work: UnitOfWork, plan: CommissionPlan, *, at: datetime, new_id: NewId) -> None:
        """``plan`` is the revision that entries name."""
        self._work = work
        self._plan = plan
        self._at = at
        self._new_id = new_id
        self._number = work.commission_entries.last_number()
        self._entries: list[Entry] = []

    def add(
        self,
        kind: EntryKind,
        payee_id: str,
        amount_minor: int,
        currency: str,
        *,
        credit_period: str,
        into: str,
        base_minor: int = 0,
        corrects: int | None = None,
        reason: str | None = None,
        trace: str = "{}",
        once: str = "",
    ) -> Entry:
        """``once`` makes the entry another one than the one of the same kind, payee and periods."""
        self._number += 1
        facts = f"{kind}:{currency}:{into}:{once}"
        entry = Entry(
            id=self._new_id(),
            number=self._number,
            payee_kind=PayeeKind.USER.value,
            payee_id=payee_id,
            kind=kind.value,
            opportunity_id="",
            opportunity_number="",
            event_id="",
            plan=self._plan.name,
            plan_revision=self._plan.revision,
            credit_period=credit_period,
            posted_period=into,
            base_minor=base_minor,
            rate_basis_points=None,
            amount_minor=amount_minor,
            currency_code=currency,
            rate=None,
            rate_date=None,
            corrects=corrects,
            reason=reason,
            trace=trace,
            key=entry_key(self._plan.name, credit_period, payee_id, "", facts),
            posted_at=self._at,
            posted_by=self._work.actor.user_id,
            component=kind.value,
        )
        self._entries.append(entry)
        return entry

    def post(self, period: CommissionPeriod) -> CommissionPeriod:
        """What was added for this period; it is changed by that, and not saved. In the order of numbers."""
        entries = [entry for entry in self._entries if entry.posted_period == period.period]
        if not entries:
            return period
        posting = Posting(period.digest)
        posting.count(entries)
        for first in range(0, len(entries), ENTRIES_A_STATEMENT):
            self._work.commission_entries.post(entries[first : first + ENTRIES_A_STATEMENT])
        posted, event = period.post(posting, at=self._at)
        self._work.outbox.announce(event)
        return posted
