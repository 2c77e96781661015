"""One commit of routing: partners are queried first, then leads are decided and written under the tenant's lock."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from crm_core.actor import Actor, NotPermitted
from crm_core.clock import Clock
from crm_core.errors import ChangedMeanwhile, Unavailable
from crm_core.leads import Lead, LeadNotFound
from crm_operations.lead_routing.owners import AccountOwners
from crm_operations.lead_routing.requests import AssignLead, LeadNotRoutable, RoutingAnswer, RoutingOutcome
from crm_operations.lead_routing.session import RoutingSession, RoutingTask
from crm_operations.lead_routing.store import RoutingRecords
from crm_operations.lead_routing.workload import CarriedCounts
from crm_operations.providers import CustomerProvider, PeopleProvider
from crm_operations.settings import SettingsFor

T = TypeVar("T")


class RoutingTransaction:
    """Each call is one commit; a lost race, or a partner that did not answer, is retried."""

    def __init__(
        self,
        records: RoutingRecords,
        people: PeopleProvider,
        customers: CustomerProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._people = people
        self._owners = AccountOwners(customers)
        self._settings_for = settings_for
        self._clock = clock

    def one(self, actor: Actor, order: RoutingTask | AssignLead) -> RoutingAnswer:
        """Raises LeadNotFound, LeadNotRoutable, NotPermitted."""
        (answer,) = self._repeated(actor, lambda: self._commit(actor, [order], _performed, CarriedCounts()))
        return answer

    def many(
        self, actor: Actor, orders: Sequence[RoutingTask | AssignLead], carried: CarriedCounts | None = None
    ) -> list[RoutingAnswer]:
        """In the order of the tasks; one that fails is answered as refused. ``carried``: counts of earlier commits."""
        counts = carried or CarriedCounts()
        return self._repeated(actor, lambda: self._commit(actor, orders, _performed_or_refused, counts))

    def _commit(
        self,
        actor: Actor,
        orders: Sequence[RoutingTask | AssignLead],
        perform: "_Perform",
        carried: CarriedCounts,
    ) -> list[RoutingAnswer]:
        lead_ids = [order.lead_id for order in orders]
        owners = self._owners_of(actor, [order.lead_id for order in orders if isinstance(order, RoutingTask)])
        people = self._people.members(actor.tenant_id)
        settings = self._settings_for(actor.tenant_id).routing
        with self._records.writing(actor) as work:
            session = RoutingSession(work, people, settings, self._clock.now(), carried)
            leads = {lead.id: lead for lead in work.routable_leads.get_many(lead_ids, lock=True)}
            answers = [perform(session, order, leads.get(order.lead_id), owners.get(order.lead_id)) for order in orders]
            session.flush()
        carried.carry(session.pool_stats)
        return answers

    def _owners_of(self, actor: Actor, lead_ids: Sequence[str]) -> dict[str, str]:
        """No query unless a rule needs owners."""
        if not lead_ids:
            return {}
        with self._records.reading(actor) as work:
            leads = work.routable_leads.get_many(lead_ids) if work.routing.rules().asks_for_owners else ()
        return self._owners.of(actor.tenant_id, leads)

    def _repeated(self, actor: Actor, commit: Callable[[], T]) -> T:
        if self._records.is_joined:
            return commit()  # the transaction around it would still read what it has read
        settings = self._settings_for(actor.tenant_id).retry
        return Retrying(
            retry=retry_if_exception_type((ChangedMeanwhile, Unavailable)),
            stop=stop_after_attempt(settings.attempts),
            wait=wait_exponential_jitter(
                multiplier=settings.initial_seconds, max=settings.maximum_seconds, jitter=settings.initial_seconds
            ),
            reraise=True,
        )(commit)


_Perform = Callable[[RoutingSession, RoutingTask | AssignLead, Lead | None, str | None], RoutingAnswer]


def _performed(
    session: RoutingSession, order: RoutingTask | AssignLead, lead: Lead | None, owner_id: str | None
) -> RoutingAnswer:
    if lead is None:
        raise LeadNotFound.because_unknown("lead", order.lead_id)
    if isinstance(order, AssignLead):
        return session.assign(lead, order)
    return session.route(lead, order, owner_id)


def _performed_or_refused(
    session: RoutingSession, order: RoutingTask | AssignLead, lead: Lead | None, owner_id: str | None
) -> RoutingAnswer:
    try:
        return _performed(session, order, lead, owner_id)
    except (LeadNotFound, LeadNotRoutable, NotPermitted) as cause:
        return RoutingAnswer(lead_id=order.lead_id, outcome=RoutingOutcome.REFUSED, reasons=(str(cause),))
