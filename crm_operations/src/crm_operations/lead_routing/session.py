"""Routes leads within one unit of work: decides one after the other, counting those before, and writes once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from crm_core.actor import Permission
from crm_core.approvals import DelegationScope, StandIns, in_words
from crm_core.leads import Lead, SelectionFacts
from crm_core.values import Value
from crm_core.vocabulary import AnyText
from crm_operations.lead_routing.eligibility import day_start
from crm_operations.lead_routing.notices import Notices
from crm_operations.lead_routing.reasons import Explainer
from crm_operations.lead_routing.requests import AssignLead, LeadNotRoutable, RoutingAnswer, RoutingOutcome
from crm_operations.lead_routing.router import ROUTING, Router
from crm_operations.lead_routing.store import DayStart, QueueEntry, RoutingWork
from crm_operations.lead_routing.verdict import Assigned, Queued, RoutingCase, RoutingPolicy
from crm_operations.lead_routing.workload import (
    CandidateStats,
    CarriedCounts,
    Counts,
    PoolStats,
    Roster,
    StandIn,
)
from crm_operations.providers import Person
from crm_operations.settings import RoutingSettings


class RoutingTask(NamedTuple):
    """A lead to route while that person, or nobody, is its owner; with ``again``, whoever is."""

    lead_id: str
    held_by: str | None = None
    again: bool = False
    reason: str | None = None


class ManualVerdict(Value):
    user_id: AnyText
    previously: AnyText | None
    delegated_by: tuple[AnyText, ...] | None = None
    """Who was named, then whoever was named in between, where ``user_id`` stands in."""


class RoutingSession:
    """Holds the tenant's routing lock from its creation until the unit of work ends."""

    def __init__(
        self,
        work: RoutingWork,
        people: Sequence[Person],
        settings: RoutingSettings,
        at: datetime,
        carried: CarriedCounts,
    ) -> None:
        self._work = work
        self._at = at
        last_turn = work.routing.lock_turns()
        rules = work.routing.rules()
        self._delegated = StandIns(work.delegations.standing(at), DelegationScope.LEADS, at).chains()
        self._chains = _without_who_left(self._delegated, people)
        acting = {chain[-1] for chain in self._chains.values()}
        roster = Roster.of(people, rules, settings.default_capacity, besides=acting)
        self._policy = RoutingPolicy(rules=rules, roster=roster, fallback_queue=settings.fallback_queue)
        self._router = Router(self._policy)
        self.pool_stats = _read_pool_stats(work, self._router, roster, at, last_turn, carried, acting)
        self._explainer = Explainer(rules)
        self._notices = Notices(work.actor.tenant_id)
        self._assigned_leads: list[Lead] = []
        self._queued: list[QueueEntry] = []
        self._dequeued: list[str] = []

    def route(self, lead: Lead, task: RoutingTask, owner_id: str | None = None) -> RoutingAnswer:
        """Raises LeadNotRoutable."""
        self._require_open(lead)
        if lead.assigned_to not in {None, task.held_by} and not task.again:
            return self._stays(lead, f"{lead.assigned_to} has it already")
        case = RoutingCase(
            lead=SelectionFacts.of(lead),
            at=self._at,
            owner_id=owner_id,
            reassigned_from=task.held_by,
            last_turn=self.pool_stats.last_turn,
            stand_ins=tuple(map(self.pool_stats.stand_in, self._chains.values())),
        )
        verdict = self._router.decide(case, self.pool_stats)
        reasons = self._explainer.reasons(verdict)
        if task.reason is not None:
            reasons = (*reasons, f"{task.held_by} hands over: {task.reason}")
        self._record(lead, case, verdict, reasons)
        if isinstance(verdict, Assigned):
            return self._assigned(lead, verdict, reasons)
        return self._waits(lead, verdict, reasons)

    def assign(self, lead: Lead, command: AssignLead) -> RoutingAnswer:
        """Assigns without the rules, to who stands in for whom it names. Raises LeadNotRoutable, NotPermitted.

        It counts as a turn of whom it names, in every pool of theirs.
        """
        return self._assign_by_hand(lead, command, may_replace=self._work.actor.may(Permission.LEAD_ASSIGN))

    def hand_on(self, lead: Lead, command: AssignLead) -> RoutingAnswer:
        """As ``assign``, for a delegation, which may replace the owner. Raises LeadNotRoutable."""
        return self._assign_by_hand(lead, command, may_replace=True)

    def acting_for(self, person: str) -> tuple[str, ...]:
        """The chain to who acts for the person now; the person alone where nobody does."""
        return self._chains.get(person, (person,))

    def flush(self) -> None:
        """Writes the decisions, each kind of row by one statement."""
        store = self._work.routing
        store.save_turns(self.pool_stats.last_turn, self.pool_stats.moved)
        self._work.routable_leads.save_many(self._assigned_leads)
        store.dequeue(self._dequeued)
        unheard = set(store.enqueue(self._queued))
        for notice in self._notices.all(unheard):
            self._work.outbox.notify(notice)

    def _assign_by_hand(self, lead: Lead, command: AssignLead, *, may_replace: bool) -> RoutingAnswer:
        self._require_open(lead)
        named, chain = command.user_id, self.acting_for(command.user_id)
        user_id = chain[-1]
        if lead.assigned_to == user_id:
            return self._stays(lead, f"{in_words(chain)} has it already")
        if lead.assigned_to is not None and not may_replace:
            self._work.actor.require(Permission.LEAD_ASSIGN)  # replacing an owner needs more than taking a lead
        reasons = (f"{in_words(chain)} by hand of {self._work.actor.user_id}: {command.reason}", *self._left(named))
        delegated_by = chain[:-1] if len(chain) > 1 else None
        self._work.decisions.record_by_hand(
            ROUTING,
            lead.ref,
            case=command,
            verdict=ManualVerdict(user_id=user_id, previously=lead.assigned_to, delegated_by=delegated_by),
            reasons=reasons,
            at=self._at,
        )
        pools = [pool for pool, users in self._router.pools.items() if named in users]
        weight_credits = self._router.credits_after(named, self.pool_stats)
        self.pool_stats.assign(user_id, pools, self._at, weight_credits=weight_credits, turn_of=named)
        self._assign(lead, user_id, command.reason)
        return RoutingAnswer(lead_id=lead.id, outcome=RoutingOutcome.ASSIGNED, assigned_to=user_id, reasons=reasons)

    def _left(self, named: str) -> tuple[str, ...]:
        """Who stands in for them and does not, having left."""
        delegated, chain = self._delegated.get(named, (named,)), self.acting_for(named)
        return tuple(f"{person}, who stands in for {named}, has left" for person in delegated[len(chain) :])

    def _require_open(self, lead: Lead) -> None:
        if not lead.status.is_active:
            self._dequeued.append(lead.id)
            raise LeadNotRoutable.because_closed(lead)

    def _stays(self, lead: Lead, why: str) -> RoutingAnswer:
        self._dequeued.append(lead.id)
        outcome = RoutingOutcome.ALREADY_ROUTED
        return RoutingAnswer(lead_id=lead.id, outcome=outcome, assigned_to=lead.assigned_to, reasons=(why,))

    def _record(self, lead: Lead, case: RoutingCase, verdict: Assigned | Queued, reasons: tuple[str, ...]) -> None:
        tried = {attempt.pool: self.pool_stats.of(attempt.pool) for attempt in verdict.attempts}
        self._work.decisions.record(
            ROUTING,
            lead.ref,
            policy=self._policy,
            policy_version=str(self._policy.rules.version),
            case=case.model_copy(update={"pool_stats": tried, "stand_ins": _of_pools(case.stand_ins, tried)}),
            verdict=verdict,
            reasons=reasons,
            at=self._at,
        )

    def _assigned(self, lead: Lead, verdict: Assigned, reasons: tuple[str, ...]) -> RoutingAnswer:
        self.pool_stats.assign(
            verdict.user_id,
            [verdict.pool],
            self._at,
            weight_credits={verdict.pool: verdict.credits},
            turn_of=verdict.pointer_after.user_id,
        )
        self._assign(lead, verdict.user_id, self._explainer.to_assignee(verdict))
        return RoutingAnswer(
            lead_id=lead.id,
            outcome=RoutingOutcome.ASSIGNED,
            assigned_to=verdict.user_id,
            queue=None,
            rule_id=verdict.rule_id,
            strategy=verdict.strategy,
            reasons=reasons,
        )

    def _assign(self, lead: Lead, user_id: str, because: str) -> None:
        if lead.assigned_to is not None:
            self.pool_stats.load(lead.assigned_to, -1)
        assigned, event = lead.assign(user_id, at=self._at)
        self._assigned_leads.append(assigned)
        self._dequeued.append(lead.id)
        self._work.outbox.announce(event)
        self._notices.assigned(lead, user_id, because)

    def _waits(self, lead: Lead, verdict: Queued, reasons: tuple[str, ...]) -> RoutingAnswer:
        entry = QueueEntry(
            lead_id=lead.id,
            queue=verdict.queue,
            held_by=lead.assigned_to,
            since=self._at,
            tried_at=self._at,
            reason="; ".join(reasons),
        )
        self._queued.append(entry)
        self._notices.waits(lead, verdict.queue, reasons)
        return RoutingAnswer(
            lead_id=lead.id,
            outcome=RoutingOutcome.QUEUED,
            assigned_to=lead.assigned_to,
            queue=verdict.queue,
            reasons=reasons,
        )


def _without_who_left(chains: Mapping[str, tuple[str, ...]], people: Sequence[Person]) -> Mapping[str, tuple[str, ...]]:
    """Up to the last who is here; without those for whom nobody is."""
    if not chains:
        return {}
    active = {person.id for person in people if person.is_active}
    shortened = {}
    for person, chain in chains.items():
        last = next((place for place in range(len(chain) - 1, 0, -1) if chain[place] in active), 0)
        if last:
            shortened[person] = chain[: last + 1]
    return shortened


def _of_pools(stand_ins: Sequence[StandIn], tried: Mapping[str, Sequence[CandidateStats]]) -> tuple[StandIn, ...]:
    """Those of the people in these pools: what else is delegated has no part in the decision."""
    if not stand_ins:
        return ()
    considered = {stats.user_id for pool in tried.values() for stats in pool}
    return tuple(each for each in stand_ins if each.delegator in considered)


def _read_pool_stats(
    work: RoutingWork,
    router: Router,
    roster: Roster,
    at: datetime,
    last_turn: int,
    carried: CarriedCounts,
    acting: Collection[str],
) -> PoolStats:
    """The stored figures of all people: three statements at most, however many people and pools.

    ``acting`` are those who stand in for somebody, in a pool or not.
    """
    users = sorted({user for members in router.pools.values() for user in members}.union(acting))
    days = tuple(
        DayStart(user_id=person.id, at=day_start(person, at))
        for person in roster.people
        if person.is_active and person.daily_capacity is not None
    )

    def counted() -> Counts:
        leads = work.routable_leads
        return Counts(
            open_leads={each.user_id: each.open_leads for each in leads.open_workload(users)},
            assigned_today={each.user_id: each.leads for each in leads.assigned_since(days)},
        )

    return PoolStats(
        router.pools,
        last_turn=last_turn,
        turns=work.routing.turns(list(router.pools)),
        counts=carried.at(last_turn, (tuple(users), days), counted),
    )
