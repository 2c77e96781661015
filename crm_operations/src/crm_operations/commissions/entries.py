"""The entries of a run, each with the calculation that made it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from crm_core.commissions import (
    CommissionPlan,
    Entry,
    EntryKind,
    Formula,
    Held,
    Part,
    PayeeKind,
    Posted,
    entry_key,
    written_rule,
    written_trace,
)
from crm_core.identity import NewId
from crm_core.money import BASIS_POINTS, ExchangeRate
from crm_operations.commissions.calculation import Target
from crm_operations.commissions.prices import Prices, written_rate

NOTHING_LEFT = '{"left":0}'
"""The trace of an entry that takes back all that was posted."""


class EntryWriter:
    """Of one plan and credit period, numbered in the order in which they are written."""

    def __init__(
        self,
        plan: CommissionPlan,
        credit_period: str,
        posted_period: str,
        prices: Prices,
        *,
        number: int,
        at: datetime,
        by: str,
        new_id: NewId,
    ) -> None:
        self._plan = plan
        self._credit_period = credit_period
        self._posted_period = posted_period
        self._prices = prices
        self._number = number
        self._at = at
        self._by = by
        self._new_id = new_id

    def difference(self, payee_id: str, target: Target, former: Posted | None) -> Entry:
        """What is to stand, less what does."""
        component = EntryKind(target.key.component)
        entry = self._entry(
            payee_id,
            component,
            base_minor=target.base_minor,
            amount_minor=target.amount_minor,
            former=former,
            opportunity_number=target.opportunity_number,
            opportunity_id=target.key.opportunity_id,
            event_id=target.key.event_id,
        )
        if isinstance(target.calculation, str):
            return entry._replace(trace=target.calculation)
        earning, formula = target.calculation
        parts = earning.parts(formula)
        rate, pay_rate = self._prices.rate(earning.credit, former), self._prices.pay_rate(earning.credit, former)
        return entry._replace(
            rate_basis_points=_one_rate(parts),
            rate=written_rate(rate),
            rate_date=None if rate is None else rate.on,
            pay_rate=written_rate(pay_rate),
            pay_rate_date=None if pay_rate is None else pay_rate.on,
            trace=written_trace(
                earning.before_minor,
                earning.base_minor,
                parts,
                (earning.exact_before, earning.exact_after),
                formula.denominator,
                earning.amount_minor,
                _besides(formula, pay_rate, target.amount_minor),
            ),
        )

    def taken_back(self, payee_id: str, posted: Iterable[Posted]) -> Iterator[Entry]:
        """All that stands of these figures."""
        for former in posted:
            if former.amount_minor:
                yield self._entry(
                    payee_id,
                    EntryKind(former.component),
                    base_minor=0,
                    amount_minor=0,
                    former=former,
                    opportunity_number=former.opportunity_number,
                    opportunity_id=former.opportunity_id,
                    event_id=former.event_id,
                )._replace(
                    rate=former.rate,
                    rate_date=former.rate_date,
                    pay_rate=former.pay_rate,
                    pay_rate_date=former.pay_rate_date,
                    trace=NOTHING_LEFT,
                )

    def release(self, held: Held) -> Entry:
        """What was held back for a credit period, this one or another."""
        entry = self._entry(held.payee_id, EntryKind.RELEASE, base_minor=0, amount_minor=held.amount_minor)
        facts = (EntryKind.RELEASE.value, held.last_number, held.amount_minor)
        return entry._replace(
            credit_period=held.credit_period,
            corrects=held.last_number,
            trace=written_rule("release", {"held": held.amount_minor}, held.amount_minor),
            key=entry_key(self._plan.name, held.credit_period, held.payee_id, "", *facts),
        )

    def _entry(
        self,
        payee_id: str,
        component: EntryKind,
        *,
        base_minor: int,
        amount_minor: int,
        former: Posted | None = None,
        opportunity_id: str = "",
        opportunity_number: str = "",
        event_id: str = "",
    ) -> Entry:
        number, self._number = self._number, self._number + 1
        kind, corrects = component, None
        if former is not None:
            kind = EntryKind.CORRECTION if opportunity_id else component
            corrects = former.last_number
            amount_minor -= former.amount_minor
            base_minor -= former.base_minor
        facts = (component.value, event_id, corrects, amount_minor)
        return Entry(
            self._new_id(),
            number,
            PayeeKind.USER.value,
            payee_id,
            kind.value,
            opportunity_id,
            opportunity_number,
            event_id,
            self._plan.name,
            self._plan.revision,
            self._credit_period,
            self._posted_period,
            base_minor,
            None,
            amount_minor,
            self._plan.pays_in,
            None,
            None,
            corrects,
            None,
            NOTHING_LEFT,
            entry_key(self._plan.name, self._credit_period, payee_id, opportunity_id, *facts),
            self._at,
            self._by,
            component.value,
        )


def _one_rate(parts: Sequence[Part]) -> int | None:
    """Where all of the credit was paid at one whole number of basis points."""
    if len(parts) != 1:
        return None
    [(_, rate, multiplier)] = parts
    if multiplier is None:
        return rate
    return None if rate * multiplier % BASIS_POINTS else rate * multiplier // BASIS_POINTS


def _besides(formula: Formula, pay_rate: ExchangeRate | None, paid_minor: int) -> str:
    """What the trace of few has."""
    words = "" if formula.is_marginal else ',"whole":1'
    if formula.base_rate is not None:
        words += f',"unit":{formula.scale.unit}'
    return words if pay_rate is None else f'{words},"paid":{paid_minor}'
