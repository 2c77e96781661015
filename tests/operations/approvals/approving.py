"""A team in memory whose deals need a yes: rita sells, lea leads, boss manages, chief directs."""

from datetime import datetime, timedelta
from typing import Any

from crm_core.actor import Actor, Role
from crm_core.approvals import (
    AddDelegation,
    ApprovalFilter,
    ApprovalRequest,
    DealApprovalPolicy,
    Delegation,
    DelegationScope,
)
from crm_core.errors import Refused
from crm_core.identity import EntityKind
from crm_core.opportunities import Opportunity, OpportunityFilter
from crm_core.testing import START, TENANT, a_pipeline, an_opportunity
from crm_core.voting import Strategies
from crm_operations.approvals import (
    ApprovalCoordinator,
    ApprovalRequests,
    ApprovalTimer,
    ContinuationTimer,
    DealApprovalFollower,
    NoShares,
    SharesInDeals,
)
from crm_operations.deal_approval import (
    ApprovalAsked,
    CloseApprovedDeal,
    DealApprovalCoordinator,
    DealApprovalWorkflow,
    RequestApproval,
)
from crm_operations.settings import ApprovalSettings, OperationsSettings
from crm_operations.testing import FakeWorld


class Approving:
    def __init__(self, strategies: Strategies | None = None, shares: SharesInDeals | None = None) -> None:
        self.world = world = FakeWorld()
        self.requests = ApprovalRequests(strategies or Strategies(), world.new_id)
        world.records.followers = (DealApprovalFollower(self.requests),)
        self.closed: list[tuple[str, object]] = []
        self.refusal: Refused | None = None
        after = CloseApprovedDeal(world.records, self._close)
        self.approvals = ApprovalCoordinator(
            world.records,
            world.people,
            self.requests,
            {EntityKind.OPPORTUNITY: after},
            world.settings_for,
            world.clock,
        )
        self.go_on = ContinuationTimer(world.records, {EntityKind.OPPORTUNITY: after})
        workflow = DealApprovalWorkflow(
            world.records, world.people, self.requests, shares or NoShares(), world.settings_for, world.clock
        )
        self.deals = DealApprovalCoordinator(world.runner, workflow, world.records)
        self.timer = ApprovalTimer(world.people, world.settings_for, world.clock, self.requests)
        self.hires("rita", manager_id="lea")
        self.hires("lea", Role.TEAM_LEAD, manager_id="boss")
        self.hires("boss", Role.MANAGER, manager_id="chief")
        self.hires("chief", Role.DIRECTOR)
        world.preload(a_pipeline())

    def _close(self, _: Actor, deal: str, value: object) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.closed.append((deal, value))

    def hires(self, name: str, *roles: Role, **facts: Any) -> None:
        self.world.people.known(TENANT, name, **{"roles": frozenset(roles or {Role.REP}), **facts})

    def policy(self, *, calendar: str | None = None, **changes: Any) -> None:
        approvals = ApprovalSettings(deals=DealApprovalPolicy(**changes), calendar=calendar)
        self.world.settings = OperationsSettings(retry=self.world.settings.retry, approvals=approvals)

    def actor(self, name: str, *roles: Role) -> Actor:
        return Actor(tenant_id=TENANT, user_id=name, roles=frozenset(roles or {Role.REP}))

    def deal(
        self,
        value_minor: int | None = 1_200_000,
        *,
        count: int = 1,
        owner: str = "rita",
        editor: str | None = None,
        **facts: Any,
    ) -> Opportunity:
        """Opened, and so edited last, by ``editor``; else by the owner."""
        known = an_opportunity(count, expected_revenue_minor=value_minor, assigned_to=owner, **facts)
        with self.world.records.writing(self.actor(editor or owner)) as work:
            return work.opportunities.add(known.model_copy(update={"version": 0}))

    def asks(self, deal: Opportunity, by: str = "rita", **facts: Any) -> ApprovalRequest:
        answer = self.deals.request(self.actor(by), RequestApproval(opportunity_id=deal.id, **facts))
        return self.now(answer)

    def now(self, asked: ApprovalAsked | ApprovalRequest) -> ApprovalRequest:
        request_id = asked.request_id if isinstance(asked, ApprovalAsked) else asked.id
        return self.approvals.get(self.actor("rita"), request_id)

    def all(self) -> list[ApprovalRequest]:
        return list(self.approvals.list(self.actor("rita"), ApprovalFilter()))

    def all_deals(self) -> list[Opportunity]:
        with self.world.records.reading(self.actor("rita")) as work:
            return list(work.opportunities.find(OpportunityFilter()))

    def delegates(self, delegator: str, delegate: str) -> Delegation:
        request = AddDelegation(
            delegator=delegator,
            delegate=delegate,
            starts_at=START - timedelta(days=1),
            ends_at=START + timedelta(days=30),
            scopes=(DelegationScope.APPROVALS,),
            reason="on holiday",
        )
        with self.world.records.writing(self.actor(delegator)) as work:
            made, _ = Delegation.make(
                request,
                delegator=delegator,
                place=work.delegations.place_among(START)[0],
                entity_id=self.world.new_id(),
                tenant_id=TENANT,
                at=START,
            )
            return work.delegations.add(made)

    def revokes(self, delegation: Delegation) -> None:
        with self.world.records.writing(self.actor(delegation.delegator)) as work:
            revoked, _ = delegation.revoke(at=self.world.clock.now())
            work.delegations.save(revoked)

    def told(self) -> list[tuple[tuple[str, ...], str | None, str]]:
        """Users, role and title of each notice, in order."""
        return [
            (notice.users, notice.role and notice.role.value, notice.message.title)
            for notice in self.world.records.notices
        ]

    def announced(self) -> list[str]:
        """The names of the events about approvals, in order."""
        return [message.topic for message in self.world.records.outbox if message.topic.startswith("approval.")]

    def timers(self, request: ApprovalRequest) -> list[tuple[int, datetime, str]]:
        """Rung, moment and state of each."""
        with self.world.records.reading(self.actor("rita")) as work:
            return [(timer.rung, timer.trigger_at, timer.state.value) for timer in work.timers.of(request.ref)]

    def fires(self, request: ApprovalRequest, rung: int) -> None:
        """Advances the clock to the rung's moment, and fires it as a worker does."""
        system = self.actor("system:timers", Role.ADMIN)
        with self.world.records.reading(system) as work:
            timer = next(each for each in work.timers.of(request.ref) if each.rung == rung)
        self.world.clock.set(max(timer.trigger_at, self.world.clock.now()))
        fire = self.timer.prepare(system, timer)
        with self.world.records.writing(system) as work:
            fire(work)
