"""Judges a stored decision again: by its own case and policy, with the rule it was made by."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Self

from pydantic import JsonValue, ValidationError

from crm_core.arguments import in_words
from crm_core.errors import CrmError
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Total
from crm_operations.records import BY_HAND, AnyRule, Decision, Rules, policy_digest

_UNFIT = (CrmError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
"""What a rule may answer to a case that was never its own."""


class ReplayOutcome(StrEnum):
    SAME = "same verdict"
    DIFFERS = "other verdict"
    OTHER_VERSION = "other version of the rule"
    """This release no longer has the rule's own version; the newest judged, if it could read the case."""
    BY_HAND = "decided by hand"
    POLICY_MISSING = "policy not kept"
    POLICY_CHANGED = "policy changed"
    """The stored policy does not match its digest."""
    VALUES_REMOVED = "values removed"
    RULE_UNKNOWN = "rule not known"
    UNREADABLE = "cannot be judged"


DIFFERENT = frozenset({ReplayOutcome.DIFFERS, ReplayOutcome.POLICY_CHANGED, ReplayOutcome.UNREADABLE})
"""Outcomes that are defects, of the rule or of the stored decision."""


class Difference(Value):
    """``path`` leads into the verdict, such as ``attempts.0.considered``; a missing value is None."""

    path: AnyText
    recorded: JsonValue
    again: JsonValue


class Replay(Value):
    """``again`` is the verdict as JSON, None where none was reached; ``rule_version`` is the version that judged."""

    decision: Decision
    outcome: ReplayOutcome
    again: AnyText | None = None
    rule_version: Total | None = None
    differences: tuple[Difference, ...] = ()
    problem: AnyText | None = None

    @property
    def is_same(self) -> bool:
        return self.outcome is ReplayOutcome.SAME

    def explain(self) -> tuple[str, ...]:
        """In words: the outcome, then what differs."""
        return (
            f"{self.outcome}{f': {self.problem}' if self.problem else ''}",
            *(f"{each.path} was {_short(each.recorded)}, is {_short(each.again)} now" for each in self.differences),
        )

    @classmethod
    def not_judged(cls, decision: Decision, outcome: ReplayOutcome, problem: str | None = None) -> Self:
        """A replay without a verdict, for this reason."""
        return cls(decision=decision, outcome=outcome, problem=problem)


def judge_again(decision: Decision, rules: Rules, policy: str | None) -> Replay:
    """``policy`` is the JSON stored under the decision's digest; None where there is none."""
    if (hindrance := _hindrance(decision, policy)) is not None:
        return Replay.not_judged(decision, *hindrance)
    version = decision.rule_version or 0
    own = rules.find(decision.kind, version)
    rule = own or rules.newest(decision.kind)
    if rule is None:
        return Replay.not_judged(decision, ReplayOutcome.RULE_UNKNOWN, f"this release has no rule for {decision.kind}")
    problem = None
    if own is None:
        problem = f"it was decided by version {version}, this release has {rule.version}"
    try:
        again = _verdict_of(rule, decision.case, policy or "")
    except _UNFIT as cause:
        outcome = ReplayOutcome.UNREADABLE if own else ReplayOutcome.OTHER_VERSION
        reason = f"version {rule.version} cannot judge it: {_in_a_line(cause)}"
        return Replay.not_judged(decision, outcome, f"{problem}; {reason}" if problem else reason)
    differences = tuple(_differences("", json.loads(decision.verdict), again))
    outcome = ReplayOutcome.DIFFERS if differences else ReplayOutcome.SAME
    return Replay(
        decision=decision,
        outcome=outcome if own else ReplayOutcome.OTHER_VERSION,
        again=json.dumps(again, ensure_ascii=False),
        rule_version=rule.version,
        differences=differences,
        problem=problem,
    )


def _hindrance(decision: Decision, policy: str | None) -> tuple[ReplayOutcome, str | None] | None:
    """Why a decision cannot be judged again, whatever the rule."""
    if decision.policy_version == BY_HAND and decision.policy is None:
        return ReplayOutcome.BY_HAND, None
    if removed := [each for each in decision.removed if each != "reasons"]:
        return ReplayOutcome.VALUES_REMOVED, ", ".join(removed)
    if decision.policy is None:
        return ReplayOutcome.POLICY_MISSING, "it was decided before policies were kept"
    if policy is None:
        return ReplayOutcome.POLICY_MISSING, f"nothing is kept under {decision.policy}"
    if policy_digest(policy) != decision.policy:
        return ReplayOutcome.POLICY_CHANGED, f"another one than {decision.policy} is kept under it"
    return None


def _verdict_of(rule: AnyRule, case: str, policy: str) -> Any:
    verdict = rule.decide(rule.case.model_validate_json(case), rule.policy.model_validate_json(policy))
    return verdict.model_dump(mode="json")


def _differences(path: str, recorded: Any, again: Any) -> Iterator[Difference]:
    """Leaf by leaf, in the order of the recorded verdict."""
    if isinstance(recorded, dict) and isinstance(again, dict):
        for name in {**recorded, **again}:
            yield from _differences(f"{path}.{name}", recorded.get(name), again.get(name))
    elif isinstance(recorded, list) and isinstance(again, list) and len(recorded) == len(again):
        for place, pair in enumerate(zip(recorded, again, strict=True)):
            yield from _differences(f"{path}.{place}", *pair)
    elif type(recorded) is not type(again) or recorded != again:
        yield Difference(path=path.removeprefix("."), recorded=recorded, again=again)


def _in_a_line(cause: Exception) -> str:
    if isinstance(cause, ValidationError):
        first = cause.errors()[0]
        problem, _ = in_words(first)
        return f"{'.'.join(map(str, first['loc']))}: {problem}"
    return str(cause) if isinstance(cause, CrmError) else repr(cause)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"
