"""A routing verdict in sentences, for the person who gets the lead and for ``explain``."""

from collections.abc import Iterable, Sequence

from crm_core.approvals import in_words
from crm_operations.lead_routing.criteria import RuleSet
from crm_operations.lead_routing.strategies import STRATEGIES
from crm_operations.lead_routing.verdict import Assigned, Exclusion, Queued

NAMED = 5
"""How many people a sentence names; the record has them all."""


class Explainer:
    """Explains verdicts by the names of the rules."""

    def __init__(self, rules: RuleSet) -> None:
        self._names = {rule.id: rule.name for rule in rules.rules}

    def to_assignee(self, verdict: Assigned) -> str:
        if verdict.delegated_by:
            return f"you stand in for {verdict.delegated_by[0]}, chosen by the rule {self._names[verdict.rule_id]!r}"
        return f"by the rule {self._names[verdict.rule_id]!r} you {STRATEGIES[verdict.strategy].because}"

    def reasons(self, verdict: Assigned | Queued) -> tuple[str, ...]:
        """The outcome first, then who was left out, then the rules that were not for the lead."""
        if isinstance(verdict, Assigned):
            strategy = verdict.strategy.replace("_", " ")
            who = in_words((*(verdict.delegated_by or ()), verdict.user_id))
            outcome = f"{who} by {strategy} of the rule {self._names[verdict.rule_id]!r}"
        elif verdict.attempts:
            outcome = f"nobody can take it now; it waits in {verdict.queue!r}"
        else:
            outcome = f"no rule is for it; it waits in {verdict.queue!r}"
        return (outcome, *self._left_out(verdict), *self._skipped_rules(verdict))

    def _left_out(self, verdict: Assigned | Queued) -> Iterable[str]:
        for attempt in verdict.attempts:
            name = self._names[attempt.rule_id]
            if not attempt.considered and not attempt.excluded:
                yield f"rule {name!r}: there is nobody in its pool"
            for exclusion in attempt.excluded:
                yield f"rule {name!r}: {_people(exclusion)}: {exclusion.reason.value}"

    def _skipped_rules(self, verdict: Assigned | Queued) -> Iterable[str]:
        for rule_id, criterion in verdict.skipped_rules:
            yield f"rule {self._names[rule_id]!r} is not for it: {criterion.value}"


def _people(exclusion: Exclusion) -> str:
    return named(exclusion.users) if exclusion.users else "everybody else"


def named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
