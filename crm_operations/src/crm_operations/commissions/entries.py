"""The entries of a run, each with the calculation that made it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from crm_core.commissions import (
    CommissionPlan,
    Entry,
    EntryKind,
    Formula,
    Held,
    Part,
    PayeeKind,
    Posted,
    TargetKey,
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


_USER, _CORRECTION = PayeeKind.USER.value, EntryKind.CORRECTION.value
_RELEASE = TargetKey(EntryKind.RELEASE.value, "", "")
_NO_RATE = (None, None)


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
        self._plan = plan.name
        self._revision = plan.revision
        self._currency = plan.pays_in
        self._credit_period = credit_period
        self._posted_period = posted_period
        self._prices = prices
        self._number = number
        self._at = at
        self._by = by
        self._new_id = new_id

    def difference(self, payee_id: str, target: Target, former: Posted | None) -> Entry:
        """What is to stand, less what does."""
        if isinstance(target.calculation, str):
            return self._entry(
                payee_id,
                target.key,
                target.opportunity_number,
                former,
                target.base_minor,
                target.amount_minor,
                target.calculation,
            )
        earning, formula = target.calculation
        parts = earning.parts(formula)
        rate, pay_rate = self._prices.rate(earning.credit, former), self._prices.pay_rate(earning.credit, former)
        trace = written_trace(
            earning.before_minor,
            earning.base_minor,
            parts,
            (earning.exact_before, earning.exact_after),
            formula.denominator,
            earning.amount_minor,
            _besides(formula, pay_rate, target.amount_minor),
        )
        return self._entry(
            payee_id,
            target.key,
            target.opportunity_number,
            former,
            target.base_minor,
            target.amount_minor,
            trace,
            _one_rate(parts),
            None if rate is None else (written_rate(rate), rate.on),
            None if pay_rate is None else (written_rate(pay_rate), pay_rate.on),
        )

    def taken_back(self, payee_id: str, posted: Iterable[Posted]) -> Iterator[Entry]:
        """All that stands of these figures."""
        for each in posted:
            if each.amount_minor:
                rate, pay_rate = (each.rate, each.rate_date), (each.pay_rate, each.pay_rate_date)
                yield self._entry(
                    payee_id, each.key, each.opportunity_number, each, 0, 0, NOTHING_LEFT, None, rate, pay_rate
                )

    def release(self, held: Held) -> Entry:
        """What was held back for a credit period, this one or another."""
        trace = written_rule("release", {"held": held.amount_minor}, held.amount_minor)
        entry = self._entry(held.payee_id, _RELEASE, "", None, 0, held.amount_minor, trace)
        facts = (_RELEASE.component, held.last_number, held.amount_minor)
        return entry._replace(
            credit_period=held.credit_period,
            corrects=held.last_number,
            key=entry_key(self._plan, held.credit_period, held.payee_id, "", *facts),
        )

    def _entry(
        self,
        payee_id: str,
        figure: TargetKey,
        opportunity_number: str,
        former: Posted | None,
        base_minor: int,
        amount_minor: int,
        trace: str,
        rate_basis_points: int | None = None,
        rate: tuple[str | None, date | None] | None = None,
        pay_rate: tuple[str | None, date | None] | None = None,
    ) -> Entry:
        """By place, and built once, since a run writes hundreds of thousands."""
        number, self._number = self._number, self._number + 1
        component, opportunity_id, event_id = figure
        kind, corrects = component, None
        if former is not None:
            kind = _CORRECTION if opportunity_id else component
            corrects = former.last_number
            amount_minor -= former.amount_minor
            base_minor -= former.base_minor
        rate, pay_rate = rate or _NO_RATE, pay_rate or _NO_RATE
        return Entry(
            self._new_id(),
            number,
            _USER,
            payee_id,
            kind,
            opportunity_id,
            opportunity_number,
            event_id,
            self._plan,
            self._revision,
            self._credit_period,
            self._posted_period,
            base_minor,
            rate_basis_points,
            amount_minor,
            self._currency,
            *rate,
            corrects,
            None,
            trace,
            entry_key(
                self._plan, self._credit_period, payee_id, opportunity_id, component, event_id, corrects, amount_minor
            ),
            self._at,
            self._by,
            component,
            *pay_rate,
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
