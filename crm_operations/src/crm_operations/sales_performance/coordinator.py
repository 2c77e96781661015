"""The coordinator of sales performance: quotas, and what each person sold in a period (SPM-CRMOP-0121 to 0126)."""

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import PeriodId
from crm_core.identity import NewId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.performance import Sold, sold_by_user
from crm_core.quotas import AssignQuota, Quota, QuotaFilter
from crm_core.roles import Role
from crm_core.stores import Listed
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Id, ShortText, Total
from crm_operations.operation import acts, reads
from crm_operations.providers import PeopleProvider, PersonNotFound
from crm_operations.records import EntityRecords, Records, repeats_lost_races
from crm_operations.settings import SettingsFor


class PerformanceQuery(Value):
    """What everybody who sells did in a period."""

    period: PeriodId = Field(description="Which period, such as 2017-Q4.")
    team: ShortText | None = Field(default=None, description="Only people of this team.")


class PersonPerformance(Value):
    """``won_count`` by who owned the deals when they were closed, ``won_minor`` by credit."""

    user: AnyText
    name: AnyText | None
    manager: AnyText | None
    manager_name: AnyText | None
    won_count: Total
    won_minor: TotalMinorUnits


class Performance(Value):
    """Everybody who sells, those without anything too, and whoever sold then, in the order of user ids.

    ``not_priced`` are the numbers of deals whose currency has no rate into the tenant's.
    """

    period: AnyText
    currency: StoredCurrency
    people: tuple[PersonPerformance, ...]
    not_priced: tuple[AnyText, ...] = ()


class SalesPerformanceCoordinator:
    """Figures of people; each method raises NotPermitted."""

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._quotas = EntityRecords(records, settings_for, clock, new_id, lambda work: work.quotas)

    @reads(Permission.REPORT_READ)
    def get(self, actor: Actor, quota_id: Id) -> Quota:
        """Show one revision of a quota. Raises QuotaNotFound."""
        return self._quotas.get(actor, quota_id)

    @reads(Permission.REPORT_READ)
    def quotas(self, actor: Actor, filters: QuotaFilter) -> Listed[Quota]:
        """List quotas and their revisions in the order they were assigned."""
        return self._quotas.find(actor, filters)

    @acts(Permission.QUOTA_ASSIGN)
    def assign_quota(self, actor: Actor, request: AssignQuota) -> Quota:
        """Assign a quota, in place of the one there is: the former revision stays; the same again changes nothing.

        Raises Invalid, also for a period that the fiscal calendar has not; PersonNotFound.
        """
        self._settings_for(actor.tenant_id).fiscal.period(request.period)
        if request.user_id is not None and self._people.find_by_id(actor.tenant_id, request.user_id) is None:
            raise PersonNotFound.because_unknown_person(request.user_id)
        return self._assigned(actor, request)

    @acts(Permission.QUOTA_ASSIGN)
    def withdraw_quota(self, actor: Actor, quota_id: Id) -> Quota:
        """Have no quota where there was one; to assign one again is a revision.

        Raises QuotaNotFound, QuotaReplaced for a revision that a newer one replaced.
        """
        return self._quotas.change(actor, quota_id, lambda quota, at: quota.withdraw(at=at))

    @reads(Permission.REPORT_READ)
    def performance(self, actor: Actor, query: PerformanceQuery) -> Performance:
        """Show what each person sold in a period, in the tenant's currency. Raises Invalid for an unknown period."""
        settings = self._settings_for(actor.tenant_id)
        period = settings.fiscal.period(query.period)
        people = self._people.members(actor.tenant_id)
        with self._records.reading(actor) as work:
            rates = RatesInto(work.currency_rates, settings.currency)
            sold, not_priced = sold_by_user(work.performance_figures, work.credits, period, rates)
        known = {person.id: person for person in people}
        sellers = {person.id for person in people if person.is_active and Role.REP in person.roles}
        rows = []
        for user in sorted({*sellers, *sold}):
            person = known.get(user)
            if query.team is not None and (person is None or person.team != query.team):
                continue
            manager = known.get(person.manager_id) if person is not None and person.manager_id is not None else None
            found = sold.get(user, Sold())
            rows.append(
                PersonPerformance(
                    user=user,
                    name=person.name if person is not None else None,
                    manager=person.manager_id if person is not None else None,
                    manager_name=manager.name if manager is not None else None,
                    won_count=found.won_count,
                    won_minor=found.won_minor,
                )
            )
        return Performance(period=period.id, currency=settings.currency, people=tuple(rows), not_priced=not_priced)

    @repeats_lost_races
    def _assigned(self, actor: Actor, request: AssignQuota) -> Quota:
        at = self._clock.now()
        with self._records.writing(actor) as work:
            former = work.quotas.newest(request.subject.key, request.period, lock=True)
            if former is not None and former.is_as(request):
                return former
            revision = 1 if former is None else former.revision + 1
            quota, event = Quota.assign(
                request, entity_id=self._new_id(), tenant_id=actor.tenant_id, at=at, revision=revision
            )
            if former is not None:
                work.quotas.save(former.replace(at=at))
            work.outbox.announce(event)
            return work.quotas.add(quota)
