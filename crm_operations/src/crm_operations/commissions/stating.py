"""The coordinator of what is shown of commissions: statements of people, payouts, liability, proof of the ledger.

COM-CRMOP-0132.
"""

from collections.abc import Iterator, Sequence

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock, local_date
from crm_core.errors import Invalid
from crm_core.fiscal import FiscalPeriod
from crm_operations.commissions.payee_statements import (
    PayeeStatement,
    PayeeStatementQuery,
    PlanInPeriod,
    nothing_stated,
    payee_statements,
)
from crm_operations.commissions.payouts import Liability, Payout, PayoutsQuery, liabilities, payouts
from crm_operations.commissions.periods import asked_period
from crm_operations.commissions.run import plan_for
from crm_operations.commissions.staff import Staff
from crm_operations.commissions.statements import StatementsQuery, currency_of, plans_of
from crm_operations.commissions.verification import CommissionVerification, VerifyCommissions, verified
from crm_operations.operation import inward, reads
from crm_operations.providers import PeopleProvider, Person, managers_of
from crm_operations.records import Records, UnitOfWork
from crm_operations.settings import SettingsFor


class CommissionStatementCoordinator:
    """What each person is paid and why, what is paid out, and what is still due.

    Each method raises NotPermitted; those that name a plan raise CommissionPlanNotFound.
    """

    def __init__(self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    @reads(Permission.COMMISSION_READ, further=(Permission.COMMISSION_READ_ALL,))
    def state(self, actor: Actor, query: PayeeStatementQuery) -> PayeeStatement:
        """Show one person's statement of a period; of others only to who is above them, or may see theirs.

        Raises Invalid where several plans pay in several currencies, and none is named.
        """
        people = self._people.members(actor.tenant_id)
        if query.user != actor.user_id and actor.user_id not in {each.id for each in managers_of(people, query.user)}:
            actor.require(Permission.COMMISSION_READ_ALL)
        settings = self._settings_for(actor.tenant_id)
        period = self._period(actor, query)
        with self._records.reading(actor) as work:
            plans = self._plans(work, query, period, people)
            currency = currency_of([each.plan for each in plans], settings.currency)
            found = list(payee_statements(plans, period, _here(people), query.user))
        if len(found) > 1:
            named = " and ".join(each.currency for each in found)
            raise Invalid.field("plan", f"{query.user} is paid in {named}", "name one of the plans")
        return found[0] if found else nothing_stated(query.user, currency, period)

    @inward("it answers statements as they are read", Permission.COMMISSION_READ_ALL)
    def each(self, actor: Actor, query: StatementsQuery) -> Iterator[PayeeStatement]:
        """Everybody's statement of a period, one at a time, however many people there are."""
        people = self._people.members(actor.tenant_id)
        period = self._period(actor, query)
        with self._records.reading(actor) as work:
            plans = self._plans(work, query, period, people)
            yield from payee_statements(plans, period, _here(people))

    @reads(Permission.COMMISSION_READ_ALL)
    def payouts(self, actor: Actor, query: PayoutsQuery) -> Sequence[Payout]:
        """Show what is to be paid to whom of a locked period, and who owes instead."""
        names = {person.id: person.name for person in self._people.members(actor.tenant_id)}
        with self._records.reading(actor) as work:
            return list(payouts(work, query, names))

    @reads(Permission.COMMISSION_READ_ALL)
    def liability(self, actor: Actor) -> Sequence[Liability]:
        """Show what is accrued, payable, kept back and at risk under clawback, by currency."""
        today = local_date(self._clock.now(), self._settings_for(actor.tenant_id).zone)
        with self._records.reading(actor) as work:
            return liabilities(work, today)

    @reads(Permission.COMMISSION_READ_ALL)
    def verify(self, actor: Actor, asked: VerifyCommissions) -> CommissionVerification:
        """Prove that the entries of periods are what was posted, and that each calculation has its result."""
        with self._records.reading(actor) as work:
            return verified(work, asked)

    def _period(self, actor: Actor, query: StatementsQuery) -> FiscalPeriod:
        return asked_period(self._settings_for(actor.tenant_id), query.period, self._clock.now())

    def _plans(
        self, work: UnitOfWork, query: StatementsQuery, period: FiscalPeriod, people: Sequence[Person]
    ) -> Sequence[PlanInPeriod]:
        staff = Staff.of(people)
        found = (
            (plan, work.commission_periods.of(plan.name, period.id)) for plan in plans_of(work, period, query.plan)
        )
        return [
            PlanInPeriod(work, plan_for(work, plan.name, period), period, opened, staff)
            for plan, opened in found
            if opened is not None
        ]


def _here(people: Sequence[Person]) -> frozenset[str]:
    return frozenset(person.id for person in people if person.is_active)
