"""The coordinator of sales performance: what each person sold in a period (SPM-CRMOP-0123)."""

from pydantic import Field

from crm_core.actor import Actor, Permission
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import PeriodId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.performance import Sold, sold_by_user
from crm_core.roles import Role
from crm_core.values import Value
from crm_core.vocabulary import AnyText, ShortText, Total
from crm_operations.operation import reads
from crm_operations.providers import PeopleProvider
from crm_operations.records import Records
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

    def __init__(self, records: Records, people: PeopleProvider, settings_for: SettingsFor) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for

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
