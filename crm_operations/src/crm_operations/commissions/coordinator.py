"""The coordinator of commissions: run, listed, explained, stated."""

from collections.abc import Mapping, Sequence

from crm_core.actor import Actor, Permission
from crm_core.clock import Clock
from crm_core.commissions import CommissionPeriod, CommissionPeriodFilter, CommissionPlan
from crm_core.stores import Listed
from crm_core.vocabulary import Id
from crm_operations.commissions.explanations import ExplainCommission, ExplainedEntry, explained, replayed
from crm_operations.commissions.periods import asked_period, period_of
from crm_operations.commissions.plans import newest_plan
from crm_operations.commissions.previews import CommissionPreview, SimulateCommission, previewed, simulated
from crm_operations.commissions.run import Run
from crm_operations.commissions.staff import Staff
from crm_operations.commissions.statements import Statements, StatementsQuery, currency_of, plans_of, statements_of
from crm_operations.commissions.workflow import CommissionsRun, CommissionWorkflow, RunCommissions
from crm_operations.operation import acts, plans, reads
from crm_operations.process import ProcessRunner, process_id
from crm_operations.providers import PeopleProvider, Person
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class CommissionCoordinator:
    """What people earn by their plans, period by period.

    Each method raises NotPermitted; those that name a plan raise CommissionPlanNotFound.
    """

    def __init__(
        self,
        runner: ProcessRunner,
        workflow: CommissionWorkflow,
        records: Records,
        people: PeopleProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._runner = runner
        self._workflow = workflow
        self._records = records
        self._people = people
        self._settings_for = settings_for
        self._clock = clock

    @acts(Permission.COMMISSION_RUN)
    def run(self, actor: Actor, command: RunCommissions) -> CommissionsRun:
        """Post what has been earned for credit of a period and was not posted yet; twice the same posts nothing.

        Raises CommissionPlanRetired where no period is open for it, Invalid for a period of another length.
        """
        process = process_id(self._workflow.process, actor.tenant_id, command.plan, command.period)
        return self._runner.start(self._workflow, process, actor, command)

    @plans(Permission.COMMISSION_READ_ALL, of="run")
    def preview(self, actor: Actor, command: RunCommissions) -> CommissionPreview:
        """Show what a run would post now, person by person: what a revision that reaches back makes of a period."""
        settings, people = self._settings_for(actor.tenant_id), self._people.members(actor.tenant_id)
        with self._records.reading(actor) as work:
            period = period_of(settings.fiscal, newest_plan(work, command.plan), command.period)
            run = Run(work, settings, Staff.of(people), at=self._clock.now())
            return previewed(work, run, run.revision(command.plan, period), period, _names(people))

    @reads(Permission.COMMISSION_READ_ALL)
    def simulate(self, actor: Actor, request: SimulateCommission) -> CommissionPreview:
        """Show what another plan would have paid for credit of a period, person by person; nothing is posted.

        Raises Invalid for a plan that is none.
        """
        settings, people = self._settings_for(actor.tenant_id), self._people.members(actor.tenant_id)
        at, staff = self._clock.now(), Staff.of(people)
        plan, _ = CommissionPlan.add(request.plan, entity_id="simulated", tenant_id=actor.tenant_id, at=at)
        period = period_of(settings.fiscal, plan, request.period)
        with self._records.reading(actor) as work:
            if request.instead_of is not None:
                newest_plan(work, request.instead_of)
            run = Run(work, settings, staff, at=at)
            return simulated(work, run, staff, request, plan, period, _names(people))

    @reads(Permission.COMMISSION_READ_ALL)
    def get(self, actor: Actor, commission_period_id: Id) -> CommissionPeriod:
        """Show a period of a plan. Raises CommissionPeriodNotFound."""
        with self._records.reading(actor) as work:
            return work.commission_periods.get(commission_period_id)

    @reads(Permission.COMMISSION_READ_ALL)
    def list(self, actor: Actor, filters: CommissionPeriodFilter) -> Listed[CommissionPeriod]:
        """List the periods of plans in the order they were opened."""
        with self._records.reading(actor) as work:
            return work.commission_periods.find(filters)

    @reads(Permission.COMMISSION_READ, further=(Permission.COMMISSION_READ_ALL,))
    def explain(self, actor: Actor, query: ExplainCommission) -> Sequence[ExplainedEntry]:
        """Show entries with their calculations, done again; of others only to those who may see theirs.

        With ``replay`` all that they rest on is computed from the credits anew.
        """
        if query.user != actor.user_id:
            actor.require(Permission.COMMISSION_READ_ALL)
        settings = self._settings_for(actor.tenant_id)
        people = self._people.members(actor.tenant_id) if query.replay else ()
        with self._records.reading(actor) as work:
            found = explained(work, query)
            if not query.replay:
                return found
            return replayed(Run(work, settings, Staff.of(people), at=self._clock.now()), settings.fiscal, found)

    @reads(Permission.COMMISSION_READ_ALL)
    def statements(self, actor: Actor, query: StatementsQuery) -> Statements:
        """Show what a period comes to for everybody who is paid by a plan.

        Raises Invalid where plans pay in several currencies, and none is named.
        """
        settings = self._settings_for(actor.tenant_id)
        period = asked_period(settings, query.period, self._clock.now())
        people = self._people.members(actor.tenant_id)
        with self._records.reading(actor) as work:
            plans = plans_of(work, period, query.plan)
            run = Run(work, settings, Staff.of(people), at=self._clock.now())
            payees = {user: spans for plan in plans for user, spans in run.payees(plan.name, period).items()}
            return statements_of(work, period, plans, currency_of(plans, settings.currency), payees, people)


def _names(people: Sequence[Person]) -> Mapping[str, str]:
    return {person.id: person.name for person in people}
