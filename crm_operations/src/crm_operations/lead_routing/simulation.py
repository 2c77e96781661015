"""Simulates rules over past leads: in the order of capture, with workloads that begin at zero."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from heapq import heappop, heappush

from crm_core.leads import Lead, SelectionFacts
from crm_operations.lead_routing.eligibility import day_start
from crm_operations.lead_routing.requests import Share, SimulatedLead, Simulation
from crm_operations.lead_routing.router import Router
from crm_operations.lead_routing.verdict import Assigned, Queued, RoutingCase, RoutingPolicy
from crm_operations.lead_routing.workload import PoolStats, Roster


def simulate(policy: RoutingPolicy, leads: Sequence[Lead], owners: Mapping[str, str]) -> Simulation:
    """Each lead as it is known today, at the moment it was captured; it counts in the workload until it was closed."""
    router = Router(policy)
    workloads = _Workloads(PoolStats(router.pools), policy.roster)
    simulated = []
    for lead in sorted(leads, key=lambda lead: (lead.created_at, lead.id)):
        workloads.turn_to(lead.created_at)
        case = RoutingCase(
            lead=SelectionFacts.of(lead),
            at=lead.created_at,
            owner_id=owners.get(lead.id),
            last_turn=workloads.pool_stats.last_turn,
        )
        verdict = router.decide(case, workloads.pool_stats)
        if isinstance(verdict, Assigned):
            workloads.assign(lead, verdict)
        simulated.append(_row(lead, verdict))
    shares = Counter(row.simulated for row in simulated if row.simulated is not None)
    return Simulation(
        leads=tuple(simulated),
        shares=tuple(Share(user_id=user, leads=count) for user, count in sorted(shares.items())),
        queued=sum(row.simulated is None for row in simulated),
        differing=sum(row.simulated != row.actual for row in simulated),
    )


class _Workloads:
    """The workload of each person as the simulated days pass."""

    def __init__(self, pool_stats: PoolStats, roster: Roster) -> None:
        self.pool_stats = pool_stats
        self._limited = [person for person in roster.people if person.daily_capacity is not None]
        self._days: dict[str, datetime] = {}
        self._closings: list[tuple[datetime, str, str]] = []

    def turn_to(self, at: datetime) -> None:
        while self._closings and self._closings[0][0] <= at:
            _, _, user_id = heappop(self._closings)
            self.pool_stats.load(user_id, -1)
        for person in self._limited:
            if (day := day_start(person, at)) != self._days.get(person.id):
                self._days[person.id] = day
                self.pool_stats.begin_day(person.id)

    def assign(self, lead: Lead, verdict: Assigned) -> None:
        self.pool_stats.assign(
            verdict.user_id, [verdict.pool], lead.created_at, weight_credits={verdict.pool: verdict.credits}
        )
        if (closed_at := lead.converted_at or lead.disqualified_at) is not None:
            heappush(self._closings, (closed_at, lead.id, verdict.user_id))


def _row(lead: Lead, verdict: Assigned | Queued) -> SimulatedLead:
    row = SimulatedLead(lead_id=lead.id, lead_number=lead.lead_number, actual=lead.assigned_to)
    if isinstance(verdict, Assigned):
        return row.model_copy(update={"simulated": verdict.user_id, "rule_id": verdict.rule_id})
    return row.model_copy(update={"queue": verdict.queue})
