"""Decides who is assigned a lead: a pure function of lead, rules, people and figures, with its reasons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from crm_core.leads import SelectableLead
from crm_operations.lead_routing.criteria import Fallback, RoutingRule, folded
from crm_operations.lead_routing.eligibility import WAIVED, ExclusionReason, why_unavailable
from crm_operations.lead_routing.strategies import STRATEGIES, Candidate, Member, RoutingCriteria
from crm_operations.lead_routing.verdict import (
    Assigned,
    Attempt,
    Exclusion,
    Pointer,
    Queued,
    RoutingCase,
    RoutingPolicy,
    SkippedRule,
)
from crm_operations.lead_routing.workload import CandidateStats, Credit, StandIn
from crm_operations.providers import Person
from crm_operations.records import Rule


class Figures(Protocol):
    def of(self, pool: str) -> Sequence[CandidateStats]:
        """One for each of the pool's people who did not leave, ordered by id."""
        ...


def decide(case: RoutingCase, policy: RoutingPolicy) -> Assigned | Queued:
    """The verdict on a case that carries its figures: now, or again years later."""
    return Router(policy).decide(case, _Recorded(case))


ROUTING_1 = Rule("routing", RoutingCase, RoutingPolicy, decide, version=1)
"""Knew no stand-ins; a case without any is decided as it was."""
ROUTING = Rule("routing", RoutingCase, RoutingPolicy, decide, version=2)


class Router:
    """Rules and people prepared once, for many decisions."""

    def __init__(self, policy: RoutingPolicy) -> None:
        self._rules, roster = policy.rules.in_order, policy.roster
        self._fallback_queue = policy.fallback_queue
        members = [_member(person, roster.default_capacity) for person in roster.people]
        self._known = {member.person.id: member for member in members}
        self._members = {
            rule.id: [member for member in members if rule.pool.holds(member.person)] for rule in self._rules
        }
        self._availability_at: datetime | None = None
        self._availability: dict[str, list[tuple[Member, ExclusionReason | None]]] = {}

    @property
    def pools(self) -> Mapping[str, tuple[str, ...]]:
        """The people of each pool who did not leave, ordered by id."""
        return {
            rule.pool_key: tuple(member.person.id for member in self._members[rule.id] if member.person.is_active)
            for rule in self._rules
        }

    def decide(self, case: RoutingCase, figures: Figures) -> Assigned | Queued:
        lead = SelectableLead(case.lead)
        stand_ins = {each.delegator: each for each in case.stand_ins}
        skipped_rules: list[SkippedRule] = []
        attempts: list[Attempt] = []
        for rule in self._rules:
            if criterion := rule.evaluate(lead, case.at):
                skipped_rules.append(SkippedRule(rule.id, criterion))
                continue
            for strategy in rule.strategies:
                candidates, excluded = self._candidates(rule, strategy, case, figures, stand_ins)
                considered = tuple([candidate.stats.user_id for candidate in candidates])
                attempts.append(
                    Attempt(
                        rule_id=rule.id,
                        strategy=strategy,
                        pool=rule.pool_key,
                        considered=considered,
                        excluded=excluded,
                    )
                )
                if candidates:
                    choice = self._choice(rule, strategy, case, figures, candidates, attempts, skipped_rules)
                    return _to_stand_in(choice, stand_ins)
            if rule.fallback is Fallback.QUEUE:
                queue = rule.queue or self._fallback_queue
                return Queued(queue=queue, attempts=tuple(attempts), skipped_rules=tuple(skipped_rules))
        return Queued(queue=self._fallback_queue, attempts=tuple(attempts), skipped_rules=tuple(skipped_rules))

    def credits_after(self, user_id: str, figures: Figures) -> dict[str, tuple[Credit, ...]]:
        """Weight credits after an assignment by hand, which counts as a turn in every weighted pool."""
        after = {}
        for rule in self._rules:
            active = [member for member in self._members[rule.id] if member.person.is_active]
            candidates = list(map(Candidate, active, figures.of(rule.pool_key)))
            for strategy in map(STRATEGIES.__getitem__, rule.strategies):
                taking_part = [
                    each for each in candidates if not strategy.excludes(each, RoutingCriteria(rule, None, None))
                ]
                if any(each.stats.user_id == user_id for each in taking_part) and (
                    weight_credits := strategy.credits(taking_part, user_id)
                ):
                    after[rule.pool_key] = weight_credits
        return after

    def _candidates(
        self,
        rule: RoutingRule,
        strategy: str,
        case: RoutingCase,
        figures: Figures,
        stand_ins: Mapping[str, StandIn],
    ) -> tuple[list[Candidate], tuple[Exclusion, ...]]:
        pool_stats = iter(figures.of(rule.pool_key))
        excludes, criteria = STRATEGIES[strategy].excludes, RoutingCriteria(rule, case.lead.territory, case.owner_id)
        candidates: list[Candidate] = []
        excluded: dict[ExclusionReason, list[str]] = {}
        for member, hindrance in self._available(rule, case.at):
            if not member.person.is_active:
                excluded.setdefault(ExclusionReason.INACTIVE, []).append(member.person.id)
                continue
            candidate = Candidate(member, next(pool_stats))
            if (stand_in := stand_ins.get(member.person.id)) is None:
                reason = hindrance or _burden(candidate, case.reassigned_from)
            else:
                candidate, reason = self._stood_in_for(candidate, stand_in, rule, case)
            reason = reason or excludes(candidate, criteria)
            if reason is None:
                candidates.append(candidate)
            else:
                excluded.setdefault(reason, []).append(member.person.id)
        if ExclusionReason.NOT_THE_OWNER in excluded:
            excluded[ExclusionReason.NOT_THE_OWNER] = []
        return candidates, tuple([Exclusion(reason=reason, users=tuple(users)) for reason, users in excluded.items()])

    def _stood_in_for(
        self, candidate: Candidate, stand_in: StandIn, rule: RoutingRule, case: RoutingCase
    ) -> tuple[Candidate, ExclusionReason | None]:
        """The candidate with the load and the capacity of who acts for them, and what excludes either of both."""
        acts = self._known.get(stand_in.acts)
        if acts is None:
            return candidate, ExclusionReason.STAND_IN_AWAY
        stats = candidate.stats._replace(open_leads=stand_in.open_leads, assigned_today=stand_in.assigned_today)
        loaded = Candidate(candidate.member._replace(capacity=acts.capacity), stats)
        if case.reassigned_from in {stand_in.delegator, stand_in.acts}:
            return loaded, ExclusionReason.REASSIGNED_FROM
        unavailable = why_unavailable(candidate.member.person, case.at)
        if unavailable is not None and unavailable not in WAIVED:
            return loaded, unavailable
        if not folded(rule.required_skills) <= candidate.member.skills:
            return loaded, ExclusionReason.LACKS_SKILL
        if why_unavailable(acts.person, case.at, within_working_hours=rule.within_working_hours):
            return loaded, ExclusionReason.STAND_IN_AWAY
        return loaded, ExclusionReason.STAND_IN_FULL if _load_of(acts, stats) else None

    def _available(self, rule: RoutingRule, at: datetime) -> list[tuple[Member, ExclusionReason | None]]:
        if self._availability_at != at:
            self._availability, self._availability_at = {}, at
        if (known := self._availability.get(rule.id)) is None:
            required = folded(rule.required_skills)
            known = [(member, _hindrance(member, rule, required, at)) for member in self._members[rule.id]]
            self._availability[rule.id] = known
        return known

    @staticmethod
    def _choice(
        rule: RoutingRule,
        strategy: str,
        case: RoutingCase,
        figures: Figures,
        candidates: list[Candidate],
        attempts: list[Attempt],
        skipped_rules: list[SkippedRule],
    ) -> Assigned:
        how, criteria = STRATEGIES[strategy], RoutingCriteria(rule, case.lead.territory, case.owner_id)
        chosen = min(candidates, key=lambda candidate: how.rank(candidate, criteria)).stats.user_id
        last = max(figures.of(rule.pool_key), key=lambda stats: stats.last_turn)
        return Assigned(
            user_id=chosen,
            rule_id=rule.id,
            strategy=strategy,
            pool=rule.pool_key,
            pointer_before=Pointer(last.user_id if last.last_turn else None, last.last_turn),
            pointer_after=Pointer(chosen, case.last_turn + 1),
            credits=how.credits(candidates, chosen),
            attempts=tuple(attempts),
            skipped_rules=tuple(skipped_rules),
        )


class _Recorded:
    def __init__(self, case: RoutingCase) -> None:
        self._case = case

    def of(self, pool: str) -> Sequence[CandidateStats]:
        return self._case.pool_stats[pool]


def _member(person: Person, default_capacity: int) -> Member:
    capacity = default_capacity if person.capacity is None else person.capacity
    return Member(person, capacity, folded(person.skills), folded(person.territories))


def _hindrance(member: Member, rule: RoutingRule, required: frozenset[str], at: datetime) -> ExclusionReason | None:
    unavailable = why_unavailable(member.person, at, within_working_hours=rule.within_working_hours)
    return unavailable or (None if required <= member.skills else ExclusionReason.LACKS_SKILL)


def _to_stand_in(choice: Assigned, stand_ins: Mapping[str, StandIn]) -> Assigned:
    """To who acts for the chosen one."""
    if (stand_in := stand_ins.get(choice.user_id)) is None:
        return choice
    return choice.model_copy(update={"user_id": stand_in.acts, "delegated_by": stand_in.chain[:-1]})


def _burden(candidate: Candidate, reassigned_from: str | None) -> ExclusionReason | None:
    if candidate.stats.user_id == reassigned_from:
        return ExclusionReason.REASSIGNED_FROM
    return _load_of(*candidate)


def _load_of(member: Member, stats: CandidateStats) -> ExclusionReason | None:
    if stats.open_leads >= member.capacity:
        return ExclusionReason.AT_CAPACITY
    daily = member.person.daily_capacity
    return ExclusionReason.DAILY_CAPACITY if daily is not None and stats.assigned_today >= daily else None
