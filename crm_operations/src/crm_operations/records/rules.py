"""Rules: each decides a case by a policy as a pure function, so that what it decided can be judged again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from crm_core.values import Value

CaseT = TypeVar("CaseT", bound=Value)
PolicyT = TypeVar("PolicyT", bound=Value)
VerdictT = TypeVar("VerdictT", bound=Value)


@dataclass(frozen=True, slots=True)
class Rule(Generic[CaseT, PolicyT, VerdictT]):
    """Registered in one line beside its function: ``Rule("score", Facts, Model, score, version=1)``.

    ``decide`` depends on its two arguments alone. ``version`` rises with every change of code that decides or reads
    a case differently; the former function may stay registered under its own version.
    """

    kind: str
    case: type[CaseT]
    policy: type[PolicyT]
    decide: Callable[[CaseT, PolicyT], VerdictT]
    version: int


AnyRule = Rule[Any, Any, Any]


class Rules:
    """The rules of an application. Raises ValueError when a kind has one version twice."""

    def __init__(self, *rules: AnyRule) -> None:
        self._rules = {(rule.kind, rule.version): rule for rule in rules}
        if len(self._rules) < len(rules):
            raise ValueError(f"a rule is registered twice: {sorted((rule.kind, rule.version) for rule in rules)}")

    def __iter__(self) -> Iterator[AnyRule]:
        return iter(self._rules.values())

    def find(self, kind: str, version: int) -> AnyRule | None:
        """The rule of that kind and version; None when this release does not have it."""
        return self._rules.get((kind, version))

    def newest(self, kind: str) -> AnyRule | None:
        """The rule of that kind with the highest version; None for an unknown kind."""
        versions = [rule for rule in self if rule.kind == kind]
        return max(versions, key=lambda rule: rule.version, default=None)
