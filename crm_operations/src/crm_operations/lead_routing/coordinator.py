"""The coordinator of lead routing: assignment by rules or by hand (RTE-CRMOP-0101)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.errors import Invalid
from crm_core.sources import require_known_sources
from crm_core.vocabulary import Count, Id, Limit, Name
from crm_operations.lead_routing.batch import EnqueuedBatch, RouteBatch, RouteBatchWorkflow
from crm_operations.lead_routing.criteria import RoutingRule, RuleSet
from crm_operations.lead_routing.owners import AccountOwners
from crm_operations.lead_routing.requests import (
    AssignLead,
    BulkRouting,
    ReassignOpenLeads,
    RouteLead,
    RouteLeads,
    RoutingAnswer,
    SelfAssignment,
    SimulateRules,
    Simulation,
)
from crm_operations.lead_routing.rule_check import check_rules
from crm_operations.lead_routing.session import RoutingTask
from crm_operations.lead_routing.simulation import simulate
from crm_operations.lead_routing.store import QueueEntry, RoutingRecords, UnassignedLeads
from crm_operations.lead_routing.transaction import RoutingTransaction
from crm_operations.lead_routing.verdict import RoutingPolicy
from crm_operations.lead_routing.workload import CarriedCounts, Roster
from crm_operations.operation import acts, inward, reads
from crm_operations.process import ProcessRunner
from crm_operations.providers import CustomerProvider, PeopleProvider, active_person
from crm_operations.records import repeats_lost_races
from crm_operations.settings import SettingsFor

Progress = Callable[[int], None]
"""Called after each commit, with the number of its leads."""


class LeadRoutingCoordinator:
    """Assigns leads, by rules or by hand, and stores the rules.

    Each method raises NotPermitted; those that name a lead raise LeadNotFound. Leads are named by id, people by user
    id; what nobody can take waits in a queue, which has a name.
    """

    def __init__(
        self,
        runner: ProcessRunner,
        workflow: RouteBatchWorkflow,
        records: RoutingRecords,
        people: PeopleProvider,
        customers: CustomerProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._runner = runner
        self._workflow = workflow
        self._transaction = RoutingTransaction(records, people, customers, settings_for, clock)
        self._owners = AccountOwners(customers)
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    @acts(Permission.LEAD_ROUTE, further=(Permission.LEAD_ASSIGN,))
    def route_lead(self, actor: Actor, command: RouteLead) -> RoutingAnswer:
        """Assigns the lead by the rules, or queues it; a lead with an owner stays unless ``again``.

        Raises LeadNotRoutable for a closed lead.
        """
        _require_again(actor, again=command.again)
        return self._transaction.one(actor, RoutingTask(command.lead_id, again=command.again))

    @acts(Permission.LEAD_ROUTE, further=(Permission.LEAD_ASSIGN,))
    def route_leads(self, actor: Actor, command: RouteLeads, progress: Progress | None = None) -> BulkRouting:
        """As ``route_lead`` for each, ``batch_size`` leads a commit."""
        _require_again(actor, again=command.again)
        tasks = (RoutingTask(lead_id, again=command.again) for lead_id in self._lead_ids(actor, command))
        return self._in_batches(actor, tasks, progress)

    @inward("it goes on as far as it is asked on", Permission.LEAD_ROUTE)
    def enqueue_routing(self, actor: Actor, command: RouteLeads) -> Iterator[EnqueuedBatch]:
        """Leaves ``route_leads`` to workers, ``batch_size`` leads a run; leads that have an owner by then stay.

        Raises Invalid for ``again``, since a run that is resumed would assign the same leads twice;
        NoQueue.
        """
        if command.again:
            raise Invalid.field("again", "workers give away only leads nobody has", "leave it out, or route here")
        return self._enqueued(actor, self._lead_ids(actor, command))

    @acts(Permission.LEAD_ROUTE)
    def retry_queue(self, actor: Actor, queue: Name | None = None, progress: Progress | None = None) -> BulkRouting:
        """Routes once more what waits in this queue, or in all of them."""
        return self._in_batches(actor, self._waiting(actor, queue), progress)

    @reads(Permission.LEAD_READ)
    def waiting(
        self, actor: Actor, queue: Name | None = None, *, after_id: Id | None = None, limit: Limit = 50
    ) -> Sequence[QueueEntry]:
        """Leads in queues, ordered by lead id."""
        with self._records.reading(actor) as work:
            return work.routing.waiting(queue, after_id=after_id, limit=limit)

    @acts(Permission.LEAD_WORK, further=(Permission.LEAD_ASSIGN,))
    def assign(self, actor: Actor, command: AssignLead) -> RoutingAnswer:
        """By hand, whatever the rules say; it counts as a turn of the person in every pool.

        Raises SelfAssignment where people may not take leads; LeadNotRoutable,
        PersonNotFound, AssigneeLeft.
        """
        if actor.user_id != command.user_id:
            actor.require(Permission.LEAD_ASSIGN)
        elif not (
            actor.may(Permission.LEAD_ASSIGN) or self._settings_for(actor.tenant_id).routing.users_may_self_assign
        ):
            raise SelfAssignment.because_leads_are_assigned(actor.user_id)
        active_person(self._people, actor.tenant_id, command.user_id)
        return self._transaction.one(actor, command)

    @acts(Permission.LEAD_ASSIGN)
    def reassign_open_leads(
        self, actor: Actor, command: ReassignOpenLeads, progress: Progress | None = None
    ) -> BulkRouting:
        """Give the open leads of somebody who leaves to another, or to whom the rules choose.

        A lead without an eligible person keeps its owner, and waits in a queue.
        Raises PersonNotFound, AssigneeLeft.
        """
        with self._records.reading(actor) as work:
            lead_ids = work.routable_leads.held_open(command.from_user)
        if command.to_user is None:
            tasks = (RoutingTask(lead_id, held_by=command.from_user, reason=command.reason) for lead_id in lead_ids)
            return self._in_batches(actor, tasks, progress)
        to_user = active_person(self._people, actor.tenant_id, command.to_user).id
        orders = (AssignLead(lead_id=lead_id, user_id=to_user, reason=command.reason) for lead_id in lead_ids)
        return self._in_batches(actor, orders, progress)

    @acts(Permission.SETTINGS_CHANGE, by_person_only=True)
    def set_rules(self, actor: Actor, rules: Sequence[RoutingRule]) -> RuleSet:
        """The rules from now on, as a new version; those in force already stay that version.

        Raises InvalidRoutingRule, UnknownSource.
        """
        check_rules(rules, self._people.members(actor.tenant_id))
        return self._save_rules(actor, tuple(rules))

    @reads(Permission.LEAD_READ)
    def get_rules(self, actor: Actor, version: Count | None = None) -> RuleSet:
        """Those in force, or an earlier version. Raises RulesNotFound."""
        with self._records.reading(actor) as work:
            return work.routing.rules(version)

    @reads(Permission.LEAD_ASSIGN)
    def simulate(self, actor: Actor, command: SimulateRules) -> Simulation:
        """Who would have got which past lead; nothing is touched.

        Raises InvalidRoutingRule, UnknownSource.
        """
        people = self._people.members(actor.tenant_id)
        check_rules(command.rules, people)
        rules, settings = RuleSet(rules=command.rules), self._settings_for(actor.tenant_id).routing
        with self._records.reading(actor) as work:
            require_known_sources(work.sources, rules.sources)
            leads = work.routable_leads.captured(command.since, command.until, command.limit)
        owners = self._owners.of(actor.tenant_id, leads) if rules.asks_for_owners else {}
        policy = RoutingPolicy(
            rules=rules,
            roster=Roster.of(people, rules, settings.default_capacity),
            fallback_queue=settings.fallback_queue,
        )
        return simulate(policy, leads, owners)

    @repeats_lost_races
    def _save_rules(self, actor: Actor, rules: tuple[RoutingRule, ...]) -> RuleSet:
        with self._records.writing(actor) as work:
            require_known_sources(work.sources, RuleSet(rules=rules).sources)
            work.routing.lock_turns()  # others that set rules wait for this lock, and number theirs after these
            now = work.routing.rules()
            if now.version and now.rules == rules:
                return now
            next_rules = RuleSet(version=now.version + 1, rules=rules)
            work.routing.save_rules(next_rules, self._clock.now())
        return next_rules

    def _lead_ids(self, actor: Actor, command: RouteLeads) -> Iterator[str]:
        if command.lead_ids is not None:
            yield from dict.fromkeys(command.lead_ids)
            return
        if command.source is not None:
            with self._records.reading(actor) as work:
                require_known_sources(work.sources, [command.source])
        filters = UnassignedLeads(source=command.source, campaign_id=command.campaign_id)
        while True:
            with self._records.reading(actor) as work:
                lead_ids = work.routable_leads.unassigned(filters)
            if not lead_ids:
                return
            yield from lead_ids
            filters = filters.model_copy(update={"after_id": lead_ids[-1]})

    def _enqueued(self, actor: Actor, lead_ids_left: Iterator[str]) -> Iterator[EnqueuedBatch]:
        size = self._settings_for(actor.tenant_id).routing.batch_size
        while lead_ids := tuple(islice(lead_ids_left, size)):
            batch = RouteBatch(lead_ids=lead_ids)
            process_id = self._workflow.process_id(actor, batch)
            run_id = self._runner.enqueue(self._workflow, process_id, actor, batch)
            yield EnqueuedBatch(run_id=run_id, leads=len(lead_ids))

    def _waiting(self, actor: Actor, queue: str | None) -> Iterator[RoutingTask]:
        after_id = None
        while True:
            with self._records.reading(actor) as work:
                entries = work.routing.waiting(queue, after_id=after_id, limit=1_000)
            if not entries:
                return
            yield from (RoutingTask(entry.lead_id, held_by=entry.held_by) for entry in entries)
            after_id = entries[-1].lead_id

    def _in_batches(
        self, actor: Actor, orders: Iterable[RoutingTask | AssignLead], progress: Progress | None
    ) -> BulkRouting:
        return BulkRouting.of(self._answers(actor, iter(orders), progress))

    def _answers(
        self, actor: Actor, orders: Iterator[RoutingTask | AssignLead], progress: Progress | None
    ) -> Iterator[RoutingAnswer]:
        size = self._settings_for(actor.tenant_id).routing.batch_size
        carried = CarriedCounts()
        while batch := list(islice(orders, size)):
            yield from self._transaction.many(actor, batch, carried)
            if progress is not None:
                progress(len(batch))


def _require_again(actor: Actor, *, again: bool) -> None:
    """``again`` takes a lead from its owner, so it needs the permission to assign."""
    if again:
        actor.require(Permission.LEAD_ASSIGN)
