"""The entries of a run, each with the calculation that made it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from crm_core.commissions import (
    CommissionPlan,
    Earned,
    Entry,
    EntryKind,
    PayeeKind,
    Posted,
    entry_key,
    parts_of,
    written_trace,
)
from crm_core.currency_rates import RatesInto
from crm_core.identity import NewId
from crm_operations.commissions.prices import former_rate, written_rate

NOTHING_LEFT = '{"left":0}'
"""The trace of a correction that takes back all that was posted."""


class EntryWriter:
    """Of one plan and credit period, numbered in the order in which they are written."""

    def __init__(
        self,
        plan: CommissionPlan,
        credit_period: str,
        posted_period: str,
        rates: RatesInto,
        *,
        number: int,
        at: datetime,
        by: str,
        new_id: NewId,
    ) -> None:
        self._plan = plan
        self._scale = plan.scale
        self._credit_period = credit_period
        self._posted_period = posted_period
        self._rates = rates
        self._number = number
        self._at = at
        self._by = by
        self._new_id = new_id

    def difference(self, payee_id: str, earning: Earned, former: Posted | None) -> Entry:
        """What a deal has earned, less what was posted of it."""
        rate = None
        if earning.currency_code != self._plan.currency:
            rate = former_rate(former, earning.currency_code, self._rates.into)
            rate = rate or self._rates.on(earning.currency_code, earning.credit_date)
        parts = parts_of(earning, self._scale)
        after = earning.before_minor + earning.base_minor
        exact = self._scale.exact(earning.before_minor), self._scale.exact(after)
        trace = written_trace(
            earning.before_minor,
            earning.base_minor,
            parts,
            exact,
            self._scale.denominator,
            earning.amount_minor,
        )
        return self._entry(
            payee_id,
            earning.opportunity_id,
            earning.opportunity_number,
            earning.event_id,
            base_minor=earning.base_minor,
            amount_minor=earning.amount_minor,
            rate_basis_points=parts[0].rate if len(parts) == 1 and self._scale.unit == 1 else None,
            rate=written_rate(rate),
            rate_date=None if rate is None else rate.on,
            former=former,
            trace=trace,
        )

    def taken_back(self, payee_id: str, posted: Mapping[str, Posted]) -> Iterator[Entry]:
        """All that stands of these deals, by id."""
        for former in posted.values():
            if former.amount_minor:
                yield self._entry(
                    payee_id,
                    former.opportunity_id,
                    former.opportunity_number,
                    former.event_id,
                    base_minor=0,
                    amount_minor=0,
                    rate_basis_points=None,
                    rate=former.rate,
                    rate_date=former.rate_date,
                    former=former,
                    trace=NOTHING_LEFT,
                )

    def _entry(
        self,
        payee_id: str,
        opportunity_id: str,
        opportunity_number: str,
        event_id: str,
        *,
        base_minor: int,
        amount_minor: int,
        rate_basis_points: int | None,
        rate: str | None,
        rate_date: date | None,
        former: Posted | None,
        trace: str,
    ) -> Entry:
        number, self._number = self._number, self._number + 1
        corrects, was, base_was = None, 0, 0
        if former is not None:
            corrects, was, base_was = former.last_number, former.amount_minor, former.base_minor
        amount = amount_minor - was
        return Entry(
            self._new_id(),
            number,
            PayeeKind.USER.value,
            payee_id,
            (EntryKind.EARNING if former is None else EntryKind.CORRECTION).value,
            opportunity_id,
            opportunity_number,
            event_id,
            self._plan.name,
            self._plan.revision,
            self._credit_period,
            self._posted_period,
            base_minor - base_was,
            rate_basis_points,
            amount,
            self._plan.currency,
            rate,
            rate_date,
            corrects,
            None,
            trace,
            entry_key(self._plan.name, self._credit_period, payee_id, opportunity_id, f"{corrects}:{amount}"),
            self._at,
            self._by,
            EntryKind.EARNING.value,
        )
