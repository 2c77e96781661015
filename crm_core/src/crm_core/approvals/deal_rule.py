"""Which level must say yes to a deal, and why (IFC-CRMOP-0045, IFC-CRMOP-0046, BUS-CRMOP-0015)."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self

from crm_core.approvals.deal_policy import DealApprovalPolicy, Step, Thresholds
from crm_core.approvals.deal_terms import MaterialTerms
from crm_core.approvals.figures import figure_in_words
from crm_core.approvals.levels import HIGHEST, ApprovalLevel, highest
from crm_core.approvals.request import Trigger
from crm_core.conditions import Condition, ConditionError, Facts
from crm_core.money import ExchangeRate
from crm_core.opportunity_facts import OpportunityFacts
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Key


class ApprovalCase(Value):
    """The deal's terms, what conditions ask besides, and the stored rates that may convert its value.

    Conditions hold of no fact that is unknown; without ``opportunity`` only the terms are known.
    """

    terms: MaterialTerms
    opportunity: OpportunityFacts | None = None
    rates: tuple[ExchangeRate, ...] = ()

    def at(self, **terms: object) -> Self:
        """The same case with other terms: what if."""
        return self.model_copy(update={"terms": self.terms.model_copy(update=terms)})

    @property
    def facts(self) -> OpportunityFacts:
        """Those of the deal, on these terms."""
        besides = {} if self.opportunity is None else dict(self.opportunity)
        return OpportunityFacts.model_construct(**{**besides, **_facts_of(self.terms)})


class FormerApprovalCase(ApprovalCase):
    """As version 1 of the rule stored it, when conditions asked for little besides the terms."""

    type: Key
    priority: Key
    source: Key

    @property
    def facts(self) -> OpportunityFacts:
        besides: dict[str, Any] = {"type": self.type, "priority": self.priority, "source": self.source}
        return OpportunityFacts.model_construct(**besides, **_facts_of(self.terms))


def _facts_of(terms: MaterialTerms) -> dict[str, Any]:
    shared = {name: getattr(terms, name) for name in _IN_BOTH}
    return {**shared, "party_id": terms.customer, "clauses": len(terms.non_standard_clauses)}


_IN_BOTH = OpportunityFacts.model_fields.keys() & MaterialTerms.model_fields.keys()


class ApprovalResult(Value):
    """``level`` None needs nobody; ``rate`` converted the value, where one did; ``reasons`` say why this level."""

    level: ApprovalLevel | None
    levels: tuple[ApprovalLevel, ...] = ()
    """Those to ask, one after the other."""
    triggers: tuple[Trigger, ...] = ()
    rate: ExchangeRate | None = None
    reasons: tuple[AnyText, ...] = ()

    @property
    def is_required(self) -> bool:
        return self.level is not None


class OpportunityApprovalRule:
    """The highest level that any trigger asks; pure, so that it can be judged again."""

    @staticmethod
    def evaluate(case: ApprovalCase, policy: DealApprovalPolicy) -> ApprovalResult:
        """Unknown figures need no one; bounds are inclusive."""
        value = _Value.of(case, policy)
        found = tuple(_triggers(case, policy, value))
        level = highest(trigger.level for trigger in found)
        asked: tuple[ApprovalLevel, ...] = () if level is None else (level,)
        if policy.serial and level is not None:
            asked = tuple(each for each in ApprovalLevel if each.rank <= level.rank)
        return ApprovalResult(
            level=level,
            levels=asked,
            triggers=found,
            rate=value.rate,
            reasons=tuple(trigger_in_words(each, value.currency) for each in found)
            or ("no figure reaches a threshold",),
        )

    @staticmethod
    def largest_discount(case: ApprovalCase, policy: DealApprovalPolicy) -> int | None:
        """In basis points: the largest at which the deal needs nobody; None where it needs somebody at any."""
        bounds = [step.threshold for step in policy.discount.steps]
        for discount in range(min([_WHOLE + 1, *bounds]) - 1, -1, -1):
            if not OpportunityApprovalRule.evaluate(case.at(discount_basis_points=discount), policy).is_required:
                return discount
            if not policy.conditions:
                return None  # no other trigger looks at the discount
        return None


_WHOLE = 10_000


class _Value(NamedTuple):
    """The value as its thresholds count it; ``minor`` None where no rate tells."""

    minor: int | None
    currency: str
    thresholds: Thresholds
    rate: ExchangeRate | None = None

    @classmethod
    def of(cls, case: ApprovalCase, policy: DealApprovalPolicy) -> Self:
        value, currency = case.terms.value, case.terms.currency_code
        own = policy.value_by_currency.get(currency)
        if own is not None or currency == policy.currency or value is None or value.minor == 0:
            return cls(None if value is None else value.minor, currency, own or policy.value)
        rate = _newest(case, policy)
        if rate is None:
            return cls(None, currency, policy.value)
        return cls(rate.convert(value).minor, policy.currency, policy.value, rate)


def _newest(case: ApprovalCase, policy: DealApprovalPolicy) -> ExchangeRate | None:
    fitting = [
        rate for rate in case.rates if rate.source == case.terms.currency_code and rate.target == policy.currency
    ]
    return max(fitting, key=lambda rate: rate.on, default=None)


def _triggers(case: ApprovalCase, policy: DealApprovalPolicy, value: _Value) -> Iterator[Trigger]:
    terms = case.terms
    if terms.value_minor is not None and value.minor is None and value.thresholds.steps:
        yield Trigger(name="value", figure=terms.value_minor, level=HIGHEST)
    yield from _reached("value", value.minor, value.thresholds, _at_least)
    yield from _reached("discount", terms.discount_basis_points, policy.discount, _at_least)
    yield from _reached("margin", terms.margin_basis_points, policy.margin, _below)
    yield from _reached("payment", terms.payment_days, policy.payment, _beyond)
    if terms.non_standard_clauses and policy.clause is not None:
        clauses = len(terms.non_standard_clauses)
        yield Trigger(name="clause", figure=clauses, threshold=1, level=policy.clause)
    facts = Facts(opportunity=case.facts) if policy.conditions else None
    for each in policy.conditions:
        if facts is not None and (problem := _holds(each.condition, facts)) is not None:
            yield Trigger(name="condition", figure=problem, threshold=each.condition[:_SHOWN], level=each.level)


_SHOWN = 200


def _holds(condition: str, facts: Facts) -> str | None:
    """That it holds, or that it cannot be judged, which asks its level too; None where it does not hold."""
    try:
        return "true" if Condition.of(condition).matches(facts) else None
    except ConditionError:
        return "it cannot be judged"


def _reached(name: str, figure: int | None, thresholds: Thresholds, reaches: "_Reaches") -> Iterator[Trigger]:
    if figure is None:
        return
    reached = (step for step in thresholds.steps if reaches(figure, step))
    if (step := next(reached, None)) is not None:
        yield Trigger(name=name, figure=figure, threshold=step.threshold, level=step.level)


_Reaches = Callable[[int, Step], bool]


def _at_least(figure: int, step: Step) -> bool:
    return figure >= step.threshold


def _below(figure: int, step: Step) -> bool:
    return figure < step.threshold


def _beyond(figure: int, step: Step) -> bool:
    return figure > step.threshold


_WORDS = {
    "value": "value {figure} is at least {threshold}",
    "discount": "discount {figure} is at least {threshold}",
    "margin": "margin {figure} is below {threshold}",
    "payment": "payment after {figure} days is beyond {threshold}",
    "clause": "non-standard clauses: {figure}",
    "condition": "{threshold}: {figure}",
}
_WITHOUT_RATE = (
    "value {figure} has no rate into the currency of the thresholds, so the highest level (see `crm rate add`)"
)


def trigger_in_words(trigger: Trigger, currency: str) -> str:
    """``value 12,000.00 USD is at least 10,000.00 USD: manager``; ``currency`` is that of the thresholds."""
    words = _WITHOUT_RATE if trigger.threshold is None else _WORDS.get(trigger.name, "{figure}")
    figure, threshold = (figure_in_words(trigger.name, each, currency) for each in (trigger.figure, trigger.threshold))
    return f"{words.format(figure=figure, threshold=threshold)}: {trigger.level.replace('_', ' ')}"
