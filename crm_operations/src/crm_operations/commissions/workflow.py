"""The commission run of a plan and period: who is paid, what each deal has earned, and the difference posted.

COM-CRMOP-0127 to 0129.
"""

from pydantic import Field

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.fiscal import PeriodId
from crm_core.identity import NewId
from crm_core.money import StoredCurrency, TotalMinorUnits
from crm_core.values import Value
from crm_core.vocabulary import AnyText, Name, Total
from crm_operations.commissions.periods import period_of
from crm_operations.commissions.plans import newest_plan
from crm_operations.commissions.run import Run
from crm_operations.commissions.staff import Staff
from crm_operations.process import NonFinal, Saga
from crm_operations.providers import PeopleProvider
from crm_operations.records import Records, repeats_lost_races
from crm_operations.settings import SettingsFor


class RunCommissions(Value):
    """Posts what everybody has earned by the plan for credit of that period."""

    plan: Name = Field(description="Which plan.")
    period: PeriodId = Field(description="The period that was credited, such as 2017-Q4.")


class CommissionsRun(NonFinal):
    """What a run posted; nothing where nothing has changed.

    ``posted_period`` is a later one than the credited one where that is not open any more. ``not_priced`` are the
    numbers of deals without a rate into the plan's currency, or from it to that of pay. ``without_quota`` are people
    with credit who have earned nothing by attainment, since they have no quota, or 0.
    """

    plan: AnyText
    period: AnyText
    posted_period: AnyText
    entries: Total
    amount_minor: TotalMinorUnits
    currency_code: StoredCurrency
    not_priced: tuple[AnyText, ...] = ()
    without_quota: tuple[AnyText, ...] = ()


class CommissionWorkflow:
    """load people -> post."""

    name = process = "commission-run"
    command = RunCommissions
    answers = (Staff, CommissionsRun)

    def __init__(
        self, records: Records, people: PeopleProvider, settings_for: SettingsFor, clock: Clock, new_id: NewId
    ) -> None:
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id

    def require_subject(self, actor: Actor, command: RunCommissions) -> None:
        """Raises CommissionPlanNotFound."""
        with self._records.reading(actor) as work:
            newest_plan(work, command.plan)

    def run(self, saga: Saga, actor: Actor, command: RunCommissions) -> CommissionsRun:
        """Raises CommissionPlanNotFound, CommissionPlanRetired, Invalid, Unavailable."""
        staff = saga.step("load people", lambda: self.load_people(actor))
        return saga.commit_step("post", lambda: self.calculate_commission(actor, command, staff))

    def load_people(self, actor: Actor) -> Staff:
        """Those who left too, since they are paid what they were credited."""
        return Staff.of(self._people.members(actor.tenant_id))

    @repeats_lost_races
    def calculate_commission(self, actor: Actor, command: RunCommissions, staff: Staff) -> CommissionsRun:
        """Posts, in one commit, what has been earned less what is posted. Raises as ``run``.

        Of two at once the one that loses calculates again, and posts what is left.
        """
        settings = self._settings_for(actor.tenant_id)
        with self._records.writing(actor) as work:
            period = period_of(settings.fiscal, newest_plan(work, command.plan), command.period)
            run = Run(work, settings, staff, at=self._clock.now())
            into, posting = run.post(command.plan, period, self._new_id)
        return CommissionsRun(
            plan=command.plan,
            period=period.id,
            posted_period=into.period,
            entries=posting.entries,
            amount_minor=posting.amount_minor,
            currency_code=into.currency_code,
            not_priced=tuple(dict.fromkeys(run.not_priced)),
            without_quota=tuple(run.without_quota),
        )
