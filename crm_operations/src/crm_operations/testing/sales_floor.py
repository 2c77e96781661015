"""Routing in memory for tests: people, rules and leads, and who is assigned what."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from crm_core.actor import Actor, Role
from crm_core.approvals import Delegation
from crm_core.leads import Lead
from crm_core.testing import TENANT, a_delegation, a_lead
from crm_operations.audit import AuditCoordinator, Replay
from crm_operations.lead_routing import (
    ROUTING,
    AssignLead,
    LeadRoutingCoordinator,
    Pool,
    RouteBatchWorkflow,
    RouteLead,
    RouteLeads,
    RoutingAnswer,
    RoutingRule,
    RoutingTransaction,
    StrategyName,
)
from crm_operations.records import Decision, Rules
from crm_operations.settings import OperationsSettings, RoutingSettings
from crm_operations.testing.queue import QueueingRunner
from crm_operations.testing.world import FakeWorld


class SalesFloor:
    """``hires`` people, has ``rules``, and answers in one string who got the leads that ``come``: ``"AAB"``."""

    def __init__(self) -> None:
        self.world = FakeWorld()
        world = self.world
        dependencies = (world.records, world.people, world.customers, world.settings_for, world.clock)
        workflow = RouteBatchWorkflow(RoutingTransaction(*dependencies))
        self.queue = QueueingRunner(world.runner)
        self.routing = LeadRoutingCoordinator(self.queue, workflow, *dependencies)
        self.audit = AuditCoordinator(world.records, Rules(ROUTING))
        self.admin = self.world.actor
        self.manager = Actor(tenant_id=TENANT, user_id="boss", roles=frozenset({Role.MANAGER}))
        self.rep = Actor(tenant_id=TENANT, user_id="A", roles=frozenset({Role.REP}))
        self._captured = self._delegated = 0

    def hires(self, *names: str, **facts: Any) -> None:
        for name in names:
            self.world.people.known(TENANT, name, **{"team": "sales", **facts})

    def delegates(self, delegator: str, delegate: str, **facts: Any) -> Delegation:
        """For a week from now on, the leads alone, unless the test says otherwise."""
        self._delegated += 1
        now = self.world.clock.now()
        sensible = {"scopes": ("leads",), "starts_at": now, "ends_at": now + timedelta(days=7)}
        people = {"delegator": delegator, "delegate": delegate}
        delegation = a_delegation(self._delegated, **{**people, **sensible, **facts})
        self.world.preload(delegation)
        return delegation

    def settings(self, **changes: Any) -> None:
        self.world.settings = OperationsSettings(retry=self.world.settings.retry, routing=RoutingSettings(**changes))

    def rules(self, *rules: RoutingRule) -> None:
        self.routing.set_rules(self.admin, rules)

    def rule(self, strategy: str = StrategyName.ROUND_ROBIN, **facts: Any) -> None:
        """The only rule: everybody of the sales team, unless the test says otherwise."""
        self.rules(a_rule(strategy=strategy, **facts))

    def lead(self, **facts: Any) -> Lead:
        self._captured += 1
        lead = a_lead(self._captured, **facts)
        self.world.preload(lead)
        return self.now(lead)

    def leads(self, count: int, **facts: Any) -> list[Lead]:
        return [self.lead(**facts) for _ in range(count)]

    def now(self, lead: Lead) -> Lead:
        return self.world.records.now(lead)

    def routes(self, lead: Lead, **facts: Any) -> RoutingAnswer:
        return self.routing.route_lead(self.manager, RouteLead(lead_id=lead.id, **facts))

    def assigns(self, lead: Lead, user_id: str) -> RoutingAnswer:
        return self.routing.assign(
            self.manager, AssignLead(lead_id=lead.id, user_id=user_id, reason="they know each other")
        )

    def come(self, count: int, **facts: Any) -> str:
        """Routes leads one by one, and answers who got each; a dash for nobody."""
        return "".join(self.routes(lead).assigned_to or "-" for lead in self.leads(count, **facts))

    def come_at_once(self, count: int, **facts: Any) -> str:
        """The same as ``come``, in bulk."""
        leads = self.leads(count, **facts)
        self.routing.route_leads(self.manager, RouteLeads(lead_ids=tuple(lead.id for lead in leads)))
        return "".join(self.now(lead).assigned_to or "-" for lead in leads)

    def decisions(self, lead: Lead) -> Sequence[Decision]:
        with self.world.records.reading(self.manager) as work:
            return work.decisions.of(lead.ref, ROUTING.kind)

    def replay(self, lead: Lead) -> Replay:
        """The newest decision about the lead, judged again."""
        return self.audit.replay(self.manager, lead.ref)[0]


def a_rule(rule_id: str = "rule", **facts: Any) -> RoutingRule:
    sensible = {"position": 1, "name": "Sales", "strategy": StrategyName.ROUND_ROBIN, "pool": Pool(team="sales")}
    return RoutingRule.model_validate({"id": rule_id, **sensible, **facts})
